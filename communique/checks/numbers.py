"""Numbers: the same values, however each language writes them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from communique.checks.base import Severity, Unit, difference, register
from communique.language.numbers import same_values

if TYPE_CHECKING:
    from collections.abc import Iterator

_DIGIT = re.compile(r"\d")


@register("numbers", Severity.ERROR)
def look(unit: Unit) -> Iterator[str]:
    """Compare numbers by value, in digits, words or both."""
    if not _DIGIT.search(unit.source) and not _DIGIT.search(unit.target):
        return  # words alone ask for nothing
    found = same_values(unit.source, unit.source_language, unit.target, unit.locale)
    if said := difference(found.missing, found.extra):
        yield said
