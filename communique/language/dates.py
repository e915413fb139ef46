"""Dates in words: which months and days of the week a text names."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError

from communique.language.scripts import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Names that a language has beside those of its default territory.
_ALSO = {"ar": ("ar_SY", "ar_MA", "ar_DZ", "ar_IQ"), "pt": ("pt_PT",), "es": ("es_PE",)}
# English months that are common words when they begin with a small letter.
_ENGLISH_WORDS = {"may", "march"}


def months(text: str, language: str) -> list[int]:
    """Return the months that a text names, 1 to 12, in order, as often as named.

    Args:
        text: prose in the language; its numeric dates (``5/3``, ``5月``) name no month.
        language: a locale identifier.
    """
    return list(_found(text, _month_names(canonical(language))))


def dated_months(text: str, language: str) -> list[int]:
    """Return the months named beside a number, and so surely as dates (``3 May``, ``May 2026``)."""
    names = _month_names(canonical(language))
    beside = re.compile(r"(?:\d|\d(?:st|nd|rd|th|er|\.º|º|\.)|\d\s?(?:de|of))\s*$")
    return [
        month
        for start, end, month in _places(text, names)
        if beside.search(text[:start]) or re.match(r"[.,]?\s+(?:del?\s+)?\d", text[end:])
    ]


def weekdays(text: str, language: str) -> list[int]:
    """Return the days of the week that a text names, Monday 0 to Sunday 6."""
    return list(_found(text, _day_names(canonical(language))))


def _found(text: str, names: dict[str, int]) -> Iterator[int]:
    return (value for _, _, value in _places(text, names))


def _places(text: str, names: dict[str, int]) -> Iterator[tuple[int, int, int]]:
    """Where names stand as whole words: start, end, value."""
    if not names:
        return
    for match in _pattern(frozenset(names)).finditer(text):
        value = names.get(match.group().casefold())
        if value is not None and not _is_another_word(text, match, names):
            yield match.start(), match.end(), value


def _is_another_word(text: str, match: re.Match[str], names: dict[str, int]) -> bool:
    """Whether the match begins a longer word, or is the English verb "may" or "march"."""
    follows = unicodedata.category(text[match.end() : match.end() + 1] or " ").startswith("M")
    verb = "march" in names and match.group() in _ENGLISH_WORDS
    return follows or verb


@lru_cache(maxsize=64)
def _pattern(names: frozenset[str]) -> re.Pattern[str]:
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    solid = [re.escape(name) for name in longest_first if name > "\u2fff"]  # no spaces around these
    spaced = [re.escape(name) for name in longest_first if name <= "\u2fff"]
    words = rf"(?<!\w)(?:{'|'.join(spaced)})(?!\w)"
    return re.compile("|".join([*solid, words] if spaced else solid), re.IGNORECASE)


@lru_cache(maxsize=64)
def _month_names(locale: str) -> dict[str, int]:
    names: dict[str, int] = {}
    for known in _locales(locale):
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                names |= _usable(known.months[context][width].items(), width)
    return names


@lru_cache(maxsize=64)
def _day_names(locale: str) -> dict[str, int]:
    names: dict[str, int] = {}
    for known in _locales(locale):
        for context in ("format", "stand-alone"):
            names |= _usable(known.days[context]["wide"].items(), "wide")
    return names


def _usable(items: Iterable[tuple[int, str]], width: str) -> dict[str, int]:
    """Names without digits; of the short ones, those that can hardly be another word."""
    shortest = 2 if width == "wide" else 3
    return {
        name.casefold().rstrip("."): value
        for value, name in items
        if len(name) >= shortest and not any(character.isdecimal() for character in name)
    }


def _locales(locale: str) -> Iterator[Locale]:
    """The locale itself, then others of its language whose names are in use."""
    for name in (locale, *_ALSO.get(locale.partition("_")[0], ())):
        try:
            yield Locale.parse(name)
        except (UnknownLocaleError, ValueError):
            continue
