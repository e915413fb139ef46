"""The site as people read it, in a real browser: in six languages and five scripts, by keyboard,
without scripts, on small screens, in the dark, on paper, and through axe.
"""

from __future__ import annotations

import functools
import http.server
import subprocess
import threading
import unicodedata
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from communique.editions.edition import Edition, EditionState, Published, Rank
from communique.language.scripts import direction, endonym, html_tag
from communique.publishing import shelf, site
from communique.publishing.words import words_for
from communique.publishing.workshop import House
from tests.debian import needs
from tests.publishing.browsing import browser
from tests.publishing.conftest import Stock
from tests.publishing.samples import SAMPLES, text_in, write_picture

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page, Request

__all__ = ["browser"]

LOCALES = ["es", "ar", "zh_Hans", "ru", "el", "hi"]
OUT = datetime(2026, 3, 5, 9, tzinfo=UTC)
LATER = OUT + timedelta(days=30)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SLUGS = ["ferry", "draft", "fixed", "stale", "gone"]
OTHERS = ["archive-2025.html", "index.html"]
DOCUMENTS = ("docx", "markdown", "text")


def _published(stock: Stock, folder: Path, slug: str, locale: str) -> Published:
    """Return an edition; what became of it since is told by its slug."""
    source = locale if slug.startswith("from-") else "en"
    said, original = SAMPLES[locale], locale == source
    state = EditionState.SOURCE if original else EditionState.REVIEWED
    facts: dict[str, Any] = {"words": "1", "source_words": "1"}
    moments: dict[str, Any] = {}
    match slug:
        case "ferry" if not original:
            facts |= {"rank": Rank.COURTESY, "prevails": "en", "translators": ("Ana Pérez", "李伟")}
            moments = {"modified": LATER}
        case "draft" if not original:
            state, facts = EditionState.DRAFT, facts | {"unreviewed": 3}
        case "fixed":
            moments = {"corrected": LATER, "modified": LATER}
        case "stale":
            facts |= {"words": "2" if original else "1"}
            moments = {"corrected": LATER, "modified": LATER} if original else {}
        case "gone" if not original:
            moments = {"withdrawn": LATER}
    edition = Edition(
        slug=slug,
        locale=locale,
        source_locale=source,
        state=state,
        format="markdown",
        title=said.title,
        metadata={
            "date": "2025-12-01" if slug == "fixed" else "2026-03-04",
            "author": ["The Council", "Γιάννης Ρίτσος", "ليلى حسن"],
            "summary": said.summary,
            "tags": ["ferry", "island"],
        },
        segments=12,
        text=text_in(locale),
        folder=folder,
        **facts,
    )
    return stock.take(edition, **({"published": OUT, "modified": OUT} | moments))


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a site that has every kind of page in every language."""
    folder = tmp_path_factory.mktemp("source")
    write_picture(folder / "quay.png")
    stock = Stock()
    editions = [_published(stock, folder, slug, one) for slug in SLUGS for one in ("en", *LOCALES)]
    editions += [_published(stock, folder, f"from-{html_tag(one).lower()}", one) for one in LOCALES]
    built: Path = tmp_path_factory.mktemp("site")
    house = House("Council of the Islands", documents=DOCUMENTS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shelf, "LONG", 3)
        patch.setattr("communique.publishing.lists.LONG", 3)
        site.build(editions, stock, built, house)
    return built


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/favicon.ico":  # which a browser asks for unasked
            self.send_response(204)
            self.end_headers()
        else:
            super().do_GET()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def server(out: Path) -> Iterator[str]:
    """Serve the site on loopback, and return its address."""
    handler = functools.partial(_Quiet, directory=str(out))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{serving.server_address[1]}"
        serving.shutdown()


@pytest.fixture(params=["http", "file"])
def home(request: pytest.FixtureRequest, out: Path, server: str) -> str:
    """Return where the site is: on a web server, or on the reader's own disk."""
    return server if request.param == "http" else out.as_uri()


