"""A web page's tree as leaves, quotations and lists: every text block that a reader may see."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from communique.importing import enumerated, escape, inline, marking, tables
from communique.importing.inline import BREAK, Run
from communique.importing.parts import Form, Leaf, Listing, Node, Quotation

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_UNSEEN = {
    "script", "style", "template", "noscript", "head", "title", "meta", "link", "svg", "math",
    "canvas", "select", "option", "datalist", "input", "textarea", "rp", "map", "area", "source",
    "track", "param", "base", "col", "colgroup", "frame", "frameset", "progress", "meter",
}  # fmt: skip
_EMBEDDED = {"iframe", "video", "audio", "object", "embed"}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "button", "caption", "center", "dd",
    "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer",
    "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li",
    "main", "menu", "nav", "ol", "p", "pre", "search", "section", "summary", "table", "tbody",
    "td", "tfoot", "th", "thead", "tr", "ul", *_EMBEDDED,
}  # fmt: skip
_ASIDES = {"nav", "aside", "form", "button", "dialog", "footer"}
_ASIDE_ROLES = {"navigation", "complementary", "contentinfo", "banner", "search", "dialog", "menu"}
_ASIDE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:share|sharing|social|related|recent-?posts|comments?|respond|newsletter"
    r"|subscribe|cookies?|consent|breadcrumbs?|side-?bar|adverts?|ads|promo|widgets?|menu|nav"
    r"|navbar|pagination|tags|skip-link|screen-reader-text|sr-only|popup|modal)(?:$|[\s_-])",
    re.IGNORECASE,
)
_STYLES = {"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "cite": "italic",
           "s": "struck", "del": "struck", "strike": "struck"}  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_CODE = re.compile(r"code|highlight|prettyprint|language-", re.IGNORECASE)
_NO_TARGET = ("javascript:", "#", "data:", "about:", "vbscript:")


def is_block(element: HtmlElement) -> bool:
    """Tell whether an element stands on lines of its own, or holds one that does."""
    return element.tag in _BLOCKS or any(each.tag in _BLOCKS for each in element.iterdescendants())


class Builder:
    """Builds the nodes of one page.

    Args:
        base: the page's address, against which links are resolved; empty where it is not known.
        quotes: the marks that stand for ``<q>``.
    """

    def __init__(self, base: str, quotes: tuple[str, str]) -> None:
        self._base = base
        self._quotes = quotes
        self._count = 0
        self._asides = 0

    def nodes(self, element: HtmlElement) -> tuple[Node, ...]:
        """Return the nodes of an element that holds blocks, or text, or both."""
        aside = is_aside(element)
        self._asides += aside
        found = enumerated.listed(tuple(self._block(element)))
        self._asides -= aside
        return found

    def _block(self, element: HtmlElement) -> Iterator[Node]:
        tag = element.tag
        if tag in _HEADINGS:
            runs = [_no_break(run) for run in self._runs(element)]
            yield from self._leaf(runs, Form.HEADING, _HEADINGS[tag])
        elif tag == "blockquote":
            children = tuple(self._flow(element))
            yield from [Quotation(children)] if children else []
        elif tag in ("ul", "ol", "menu", "dir"):
            yield from self._list(element)
        elif tag == "table" and tables.is_data(element):
            yield from self._table(element)
        elif tag == "pre":
            yield from self._preformatted(element)
        elif tag == "hr":
            yield self._new(Form.RULE, "---", "")
        elif tag == "dt":
            yield from self._leaf(_styled(self._runs(element), "bold"))
        elif tag in _EMBEDDED:
            yield from self._embedded(element)
        elif tag == "nav" or element.get("role") == "navigation":
            yield from self._menu(element)
        else:
            yield from self._flow(element)

    def _flow(self, element: HtmlElement) -> Iterator[Node]:
        """Yield what an element holds: blocks as they come, text between them as paragraphs."""
        runs = list(_text_runs(element.text))
        for child in element.iterchildren():
            if isinstance(child.tag, str) and child.tag not in _UNSEEN and is_block(child):
                yield from self._paragraphs(runs)
                runs = []
                yield from self.nodes(child)
            else:
                runs += self._inline(child)
            runs += _text_runs(child.tail)
        yield from self._paragraphs(runs)

    def _paragraphs(self, runs: list[Run]) -> Iterator[Leaf]:
        """Yield paragraphs; two line breaks and more, one after the other, end one."""
        part: list[Run] = []
        breaks = 0
        for run in runs:
            if run.is_break:
                breaks += 1
            elif run.raw is not None or run.text.strip(" \t\r\n\f\xa0"):
                if breaks > 1:
                    yield from self._lines(part)
                    part = []
                breaks = 0
            part.append(run)
        yield from self._lines(part)

    def _lines(self, runs: list[Run]) -> Iterator[Leaf]:
        """Yield a paragraph; its lines one by one where each begins like a list's item."""
        lines = [
            list(group)
            for is_break, group in groupby(runs, key=lambda run: run.is_break)
            if not is_break
        ]
        itemised = all(enumerated.is_item(inline.plain_of(line)) for line in lines)
        for line in lines if len(lines) > 1 and itemised else [runs]:
            yield from self._leaf(line)

    def _leaf(
        self, runs: Iterable[Run], form: Form = Form.PARAGRAPH, level: int = 0
    ) -> Iterator[Leaf]:
        tidy = inline.tidied(runs)
        plain = inline.plain_of(tidy)
        if not plain.strip() and not any(run.raw for run in tidy):
            return
        if form is Form.PARAGRAPH and all(
            "![" in (run.raw or "") or not run.text.strip() for run in tidy
        ):
            form = Form.IMAGE
        markdown = inline.written(tidy, Form.PARAGRAPH if form is Form.IMAGE else form)
        yield self._new(form, markdown, plain, level, _marks(tidy))

    def _new(
        self,
        form: Form,
        markdown: str,
        plain: str,
        level: int = 0,
        marks: tuple[tuple[int, int], ...] = (),
    ) -> Leaf:
        self._count += 1
        return Leaf(self._count - 1, form, markdown, plain, level, self._asides > 0, marks)

    def _list(self, element: HtmlElement) -> Iterator[Node]:
        items: list[tuple[Node, ...]] = []
        for child in element.iterchildren():
            if not isinstance(child.tag, str) or child.tag in _UNSEEN:
                continue
            found = self.nodes(child)
            if child.tag != "li" and items and found:  # a list that is not in an item, as it should
                items[-1] += found
            elif found:
                items.append(found)
        if items:
            yield Listing(tuple(items), _start(element) if element.tag == "ol" else None)

    def _table(self, element: HtmlElement) -> Iterator[Leaf]:
        for caption in element.iterchildren("caption"):
            yield from self._leaf(self._runs(caption))
        rows = tables.rows(element)
        cells = [[inline.tidied(self._cell(cell)) for cell in row] for row in rows]
        markdown = tables.written(cells, headed=tables.is_headed(element))
        runs = [run for row in cells for cell in row for run in cell]
        plain = "\n".join(" | ".join(map(inline.plain_of, row)) for row in cells)
        yield self._new(Form.TABLE, markdown, plain, marks=_marks(runs))

    def _cell(self, element: HtmlElement | None) -> list[Run]:
        return [] if element is None else self._runs(element)

    def _preformatted(self, element: HtmlElement) -> Iterator[Leaf]:
        """Yield code as code; other preformatted text is prose whose line breaks count."""
        names = f"{element.get('class', '')} {' '.join(str(each.tag) for each in element)}"
        if _CODE.search(names):
            texts = [
                Run(marking.bare(each), mark=marking.number(each)) for each in _strings(element)
            ]
            text = inline.plain_of(texts).strip("\n")
            fence = "`" * max(3, *(len(each) + 1 for each in re.findall("`+", text + "`")))
            yield self._new(Form.CODE, f"{fence}\n{text}\n{fence}", text, marks=_marks(texts))
            return
        runs = self._runs(element)
        yield from self._paragraphs([part for run in runs for part in _broken(run)])

    def _embedded(self, element: HtmlElement) -> Iterator[Leaf]:
        target = element.get("src") or element.get("data") or ""
        if not target.startswith(("http", "/")):
            return
        text = f"[{element.tag}: {urljoin(self._base, target)}]"
        self._asides += 1
        yield self._new(Form.PARAGRAPH, inline.written([Run(text)]), text)
        self._asides -= 1

    def _menu(self, element: HtmlElement) -> Iterator[Leaf]:
        """Yield a menu as one line: nobody wants to read its entries one by one."""
        texts = [each for each in (part.strip() for part in _strings(element)) if each]
        runs = [Run(marking.bare(text), mark=marking.number(text)) for text in texts]
        between = Run(" · ")
        joined = [part for run in runs for part in (between, run)][1:]
        yield from self._leaf(joined)

    def _runs(self, element: HtmlElement) -> list[Run]:
        """Return all text in an element as runs; a block in it begins a new line."""
        runs = list(_text_runs(element.text))
        for child in element.iterchildren():
            block = isinstance(child.tag, str) and child.tag in _BLOCKS
            broken = [BREAK] if block and any(run.text.strip() for run in runs) else []
            runs += [*broken, *self._inline(child), *(broken and [BREAK])]
            runs += _text_runs(child.tail)
        return runs

    def _inline(self, element: HtmlElement) -> list[Run]:
        tag = element.tag
        if not isinstance(tag, str) or tag in _UNSEEN:
            return []
        if tag == "br":
            return [BREAK]
        if tag == "img":
            return self._image(element)
        if tag in ("code", "kbd", "samp", "tt"):
            return _as_code(self._runs(element))
        if tag == "wbr":
            return []
        runs = self._runs(element)
        if tag in ("sup", "sub"):
            return [Run("", raw=f"<{tag}>"), *runs, Run("", raw=f"</{tag}>")]
        if tag == "q":
            return [Run(self._quotes[0]), *runs, Run(self._quotes[1])]
        if tag == "a":
            return self._linked(element, runs)
        return _styled(runs, _style_of(element))

    def _linked(self, element: HtmlElement, runs: list[Run]) -> list[Run]:
        target = (element.get("href") or "").strip()
        if not target or target.lower().startswith(_NO_TARGET):
            return runs
        address = self._resolved(target)
        return [run if run.is_break else replace(run, link=address) for run in runs]

    def _image(self, element: HtmlElement) -> list[Run]:
        alt = " ".join((element.get("alt") or "").split())
        if re.search(r"\b(?:emoji|wp-smiley)\b", element.get("class", "")):
            return [Run(alt)]
        sources = (element.get(name) or "" for name in ("data-src", "data-lazy-src", "src"))
        source = next((each for each in sources if each and not each.startswith("data:")), "")
        if not source:
            return []
        text = escape.bracketed(escape.escaped(alt))
        address = escape.address(self._resolved(source))
        return [Run(alt, raw=f"![{text}]({address})")]

    def _resolved(self, target: str) -> str:
        try:
            return urljoin(self._base, target)
        except ValueError:
            return target


