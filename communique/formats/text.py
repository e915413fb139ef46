"""Plain text: blocks told from line lengths, blank lines, bullets and quotation marks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from communique.formats.base import Format, Outline, Piece, Scan, has_words, one_spaced
from communique.statement import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from communique.statement import Block

_MAX_TITLE = 150
_MAX_HEADING = 120
_MAX_WRAP = 80
_MIN_WRAP = 40
_RAGGED = 8
_LINE = re.compile(r"[^\r\n]+")
_MARKER = re.compile(r"(?:[•‣◦▪●○■·*–—-]|\(?\d{1,3}[.)]|\(?[a-zA-Z]\))[ \t\xa0]+(?=\S)")
_SENTENCE_END = tuple(".!?:;…。！？：；؟۔।՞")
_NO_HEADING_END = (*_SENTENCE_END, ",", "،", '"', "”", "»", "’", "“", "」", ")")
_OPENING_MARKS = tuple('"“„«»‘‚‹「『')
_MARKS = re.compile('["“”„«»‘’‚‹›「」『』]')
_DATE = re.compile(
    r"""(?:[^\d,]{1,40},?\s)?            # a place
    (?: \d{1,2}(?:st|nd|rd|th|er|\.|º|ª)?\s(?:de\s|of\s)?[^\W\d]+\.?,?\s(?:de\s)?\d{4}
      | [^\W\d]+\s\d{1,2}(?:st|nd|rd|th)?,\s\d{4}
      | \d{1,4}[./-]\d{1,2}[./-]\d{1,4}
      | \d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日
    )[^\w]{0,2}(?:г\.|г|год|года)?$""",
    re.VERBOSE,
)


def scan(source: str, path: Path) -> Scan:
    """Find the texts of a plain text: every line with words in it belongs to one."""
    reader = _Reader(source)
    for number, group in enumerate(_groups(source)):
        reader.take(group, first=number == 0)
    pieces = tuple(reader.finished())
    title = next((piece.text for piece in pieces if piece.kind is Kind.TITLE), None)
    return Scan(pieces, {"title": title} if title else {})


def write(block: Block, original: str, text: str, asides: Sequence[str] = ()) -> str:
    """Return a translation in one line: here a line break would begin another block."""
    return one_spaced(text)


def _unlabelled(source: str, tag: str) -> str:
    """Return the source: a plain text does not say what language it is in."""
    return source


def is_date(text: str) -> bool:
    """Tell whether a line is a date, at most with a place before it."""
    return bool(_DATE.fullmatch(text))


FORMAT = Format("text", (".txt",), scan, write, _unlabelled)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line's text without outer white space and list marker, and where it stands."""

    line_start: int
    start: int
    end: int
    text: str
    marked: bool
    size: int


def _groups(source: str) -> Iterator[list[_Line]]:
    """Yield the lines between blank ones; a line without words (``* * *``) counts as blank."""
    group: list[_Line] = []
    position = 0
    for match in _LINE.finditer(source):
        blank_between = re.search(r"\n[^\n]*\n|\r\r", source[position : match.start()])
        if group and (blank_between or not has_words(match.group())):
            yield group
            group = []
        if has_words(match.group()):
            group.append(_line(source, match))
        position = match.end()
    if group:
        yield group


def _line(source: str, match: re.Match[str]) -> _Line:
    shown = match.group().rstrip()
    start = match.start() + len(shown) - len(shown.lstrip())
    end = match.start() + len(shown)
    marker = _MARKER.match(source, start, end)
    marked = False
    if marker and has_words(source[marker.end() : end]) and not _DATE.fullmatch(source[start:end]):
        start, marked = marker.end(), True
    return _Line(match.start(), start, end, source[start:end], marked, len(shown))


