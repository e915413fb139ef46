"""A segment's text as pieces to draw: words, markup, and signs that nobody sees."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from communique.segmentation.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from communique.anatomy.parts import Cut, Sentence
    from communique.statement import Block, Statement

# Joiners are left out: a mark of its own would part the letters that they join.
SIGNS = {
    "\n": "line break", "\t": "tab", "\r": "carriage return", "\u00a0": "no-break space",
    "\u00ad": "soft hyphen", "\u200b": "zero-width space", "\u200e": "left-to-right mark",
    "\u200f": "right-to-left mark", "\u061c": "Arabic letter mark",
    "\u202a": "left-to-right embedding", "\u202b": "right-to-left embedding",
    "\u202c": "pop directional formatting", "\u202d": "left-to-right override",
    "\u202e": "right-to-left override", "\u202f": "narrow no-break space",
    "\u2060": "word joiner", "\u2066": "left-to-right isolate", "\u2067": "right-to-left isolate",
    "\u2068": "first strong isolate", "\u2069": "pop directional isolate",
    "\ufeff": "byte order mark",
}  # fmt: skip
_SIGN = re.compile(f"[{''.join(SIGNS)}]")
_MARK = re.compile(
    r"<[^<>]*>|\[\^[^\]\s]+\]|!?\[|\]\[[^\]]*\]|\]\(.*\)|([*_~`\\])\1*|[^<\[\]*_~`\\!]+|.",
    re.DOTALL,
)
_QUOTES = frozenset("\"'“”„«»‹›‚‘’「」『』")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: plain words, ``mark`` (markup) or ``sign`` (the name of an unseen one).

    ``whole`` is what the source has where the text shows markup in a short form.
    """

    text: str
    mark: bool = False
    sign: str = ""
    whole: str = ""


def pieces_of(cut: Cut, block: Block, statement: Statement) -> list[list[Piece]]:
    """Return the pieces of each sentence of a segment; joined they are the segment's text."""
    text = cut.segment.text
    hidden = _hidden(text) if _has_markup(block, statement) else []
    whole = {one.shown: statement.source[one.start : one.end] for one in block.asides}
    return [list(_pieces(text, one, hidden, whole)) for one in cut.sentences]


def _has_markup(block: Block, statement: Statement) -> bool:
    """Tell whether a block's text can hold markup; else an asterisk or a ``<`` is only that."""
    if statement.format == "html":
        return bool(block.asides)
    return statement.format != "text"


def _pieces(
    text: str, sentence: Sentence, hidden: list[tuple[int, int]], whole: dict[str, str]
) -> Iterator[Piece]:
    position = sentence.start
    first = bisect_left(hidden, (sentence.start, 0))
    for left, right in hidden[max(0, first - 1) :]:
        if left >= sentence.end:
            break
        left, right = max(left, position), min(right, sentence.end)
        if left >= right:
            continue
        yield from _plain(text[position:left])
        shown = text[left:right]
        yield Piece(shown, mark=True, whole=whole.get(shown, ""))
        position = right
    yield from _plain(text[position : sentence.end])


def _plain(text: str) -> Iterator[Piece]:
    position = 0
    for match in _SIGN.finditer(text):
        if match.start() > position:
            yield Piece(text[position : match.start()])
        yield Piece(match.group(), sign=SIGNS[match.group()])
        position = match.end()
    if position < len(text):
        yield Piece(text[position:])


def _hidden(text: str) -> list[tuple[int, int]]:
    """Return the stretches that are markup: what the plain view left out, quotation marks aside."""
    view = view_of(text)
    shown = {view.offset(place) for place in range(len(view.text))}
    gone = [place for place, char in enumerate(text) if place not in shown and char not in _QUOTES]
    return [mark for start, end in _runs(gone) for mark in _marks(text, start, end)]


def _runs(places: list[int]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of places that follow one another."""
    start = 0
    for index, place in enumerate(places, 1):
        if index == len(places) or places[index] != place + 1:
            yield places[start], place + 1
            start = index


def _marks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Part a stretch of markup into tags, brackets, addresses and emphasis."""
    for match in _MARK.finditer(text, start, end):
        yield match.span()