def _strings(element: HtmlElement) -> Iterator[str]:
    """Yield the texts in an element, those of what is not seen left out."""
    if element.text:
        yield element.text
    for child in element.iterchildren():
        if isinstance(child.tag, str) and child.tag not in _UNSEEN:
            yield from _strings(child)
        if child.tail:
            yield child.tail


def _text_runs(text: str | None) -> Iterator[Run]:
    if text:
        yield Run(marking.bare(text), mark=marking.number(text))


def _marks(runs: Sequence[Run]) -> tuple[tuple[int, int], ...]:
    return tuple((run.mark, len(run.text)) for run in runs if run.mark is not None)


def _styled(runs: list[Run], style: str) -> list[Run]:
    if not style:
        return runs
    return [run if run.is_break else replace(run, **{style: True}) for run in runs]  # type: ignore[arg-type]


def _style_of(element: HtmlElement) -> str:
    """Name the style of an element: of its tag, or of what its style sheet says there."""
    if element.tag in _STYLES:
        return _STYLES[element.tag]
    css = re.sub(r"\s", "", element.get("style") or "").lower()
    if re.search(r"font-weight:(?:bold|[6-9]00)", css):
        return "bold"
    return "italic" if "font-style:italic" in css else ""


def _no_break(run: Run) -> Run:
    return Run(" ") if run.is_break else run


def _as_code(runs: list[Run]) -> list[Run]:
    text = inline.plain_of(runs)
    raw = inline.code(text)
    return [replace(runs[0], text=" ".join(text.split()), raw=raw)] if raw else []


def _broken(run: Run) -> Iterator[Run]:
    """Yield a run cut at its line feeds."""
    if run.raw is not None:
        yield run
        return
    for number, line in enumerate(run.text.split("\n")):
        if number:
            yield BREAK
        if line:
            yield replace(run, text=line)


def _start(element: HtmlElement) -> int:
    """Return a list's first number; a list counts from 1 where it says nothing sensible."""
    first = next(element.iterchildren("li"), None)
    stated = element.get("start") or (first.get("value") if first is not None else "") or ""
    return int(stated) if re.fullmatch(r"[0-9]{1,9}", stated.strip()) else 1


def is_aside(element: HtmlElement) -> bool:
    """Tell whether an element is plainly not the text but what stands around it."""
    if element.tag in _ASIDES or element.get("role") in _ASIDE_ROLES:
        return True
    if element.tag in ("body", "html", "article", "main", *_HEADINGS):
        return False
    return bool(_ASIDE_NAMES.search(f"{element.get('class', '')} {element.get('id', '')}"))
