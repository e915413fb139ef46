"""A sheet in a real browser: nothing runs, axe finds nothing; narrow, dark, in Arabic, on paper."""

from __future__ import annotations

import re
import subprocess
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from communique.publishing.proof import Drafted, Flag, Mark, Near, Row, Sheet, as_page
from communique.statement import Key, Kind
from tests.debian import needs

from .conftest import MakeSheet

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ARABIC = "تدعو اللجنة الدولية للمياه العامة جميع الحكومات إلى وقف بيع الآبار العامة."
OLD = "تدعو اللجنة الدولية كل الحكومات إلى وقف بيع آبار المياه العامة فورا."
ENGLISH = "The International Committee for Public Water calls on all governments to stop the sale."
PAYLOADS = (
    "<script>document.title='run'</script>",
    "<img src=x onerror=\"document.title='run'\">",
    "</style><script>document.title='run'</script>",
    "</td></tr></table><svg onload=\"document.title='run'\">",
    "<a1 onmouseover=\"document.title='run'\">x</a1>",
    "[x](javascript:document.title='run')",
    "<iframe srcdoc=\"<script>parent.document.title='run'</script>\"></iframe>",
    "<style>body{background:url(//evil.example.org/x)}</style>",
    "<link rel=stylesheet href=//evil.example.org/x.css>",
    "<meta http-equiv=refresh content='0;url=//evil.example.org'>",
    "<form action=//evil.example.org><button autofocus onfocus=\"document.title='run'\">",
    '"><base href=//evil.example.org>',
)


def rows() -> list[Row]:
    """A row of every kind of thing there is to say."""
    wrong = Flag("numbers", "error", "the translation lacks “3”")
    waived = Flag("dates", "error", "another day", "Ana Ruiz", "as agreed")
    drafted = Drafted(OLD, "engine", "en_ar 1.9", doubt="high")
    near = (Near(0.8, ENGLISH.replace("stop", "end"), OLD, "strike", approved=True),)
    long = "https://www.example.org/" + "a-long-address-" * 8
    link, there = f"See [here]({long}).", f"انظر [هنا]({long})."
    ana = Mark("Ana", "2026-05-04")
    return [
        Row(1, Key(None, "Water"), "الماء", "approved", Kind.TITLE, approved=ana),
        Row(2, Key(None, ENGLISH), ARABIC, "reviewed", drafted=drafted, near=near,
            flags=(wrong, waived)),
        Row(3, Key(None, link), there, "draft", Kind.QUOTATION),
        Row(4, Key(None, "Gone"), "", "empty", Kind.LIST_ITEM, marker="1."),
        Row(5, Key(None, "Old"), ARABIC, "stale", Kind.HEADING, before="Older", notes=("note",)),
    ]  # fmt: skip


@pytest.fixture
def arabic(sheet: MakeSheet, tmp_path: Path) -> str:
    one = sheet(*rows(), locale="ar", publish=False, embargo="until 2026-12-01 08:00 UTC")
    return saved(one, tmp_path)


def saved(one: Sheet, folder: Path) -> str:
    path = folder / "sheet.html"
    path.write_bytes(as_page(one).encode())
    return path.as_uri()


def opened(chromium: Browser, address: str, width: int = 1280, scheme: str = "light") -> Page:
    context = chromium.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        bypass_csp=scheme == "axe",
    )
    page = context.new_page()
    page.goto(address)
    return page


@pytest.mark.parametrize(("width", "scheme"), [(1280, "axe"), (1280, "dark"), (320, "axe")])
def test_axe_finds_nothing(chromium: Browser, arabic: str, width: int, scheme: str) -> None:
    axe = import_module("axe_playwright_python.sync_playwright").Axe()
    with opened(chromium, arabic, width, scheme) as page:
        found = axe.run(page)
    assert found.violations_count == 0, found.generate_report()


def hostile(payload: str, number: int) -> Row:
    """A row that says a payload wherever it can."""
    remark = Flag("numbers", "error", payload, payload, payload)
    return Row(
        number, Key(payload, payload), payload + "?", "reviewed",
        approved=Mark(payload, payload, payload),
        drafted=Drafted(payload, "engine", payload),
        before=payload + ".",
        flags=(remark,),
        near=(Near(0.8, payload + "!", payload, payload),),
        notes=(payload,),
        addresses={payload: payload, "<a1>": payload},
        marker=payload,
    )  # fmt: skip


