"""What changed between two texts, word by word, as somebody reads it who has to sign it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import accumulate, groupby, takewhile
from operator import attrgetter
from typing import NamedTuple

from communique.language.words import in_word

# Two texts with more pairs of words than this are not compared word by word but for their ends:
# the bits that the comparison keeps would take more than 12 MB.
_MOST = 10**8
# Texts that share less than this part of the longer one are two texts: the few words that both
# have would only be in the reader's way.
_LEAST = 0.2
# What is the same between two changes is read with them where either has so many times its letters.
_BETWEEN = 2
_APOSTROPHES = frozenset("'’ʼ")
_POINTS = frozenset(".,·٫٬")
_JOINERS = frozenset("\u200c\u200d")


class Change(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


class Piece(NamedTuple):
    """A piece of text, and what became of it."""

    change: Change
    text: str


class _Word(NamedTuple):
    """A word or a sign, and the white space before it; the last of a text is empty."""

    space: str
    text: str


class _Run(NamedTuple):
    """Words ``[old, old_end)`` of one text and ``[new, new_end)`` of the other: the same but for
    white space, or the ones in place of the others.
    """

    same: bool
    old: int
    old_end: int
    new: int
    new_end: int


def diff(old: str, new: str) -> tuple[Piece, ...]:
    """Return the pieces of two texts, in order, what is gone before what stands in its place.

    Without the pieces that are gone they are the new text, without those that are new the old
    one, to the character. Words are compared whole, signs for themselves, and each letter of a
    script without spaces; what is the same between two changes only by chance, as a comma is,
    counts as changed with them.

    Args:
        old: the text as it was.
        new: the text as it is.
    """
    if old == new:
        return (Piece(Change.SAME, old),) if old else ()
    texts = _Texts(list(_words(old)), list(_words(new)))
    runs = texts.runs()
    shared = sum(texts.weight(run) for run in runs if run.same)
    if shared < _LEAST * sum(map(texts.weight, runs)):
        return _merged((Piece(Change.GONE, old), Piece(Change.NEW, new)))
    return _merged(piece for run in runs for piece in texts.pieces(run))


def _words(text: str) -> Iterator[_Word]:
    """Yield the words and signs of a text, and last an empty one after what space is left."""
    begin = end = 0  # of the white space before the word
    while end < len(text):
        if text[end].isspace():
            end += 1
            continue
        stop = end + 1
        while stop < len(text) and _joined(text, stop):
            stop += 1
        yield _Word(text[begin:end], text[end:stop])
        begin = end = stop
    yield _Word(text[begin:end], "")


def _joined(text: str, place: int) -> bool:
    """Whether a place is inside a word: what in_word says, don't, 1,250, and letters joined."""
    if in_word(text, place):
        return True
    before, after = text[place - 1], text[place]
    if before in _JOINERS or after in _JOINERS:
        return not (before.isspace() or after.isspace())
    return _within(text, place) or (place > 1 and _within(text, place - 1))


def _within(text: str, place: int) -> bool:
    """Whether the sign at a place stands between two letters, or two digits, of one word."""
    sign, around = text[place], text[place - 1 : place] + text[place + 1 : place + 2]
    if len(around) < 2:
        return False
    return (sign in _APOSTROPHES and around.isalpha()) or (sign in _POINTS and around.isdigit())


