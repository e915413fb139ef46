"""Number words: seven has not become six."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from communique.checks.base import Severity, Unit, register
from communique.language.numbers import changed_words
from communique.language.numerals import spelled

if TYPE_CHECKING:
    from collections.abc import Iterator

# Below three a word is seldom a number ("one", "second"); changed_words takes none of them.
_SMALL = 2
# Fourteen days in English, fifteen in the Romance languages.
_FORTNIGHT = re.compile(r"\bfortnight", re.IGNORECASE)
_ITS_DAYS = {14, 15}


@register("number_words", Severity.WARNING)
def look(unit: Unit) -> Iterator[str]:
    """Find a number in words that became another."""
    ours = spelled(unit.source_prose, unit.original_language)
    if not any(value > _SMALL for value in ours):
        return
    missing, extra = changed_words(unit.source, unit.source_language, unit.target, unit.locale)
    if _FORTNIGHT.search(unit.source) or _FORTNIGHT.search(unit.target):
        missing, extra = missing - _ITS_DAYS, extra - _ITS_DAYS
    if missing and extra:
        before, after = (", ".join(map(str, sorted(values))) for values in (missing, extra))
        yield f"in words, the source says {before}, the translation {after}"
