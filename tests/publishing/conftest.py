"""Editions to publish."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from communique.editions.edition import Edition, EditionState

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def edition() -> Callable[..., Edition]:
    def make(locale: str = "en", text: str = "Text.", **more: Any) -> Edition:
        state = EditionState.SOURCE if locale == "en" else EditionState.REVIEWED
        values: dict[str, Any] = {
            "slug": "ferry",
            "source_locale": "en",
            "state": state,
            "format": "markdown",
            "title": f"Title in {locale}",
            "metadata": {"date": "2026-03-04", "author": "The Council", "summary": "In short."},
            "segments": 12,
            "source_hash": "0123456789abcdef",
        }
        return Edition(locale=locale, text=text, **values | more)

    return make


@pytest.fixture
def site(tmp_path: Path) -> Callable[..., Path]:
    from communique.publishing.site import build

    def make(*editions: Edition, **more: Any) -> Path:
        out: Path = tmp_path / more.pop("name", "site")
        build(editions, out, **{"site_title": "The Council"} | more)
        return out

    return make