class _Texts:
    """Two texts in words, and how many letters each has up to each of its words."""

    def __init__(self, old: list[_Word], new: list[_Word]) -> None:
        self._old, self._new = old, new
        self._read_old, self._read_new = (
            list(accumulate((len(word.text) for word in side), initial=0)) for side in (old, new)
        )

    def runs(self) -> list[_Run]:
        """Align the words; changes with little between them are one."""
        found: list[_Run] = []
        for run in self._aligned():
            found.append(run)
            while joined := self._joinable(found):
                first, last = found[-joined], found[-1]
                same = all(one.same for one in found[-joined:])
                found[-joined:] = [_Run(same, first.old, last.old_end, first.new, last.new_end)]
        return found

    def weight(self, run: _Run) -> int:
        """How much there is to read: the letters of the longer side."""
        old = self._read_old[run.old_end] - self._read_old[run.old]
        new = self._read_new[run.new_end] - self._read_new[run.new]
        return max(old, new)

    def pieces(self, run: _Run) -> Iterator[Piece]:
        """Yield what became of the words of a run, with the white space before them."""
        before, after = self._old[run.old : run.old_end], self._new[run.new : run.new_end]
        if run.same:
            for one, other in zip(before, after, strict=True):
                yield from _spaced(one.space, other.space)
                yield Piece(Change.SAME, other.text)
            return
        yield Piece(Change.GONE, _text(before))
        yield Piece(Change.NEW, _text(after))

    def _aligned(self) -> Iterator[_Run]:
        """Align the words: first the ends that both texts share, for speed."""
        old, new = self._old, self._new
        head = _shared(zip(old, new, strict=False))
        most = min(len(old), len(new)) - head
        tail = min(most, _shared(zip(reversed(old), reversed(new), strict=False)))
        old_end, new_end = len(old) - tail, len(new) - tail
        yield _Run(True, 0, head, 0, head)
        yield from self._between(_Run(False, head, old_end, head, new_end))
        yield _Run(True, old_end, len(old), new_end, len(new))

    def _between(self, run: _Run) -> Iterator[_Run]:
        from rapidfuzz.distance import Indel

        old, new = self._old[run.old : run.old_end], self._new[run.new : run.new_end]
        if len(old) * len(new) > _MOST:
            yield run
            return
        names: dict[str, int] = {}
        one, other = ([names.setdefault(word.text, len(names)) for word in s] for s in (old, new))
        for code in Indel.opcodes(one, other):
            yield _Run(
                code.tag == "equal",
                run.old + code.src_start, run.old + code.src_end,
                run.new + code.dest_start, run.new + code.dest_end,
            )  # fmt: skip

    def _joinable(self, runs: Sequence[_Run]) -> int:
        """How many of the last runs are one: two alike, or two changes with little between."""
        if len(runs) > 1 and runs[-1].same == runs[-2].same:
            return 2
        if len(runs) < 3 or runs[-1].same:
            return 0
        around = min(self.weight(runs[-1]), self.weight(runs[-3]))
        return 3 if _BETWEEN * self.weight(runs[-2]) <= around else 0


def _shared(pairs: Iterable[tuple[_Word, _Word]]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0].text == pair[1].text, pairs))


def _spaced(old: str, new: str) -> Iterator[Piece]:
    """The white space before a word that stays."""
    if old == new:
        yield Piece(Change.SAME, new)
    else:
        yield from (Piece(Change.GONE, old), Piece(Change.NEW, new))


def _text(words: Iterable[_Word]) -> str:
    return "".join(word.space + word.text for word in words)


def _merged(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Put neighbours of one kind together, and leave out what is empty."""
    found: list[Piece] = []
    for same, group in groupby(pieces, key=lambda piece: piece.change is Change.SAME):
        said = list(group)
        if same:
            found.append(Piece(Change.SAME, _joint(said, Change.SAME)))
        else:
            found += _bared(_joint(said, Change.GONE), _joint(said, Change.NEW))
    some = (piece for piece in found if piece.text)
    return tuple(
        Piece(change, _joint(group, change))
        for change, group in groupby(some, key=attrgetter("change"))
    )


def _joint(pieces: Iterable[Piece], change: Change) -> str:
    return "".join(piece.text for piece in pieces if piece.change is change)


def _bared(old: str, new: str) -> tuple[Piece, ...]:
    """Take off the white space that both sides of a change begin or end with."""
    left = right = 0
    most = min(len(old), len(new))
    while left < most and old[left] == new[left] and old[left].isspace():
        left += 1
    while right < most - left and old[-1 - right] == new[-1 - right] and old[-1 - right].isspace():
        right += 1
    return (
        Piece(Change.SAME, old[:left]),
        Piece(Change.GONE, old[left : len(old) - right]),
        Piece(Change.NEW, new[left : len(new) - right]),
        Piece(Change.SAME, old[len(old) - right :]),
    )
