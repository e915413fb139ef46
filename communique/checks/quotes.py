"""Quotations: as many as in the source, in whatever marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.checks.base import Severity, Unit, register
from communique.language import quotes
from communique.language.spans import prose

if TYPE_CHECKING:
    from collections.abc import Iterator


@register("quotes", Severity.WARNING)
def look(unit: Unit) -> Iterator[str]:
    """Compare how many quotations the texts hold; what may be apostrophes is not held against."""
    fewest, most = quotes.count(prose(unit.source))
    least, greatest = quotes.count(prose(unit.target))
    if greatest < fewest:
        yield f"{fewest} quotations in the source, {greatest} in the translation"
    elif least > most:
        yield f"{most} quotations in the source, {least} in the translation"
