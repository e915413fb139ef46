"""Blocks as paragraphs and tables: headings, quotations, lists, notes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from communique.publishing.documents import counts, tree
from communique.publishing.documents.word import lists, styles
from communique.publishing.documents.word.xml import w, when

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from communique.publishing.documents.tree import Element
    from communique.publishing.documents.word.lists import Lists
    from communique.publishing.documents.word.runs import Look, Runs

_FARTHEST = 4000  # deeper than anyone writes, and a third of the page still for the words
_STYLES = {"figcaption": "Caption", "caption": "Caption", "dt": "DefinitionTerm"}
_STYLES |= {f"h{n}": f"Heading{n - 1}" for n in range(2, 7)} | {"h1": "Heading1"}


@dataclass(frozen=True, slots=True)
class Where:
    """Where a block stands.

    Args:
        style: of its paragraphs.
        indent: how far they are indented, in twentieths of a point.
        depth: of the list, 0 outside any.
        number: a list's number and level, waiting for the first paragraph of its item.
    """

    style: str = ""
    indent: int = 0
    depth: int = 0
    number: tuple[int, int] | None = None


class Blocks:
    """Writes blocks for one part of a document."""

    def __init__(self, runs: Runs, numbering: Lists, look: Look, places: dict[str, str]) -> None:
        self._runs = runs
        self._lists = numbering
        self._look = look
        self._places = places

    def write(self, blocks: Iterable[Element], where: Where | None = None) -> Iterator[Any]:
        """Yield the paragraphs and tables of blocks."""
        where = where or Where()
        for block in blocks:
            yield from self._block(block, where)
            where = replace(where, number=None)

    footnote = Where("FootnoteText")

    def plain(self, style: str, said: str) -> Any:
        """Return a paragraph of plain text."""
        return self.paragraph(style, self._runs.write([said], self._look))

    def paragraph(self, style: str, runs: Iterable[Any], look: Look | None = None) -> Any:
        """Return a paragraph of runs."""
        properties = self._properties(Where(style), look or self._look)
        return w("p", properties, *runs)

    def _block(self, block: Element, where: Where) -> Iterator[Any]:
        if where.number and block.name not in {"p", *_STYLES}:
            yield self._leaf(tree.Element("p"), where)  # a paragraph that bears the number
            where = replace(where, number=None)
        match block.name:
            case "ul" | "ol":
                yield from self._list(block, where)
            case "dl":
                yield from self._definitions(block, where)
            case "blockquote":
                deeper = replace(where, style="Quote", indent=where.indent + styles.QUOTED)
                yield from self.write(tree.inner(block), deeper)
            case "figure":
                yield from self._figure(block, where)
            case "table":
                yield self._table(block)
                yield self.paragraph("AfterTable", ())
            case "hr":
                yield self.plain("Rule", "* * *")
            case "li" | "dd" | "section":
                yield from self.write(tree.inner(block), where)
            case _:
                yield self._leaf(block, where)

    def _leaf(self, block: Element, where: Where) -> Any:
        look = self._look.within(block)
        style = _STYLES.get(block.name) or where.style
        children = block.children
        if block.name == "pre":
            style = "HTMLPreformatted"
            children = [tree.words(children).strip("\n")]
        runs: Iterable[Any] = self._runs.write(children, look)
        if place := self._places.get(block.get("id")):
            runs = self._runs.bookmarked(place, runs)
        return w("p", self._properties(replace(where, style=style), look), *runs)

    def _properties(self, where: Where, look: Look) -> Any:
        number = where.number
        turned = look.rtl != self._look.rtl
        found = [
            when(where.style, "pStyle", val=where.style),
            w("numPr", w("ilvl", val=number[1]), w("numId", val=number[0])) if number else None,
            when(look.rtl, "bidi") if not turned or look.rtl else w("bidi", val=0),
            self._indent(where),
        ]
        children = [child for child in found if child is not None]
        return w("pPr", *children) if children else None

    def _indent(self, where: Where) -> Any:
        hanging = lists.STEP if where.number else None
        if where.style == "Quote" and where.indent == styles.QUOTED:
            return None
        if not where.indent and not hanging:
            return None
        return w("ind", left=min(where.indent, _FARTHEST), hanging=hanging)

    def _list(self, block: Element, where: Where) -> Iterator[Any]:
        inside = replace(
            where,
            style="ListParagraph",
            indent=where.indent + lists.STEP + (0 if where.depth else self._lists.aside),
            depth=where.depth + 1,
        )
        for item, number in zip(tree.inner(block), self._numbers(block, where.depth), strict=True):
            if not item.children:
                item = replace(item, children=[tree.Element("p")])
            blocks = tree.inner(item)
            if isinstance(number, str):
                yield from self.write([tree.Element("p", {}, [number])], inside)
                yield from self.write(blocks, inside)
            else:
                yield from self.write(blocks, replace(inside, number=number))

    def _numbers(self, block: Element, depth: int) -> Iterator[tuple[int, int] | str]:
        """Yield the list and level of each item; where the count jumps, another list begins.

        A number below zero, which Word does not know, is text.
        """
        level = min(depth, lists.DEEPEST)
        if block.name == "ul":
            for _ in block.children:
                yield self._lists.bullet(), level
            return
        kind = lists.kind_of(block.get("type"))
        current, last = 0, None
        for number in counts.numbered(block):
            if number < 0:
                yield counts.mark(number, "")
                continue
            if last is None or number != last + 1:
                current = self._lists.new(kind, level, number)
            last = number
            yield current, level

    def _definitions(self, block: Element, where: Where) -> Iterator[Any]:
        deeper = replace(where, indent=where.indent + lists.STEP)
        for entry in tree.inner(block):
            yield from self.write([entry], deeper if entry.name == "dd" else where)

    def _figure(self, block: Element, where: Where) -> Iterator[Any]:
        last = len(block.children) - 1
        for number, inner in enumerate(tree.inner(block)):
            style = "Figure" if inner.name == "p" and number < last else where.style
            yield from self._block(inner, replace(where, style=style))

    def _table(self, block: Element) -> Any:
        look = self._look.within(block)
        rows = [list(row.elements()) for row in block.elements()]
        grid = counts.grid(rows)
        columns = max(place.column + place.width for row in grid for place in row)
        properties = w(
            "tblPr",
            w("tblStyle", val="TableGrid"),
            when(look.rtl, "bidiVisual"),
            w("tblW", w=5000, type="pct"),
            w("tblLook", val="0020", firstRow=1),
        )
        widths = [w("gridCol", w=9070 // columns) for _ in range(columns)]
        written = [self._row(row, columns, look) for row in grid]
        return w("tbl", properties, w("tblGrid", *widths), *written)

    def _row(self, row: list[counts.Place], columns: int, look: Look) -> Any:
        full: list[counts.Place] = []
        at = 0
        for place in [*row, counts.Place(tree.Element("td"), columns, 0)]:
            if place.column > at:
                full.append(counts.Place(tree.Element("td"), at, place.column - at))
            full += [place] if place.width else []
            at = place.column + place.width
        cells = [self._cell(place, look) for place in full]
        head = all(place.cell.name == "th" for place in row)
        return w("tr", w("trPr", w("cantSplit"), when(head, "tblHeader")), *cells)

    def _cell(self, place: counts.Place, look: Look) -> Any:
        cell = place.cell
        properties = w(
            "tcPr",
            w("tcW", w=0, type="auto"),
            when(place.width > 1, "gridSpan", val=place.width),
            when(place.merged, "vMerge", val="restart" if place.merged == "first" else None),
            when(cell.name == "th", "shd", val="clear", color="auto", fill="F4F0E4"),
        )
        look = look.within(cell)
        runs = self._runs.write(() if place.merged == "rest" else cell.children, look)
        style = "TableHeading" if cell.name == "th" else "TableText"
        paragraph = self._properties(Where(style), look)
        side = {"center": "center", "end": "right"}.get(cell.get("class"))
        if side:
            paragraph.append(w("jc", val=side))
        return w("tc", properties, w("p", paragraph, *runs))
