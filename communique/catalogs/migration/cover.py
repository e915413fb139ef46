"""A block's text cut in two ways: into the pieces that a catalog has, and into those of now."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from communique.statement import Block, Key, Statement

# No piece but a whole block is longer, no more pieces are tried at one place, and no more
# characters are compared for each of a text: the work is linear, whatever repeats.
_LONGEST = 20_000
_TRIES = 16
_EFFORT = 50
_SLICED = 64  # what copying costs less than comparing

Span = tuple[int, int]


class Row(NamedTuple):
    """Segments that stand one after another, and what stands between them in the source."""

    keys: tuple[Key, ...]
    gaps: tuple[str, ...] = ()


class Covered(NamedTuple):
    """A block as the catalog cuts it, as it is cut now, and the smallest parts that both share.

    ``groups`` pairs in each part the old segments with the new ones; ``line`` is where the block
    begins in the source.
    """

    line: int
    olds: Row
    news: Row
    groups: tuple[tuple[Row, Row], ...]


def covered(statement: Statement, known: Iterable[Key]) -> Iterator[Covered | None]:
    """Cut each block by the segments that a catalog has; None for one that they do not make up.

    Blocks of the same text, cut alike, come once.

    Args:
        statement: the source as it is read now.
        known: the segments of the catalog.
    """
    texts: dict[str | None, set[str]] = defaultdict(set)
    for key in known:
        texts[key.context].add(key.text)
    pieces = {context: Pieces(found) for context, found in texts.items()}
    seen: set[tuple[str | None, str, tuple[Span, ...]]] = set()
    for block in statement.blocks:
        if not block.segments:
            continue
        text, news = _laid_out(block)
        context = block.segments[0].context
        if (context, text, tuple(news)) in seen:
            continue
        seen.add((context, text, tuple(news)))
        olds = pieces[context].cover(text) if context in pieces else None
        yield _compared(block, text, olds, news) if olds else None


def _laid_out(block: Block) -> tuple[str, list[Span]]:
    """Return a block's text, and where its segments stand in it."""
    text, spans = "", []
    for segment, gap in zip(block.segments, (*block.gaps, ""), strict=True):
        spans.append((len(text), len(text) + len(segment.text)))
        text += segment.text + gap
    return text, spans


def _compared(block: Block, text: str, olds: Sequence[Span], news: Sequence[Span]) -> Covered:
    context = block.segments[0].context
    shared = sorted({start for start, _ in olds} & {start for start, _ in news})
    groups = []
    for start, end in zip(shared, [*shared[1:], len(text) + 1], strict=True):
        sides = ([one for one in spans if start <= one[0] < end] for spans in (olds, news))
        old, new = (_row(text, context, spans) for spans in sides)
        groups.append((old, new))
    old, new = _row(text, context, olds), _row(text, context, news)
    return Covered(block.line, old, new, tuple(groups))


def _row(text: str, context: str | None, spans: Sequence[Span]) -> Row:
    keys = tuple(Key(context, text[start:end]) for start, end in spans)
    return Row(keys, tuple(text[one[1] : other[0]] for one, other in pairwise(spans)))


class Pieces:
    """Texts that other texts may be made of, one after another with white space between."""

    def __init__(self, texts: Collection[str]) -> None:
        self._texts = frozenset(texts)
        self._sorted = sorted(one for one in self._texts if 0 < len(one) <= _LONGEST)
        self._longest = max(map(len, self._sorted), default=0)
        self._shorter: dict[str, str | None] = {}  # the longest other piece that begins a piece
        begun: list[str] = []
        for one in self._sorted:
            while begun and not one.startswith(begun[-1]):
                begun.pop()
            self._shorter[one] = begun[-1] if begun else None
            begun.append(one)

    def cover(self, text: str) -> list[Span] | None:
        """Return the pieces that a text is made of, the longest first tried; None if it is not."""
        if text in self._texts:
            return [(0, len(text))]
        seen = {0}  # a place from which no way led on is not tried again
        left = [_EFFORT * (len(text) + _LONGEST)]
        way: list[Span] = []
        ahead = [self._at(text, 0, left)]
        while ahead:
            end = next(ahead[-1], None)
            if end is None:
                ahead.pop()
                if way:
                    way.pop()
                continue
            start = way[-1][1] if way else 0
            following = _after_space(text, end)
            if following == len(text):
                return [*way, (_after_space(text, start), end)]
            if following not in seen and not _within_word(text, end):
                seen.add(following)
                way.append((_after_space(text, start), end))
                ahead.append(self._at(text, following, left))
        return None

    def _at(self, text: str, start: int, left: list[int]) -> Iterator[int]:
        """Yield where the pieces end that stand at a place, the longest first."""
        found: str | None = None
        left[0] -= self._longest // _SLICED
        if place := bisect_right(self._sorted, text[start : start + self._longest]):
            found = self._sorted[place - 1]
        tries = 0
        while found is not None and tries < _TRIES and left[0] > 0:
            left[0] -= len(found)
            if text.startswith(found, start):
                yield start + len(found)
                tries += 1
            found = self._shorter[found]


def _after_space(text: str, start: int) -> int:
    while start < len(text) and text[start].isspace():
        start += 1
    return start


def _within_word(text: str, place: int) -> bool:
    return text[place - 1].isalnum() and text[place : place + 1].isalnum()
