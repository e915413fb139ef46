"""Words by their edges: whether a place in a text is inside one."""

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
