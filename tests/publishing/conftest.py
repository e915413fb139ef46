"""Editions to publish, and a site of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from communique.editions.edition import Edition, EditionState, Published
from communique.publishing.site import build
from communique.publishing.stock import Loose
from communique.publishing.workshop import House

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OUT = datetime(2026, 3, 5, 9, tzinfo=UTC)


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


class Stock(Loose):
    """Holds editions in memory, as ``releases/`` holds them on disk."""

    def take(self, edition: Edition, at: datetime = OUT, **more: Any) -> Published:
        return replace(super().take(edition, at), **more)


@pytest.fixture
def stock() -> Stock:
    return Stock()


@pytest.fixture
def site(tmp_path: Path, stock: Stock) -> Callable[..., Path]:
    """Return a function that builds the site of editions, each of them as published or not yet."""

    def make(*editions: Edition | Published, **more: Any) -> Path:
        out: Path = tmp_path / more.pop("name", "site")
        out.mkdir()
        taken = [one if isinstance(one, Published) else stock.take(one) for one in editions]
        build(taken, stock, out, House(**{"title": "The Council"} | more))
        return out

    return make
