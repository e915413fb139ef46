"""Dates in words: the same months and days of the week are named."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from communique.checks.base import Severity, Unit, register
from communique.language import dates

if TYPE_CHECKING:
    from collections.abc import Iterator


_DIGIT = re.compile(r"\d")
# Babel knows the names of days in one case only, and some are other words too (среда).
_INFLECTED = {
    "ru",
    "uk",
    "be",
    "pl",
    "cs",
    "sk",
    "sl",
    "hr",
    "sr",
    "bs",
    "lt",
    "lv",
    "et",
    "fi",
    "hu",
}


@register("dates", Severity.ERROR)
def look(unit: Unit) -> Iterator[str]:
    """Find a month or a day of the week that became another; one left out is not judged."""
    source, target = unit.source_prose, unit.target_prose
    if _DIGIT.search(source) and _another_month(source, unit.source_language, target, unit.locale):
        yield "another month is named than in the source"
    if _INFLECTED.isdisjoint({unit.language, unit.original_language}):
        ours = set(dates.weekdays(source, unit.source_language))
        theirs = set(dates.weekdays(target, unit.locale)) if ours else set()
        if ours - theirs and theirs - ours:
            yield "another day of the week is named than in the source"


def _another_month(source: str, source_language: str, target: str, locale: str) -> bool:
    """Whether each side dates something by a month that the other does not name at all."""
    ours = set(dates.dated_months(source, source_language))
    theirs = set(dates.dated_months(target, locale))
    lost = ours.difference(dates.months(target, locale))
    return bool(lost and theirs.difference(dates.months(source, source_language)))
