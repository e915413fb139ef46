"""Words by their edges: whether a place in a text is inside one, a span widened to whole ones."""

from __future__ import annotations

import re
import unicodedata

# Scripts whose writers put no space between words: each character may be one.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff]"
)


def in_word(text: str, place: int) -> bool:
    """Say whether a place in a text is inside a word: letters or digits on both sides."""
    if not 0 < place < len(text):
        return False
    before, after = text[place - 1], text[place]
    if unicodedata.category(after).startswith("M"):
        return True
    if not after.isalnum() or _UNSPACED.match(before) or _UNSPACED.match(after):
        return False
    return before.isalnum() or unicodedata.category(before).startswith("M")


def whole_words(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Widen a span to whole words, without the white space and the points at its ends.

    Returns:
        Where it begins and ends, or None where nothing is left.
    """
    while in_word(text, start):
        start -= 1
    while in_word(text, end):
        end += 1
    while end > start and not _may_end(text[end - 1]):
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return (start, end) if end > start else None


def _may_end(char: str) -> bool:
    """Say whether a span may end with a character: a letter, a digit, what closes."""
    return char.isalnum() or char in "\"')]}%€$»”" or unicodedata.category(char).startswith("M")
