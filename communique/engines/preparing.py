"""What a sentence looks like to an Argos model, and how its translation goes back: plain quotes,
no shouting, no enumerator before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from communique.engines.base import Link, Translation
from communique.language import dates
from communique.language.spans import STAND_IN

_STRAIGHT = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "’": "'", "‘": "'",
                           "\u00a0": " ", "\u202f": " ", "\n": " "})  # fmt: skip
_NO_LETTERS = re.compile(r"[\W\d_]*")
# "(a)", "1.", "IV.", "3.2)", "3.2.1", "•": models drop them, or take them for words. A bare "3.2"
# may be an amount or a time of day.
_ENUMERATOR = re.compile(
    r"(?:[•◦▪–—*-]|\(?(?:\d{1,3}(?:\.\d{1,2})*|[A-Za-z]|[ivx]{1,5}|[IVX]{1,5})\)|(?:\d{1,3}(?:\.\d{1,2})*|[ivx]{2,5}"
    r"|[IVX]{1,5})\.(?!\d)|\d{1,2}(?:\.\d{1,2}){2,})[ \u00a0]+(?=[^\W\d_a-z]|[\"“«„‘'(\[¿¡])"
)
_DAY = re.compile(r"(?:[1-9]|[12]\d|3[01])\.\s")
_WORD = re.compile(r"[^\W\d_]+")
_FEWEST_SHOUTED = 7  # letters: less may be an acronym


@dataclass(frozen=True, slots=True)
class Prepared:
    """A sentence as a model is given it.

    Attributes:
        lead: what stands before it and is no language: an enumerator with its space.
        text: the rest, of the same length as in the sentence; empty if it has no letters.
        shouted: the sentence is in ALL CAPS; ``text`` is not.
    """

    lead: str
    text: str
    shouted: bool = False


def prepare(sentence: str, language: str = "") -> Prepared:
    """Take from a sentence what a model cannot deal with.

    Every replacement in the text is one character for one, so that offsets stay true.

    Args:
        sentence: plain text.
        language: its language, whose months tell ``1. Januar`` from an enumerator.
    """
    plain = sentence.translate(_STRAIGHT)
    lead = found.group() if (found := _ENUMERATOR.match(plain)) else ""
    if lead and _is_date(lead, plain[len(lead) :], language):
        lead = ""
    plain = plain[len(lead) :]
    if _NO_LETTERS.fullmatch(plain):
        return Prepared("", "")
    shouted = _shouts(plain)
    if shouted:
        plain = plain[:1] + STAND_IN.sub(lambda found: found.group().upper(), plain[1:].lower())
    return Prepared(sentence[: len(lead)], plain, shouted)


def _is_date(lead: str, rest: str, language: str) -> bool:
    """Whether an enumerator is the day before a month."""
    word = _WORD.match(rest)
    if not _DAY.fullmatch(lead) or word is None or not dates.months(word.group(), language):
        return False
    # In small letters, a month that is a common word too (May, March) does not count as one.
    unlike_others = dates.months(word.group().lower(), language)
    return bool(unlike_others) or not rest[word.end() :].lstrip(" ")[:1].isalpha()


def _shouts(text: str) -> bool:
    """Whether all letters of several words are capitals that have small letters of their own."""
    if not text.isupper() or " " not in text.strip() or len(text.lower()) != len(text):
        return False
    return sum(character.isalpha() for character in text) >= _FEWEST_SHOUTED


def put_back(prepared: Prepared, translation: Translation) -> Translation:
    """Return a translation of the prepared text as one of the sentence."""
    text, lead = translation.text, len(prepared.lead)
    if prepared.shouted and len(text.upper()) == len(text):
        text = text.upper()
    if not lead:
        return translation if text == translation.text else replace(translation, text=text)
    links = tuple(link.shifted(lead, lead) for link in translation.links)
    if links:
        links = (Link(0, lead, 0, lead), *links)
    return replace(translation, text=prepared.lead + text, links=links)


def untouched(text: str) -> Translation:
    """What has no letters (a number, a rule, an emoji) is its own translation."""
    return Translation(text, risk=0.0, links=(Link(0, len(text), 0, len(text)),))
