"""Names that an engine garbled: letters lost on the way, as ICPW that came out as PW."""

from __future__ import annotations

import re
from functools import lru_cache

from babel import Locale, UnknownLocaleError

_WORD = re.compile(r"[^\W\d_]+")
_FEWEST = 4  # letters of a name, and of what became of it, that is no acronym
_FEWEST_CAPITALS = 2  # of what became of an acronym
_MOST_LOST = 2  # letters of a name


def garbled(source: str, target: str, locale: str) -> list[str]:
    """Return the names of a sentence that its translation has with letters missing.

    A name that the language writes otherwise is none: one that it gives to a country, or one
    that differs by a double letter alone (Vienna, Viena).

    Args:
        source: the sentence.
        target: what an engine made of it.
        locale: of the target.
    """
    ours, theirs = dict.fromkeys(_WORD.findall(source)), dict.fromkeys(_WORD.findall(target))
    lost = [word for word in ours if word not in theirs and word[0].isupper()]
    if not lost or source.isupper():
        return []
    new = [word for word in theirs if word not in ours and word[0].isupper()]
    return [name for name in lost if any(_is_rest(word, name, locale) for word in new)]


def _is_rest(word: str, name: str, locale: str) -> bool:
    """Whether a word is what is left of a name."""
    if name.isupper():
        fits = word.isupper() and _FEWEST_CAPITALS <= len(word) < len(name)
    else:
        fits = _FEWEST <= len(word) < len(name) <= len(word) + _MOST_LOST
    if not fits or not _is_within(word, name):
        return False
    if not name.isupper() and _single(word) == _single(name):
        return False
    return word not in _own_names(locale)


def _is_within(word: str, name: str) -> bool:
    """Whether the letters of a word stand in a name in their order."""
    letters = iter(name)
    return all(letter in letters for letter in word)


def _single(word: str) -> str:
    return re.sub(r"(.)\1", r"\1", word)


@lru_cache(maxsize=64)
def _own_names(locale: str) -> frozenset[str]:
    """The words of the names that a language has for countries and languages."""
    try:
        known = Locale.parse(locale)
    except (UnknownLocaleError, ValueError):
        return frozenset()
    names = [*known.territories.values(), *known.languages.values()]
    return frozenset(word for name in names for word in _WORD.findall(name))
