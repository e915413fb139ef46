"""Statements to take apart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from communique import formats
from communique.statement import Statement

Read = Callable[..., Statement]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Write a source into a file of its own and read it."""

    def written(name: str, text: str | bytes, **options: Any) -> Statement:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return formats.read(path, **options)

    return written
