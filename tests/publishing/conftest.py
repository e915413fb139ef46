"""Editions to publish, and a site of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from communique.editions.edition import Edition, EditionState, Published
from communique.editions.released import asset_name
from communique.publishing.assets import gather
from communique.publishing.site import House, build

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


class Stock:
    """Holds editions in memory, as ``releases/`` holds them on disk."""

    def __init__(self) -> None:
        self.texts: dict[tuple[str, str], str] = {}
        self.files: dict[str, Path] = {}

    def take(self, edition: Edition, **more: Any) -> Published:
        found = gather(edition)
        kept = {name: asset_name(path) for name, path in found.files.items()}
        self.files |= {kept[name]: path for name, path in found.files.items()}
        self.texts[edition.slug, edition.locale] = edition.text
        links = tuple(sorted(found.links))
        return replace(Published.of(edition, OUT, assets=tuple(kept.items()), links=links), **more)

    def text(self, one: Published) -> str:
        return self.texts[one.slug, one.locale]

    def asset(self, slug: str, name: str) -> Path:
        return self.files[name]


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