class _Reader:
    """Goes through groups of lines and tells what each block is from what stood before it."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._pieces: list[Piece] = []
        self._outline = Outline()
        self._quoting = False

    def take(self, group: list[_Line], *, first: bool) -> None:
        """Add the blocks of a group of lines."""
        alone = len(group) == 1 and not group[0].marked
        quoting, self._quoting = self._quoting and self._is_near(group[0]), False
        for lines in _blocks(group):
            piece = self._piece(lines)
            kind = _kind(piece.text, marked=lines[0].marked, alone=alone, first=first)
            if quoting and kind is not Kind.LIST_ITEM:
                kind = Kind.QUOTATION
            self._add(piece, kind)
            if piece.text.endswith((":", "：")) and kind is not Kind.HEADING:
                quoting = self._quoting = True
            elif kind is not Kind.QUOTATION:
                self._quoting = False

    def finished(self) -> list[Piece]:
        """Return all pieces; a heading or title with nothing under it is only a paragraph."""
        if self._pieces and self._pieces[-1].kind in (Kind.HEADING, Kind.TITLE):
            last = self._pieces.pop()
            self._pieces.append(
                Piece(Kind.PARAGRAPH, last.start, last.end, last.text, last.headings, last.indent)
            )
        return self._pieces

    def _is_near(self, line: _Line) -> bool:
        """Tell whether at most one blank line stands between the last block and this line."""
        return self._source.count("\n", self._pieces[-1].end, line.line_start) <= 2

    def _piece(self, lines: list[_Line]) -> Piece:
        text = " ".join(line.text for line in lines)
        indent = self._source[lines[1].line_start : lines[1].start] if len(lines) > 1 else ""
        return Piece(Kind.PARAGRAPH, lines[0].start, lines[-1].end, text, indent=indent)

    def _add(self, piece: Piece, kind: Kind) -> None:
        above = self._outline.above
        if kind is Kind.HEADING:
            above = self._outline.enter(1, piece.text)
        elif kind is Kind.TITLE:
            above = ()
        self._pieces.append(Piece(kind, piece.start, piece.end, piece.text, above, piece.indent))


def _blocks(group: list[_Line]) -> Iterator[list[_Line]]:
    """Cut a group into blocks: at list markers, and at each line that is a block of its own."""
    items: list[list[_Line]] = []
    for line in group:
        if line.marked or not items:
            items.append([])
        items[-1].append(line)
    for item in items:
        if _is_wrapped(item) or (item[0].marked and _hangs(item)):
            yield item
        else:
            yield from ([line] for line in item)


def _is_wrapped(lines: list[_Line]) -> bool:
    """Tell whether lines are one text that was broken: no next word would well have fitted."""
    width = max(line.size for line in lines)
    if len(lines) == 1 or not _MIN_WRAP <= width <= _MAX_WRAP:
        return False
    if all(line.text.endswith(_SENTENCE_END) for line in lines):
        return False
    if all(line.text[0].isupper() for line in lines):
        return False
    return all(
        line.size + 1 + len(following.text.split(maxsplit=1)[0]) > width - _RAGGED
        for line, following in pairwise(lines)
    )


def _hangs(lines: list[_Line]) -> bool:
    """Tell whether the lines after a list marker are indented under it."""
    mark = lines[0].start - lines[0].line_start
    return all(0 < line.start - line.line_start <= mark + 2 for line in lines[1:])


def _kind(text: str, *, marked: bool, alone: bool, first: bool) -> Kind:
    if marked:
        return Kind.LIST_ITEM
    if _is_quotation(text):
        return Kind.QUOTATION
    if not alone or _DATE.fullmatch(text):
        return Kind.PARAGRAPH
    if first and len(text) <= _MAX_TITLE:
        return Kind.TITLE
    capitals = text.isupper() and len(text) <= _MAX_TITLE
    short = len(text) <= _MAX_HEADING and not text.endswith(_NO_HEADING_END)
    return Kind.HEADING if capitals or short else Kind.PARAGRAPH


def _is_quotation(text: str) -> bool:
    """Tell whether a text is in quotation marks for the most part, not only its first words."""
    if not text.startswith(_OPENING_MARKS):
        return False
    last = max(match.start() for match in _MARKS.finditer(text))
    return last == 0 or 2 * last >= len(text)
