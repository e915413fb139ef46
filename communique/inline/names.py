"""Names with a fixed form in the target: where they stand in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from communique.language.words import in_word

_STOP = re.compile(r"[.!?…。！？।۔؟]+\Z")
_SOLID = "。！？"  # behind which there is no space
_SIGNS = r"(?:</?[A-Za-z][^<>]*>|\[\^[^\s\]]+\]|\]\([^\s()]*\)|[\"'”’“‘„»›«‹()\[\]*_~¿¡])*+"
_SPACE = re.compile(rf"{_SIGNS}(?:\s+{_SIGNS}|\Z)")
_NO_SPACE = re.compile(rf"{_SIGNS}\s*{_SIGNS}")


class Name(NamedTuple):
    """A name in a text: where it stands, and its form in the target."""

    start: int
    end: int
    form: str


def occurrences(text: str, start: int, end: int, names: Mapping[str, str]) -> Iterator[Name]:
    """Yield where names stand as whole words in ``text[start:end]``, the longest where several do.

    A full stop that ends both a name and its form, and may end a sentence too, is left to the
    sentence: ``Acme Inc.`` is ``Acme Inc`` there.

    Args:
        text: the whole text: a name that runs on beyond ``end`` is none.
        start: where to begin.
        end: where to stop.
        names: their forms in the target, by what they are in the text.
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
            yield _without_stop(
                text, Name(place, place + found, names[text[place : place + found]])
            )
        place += found or 1


def _without_stop(text: str, name: Name) -> Name:
    """Take from a name the marks that may end a sentence, where its form ends in the same ones."""
    stop, other = _STOP.search(text, name.start, name.end), _STOP.search(name.form)
    if stop is None or other is None or stop.group() != other.group():
        return name
    whole = stop.start() == name.start or other.start() == 0
    if whole or not _may_end(text, name.end):
        return name
    return Name(name.start, stop.start(), name.form[: other.start()])


def _may_end(text: str, place: int) -> bool:
    """Say whether a mark before a place may end a sentence: no small letter comes next."""
    gap = (_NO_SPACE if text[place - 1] in _SOLID else _SPACE).match(text, place)
    return gap is not None and not text[gap.end() : gap.end() + 1].islower()


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
