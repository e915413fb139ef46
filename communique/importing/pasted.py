"""Pasted text as leaves, quotations and lists, told by the reader of plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from communique.formats import text as plain_text
from communique.importing import boilerplate, inline
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
    lines = re.sub(r"\r\n?", "\n", source).replace("\ufeff", "").split("\n")
    found = boilerplate.proposals(lines)
    text = "\n".join("" if number in found else line for number, line in enumerate(lines))
    parts = _titled(list(_parts(text, path)))
    site = [_Part(Kind.PARAGRAPH, lines[at].strip(), at, proposal=found[at]) for at in found]
    builder = _Builder()
    nodes = tuple(builder.nodes(sorted([*parts, *site], key=lambda part: part.line)))
    return Pasted(nodes, builder.proposals, tuple(builder.announced))


def _parts(text: str, path: Path) -> Iterator[_Part]:
    """Yield the pieces that the reader of plain text finds, and the lines without words between."""
    position, line = 0, 0
    announced = False
    for piece in plain_text.scan(text, path).pieces:
        gap = text[position : piece.start]
        stood, _, marker = gap.rpartition("\n") if "\n" in gap or position else ("", "", gap)
        yield from _wordless(stood, line)
        line += gap.count("\n")
        yield _part(piece, marker, line, announced=announced)
        announced = piece.text.endswith((":", "："))
        line += text.count("\n", piece.start, piece.end)
        position = piece.end
    yield from _wordless(text[position:], line)


def _part(piece: Piece, before: str, line: int, *, announced: bool) -> _Part:
    marker = before.strip() if piece.kind is Kind.LIST_ITEM else ""
    blank = before[: len(before) - len(before.lstrip())].expandtabs(4)
    column = min(len(blank), _DEEPEST)
    text = piece.text
    if _LETTER.fullmatch(marker):
        text = f"{marker} {text}"
    kind = Kind.PARAGRAPH if _ADDRESS.fullmatch(text) else piece.kind
    said = announced and piece.kind is Kind.QUOTATION and not text.startswith(tuple('“"„«»‘「『'))
    return _Part(kind, text, line, column, marker, said)


def _wordless(text: str, line: int) -> Iterator[_Part]:
    """Yield the lines that hold something, though no letter: a number, an address, a rule."""
    for number, each in enumerate(text.split("\n")):
        if each.strip():
            yield _Part(Kind.PARAGRAPH, each.strip(), line + number)


def _titled(parts: list[_Part]) -> list[_Part]:
    """Take a short first line for the title where the reader of plain text did not."""
    if len(parts) < 2 or any(part.kind is Kind.TITLE for part in parts):
        return parts
    first = parts[0]
    fits = len(first.text) <= _MOST_TITLE and not first.text.endswith(_NO_TITLE_END)
    if first.kind not in (Kind.PARAGRAPH, Kind.HEADING) or not fits or _RULE.fullmatch(first.text):
        return parts
    return [_Part(Kind.TITLE, first.text, first.line), *parts[1:]]


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

    def nodes(self, parts: Sequence[_Part]) -> Iterator[Node]:
        """Yield nodes: neighbouring items as lists, neighbouring quotations as one."""
        index = 0
        while index < len(parts):
            kind = _grouped(parts[index])
            end = index + 1
            while kind and end < len(parts) and _grouped(parts[end]) == kind:
                end += 1
            group = parts[index:end]
            if kind is Kind.QUOTATION:
                yield Quotation(tuple(self.leaf(part) for part in group))
            elif kind is Kind.LIST_ITEM:
                yield from self._lists(group)
            else:
                yield self.leaf(parts[index])
            index = end

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


def _grouped(part: _Part) -> Kind | None:
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
