"""Dates in words: the same months and days of the week are named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.checks.base import Severity, Unit, register
from communique.language import dates
from communique.language.spans import prose

if TYPE_CHECKING:
    from collections.abc import Iterator


@register("dates", Severity.ERROR)
def look(unit: Unit) -> Iterator[str]:
    """Find a month or a day of the week that became another; one left out is not judged."""
    source, target = prose(unit.source), prose(unit.target)
    ours = set(dates.dated_months(source, unit.source_language))
    theirs = set(dates.dated_months(target, unit.locale))
    ours_loosely = set(dates.months(source, unit.source_language))
    theirs_loosely = set(dates.months(target, unit.locale))
    if ours - theirs_loosely and theirs - ours_loosely:
        yield "another month is named than in the source"
    source_days = set(dates.weekdays(source, unit.source_language))
    target_days = set(dates.weekdays(target, unit.locale))
    if source_days - target_days and target_days - source_days:
        yield "another day of the week is named than in the source"
