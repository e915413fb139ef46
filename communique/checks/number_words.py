"""Number words: seven has not become six."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.checks.base import Severity, Unit, register
from communique.language.numbers import changed_words

if TYPE_CHECKING:
    from collections.abc import Iterator


@register("number_words", Severity.WARNING)
def look(unit: Unit) -> Iterator[str]:
    """Find a number in words that became another."""
    missing, extra = changed_words(unit.source, unit.source_language, unit.target, unit.locale)
    if missing:
        before, after = (", ".join(map(str, sorted(values))) for values in (missing, extra))
        yield f"in words, the source says {before}, the translation {after}"
