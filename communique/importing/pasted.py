"""Pasted text as leaves, quotations and lists, told by the reader of plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from communique.formats import text as plain_text
from communique.importing import inline, lines
from communique.importing.inline import Run
from communique.importing.parts import Form, Leaf, Listing, Node, Quotation
from communique.statement import Kind

if TYPE_CHECKING:
    from pathlib import Path

    from communique.formats.base import Piece
    from communique.importing.boilerplate import Proposal

_NUMBER = re.compile(r"\(?(\d{1,3})[.)]")
_LETTER = re.compile(r"\(?[a-zA-Z]\)")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+")
_RULE = re.compile(r"[\s*_·•—–=~#-]+")
_MOST_TITLE = 150
_NO_TITLE_END = (".", ":", ";", ",", "…", "。", "：", "؛", "،")
_TOLD = re.compile(r"[.!?…]\s+\w.*[.!?…]$|,$")
_HASHTAGS = re.compile(r"(?:#\w+[\s,]*)+")
_IDEOGRAPHIC_ITEM = re.compile(r"[（(][一二三四五六七八九十\d]+[）)]|[一二三四五六七八九十]+、")
_MARKS = tuple('“"„«»‘‚‹「『')
_LEAD = "x.\n\n"
_DEEPER = "deeper"
_MOST_QUOTED = 20
_FIRST_LEVEL = 2
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of text, and the marker that stood before it."""

    kind: Kind
    text: str
    line: int
    column: int = 0
    marker: str = ""
    announced: bool = False
    depth: int = 0
    proposal: Proposal | None = None

    @property
    def number(self) -> int | None:
        """The number of a list item."""
        match = _NUMBER.fullmatch(self.marker)
        return int(match[1]) if match else None


@dataclass(frozen=True, slots=True)
class Pasted:
    """A pasted text, taken apart."""

    nodes: tuple[Node, ...]
    proposals: dict[int, Proposal]
    announced: tuple[int, ...] = ()


def taken_apart(source: str, path: Path) -> Pasted:
    """Return the nodes of a pasted text, and which of its leaves are proposed for removal.

    Args:
        source: the text, its lines ending as they may.
        path: its file, for messages.
    """
    rows = lines.prepared(source)
    parts: list[_Part] = []
    for start, depth, group in lines.runs(rows):
        text = "\n".join("" if row.proposal else row.text for row in group)
        parts += _parts(text, path, start, depth)
    subject = any(row.proposal and row.proposal.title for row in rows)
    parts = _titled(parts) if not subject else [_untitled(part) for part in parts]
    site = [
        _Part(Kind.PARAGRAPH, row.text.strip(), at, depth=row.depth, proposal=row.proposal)
        for at, row in enumerate(rows)
        if row.proposal
    ]
    builder = _Builder()
    nodes = tuple(builder.nodes(sorted([*parts, *site], key=lambda part: part.line)))
    return Pasted(nodes, builder.proposals, tuple(builder.announced))


def _parts(text: str, path: Path, line: int, depth: int) -> Iterator[_Part]:
    """Yield the pieces that the reader of plain text finds, and the lines without words between.

    Only the beginning of the whole text may be a title: elsewhere a line is put before it.
    """
    lead = _LEAD if line else ""
    text, line = lead + text, line - lead.count("\n")
    position = 0
    announced = False
    last: Kind | None = None
    for piece in plain_text.scan(text, path).pieces:
        gap = text[position : piece.start]
        stood, _, marker = gap.rpartition("\n") if "\n" in gap or position else ("", "", gap)
        yield from _wordless(stood, line, depth)
        line += gap.count("\n")
        part = _part(piece, marker, line, announced=announced)
        if part.announced and last is Kind.LIST_ITEM:
            part = replace(part, kind=Kind.PARAGRAPH, announced=False)
        if depth and part.kind is Kind.QUOTATION:  # it stands in a quotation already
            part = replace(part, kind=Kind.PARAGRAPH, announced=False)
        if piece.end > len(lead.rstrip()):
            yield replace(part, depth=depth)
        goes_on = announced and part.kind in (Kind.QUOTATION, Kind.LIST_ITEM)
        announced = goes_on or piece.text.endswith((":", "："))
        last = part.kind
        line += text.count("\n", piece.start, piece.end)
        position = piece.end
    yield from _wordless(text[position:], line, depth)


def _part(piece: Piece, before: str, line: int, *, announced: bool) -> _Part:
    marker = before.strip() if piece.kind is Kind.LIST_ITEM else ""
    blank = before[: len(before) - len(before.lstrip())].expandtabs(4)
    column = min(len(blank), _DEEPEST)
    text = piece.text
    if _LETTER.fullmatch(marker):
        text = f"{marker} {text}"
    plain = _ADDRESS.fullmatch(text) or _HASHTAGS.fullmatch(text) or _IDEOGRAPHIC_ITEM.match(text)
    kind = Kind.PARAGRAPH if plain else piece.kind
    said = kind is Kind.QUOTATION and not text.startswith(_MARKS)
    if said and not announced:
        kind = Kind.PARAGRAPH
    return _Part(kind, text, line, column, marker, said and announced)


