"""Where sentences may begin: what two splitters propose, and what their full stops are worth."""

from __future__ import annotations

import logging
import re
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_log = logging.getLogger(__name__)

# The splitter takes quadratic time on some input, so it is asked about a stretch at a time.
_STRETCH = 2_000
_WIDE_SPACE = re.compile(r"[^\S\0-\x7f]")
_INSIDE = re.compile(r"(?<=[\w,])\s(?=\S)")


def first_opinion(text: str, language: str) -> Iterator[int]:
    """Yield the places where sentencex begins a sentence, in order.

    A stretch that it breaks down over has none.
    """
    start = 0
    while start < len(text):
        end = _stretch_end(text, start)
        position = start
        for piece in _segmented(language, text[start:end])[:-1]:
            position += len(piece)
            yield position
        start = end


def second_opinion(text: str, language: str) -> Iterator[int]:
    """Yield the places where ICU begins a sentence, by the rules of Unicode."""
    from icu4py.breakers import SentenceBreaker

    lengths = map(len, SentenceBreaker(text, language or "und"))
    yield from accumulate(lengths)


def _segmented(language: str, text: str) -> list[str]:
    """Return what sentencex makes of a text; nothing where its native code panics.

    It does so over a letter, a space of several bytes and a full stop: it is shown simple spaces.
    """
    import sentencex

    try:
        return list(sentencex.segment(language, _WIDE_SPACE.sub(" ", text)))
    except BaseException as error:
        # A panic is no Exception, and its class cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        _log.debug("sentencex broke down over a stretch of %d characters", len(text))
        return []


def _stretch_end(text: str, start: int) -> int:
    """Return where to part a text: within a sentence, if there is a space in one."""
    end = start + _STRETCH
    if end >= len(text):
        return len(text)
    spaces = [match.end() for match in _INSIDE.finditer(text, end - 200, end)]
    return spaces[-1] if spaces else end
