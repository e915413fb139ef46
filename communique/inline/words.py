"""The words of a text, and how much each says about where markup belongs."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from communique.language.words import in_word

_HYPHENS = "-\u2010\u2011"
_APOSTROPHES = "'\u2019"
# Words that an apostrophe does not part.
_WHOLE = re.compile(r"(?i)aujourd['’]hui|prud['’]hom\w+|quelqu['’]une?s?|entr['’]ouv\w+")
# What a word counts by its length. Short words are articles, prepositions, particles; the head of
# a small model aligns them with anything, so they decide only where nothing else does.
_SHORT = {1: 0.1, 2: 0.2, 3: 0.35}
_LONG = 1.0


@dataclass(frozen=True, slots=True)
class Words:
    """A text's words and signs: where they are, what they weigh."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    weights: tuple[float, ...]

    def __len__(self) -> int:
        return len(self.starts)

    def over(self, start: int, end: int) -> range:
        """Return the indices of the words that characters ``[start, end)`` touch."""
        if end <= start:
            return range(0)
        return range(bisect_right(self.ends, start), bisect_left(self.starts, end))

    def light(self, index: int) -> bool:
        """Say whether a word is short: an article, a preposition."""
        return 0 < self.weights[index] < _LONG

    def word(self, index: int) -> str:
        """Return a word as it is written."""
        return self.text[self.starts[index] : self.ends[index]]


def words_of(text: str) -> Words:
    """Find the words of a text; every sign is one of its own, compounds with hyphens are one."""
    edges = _joined(text, _pieces(text))
    starts, ends = tuple(start for start, _ in edges), tuple(end for _, end in edges)
    return Words(text, starts, ends, tuple(_weight(text, start, end) for start, end in edges))


def _pieces(text: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    whole = {match.start(): match.end() for match in _WHOLE.finditer(text)}
    start = 0
    while start < len(text):
        end = whole.get(start, start + 1)
        while in_word(text, end):
            end += 1
        if not text[start].isspace():
            found.append((start, end))
        start = end
    return found


def _joined(text: str, pieces: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join what hyphens hold together."""
    out: list[tuple[int, int]] = []
    for place, (start, end) in enumerate(pieces):
        if out and out[-1][1] == start and (text[start] in _HYPHENS or text[start - 1] in _HYPHENS):
            first = out[-1][0]
            follows = place + 1 < len(pieces) and pieces[place + 1][0] == end
            hyphen = text[start] in _HYPHENS and follows and text[end].isalnum()
            if (hyphen and text[start - 1].isalnum()) or first < start - 1:
                out[-1] = (first, end)
                continue
        out.append((start, end))
    return out


def _weight(text: str, start: int, end: int) -> float:
    word = text[start:end]
    if not any(char.isalnum() for char in word):
        return 0.0
    if any(char.isdigit() for char in word) or (len(word) > 1 and word.isupper()):
        return _LONG
    if not any(char.islower() or char.isupper() for char in word):
        return _LONG  # a script without case: length says nothing there
    weight = _SHORT.get(len(word), _LONG)
    return weight / 3 if text[end : end + 1] in tuple(_APOSTROPHES) else weight
