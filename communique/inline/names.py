"""Names with a fixed form in the target: where they stand in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from communique.language.words import in_word


def occurrences(
    text: str, start: int, end: int, names: Mapping[str, str]
) -> Iterator[tuple[int, int]]:
    """Yield where names stand as whole words in ``text[start:end]``, the longest where several do.

    Args:
        text: the whole text: a name that runs on beyond ``end`` is none.
        start: where to begin.
        end: where to stop.
        names: by what they are in the text.
    """
    if not names:
        return
    begins, by_start = _index(tuple(names))
    place = start
    while match := begins.search(text, place, end):
        place = match.start()
        found = 0
        if not in_word(text, place):
            found = _longest(text, place, end, by_start[match.group()])
        if found:
            yield place, place + found
        place += found or 1


def _longest(text: str, place: int, end: int, names: Iterable[str]) -> int:
    for name in names:
        stop = place + len(name)
        if stop <= end and text.startswith(name, place) and not in_word(text, stop):
            return len(name)
    return 0


@lru_cache(maxsize=16)
def _index(names: tuple[str, ...]) -> tuple[re.Pattern[str], dict[str, list[str]]]:
    """Return a pattern of how names begin, and the names by their beginnings, longest first."""
    by_start: dict[str, list[str]] = {}
    for name in sorted({one for one in names if one.strip()}, key=len, reverse=True):
        by_start.setdefault(name[:2], []).append(name)
    longer = sorted(by_start, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longer)) or r"(?!)"), by_start
