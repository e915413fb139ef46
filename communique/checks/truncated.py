"""Truncated: a text that breaks off at a word which ends no sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from communique.checks.base import Severity, Unit, register

if TYPE_CHECKING:
    from collections.abc import Iterator


def _each(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Articles, prepositions and conjunctions after which something must follow.
_UNFINISHED = {
    "en": _each("the a an and or because although whose our their every"),
    "es": _each(
        "el la los las un de del a al en y o u que con por para sin sobre entre hacia desde"
        " según cuyo cuya sus porque aunque pero mas cada"
    ),
    "fr": _each(
        "la les de du des à au aux et ou que qui dont dans sur sous vers chez par ses"
        " nos vos ce cette ces mais donc car parce lorsque quand chaque"
    ),
    "pt": _each(
        "o a os as de do da dos das em no na nos nas e ou que com por para sem sobre entre"
        " pelo pela pelos pelas porque embora mas cada cujo cuja"
    ),
    "it": _each(
        "il gli i di del della dei delle degli in nel nella e o ed che con per tra"
        " fra sul sulla dal dalla al alla ai alle perché ma ogni"
    ),
    "de": _each("der des dem den einen einem einer und oder dass weil von für"),
    "ar": _each("في من إلى على عن أن إن و أو التي الذي الذين ثم لكن حتى مع بين"),
    "ru": _each("и в на с к от из для о об но или что чтобы при между"),
}
# Chinese has few such words that could not end another one.
_HAN = re.compile(r"(?:以及|并且|而且|因为|但是|或者|由于|、|，)[。.]?\s*$")
# A hyphen makes a pronoun of an article: "prends-le"; so does an apostrophe: "l’un".
_LAST = re.compile(r"(?:^|\s)([^\W\d_]+)[.!?…؟]*\s*$")
_FEWEST = 4


@register("truncated", Severity.WARNING)
def look(unit: Unit) -> Iterator[str]:
    """Find an article, a preposition or a conjunction at the end, where the source has none."""
    last = _unfinished(unit.target_prose, unit.language)
    if last and not _unfinished(unit.source_prose, unit.original_language):
        yield f"the text breaks off at “{last}”"


def _unfinished(text: str, language: str) -> str:
    """The word at which a text breaks off; "" where it may well end there."""
    if language in {"zh", "ja"}:
        found = _HAN.search(text)
        return found.group().strip() if found else ""
    known = _UNFINISHED.get(language)
    last = _LAST.search(text) if known else None
    if known is None or last is None or text.count(" ") < _FEWEST:
        return ""
    return last[1] if last[1] in known else ""
