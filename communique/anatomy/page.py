"""An anatomy drawn as one HTML file: no script, nothing fetched, no HTML of the source."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from communique.anatomy.data import line_ends, shown_path, spoken
from communique.anatomy.kept import Keeper, Kept
from communique.anatomy.marks import SIGNS, pieces_of
from communique.language.scripts import direction, html_tag
from communique.statement import Kind

if TYPE_CHECKING:
    import jinja2
    import markupsafe

    from communique.anatomy.marks import Piece
    from communique.anatomy.parts import Anatomy, Cut, Part
    from communique.statement import Block

_DEEPEST = 6
_MARKER = re.compile(r"(?:^|[\s>])((?:[-+*•]|\d{1,9}[.)])(?:[ \t]+\[[ xX]\])?)[ \t]*$")
# In lines of text, and in HTML.
_NEW_ROW = (r"[\r\n]", r"(?i)<tr\b")
_ROW_END = (r"[\r\n]", r"(?i)</(?:tr|table)\b")
_NEW_TABLE = (r"(?:\r\n|\r|\n)[ \t>]*(?:\r\n|\r|\n)", r"(?i)<table\b")
_FACING = {"ltr": "left to right", "rtl": "right to left"}
_LINE_ENDS = {"lf": "LF", "crlf": "CRLF", "cr": "CR", "mixed": "mixed", "none": "none"}


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A segment as the template draws it."""

    cut: Cut
    sentences: list[list[Piece]]
    kind: str
    line: int
    tag: str
    depth: int
    marker: str
    inner: bool

    @property
    def rest_of_note(self) -> str:
        """The note without the kind that it begins with, which is drawn anyway."""
        return self.cut.segment.note.removeprefix(self.kind).lstrip(", \n")


@dataclass(frozen=True, slots=True)
class _Row:
    """What the template draws one below the other: a segment, what is kept, or a table.

    A table is a list of rows, these of cells, each of which holds rows again.
    """

    segment: _Drawn | None = None
    kept: Kept | None = None
    table: list[list[list[_Row]]] = field(default_factory=list)


def as_page(anatomy: Anatomy) -> str:
    """Return an anatomy as a page: every segment, numbered, where it stands in the document."""
    statement = anatomy.statement
    text = "".join(segment.text for segment in statement.segments)
    return _template().render(
        slug=statement.slug,
        facts=_facts(anatomy),
        counts=anatomy.counts,
        tag=html_tag(statement.language),
        dir=direction(statement.language),
        rows=_Drawing(anatomy).rows(),
        signs=[name for char, name in SIGNS.items() if char in text],
    )


