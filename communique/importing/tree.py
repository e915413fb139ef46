"""A web page's tree as leaves, quotations and lists: every text block that a reader may see."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from communique.importing import (
    asides,
    enumerated,
    escape,
    inline,
    leftover,
    marking,
    numbering,
    pictures,
    tables,
)
from communique.importing.inline import BREAK, Run
from communique.importing.parts import Form, Leaf, Listing, Node, Quotation

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# What a browser does not show. Words in it are listed as left out: see ``leftover``.
_UNSEEN = {
    "script", "style", "template", "noscript", "head", "title", "meta", "link", "svg", "canvas",
    "select", "option", "datalist", "input", "textarea", "area", "source", "track", "param",
    "base", "col", "colgroup", "frame", "frameset", "annotation", "annotation-xml",
}  # fmt: skip
_EMBEDDED = {"iframe", "video", "audio", "object", "embed"}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "button", "caption", "center", "dd",
    "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer",
    "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li",
    "main", "menu", "nav", "ol", "p", "pre", "search", "section", "summary", "table", "tbody",
    "td", "tfoot", "th", "thead", "tr", "ul", *_EMBEDDED,
}  # fmt: skip
_STYLES = {"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "cite": "italic",
           "s": "struck", "del": "struck", "strike": "struck"}  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_CODE = re.compile(r"code|highlight|prettyprint|language-", re.IGNORECASE)
_PLACES = ("src", "data-src", "data", "data-lazy-src", "data-url")
_JOINED = {"mfrac": "/", "msup": "^", "msub": "_"}
_NO_TARGET = ("javascript:", "#", "data:", "about:", "vbscript:")


def blocks_of(tree: HtmlElement) -> set[HtmlElement]:
    """Return the elements that stand on lines of their own, or hold one that does."""
    found: set[HtmlElement] = set()
    for element in tree.iter(*_BLOCKS):
        each = None if _is_in_a_sentence(element) else element
        while each is not None and each not in found:
            found.add(each)
            each = each.getparent()
    return found


def _is_in_a_sentence(element: HtmlElement) -> bool:
    """Tell whether an element is a button with words beside it."""
    parent = element.getparent()
    if element.tag != "button" or parent is None:
        return False
    return any((text or "").strip() for text in (parent.text, *(each.tail for each in parent)))


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
        self._blocks: set[HtmlElement] = set()
        self._pictures: list[tuple[int, str]] = []

    def built(self, tree: HtmlElement, texts: Mapping[int, str]) -> tuple[Node, ...]:
        """Return the nodes of a page: in one of them, or in what is left over, stands each text.

        Args:
            tree: mended and marked.
            texts: the texts that were marked, by number.
        """
        self._blocks = blocks_of(tree)
        return leftover.completed(self.nodes(tree), texts, self._pictures)

    def nodes(self, element: HtmlElement) -> tuple[Node, ...]:
        """Return the nodes of an element that holds blocks, or text, or both."""
        aside = asides.is_aside(element)
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
            if child in self._blocks and child.tag not in _UNSEEN:
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
        """Yield a list; text between its items is a paragraph, and what follows another list."""
        labels = numbering.labels(element) if element.tag == "ol" else None
        start = numbering.start(element) if element.tag == "ol" and labels is None else None
        items: list[tuple[Node, ...]] = []
        runs = list(_text_runs(element.text))
        for child in (*element.iterchildren(), None):
            block = child is not None and (child in self._blocks or child.tag == "li")
            if child is not None and not block:
                runs += [*self._inline(child), *_text_runs(child.tail)]
                continue
            between = list(self._paragraphs(runs))
            if between or child is None:
                yield from [Listing(tuple(items), start)] if items else []
                yield from between
                start = start + len(items) if start is not None else None
                items = []
            if child is None or child.tag in _UNSEEN:
                continue
            found = self.nodes(child)
            if labels is not None and child.tag == "li":
                yield from numbering.labelled(found, next(labels))
            elif child.tag != "li" and items and found:  # a list that is in no item, as it should
                items[-1] += found
            elif found:
                items.append(found)
            runs = list(_text_runs(child.tail))

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
            texts = list(_strings(element))
            text = inline.plain_of(texts).strip("\n")
            fence = "`" * max(3, *(len(each) + 1 for each in re.findall("`+", text + "`")))
            yield self._new(Form.CODE, f"{fence}\n{text}\n{fence}", text, marks=_marks(texts))
            return
        runs = self._runs(element)
        yield from self._paragraphs([part for run in runs for part in _broken(run)])

    def _embedded(self, element: HtmlElement) -> Iterator[Node]:
        """Yield where embedded content is, to be left out; what stands in its place is kept."""
        parts = (element, *element.iterdescendants("source", "embed", "object", "param"))
        stated = (each.get(name) for each in parts for name in _PLACES if each.tag != "param")
        movies = (each.get("value") for each in parts if each.get("name") in ("movie", "src"))
        told = (address.strip() for address in (*stated, *movies) if address)
        self._asides += 1
        for address in dict.fromkeys(self._resolved(each) for each in told if _is_place(each)):
            text = f"[{element.tag}: {address}]"
            yield self._new(Form.PARAGRAPH, inline.written([Run(text)]), text)
        self._asides -= 1
        instead = next(element.iterdescendants("a"), None) is not None
        self._asides += instead
        yield from self._flow(element)
        self._asides -= instead

    def _menu(self, element: HtmlElement) -> Iterator[Leaf]:
        """Yield a menu as one line: nobody wants to read its entries one by one."""
        runs = [replace(run, text=run.text.strip()) for run in _strings(element)]
        runs = [run for run in runs if run.text and not run.is_break]
        between = Run(" · ")
        joined = [part for run in runs for part in (between, run)][1:]
        yield from self._leaf(joined)

    def _runs(self, element: HtmlElement) -> list[Run]:
        """Return all text in an element as runs; a block in it begins a new line."""
        runs = list(_text_runs(element.text))
        for child in element.iterchildren():
            block = child.tag in _BLOCKS and child in self._blocks
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
        runs = self._runs(element)
        if tag == "rt" and not _has_brackets(element):
            return [Run("("), *runs, Run(")")]
        if tag in _JOINED:
            return self._joined(element, _JOINED[tag])
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
        source = pictures.address(element)
        if not source:
            self._pictures += [(self._count, alt)] if alt else []
            return []
        text = escape.bracketed(escape.escaped(alt))
        address = escape.address(self._resolved(source))
        return [Run(alt, raw=f"![{text}]({address})")]

    def _joined(self, element: HtmlElement, sign: str) -> list[Run]:
        """Return a formula's fraction or power with a sign between its parts."""
        parts = [[*self._inline(child), *_text_runs(child.tail)] for child in element]
        between = [[Run(sign), *part] if number else part for number, part in enumerate(parts)]
        return [*_text_runs(element.text), *(run for part in between for run in part)]

    def _resolved(self, target: str) -> str:
        try:
            return urljoin(self._base, target)
        except ValueError:
            return target


def _strings(element: HtmlElement) -> Iterator[Run]:
    """Yield the texts in an element as they are, those of what is not seen left out."""
    yield from _text_runs(element.text)
    for child in element.iterchildren():
        if child.tag == "br":
            yield BREAK
        elif isinstance(child.tag, str) and child.tag not in _UNSEEN:
            yield from _strings(child)
        yield from _text_runs(child.tail)


def _is_place(address: str) -> bool:
    return not address.lower().startswith(_NO_TARGET)


def _has_brackets(element: HtmlElement) -> bool:
    """Tell whether a reading beside a character stands in brackets already."""
    before = element.getprevious()
    return before is not None and before.tag == "rp"


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
    if not raw:
        return []
    first, *others = runs
    marks = [Run("", raw="", mark=run.mark) for run in others if run.mark is not None]
    return [replace(first, text=" ".join(text.split()), raw=raw), *marks]


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
