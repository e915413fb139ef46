"""Near look-up: which of many texts are like one text, by the edits between them.

Likeness is what translation tools call the fuzzy match: one minus the Levenshtein distance (letters
inserted, deleted or replaced) over the length of the longer text. Case, punctuation and markup
count; the form of the same letters in Unicode and the amount of white space do not.

Every text of a fitting length is compared, so nothing is missed for want of an index. To save most
of the work, texts are first compared by their *shapes*, which have one character for each word and
mark: only texts whose shapes have something in common are compared letter by letter. Of many words,
and of the letters of a script without spaces, only every third gets a character, always the same
ones. Texts too short for a shape to tell much go straight to the letters.
``python -m benchmarks.memory`` measures what this gains, and what it loses.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

# Scripts without spaces between words: Thai, Lao, Burmese, Khmer, kana, Chinese characters.
_UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff"
)
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+|[^\w\s]")
_LONE = re.compile(f"[{_UNSPACED}]")
_STEM = 4
_SAMPLE = 3
# Texts with more letters than this have too many words to compare them all.
_LONG = 240
# With fewer characters, or more letters for each, a shape tells too little.
_MARKS = 6
_LETTERS = 10
# Shapes need to reach this share of the likeness wanted.
_SHARE = 0.4
# Texts that differ only in spacing or composition are less than the same, and more than the rest.
_ALL_BUT = 0.9999


class Text(NamedTuple):
    """A text to be found, as it stands, as it is compared, and its words as characters."""

    raw: str
    plain: str
    shape: str


def plain(text: str) -> str:
    """Return a text as it is compared: composed characters (NFC), single spaces, none around."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def shape(text: str, long: bool | None = None) -> str:
    """Return a normalised text with a character for each of its words and marks, or of a choice.

    Args:
        text: the text.
        long: whether to shape it as long texts are; None if it is to be seen from the text.
    """
    every = _SAMPLE if (len(text) > _LONG if long is None else long) else 1
    return "".join([_mark(word, every) for word in _WORD.findall(text)])


@lru_cache(maxsize=1 << 16)
def _mark(word: str, every: int) -> str:
    """The character of a word, by how it begins; none if it is not one of the chosen."""
    number = zlib.crc32(word[:_STEM].casefold().encode("utf-8", "surrogatepass"))
    every *= _SAMPLE if _LONE.match(word) else 1
    return "" if number % every else chr(number // every % 0xD000 + 1)


class Texts:
    """Texts to be searched for those like another.

    Args:
        texts: distinct texts, in any order.
    """

    def __init__(self, texts: Iterable[Text]) -> None:
        ordered = sorted(texts, key=lambda text: (len(text.plain), text.raw))
        self._raw = [text.raw for text in ordered]
        self._plain = [text.plain for text in ordered]
        # Side by side in memory, in the order they are compared in: a third of the time.
        self._shapes = "\0".join(text.shape for text in ordered).split("\0") if ordered else []
        self._lengths = [len(text) for text in self._plain]

    def like(self, text: str, least: float) -> Iterator[tuple[float, list[str]]]:
        """Yield the texts at least so like another, best first, those equally like it together.

        Args:
            text: what to look up, as it stands.
            least: the likeness that a text has to reach, above 0 and up to 1.
        """
        wanted = plain(text)
        if not wanted:
            return
        found = [
            (_likeness(score, self._raw[place] == text), self._raw[place])
            for place, score in self._compared(wanted, least)
        ]
        found.sort(key=lambda hit: (-hit[0], hit[1]))
        for likeness, hits in groupby(found, key=itemgetter(0)):
            yield likeness, [raw for _, raw in hits]

    def _compared(self, wanted: str, least: float) -> list[tuple[int, float]]:
        """Return the places of texts like a normalised one, and how like it they are."""
        start = bisect_left(self._lengths, int(len(wanted) * least))
        stop = bisect_right(self._lengths, int(len(wanted) / least) + 1)
        middle = min(max(bisect_right(self._lengths, _LONG), start), stop)
        places = [
            *self._outlined(wanted, least, range(start, middle), long=False),
            *self._outlined(wanted, least, range(middle, stop), long=True),
        ]
        return _search(wanted, [self._plain[place] for place in places], least, places)

    def _outlined(self, wanted: str, least: float, window: range, *, long: bool) -> Sequence[int]:
        """Return the places in a window of the texts whose shapes do not speak against them."""
        outline = shape(wanted, long)
        letters = len(wanted) / _SAMPLE if long else len(wanted)
        if len(outline) < _MARKS or letters > _LETTERS * len(outline):
            return window
        shapes = self._shapes[window.start : window.stop]
        return [place for place, _ in _search(outline, shapes, least * _SHARE, window)]


def _search(
    wanted: str, texts: list[str], least: float, places: Sequence[int]
) -> list[tuple[int, float]]:
    """Compare a text with others; ``places`` says where each of them stands."""
    from rapidfuzz import process
    from rapidfuzz.distance import Levenshtein

    found = process.extract(
        wanted, texts, scorer=Levenshtein.normalized_similarity, score_cutoff=least, limit=None
    )
    return [(places[index], score) for _, score, index in found]


def _likeness(score: float, same: bool) -> float:
    return 1.0 if same else min(score, _ALL_BUT)
