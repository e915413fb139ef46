"""What sources and translators type, in a real browser: nothing runs, loads, poses or leads off.

Two layers, each proven without the other: the pages without their policy, and the policy over
pages that nobody sanitised. That the traps work is proven too.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest

from communique.editions.edition import Edition, EditionState
from communique.errors import CommuniqueError
from communique.publishing.assets import gather
from communique.publishing.html import body
from communique.publishing.site import build
from communique.publishing.workshop import House
from tests.publishing import payloads
from tests.publishing.browsing import browser, served, trapped
from tests.publishing.conftest import Stock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from playwright.sync_api import Browser

__all__ = ["browser"]

PIXEL = bytes.fromhex(
    "47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b"
)
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
PLACES = {
    "markdown": [
        "{}",
        "## {}",
        "- {}",
        "> {}",
        "| {} |\n|---|\n| {} |",
        "[{}](x.gif)",
        "[a]({})",
        "[a](<{}>)",
        "[a][r{n}]\n\n[r{n}]: {}",
        "[a](x.gif '{}')",
        "![{}](x.gif)",
        '![a](x.gif "{}")',
        "![a]({})",
        "Note.[^n{n}]\n\n[^n{n}]: {}",
        "`{}`",
        "```{}\nx\n```",
    ],
    "html": ["{}", "<p>{}</p>", '<p><a href="{}">a</a></p>', '<p><img src="x.gif" alt="{}"></p>'],
    "text": ["{}", "- {}", "{}\n======"],
}
SIZE = 60
# What a page may have: the rest was typed by somebody. What is found comes back.
LOOK = """(window, url) => {
  const {document, location} = window, bad = [], home = location.origin + "/";
  const may = new Set(`html head meta title link body a header nav p ul ol li main article div h1 h2
    h3 h4 h5 h6 time aside strong bdi span footer section sup sub hr br wbr blockquote q cite pre
    code kbd samp var em i b u s del ins mark small abbr dfn ruby rt rp img figure figcaption table
    caption colgroup col thead tbody tfoot tr th td details summary dl dt dd address script`
    .split(/\\s+/));
  const never = new RegExp("^(on|style$|src.+|action|form.*|ping|background|poster|data|xlink|name$"
    + "|target|download|usemap|longdesc|popover)", "i");
  for (const one of document.querySelectorAll("*")) {
    const tag = one.localName, shown = one.outerHTML.slice(0, 200);
    if (!may.has(tag)) bad.push(shown);
    if (tag === "script" && one.type !== "application/ld+json") bad.push(shown);
    if (tag === "meta" && one.httpEquiv && one.httpEquiv !== "Content-Security-Policy")
      bad.push(shown);
    if (tag !== "meta") for (const {name} of one.attributes) if (never.test(name)) bad.push(shown);
    if (tag === "a" && one.hasAttribute("href")
        && !(/^(http|https|mailto|tel):$/.test(one.protocol) && !one.username && !one.password))
      bad.push(shown);
    if (tag === "img" && !one.src.startsWith(home)) bad.push(shown);
    if (one.id && one.matches(".text *") && !one.id.startsWith("s-")) bad.push(shown);
  }
  const main = document.querySelectorAll("#c-text");
  if (main.length !== 1 || main[0].localName !== "main") bad.push("#c-text is another's");
  if (/[\\u202d\\u202e]/.test(document.documentElement.textContent)) bad.push("letters are turned");
  for (const data of document.scripts) JSON.parse(data.textContent);
  if (location.href.split("#")[0] !== url) bad.push(`went to ${location.href}`);
  return bad;
}"""


DRAWN = """async () => {
  const image = document.querySelector("img[src='x.gif']");
  image.loading = "eager";
  await image.decode();
  return image.naturalWidth > 0;
}"""


class Statements:
    """Statements with something typed into every place of theirs."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        (folder / "x.gif").write_bytes(PIXEL)
        self.folder = folder
        self.editions: list[Edition] = []
        self.refused: list[Edition] = []

    def add(self, text: str, format: str, *values: dict[str, Any]) -> bool:  # noqa: A002
        """Take a text, and its translation if that has values too, unless it is refused."""
        slug = f"s{len(self.editions)}"
        made = [
            self._edition(slug, text, format, locale, more)
            for locale, more in zip(("en", "ar"), values or ({},), strict=False)
        ]
        for one in made:
            try:
                gather(one)
            except CommuniqueError:
                self.refused.append(one)
                return False
        self.editions += made
        return True

    def _edition(
        self,
        slug: str,
        text: str,
        format: str,  # noqa: A002
        locale: str,
        more: dict[str, Any],
    ) -> Edition:
        state = EditionState.SOURCE if locale == "en" else EditionState.DRAFT
        values: dict[str, Any] = {"title": f"Title {slug}", "metadata": {"date": "2026-03-04"}}
        return Edition(
            slug=slug,
            locale=locale,
            source_locale="en",
            state=state,
            format=format,
            text=text,
            folder=self.folder,
            **values | more,
        )

    def add_all(self, items: Sequence[str], format: str) -> None:  # noqa: A002
        """Take pieces of text in few texts: what hides the rest of a text stands last in one."""
        hiding = [one for one in items if not self._shows([one], format)]
        plain = [one for one in items if one not in set(hiding)]
        size = max(1, min(SIZE, len(plain) // max(1, len(hiding))))
        for start in range(0, len(plain), size):
            last = [hiding.pop()] if hiding else []
            self._add_batch([*plain[start : start + size], *last], format)
        for one in hiding:
            self._add_batch([one], format)

    def _add_batch(self, items: Sequence[str], format: str) -> None:  # noqa: A002
        many, refused = len(items) > 1, len(self.refused)
        if not many or self._shows(items[:-1], format):
            if self.add(_joined(items, format), format) or not many:
                return
            del self.refused[refused:]
        self._add_batch(items[: len(items) // 2], format)
        self._add_batch(items[len(items) // 2 :], format)

    def _shows(self, items: Sequence[str], format: str) -> bool:  # noqa: A002
        made = body(self._edition("probe", _joined(items, format), format, "en", {}))
        return all(f"<p>Stands {number}.</p>" in made for number in range(len(items)))


def _joined(items: Sequence[str], format: str) -> str:  # noqa: A002
    stands = "<p>Stands {}.</p>" if format == "html" else "Stands {}."
    parts = (f"{item}\n\n{stands.format(number)}\n\n" for number, item in enumerate(items))
    return "".join(parts)


def _items(places: Sequence[str]) -> list[str]:
    """Return every payload in every place, each once."""
    made = []
    for place in places:
        address = re.search(r"\]\(<?\{|\]: \{|href", place)
        for number, payload in enumerate(payloads.ADDRESSES if address else payloads.ALL):
            typed = payload if place in {"{}", "<p>{}</p>"} else " ".join(payload.split("\n"))
            made.append(place.replace("{}", typed).replace("{n}", str(number)))
    return list(dict.fromkeys(made))


def _typed(folder: Path) -> Statements:
    made = Statements(folder)
    for format, places in PLACES.items():  # noqa: A001
        made.add_all(_items(places), format)
    everything = list(dict.fromkeys([*payloads.HTML, *payloads.MARKDOWN]))
    for number in range(0, len(everything), 2):
        two = everything[number : number + 2]
        fields: dict[str, Any] = {"date": "2026-03-04", "subtitle": two[0], "summary": two[-1]}
        fields |= {"author": two, "tags": two}
        title = " ".join(two).replace("\n", " ")
        text = f"---\n{json.dumps(fields)}\n---\n\n# {title}\n\nText.\n"
        values = {"title": title, "metadata": fields | {"title": title}}
        heading = {"title": title, "metadata": fields}
        made.add(text, "markdown", values, *([heading] if number % 8 == 0 else []))
    return made


def built(editions: Sequence[Edition], out: Path) -> Path:
    """Make the site of editions in a folder."""
    stock = Stock()
    out.mkdir()
    build([stock.take(one) for one in editions], stock, out, House("The Council"))
    return out


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Statements:
    return _typed(tmp_path_factory.mktemp("typed") / "source")


@pytest.fixture(scope="module")
def site(typed: Statements, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = built(typed.editions, tmp_path_factory.mktemp("made") / "site")
    (made / "blank.html").write_text("<!doctype html><title>Blank</title>", "utf-8")
    return made


def _copied(site: Path, folder: str, change: Callable[[str], str]) -> list[str]:
    """Return the site's pages as copies beside it, changed, by their way from its root."""
    places = []
    for page in sorted(site.rglob("index.html")):
        place = page.with_name(folder)
        place.write_text(change(page.read_text("utf-8")), "utf-8")
        places.append(place.relative_to(site).as_posix())
    return places


def _wrapped(site: Path, name: str, texts: Iterable[str], policy: str = "") -> list[str]:
    """Return pages with nothing but a text each, by their way from the site's root."""
    places = []
    for number, text in enumerate(texts):
        place = site / f"{name}-{number}.html"
        place.write_text(
            f"<!doctype html><html><head><meta charset=utf-8>{policy}<title>T</title></head><body>"
            f'<main id="c-text"><div class="text">{text}</div></main></body></html>',
            "utf-8",
        )
        places.append(place.name)
    return places


def test_enough_is_tried(typed: Statements) -> None:
    assert len(set(payloads.ALL)) >= 250
    assert len({one.slug for one in typed.editions}) > 200
    assert len(typed.refused) < 200  # their addresses name files that there are not


def test_the_pages_alone_hold(site: Path, typed: Statements, browser: Browser) -> None:
    pages = _copied(site, "bare.html", lambda page: POLICY.sub("", page, count=1))
    pages += _wrapped(site, "refused", map(body, typed.refused))
    assert not POLICY.search((site / pages[-1]).read_text("utf-8"))
    with served(site) as home, trapped(browser, home) as trap:
        found = trap.show([home + page for page in pages], LOOK)
        assert {page: bad for page, bad in found.items() if bad} == {}
        assert (trap.ran, trap.asked, trap.left) == ([], [], [])
        assert len(found) == len(pages) > 300


def _raw() -> list[str]:
    return [*payloads.SCRIPTS, *payloads.HANDLERS, *payloads.MUTATIONS, *payloads.LOADERS]


def test_the_policy_alone_holds(site: Path, browser: Browser) -> None:
    found = POLICY.search((site / "index.html").read_text("utf-8"))
    assert found
    pages = _wrapped(site, "raw", _raw(), policy=found[0])
    with served(site) as home, trapped(browser, home) as trap:
        trap.show([home + page for page in pages])
        assert (trap.ran, trap.asked) == ([], [])
        assert len(trap.left) <= 2  # no policy in a page keeps it from being left


def test_the_traps_work(site: Path, browser: Browser) -> None:
    pages = _wrapped(site, "open", _raw())
    with served(site) as home, trapped(browser, home) as trap:
        trap.show([home + page for page in pages])
        assert len({one.split()[0] for one in trap.ran}) > 50
        assert len({one.split()[0] for one in trap.asked}) > 20
        assert trap.left


def test_feeds_hold_nothing_that_runs(site: Path, browser: Browser) -> None:
    atom = "{http://www.w3.org/2005/Atom}"
    contents = []
    for feed in sorted(site.rglob("*.atom")):
        root = ElementTree.parse(feed).getroot()  # noqa: S314 - our own
        contents += [one.text or "" for one in root.iter(f"{atom}content")]
        assert {one.tag.partition("}")[0] for one in root.iter()} == {atom[:-1]}
    assert len(contents) > 20
    pages = _wrapped(site, "feed", contents)
    with served(site) as home, trapped(browser, home) as trap:
        found = trap.show([home + page for page in pages], LOOK)
        assert {page: bad for page, bad in found.items() if bad} == {}
        assert (trap.ran, trap.asked, trap.left) == ([], [], [])


@pytest.mark.parametrize("by", ["file", "http"])
def test_the_policy_lets_the_page_be_itself(site: Path, browser: Browser, by: str) -> None:
    page_of = next(
        e for e in (site / "en").rglob("index.html") if 'src="x.gif"' in e.read_text("utf-8")
    )
    with served(site) as http, browser.new_context() as context:
        home = http if by == "http" else site.as_uri() + "/"
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda one: said.append(f"{one.text} {one.location['url']}"))
        page.goto(home + page_of.relative_to(site).as_posix())
        sheet = page.evaluate("getComputedStyle(document.querySelector('main')).maxInlineSize")
        drawn = page.evaluate(DRAWN)
    said = [one for one in said if "favicon.ico" not in one]
    assert (sheet != "none", drawn, said) == (True, True, [])