@pytest.mark.parametrize("syntax", ["markdown", "html"])
def test_nothing_runs_and_nothing_is_fetched(
    chromium: Browser, sheet: MakeSheet, tmp_path: Path, syntax: str
) -> None:
    everywhere = " ".join(PAYLOADS)
    one = sheet(
        *(hostile(payload, number) for number, payload in enumerate(PAYLOADS, 1)),
        title=everywhere, workspace=everywhere, reason=everywhere, translator=everywhere,
        packages=PAYLOADS, embargo=everywhere, removed=((everywhere, everywhere),), syntax=syntax,
    )  # fmt: skip
    address = saved(one, tmp_path)
    asked: list[str] = []
    page = chromium.new_context().new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    for place in page.locator("td.source").all():
        place.hover()
    assert page.title().startswith("Proof sheet:")
    assert asked == [address]
    assert page.locator("script, img, iframe, svg, form, base, button").count() == 0
    texts = [" ".join(text.split()) for text in page.locator("td.source p").all_inner_texts()]
    for shown, payload in zip(texts, PAYLOADS, strict=True):
        assert shown.startswith(payload[:5])
    page.context.close()


def test_the_style_is_let_through_by_the_policy(chromium: Browser, arabic: str) -> None:
    with opened(chromium, arabic) as page:
        assert (
            page.evaluate("getComputedStyle(document.querySelector('.sheet')).tableLayout")
            == "fixed"
        )


def test_arabic_reads_from_the_right_beside_english_from_the_left(
    chromium: Browser, arabic: str
) -> None:
    with opened(chromium, arabic) as page:
        source = page.locator("#s2 td.source").bounding_box()
        target = page.locator("#s2 td.target").bounding_box()
        assert source
        assert target
        assert source["x"] + source["width"] <= target["x"] + 1
        assert page.locator("#s2 td.target").evaluate("e => getComputedStyle(e).direction") == "rtl"
        assert page.locator("#s2 td.source").evaluate("e => getComputedStyle(e).direction") == "ltr"
        first = page.locator("#s2 ins").first.evaluate("e => getComputedStyle(e).unicodeBidi")
        assert first == "isolate"


def test_on_a_telephone_the_sides_stand_one_below_the_other(chromium: Browser, arabic: str) -> None:
    with opened(chromium, arabic, 320) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        source = page.locator("#s2 td.source").bounding_box()
        target = page.locator("#s2 td.target").bounding_box()
        assert source
        assert target
        assert source["y"] + source["height"] <= target["y"] + 1


def test_links_lead_to_their_segments_by_keyboard(chromium: Browser, arabic: str) -> None:
    with opened(chromium, arabic) as page:
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.url.endswith("#s2")
        assert page.locator("#s2").evaluate("e => e.matches(':target')")


def test_on_paper_each_page_says_what_it_is_of(
    chromium: Browser, sheet: MakeSheet, tmp_path: Path
) -> None:
    pdftotext = needs("pdftotext", "poppler-utils")
    many = [
        Row(n, Key(None, f"{ENGLISH} {n}"), f"Texto {n}. " * 12, "reviewed") for n in range(1, 40)
    ]
    one = sheet(*many)
    paper = tmp_path / "sheet.pdf"
    with opened(chromium, saved(one, tmp_path)) as page:
        page.pdf(path=paper, prefer_css_page_size=True)
    plain = subprocess.run(
        [pdftotext, "-layout", str(paper), "-"], capture_output=True, text=True, check=True
    ).stdout
    pages = plain.split("\f")[:-1]
    assert len(pages) > 2
    for number, text in enumerate(pages, 1):
        assert f"Fingerprint {one.fingerprint[:8]} {one.fingerprint[8:16]}" in text
        assert re.search(rf"\b{number} ?/ ?{len(pages)}\b", text)
        assert "appeal · English → Español" in text.split("\n")[0]
    assert all("source" in text and "translation" in text for text in pages[1:-1])
    assert all(any(f"Texto {n}." in text for text in pages) for n in range(1, 40))
    assert "Signature" in pages[-1]
