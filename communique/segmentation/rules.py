"""Which boundaries of the splitter are none, and which it misses. In doubt, sentences stay joined.

A wrong cut costs a translation that nobody can mend in a catalog; a missed one costs little.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from communique.segmentation.abbreviations import Abbreviations, abbreviations_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_ENUMERATOR = re.compile(r"\s*\(?(?:\d{1,3}|[ivxlcIVXLC]{1,6}|[^\W\d_])[.)]\Z")
_INITIAL = re.compile(r"(?:^|[\s.(\[-])([^\W\d_])\.\Z")
_DAY = re.compile(r"(?:^|\D)\d{1,2}\.\Z")
_NUMBER = re.compile(r"[(\[]?(?:\d|№|[IVXLC]+\b|[a-z]\))")
_WORD = re.compile(r"[^\W\d_]+")
_BRAND = re.compile(r"[a-z][A-Z]")
_CONTINUES = tuple("ºª°%,;:)]}…،؛、，；：）")
_ASIDE = re.compile(r"[.!?…]\s+\([^()]{2,400}[.!?…]\)(\s+)(?=\w)")
_NOUNS_ARE_CAPITAL = ("de", "lb")


@dataclass(frozen=True, slots=True)
class Edge:
    """The text on both sides of a boundary, and the places in the view where it ends and goes on.

    ``whole`` says that ``left`` reaches back to the beginning of its sentence.
    """

    left: str
    right: str
    end: int
    next: int
    whole: bool


def joins(edge: Edge, language: str) -> bool:
    """Tell whether a boundary that the splitter proposes is none."""
    return (
        edge.right.startswith(_CONTINUES)
        or _goes_on_small(edge.right)
        or (edge.whole and _ENUMERATOR.match(edge.left) is not None)
        or _is_initial(edge, language)
        or _is_date(edge, language)
        or _is_abbreviation(edge, abbreviations_of(language))
    )


def extra_cuts(text: str, language: str) -> Iterator[int]:
    """Yield the places where a sentence begins that the splitter does not see."""
    for match in _ASIDE.finditer(text):
        if text[match.end()].isupper():
            yield match.end()
    pattern = abbreviations_of(language).final_pattern
    if pattern is not None and language not in _NOUNS_ARE_CAPITAL:
        for match in pattern.finditer(text):
            if text[match.end()].isupper():
                yield match.end()


def _goes_on_small(right: str) -> bool:
    """Tell whether a text begins with a small letter; Georgian has no others."""
    first = right[:1]
    return first.islower() and not "ა" <= first <= "ჿ" and not _BRAND.match(right)


def _is_initial(edge: Edge, language: str) -> bool:
    """Tell whether a name's initial stands before the boundary; English has too many others."""
    match = _INITIAL.search(edge.left)
    return language != "en" and match is not None and match.group(1).isupper()


def _is_date(edge: Edge, language: str) -> bool:
    """Tell whether a day stands before the boundary and a month, or what is counted, after it."""
    word = _WORD.match(edge.right)
    if word is None or not _DAY.search(edge.left):
        return False
    following = word.group().casefold()
    return following in _months(language) or following in abbreviations_of(language).counted


def _is_abbreviation(edge: Edge, known: Abbreviations) -> bool:
    for token in _last_tokens(edge.left):
        if token in known.before_names:
            return True
        if token in known.before_numbers and _NUMBER.match(edge.right):
            return True
    return False


def _last_tokens(left: str) -> Iterator[str]:
    """Yield what may be an abbreviation at a text's end: a word or two, cut at apostrophes."""
    words = left.split()[-2:]
    if not words or not words[-1].endswith((".", ".º", ".ª")):
        return
    last = words[-1].lstrip("([{")
    for token in (last, re.split(r"['’(/–—-]", last)[-1], " ".join(words)):
        yield token
        yield token[:1].lower() + token[1:]


@lru_cache(maxsize=64)
def _months(language: str) -> frozenset[str]:
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return frozenset()
    names = (
        name
        for shape in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for name in locale.months[shape][width].values()
    )
    return frozenset(name.rstrip(".").casefold() for name in names)
