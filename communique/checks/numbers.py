"""Numbers: the same values, however each language writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.checks.base import Severity, Unit, difference, register
from communique.language.numbers import same_values

if TYPE_CHECKING:
    from collections.abc import Iterator


@register("numbers", Severity.ERROR)
def look(unit: Unit) -> Iterator[str]:
    """Compare numbers by value, in digits, words or both."""
    found = same_values(unit.source, unit.source_language, unit.target, unit.locale)
    if said := difference(found.missing, found.extra):
        yield said