class _Drawing:
    """One pass over the parts of a statement."""

    def __init__(self, anatomy: Anatomy) -> None:
        self._parts = anatomy.parts
        self._statement = anatomy.statement
        self._html = anatomy.statement.format == "html"
        self._keeper = Keeper(anatomy.statement)
        self._top = 3 if any(part.block.kind is Kind.TITLE for part in anatomy.parts) else 2
        self._position = 0
        self._rows: list[_Row] = []

    def rows(self) -> list[_Row]:
        """Return the rows in document order, what is kept between them included."""
        for part in self._parts:
            start = part.block.start
            inner = start < self._position
            drawn = [_Row(self._segment(part, cut, inner)) for cut in part.cuts]
            cell = part.block.kind is Kind.TABLE_CELL
            if self._table and not cell and (inner or self._in_cell(start)):
                self._kept_cell(start)
                self._table[-1][-1].extend(drawn)
            elif cell:
                self._cell(start)
                self._table[-1].append(drawn)
            else:
                self._kept(start)
                self._rows += drawn
            self._position = max(self._position, part.block.end)
        self._kept(len(self._statement.source))
        return self._rows

    @property
    def _table(self) -> list[list[list[_Row]]]:
        """The rows of the table that is being drawn; none where no table is."""
        return self._rows[-1].table if self._rows else []

    def _in_cell(self, start: int) -> bool:
        """Tell whether what is no cell, but begins at this offset of a page, is in a table's cell.

        An image may stand in a cell that has no text of its own: that one is begun here.
        """
        gap = self._statement.source[self._position : start]
        if not self._html or re.search(r"(?i)</table\b", gap):
            return False
        if re.search(r"(?i)<t[dh]\b", gap):
            cells = len(self._table[-1])
            self._cell(start)
            if len(self._table[-1]) == cells or not self._table[-1]:
                self._table[-1].append([])
        return True

    def _cell(self, start: int) -> None:
        """Get ready for a cell: in the row of the last one, in a row or in a table of its own."""
        gap = self._statement.source[self._position : start]
        if self._table and re.search(_NEW_TABLE[self._html], gap):
            self._kept(start)
            self._rows.append(_Row(table=[[]]))
        elif self._table:
            edge = re.search(_NEW_ROW[self._html], gap)
            self._kept_cell(self._position + edge.start() if edge else start)
            if edge:
                self._table.append([])
                self._kept_cell(start)
        else:
            self._kept(start)
            self._rows.append(_Row(table=[[]]))

    def _kept(self, end: int) -> None:
        """Draw what is kept up to an offset; what ends a table's last row belongs to that row."""
        if self._table:
            edge = re.search(_ROW_END[self._html], self._statement.source[self._position : end])
            self._kept_cell(self._position + edge.start() if edge else end)
        kept = self._keeper.between(self._position, end)
        if kept:
            self._rows.append(_Row(kept=kept))
        self._position = max(self._position, end)

    def _kept_cell(self, end: int) -> None:
        kept = self._keeper.between(self._position, end)
        if kept:
            self._table[-1].append([_Row(kept=Kept(kept.text.strip("| \t"), kept.more))])
        self._position = max(self._position, end)

    def _segment(self, part: Part, cut: Cut, inner: bool) -> _Drawn:
        block = part.block
        marker = self._marker(block)
        return _Drawn(
            cut,
            pieces_of(cut, block, self._statement),
            str(block.kind),
            block.line,
            self._tag(block),
            _depth(block, marker),
            marker if cut is part.cuts[0] else "",
            inner,
        )

    def _tag(self, block: Block) -> str:
        if block.kind is Kind.TITLE:
            return "h2"
        if block.kind is Kind.HEADING:
            return f"h{min(self._top + len(block.headings), _DEEPEST)}"
        return "blockquote" if block.kind is Kind.QUOTATION else "p"

    def _marker(self, block: Block) -> str:
        """Return what stands before a list item in its line; a dot in HTML, where tags do."""
        if block.kind is not Kind.LIST_ITEM:
            return ""
        if self._html:
            return "•"
        source = self._statement.source
        line_start = max(source.rfind(end, 0, block.start) for end in "\r\n") + 1
        found = _MARKER.search(source[line_start : block.start])
        return found[1] if found else ""


def _depth(block: Block, marker: str) -> int:
    """Return how far a block is indented, as far as its source says: quotations, nested lists."""
    quotes = block.indent.count(">")
    spaces = len(block.indent.expandtabs(4)) - 2 * quotes - 4 * marker.endswith("]")
    lists = max(1, spaces // 2) if block.kind is Kind.LIST_ITEM else 0
    return min(quotes + lists, _DEEPEST) or int(block.kind is Kind.QUOTATION)


def _facts(anatomy: Anatomy) -> list[tuple[str, str]]:
    """Return what the head of the page says of the statement."""
    statement = anatomy.statement
    facing = _FACING[direction(statement.language)]
    return [
        ("file", shown_path(statement.path)),
        ("format", statement.format),
        ("language", f"{spoken(statement)}; {facing}"),
        ("segments", f"one for each {statement.level}"),
        ("sentences", f"cut by {anatomy.splitter}"),
        ("lines end in", _LINE_ENDS[line_ends(statement.source)]),
        ("byte order mark", "yes" if statement.bom else "no"),
    ]


def _safe(text: str) -> markupsafe.Markup:
    """Return text as HTML; a lone carriage return would come out as a line feed."""
    from markupsafe import Markup, escape

    return Markup(str(escape(text)).replace("\r", "&#13;"))  # noqa: S704 - escaped


@lru_cache(maxsize=1)
def _template() -> jinja2.Template:
    from jinja2 import Environment, StrictUndefined

    source = resources.files("communique.anatomy") / "page.html"
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["safely"] = _safe
    return environment.from_string(source.read_text("utf-8"))