def _wordless(text: str, line: int, depth: int) -> Iterator[_Part]:
    """Yield the lines that hold something, though no letter: a number, an address, a rule."""
    for number, each in enumerate(text.split("\n")):
        if each.strip():
            yield _Part(Kind.PARAGRAPH, each.strip(), line + number, depth=depth)


def _titled(parts: list[_Part]) -> list[_Part]:
    """Take a short first line for the title where the reader of plain text did not.

    A line with place and date is none, and what follows it may be; nor are two sentences.
    """
    found = list(map(_untitled, parts))
    place = next((index for index, part in enumerate(parts) if not _is_date(part)), len(parts))
    if place + 1 >= len(parts) or place > 1:
        return found
    first = parts[place]
    fits = first.kind is Kind.TITLE or (
        first.kind in (Kind.PARAGRAPH, Kind.HEADING)
        and len(first.text) <= _MOST_TITLE
        and not first.text.endswith(_NO_TITLE_END)
    )
    if (
        fits
        and not first.depth
        and not _RULE.fullmatch(first.text)
        and not _TOLD.search(first.text)
    ):
        found[place] = replace(first, kind=Kind.TITLE)
    return found


def _untitled(part: _Part) -> _Part:
    return replace(part, kind=Kind.PARAGRAPH) if part.kind is Kind.TITLE else part


def _is_date(part: _Part) -> bool:
    return plain_text.is_date(part.text) and part.kind in (Kind.TITLE, Kind.PARAGRAPH)


class _Builder:
    """Numbers leaves, and nests items into lists."""

    def __init__(self) -> None:
        self._count = 0
        self.announced: list[int] = []
        self.proposals: dict[int, Proposal] = {}

    def leaf(self, part: _Part) -> Leaf:
        """Return a part as a leaf."""
        form, level = Form.PARAGRAPH, 0
        if part.kind in (Kind.TITLE, Kind.HEADING):
            form, level = Form.HEADING, 1 if part.kind is Kind.TITLE else _FIRST_LEVEL
        runs = inline.tidied([Run(part.text)])
        markdown, plain = inline.written(runs, form), inline.plain_of(runs)
        if part.kind is Kind.PARAGRAPH and _RULE.fullmatch(plain) and len(plain) > 2:
            form, markdown, plain = Form.RULE, "---", ""
        self._count += 1
        if part.proposal:
            self.proposals[self._count - 1] = part.proposal
        if part.announced:
            self.announced.append(self._count - 1)
        return Leaf(self._count - 1, form, markdown, plain, level, line=part.line + 1)

    def nodes(self, parts: Sequence[_Part], depth: int = 0) -> Iterator[Node]:
        """Yield nodes: neighbouring items as lists, neighbouring quotations as one."""
        for key, group in groupby(parts, key=lambda part: _grouped(part, depth)):
            together = list(group)
            if key == _DEEPER:
                yield Quotation(tuple(self.nodes(together, depth + 1)))
            elif key is Kind.QUOTATION:
                yield Quotation(tuple(self.leaf(part) for part in together))
            elif key is Kind.LIST_ITEM:
                yield from self._lists(together)
            else:
                yield from map(self.leaf, together)

    def _lists(self, parts: Sequence[_Part]) -> Iterator[Node]:
        """Yield the lists of neighbouring items: what stands deeper belongs to the item above."""
        index = 0
        while index < len(parts):
            first = parts[index]
            items: list[tuple[Node, ...]] = []
            while index < len(parts) and _continues(first, parts[index], len(items)):
                end = index + 1
                while end < len(parts) and _is_deeper(first, parts[end]):
                    end += 1
                own = self.leaf(parts[index])
                items.append((own, *self._lists(parts[index + 1 : end])))
                index = end
            if _LETTER.fullmatch(first.marker):
                yield from (node for item in items for node in item)
            else:
                yield Listing(tuple(items), first.number)


def _grouped(part: _Part, depth: int) -> Kind | str | None:
    if part.depth > depth and depth < _MOST_QUOTED:
        return _DEEPER
    return part.kind if part.kind in (Kind.LIST_ITEM, Kind.QUOTATION) else None


def _sort(part: _Part) -> str:
    """Name a marker's sort: numbers, letters, or the bullet itself."""
    if part.number is not None:
        return "number"
    return "letter" if _LETTER.fullmatch(part.marker) else part.marker


def _continues(first: _Part, part: _Part, count: int) -> bool:
    """Tell whether an item is the next one of the list that ``first`` begins."""
    if _sort(part) != _sort(first):
        return False
    return first.number is None or part.number == first.number + count


def _is_deeper(above: _Part, part: _Part) -> bool:
    """Tell whether an item belongs under one: it is indented, or its marker is another sort's.

    Pasted lists often lose their indentation: then bullets stand under a number, ◦ under •.
    """
    if part.column > above.column + 1:
        return True
    if part.column < above.column - 1 or _sort(part) == _sort(above):
        return False
    rank = {"number": 0, "letter": 1, "•": 2, "●": 2, "-": 3, "–": 3, "◦": 4, "○": 4, "▪": 5,
            "■": 5}  # fmt: skip
    return rank.get(_sort(part), 2) > rank.get(_sort(above), 2)