@contextmanager
def reading(browser: Browser, home: str, **how: Any) -> Iterator[Page]:
    """Open a browser window, and see that nothing goes wrong and nothing is loaded elsewhere."""
    context: BrowserContext = browser.new_context(**how)
    wrong: list[str] = []
    context.on("console", lambda message: wrong.append(message.text))
    context.on("weberror", lambda error: wrong.append(str(error.error)))
    context.on("requestfailed", lambda one: wrong.extend(_failed(one)))
    context.on("request", lambda one: wrong.extend([] if one.url.startswith(home) else [one.url]))
    page = context.new_page()
    try:
        yield page
        assert wrong == []
    finally:
        context.close()


def _failed(request: Request) -> list[str]:
    """Return what went wrong; a page that was left before its pictures came is no failure."""
    left = "ERR_ABORTED" in (request.failure or "")
    return [] if left else [f"{request.failure}: {request.url}"]


def _paths(locale: str) -> list[str]:
    tag = html_tag(locale)
    return [*(f"{tag}/{slug}/index.html" for slug in SLUGS), *(f"{tag}/{one}" for one in OTHERS)]


def _findings(page: Page, kind: str, *values: str) -> list[str]:
    """Return what axe finds on a page by some rules."""
    from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]

    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options = {"runOnly": {"type": kind, "values": values}, "resultTypes": ["violations"]}
    found = page.evaluate("async (options) => (await axe.run(options)).violations", options)
    return [
        f"{page.url}: {one['id']}: {node['html']} {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("path", [*LOCALES, ""])
def test_axe_finds_nothing(browser: Browser, server: str, path: str) -> None:
    with reading(browser, server, color_scheme="light") as page:
        for one in _paths(path) if path else ["index.html", "archive-2025.html"]:
            page.emulate_media(color_scheme="light")
            page.goto(f"{server}/{one}")
            assert _findings(page, "tag", *RULES) == []
            page.emulate_media(color_scheme="dark")
            assert _findings(page, "rule", "color-contrast", "link-in-text-block") == []


def test_axe_would_find_something(browser: Browser, server: str) -> None:
    with reading(browser, server) as page:
        page.goto(f"{server}/es/ferry/index.html")
        page.evaluate("document.querySelector('img').removeAttribute('alt')")
        page.evaluate("document.querySelector('.facts dt').style.color = '#ccc'")
        found = " ".join(_findings(page, "tag", *RULES))
        assert "image-alt" in found
        assert "color-contrast" in found


def test_languages_are_switched_by_their_own_names(browser: Browser, home: str) -> None:
    with reading(browser, home) as page:
        page.goto(f"{home}/index.html")
        switcher = page.get_by_role("navigation", name="Languages")
        switcher.get_by_role("link", name="Español").click()
        assert page.url.rstrip("/").removesuffix("/index.html") == f"{home}/es"
        page.get_by_role("link", name=SAMPLES["es"].title).first.click()
        for locale in ["ar", "zh_Hans", "ru", "el", "hi", "en", "es"]:
            page.locator(".languages").get_by_role("link", name=endonym(locale)).click()
            assert page.locator("html").get_attribute("lang") == html_tag(locale)
            assert page.locator("h1").inner_text() == SAMPLES[locale].title
            here = page.locator(".languages [aria-current=page]")
            assert here.inner_text() == endonym(locale)
        page.locator(".masthead .name a").click()
        assert page.locator("h1").inner_text() == "Comunicados"


def test_the_look_and_the_pictures_are_there(browser: Browser, home: str) -> None:
    with reading(browser, home) as page:
        page.goto(f"{home}/ar/ferry/index.html")
        assert _style(page, "body", "font-family").startswith('"Noto Naskh Arabic"')
        page.locator("figure img").scroll_into_view_if_needed()
        page.wait_for_function("document.querySelector('figure img').naturalWidth === 64")


def _style(page: Page, selector: str, name: str) -> str:
    script = "(one, name) => getComputedStyle(one).getPropertyValue(name)"
    return str(page.locator(selector).first.evaluate(script, name))


@pytest.mark.parametrize("locale", LOCALES)
def test_the_direction_is_that_of_the_language(browser: Browser, server: str, locale: str) -> None:
    rtl = direction(locale) == "rtl"
    with reading(browser, server, viewport={"width": 1000, "height": 800}) as page:
        page.goto(f"{server}/{html_tag(locale)}/draft/index.html")
        assert _style(page, ".text p", "direction") == direction(locale)
        near, far = ("right", "left") if rtl else ("left", "right")
        assert float(_style(page, ".notice", f"border-{near}-width")[:-2]) >= 3
        assert float(_style(page, ".notice", f"border-{far}-width")[:-2]) <= 2
        assert float(_style(page, "blockquote", f"border-{near}-width")[:-2]) >= 2
        main, title = _box(page, "main"), _text_box(page, "h1")
        assert abs(title[near] - main[near]) < 3
        assert abs(title[far] - main[far]) > 50
        for other in page.locator(".languages a").all():
            tag = str(other.get_attribute("lang"))
            assert other.get_attribute("dir") == direction(tag)


def _box(page: Page, selector: str) -> dict[str, float]:
    box: dict[str, float] = page.locator(selector).first.evaluate(
        "one => one.getBoundingClientRect().toJSON()"
    )
    return box


def _text_box(page: Page, selector: str) -> dict[str, float]:
    """Return where the words of an element stand, whatever its box."""
    box: dict[str, float] = page.locator(selector).first.evaluate(
        """one => {
          const range = document.createRange();
          range.selectNodeContents(one);
          return range.getBoundingClientRect().toJSON();
        }"""
    )
    return box


@pytest.mark.parametrize("locale", ["es", "ar"])
def test_the_keyboard_is_enough(browser: Browser, server: str, locale: str) -> None:
    tag = html_tag(locale)
    with reading(browser, server) as page:
        page.goto(f"{server}/{tag}/ferry/index.html")
        seen = []
        for _ in range(30):
            page.keyboard.press("Tab")
            here = _focused(page)
            if here["where"] == "BODY":
                break
            assert here["visible"], here
            assert here["outlined"], here
            seen.append(here)
        order = [one["where"] for one in seen]
        kinds = list(dict.fromkeys(order))
        assert kinds == ["skip", "name", "languages", "text", "facts", "colophon"]
        assert order == sorted(order, key=kinds.index)
        assert order.count("languages") == 7
        assert seen[0]["text"] == words_for(locale).gettext("Skip to the text")
        offered = [one["href"] for one in seen if "ferry." in one["href"]]
        assert offered == [f"ferry.{tag}.{ending}" for ending in ("docx", "md", "txt")]


def _focused(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(
        """() => {
          const one = document.activeElement;
          const around = one.closest(".skip, .name, .languages, .text, .facts, .colophon");
          const box = one.getBoundingClientRect();
          const style = getComputedStyle(one);
          return {
            where: around ? around.classList[0] : one.tagName,
            text: one.textContent,
            href: one.getAttribute("href") || "",
            visible: box.width >= 8 && box.height >= 8 && box.top >= 0
              && box.bottom <= innerHeight + 1 && box.left >= -1 && box.right <= innerWidth + 1,
            outlined: style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 2,
          };
        }"""
    )
    return found


@pytest.mark.parametrize("locale", ["es", "ar"])
def test_the_first_link_skips_to_the_text(browser: Browser, server: str, locale: str) -> None:
    with reading(browser, server) as page:
        page.goto(f"{server}/{html_tag(locale)}/ferry/index.html")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.localName") == "main"
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('main') !== null")


def test_a_language_is_switched_by_keyboard(browser: Browser, server: str) -> None:
    with reading(browser, server) as page:
        page.goto(f"{server}/es/ferry/index.html")
        page.locator(".languages a[lang=ar]").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/ar/ferry/**")


def test_all_can_be_read_without_scripts(browser: Browser, home: str) -> None:
    parts = [".languages a", ".text table", ".footnotes", ".facts dl", ".colophon a"]
    with reading(browser, home, java_script_enabled=False) as page:
        for locale in LOCALES:
            said = SAMPLES[locale]
            page.goto(f"{home}/{html_tag(locale)}/ferry/index.html")
            text = page.inner_text("main")
            for one in (said.title, said.summary, said.heading, said.note, *said.items):
                assert one in text
            for one in parts:
                assert page.locator(one).first.is_visible()


_NOTICES = {
    "draft": "This is a machine translation that no human has fully reviewed.",
    "stale": "The original was corrected on %(date)s; this translation still gives the earlier "
    "text.",
    "fixed": "Corrected on %(date)s",
    "gone": "This text was withdrawn on %(date)s.",
}


@pytest.mark.parametrize("locale", LOCALES)
def test_what_must_be_said_comes_before_the_text(
    browser: Browser, server: str, locale: str
) -> None:
    words = words_for(locale)
    with reading(browser, server, viewport={"width": 375, "height": 800}) as page:
        for slug, message in _NOTICES.items():
            page.goto(f"{server}/{html_tag(locale)}/{slug}/index.html")
            wanted = words.gettext(message).replace("%(date)s", words.date(LATER.date()))
            note = page.get_by_role("note").first
            assert wanted in note.inner_text()
            assert note.is_visible()
            if slug == "gone":
                assert page.locator(".text").count() == 0
                assert SAMPLES[locale].opening not in page.content()
                note.get_by_role("link").click()
                assert page.locator("h1").is_visible()
            else:
                assert _box(page, "[role=note]")["bottom"] <= _box(page, ".text")["top"]
            if slug in {"draft", "stale"}:
                note.get_by_role("link").click()
                page.wait_for_url(f"**/en/{slug}/**")


@pytest.mark.parametrize("locale", [*LOCALES, ""])
def test_no_page_is_wider_than_its_window(browser: Browser, server: str, locale: str) -> None:
    with reading(browser, server) as page:
        larger = page.context.new_cdp_session(page)
        for path in _paths(locale) if locale else OTHERS:
            page.goto(f"{server}/{path}")
            for width, letters in ((320, 16), (640, 16), (640, 32)):
                page.set_viewport_size({"width": width, "height": 700})
                sizes = {"standard": letters, "fixed": letters}
                larger.send("Page.setFontSizes", {"fontSizes": sizes})
                assert _too_wide(page) == [], (path, width, letters)
                assert letters == 16 or float(_style(page, "body", "font-size")[:-2]) >= 32


def _too_wide(page: Page) -> list[str]:
    """Return what sticks out of the window, unless it scrolls by itself."""
    found: list[str] = page.evaluate(
        """() => {
          const root = document.scrollingElement;
          const out = root.scrollWidth > root.clientWidth ? [`page: ${root.scrollWidth}`] : [];
          for (const one of document.querySelectorAll("main *, header *")) {
            const box = one.getBoundingClientRect();
            if (!one.closest(".scroll") && (box.right > innerWidth + 1 || box.left < -1)) {
              out.push(one.outerHTML.slice(0, 80));
            }
          }
          return out;
        }"""
    )
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_paper_is_as_the_reader_wants_it(browser: Browser, server: str, scheme: str) -> None:
    with reading(browser, server, color_scheme=scheme) as page:
        page.goto(f"{server}/es/ferry/index.html")
        paper = _style(page, "html", "background-color").removeprefix("rgb(").removesuffix(")")
        assert (sum(map(int, paper.split(","))) > 600) is (scheme == "light")


@pytest.mark.parametrize("locale", LOCALES)
def test_on_paper_there_is_the_text_and_nothing_to_press(
    browser: Browser, server: str, tmp_path: Path, locale: str
) -> None:
    pdftotext = needs("pdftotext", "poppler-utils")
    path = tmp_path / "page.pdf"
    with reading(browser, server, color_scheme="dark") as page:
        page.goto(f"{server}/{html_tag(locale)}/draft/index.html")
        page.pdf(path=path)
        shown = page.locator(".notice").inner_text()
    done = subprocess.run([pdftotext, path, "-"], capture_output=True, text=True, check=True)
    text, said, words = _letters(done.stdout), SAMPLES[locale], words_for(locale)
    for one in (said.heading, *said.towns, said.quotation, *shown.split("\n")[0].split()):
        assert _letters(one) in text  # word by word: a line of Arabic is cut at its numbers
    for one in ("Skip to the text", "All languages", "Atom feed"):
        assert _letters(words.gettext(one)) not in text
    assert _letters(endonym("de" if locale == "es" else "es")) not in text


def _letters(text: str) -> str:
    """Return a text's letters, without what a line break changes, a font, or ``pdftotext``, which
    turns the Arabic ligatures round.
    """
    plain = unicodedata.normalize("NFKD", text)
    return "".join(one for one in plain if one.isalpha() and one not in "الىي")
