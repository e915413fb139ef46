"""Sheets to draw, and a browser to look at them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from communique.publishing.proof import Row, Sheet
from communique.statement import Key
from tests.debian import needs

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MakeRow = Callable[..., Row]
MakeSheet = Callable[..., Sheet]


@pytest.fixture
def row() -> MakeRow:
    def make(
        source: str = "We demand peace.",
        target: str = "Exigimos la paz.",
        number: int = 1,
        state: str = "reviewed",
        **more: Any,
    ) -> Row:
        context = more.pop("context", None)
        return Row(number, Key(context, source), target, state, **more)

    return make


@pytest.fixture
def sheet(row: MakeRow) -> MakeSheet:
    def make(*rows: Row, **more: Any) -> Sheet:
        values: dict[str, Any] = {
            "slug": "appeal",
            "title": "A call for peace",
            "workspace": "The Council",
            "source_locale": "en",
            "locale": "es",
            "publish": True,
            "reason": "reviewed",
            "require": "reviewed",
            "source_file": "source_texts/appeal.md",
            "source_hash": "0123456789abcdef",
            "catalog": "locales/es/LC_MESSAGES/appeal.po",
            "date": "2026-05-04 09:00 UTC",
        }
        return Sheet(rows=rows or (row(),), **values | more)

    return make


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; without it a test is skipped, and fails where CI runs it."""
    path = needs("chromium", "chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path)
        yield browser
        browser.close()
