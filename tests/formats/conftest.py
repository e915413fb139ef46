"""What the tests of formats share: a source written to disk, read, and rendered again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from communique.formats import read, render

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from communique.statement import Statement


@pytest.fixture
def reader(tmp_path: Path) -> Callable[..., Statement]:
    """Return a function that writes a source and reads it."""

    def make(
        source: str | bytes,
        name: str = "a.md",
        *,
        language: str | None = "en",
        level: str = "block",
    ) -> Statement:
        path = tmp_path / name
        path.write_bytes(source if isinstance(source, bytes) else source.encode())
        return read(path, language=language, level=level)

    return make


def identity(statement: Statement) -> str:
    """Return the statement rendered with every segment as it was."""
    return render(statement, {segment: segment.text for segment in statement.segments})


def replaced(statement: Statement, **texts: str) -> str:
    """Return the statement with segments replaced, found by their first word."""
    return render(
        statement,
        {each: texts.get(each.text.split()[0], each.text) for each in statement.segments},
    )


def seen(statement: Statement) -> list[tuple[str, str]]:
    """Return kind and text of every segment."""
    return [(block.kind.value, each.text) for block in statement.blocks for each in block.segments]
