"""Negation: a translation does not assert what its source denies, nor deny what it asserts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.checks.base import Severity, Unit, listed, register
from communique.language.meaning.negation import polarity
from communique.language.scripts import language_of
from communique.language.spans import prose

if TYPE_CHECKING:
    from collections.abc import Iterator

# In longer segments a good translator finds too many ways around a "not".
_LONGEST = 240


@register("negation", Severity.WARNING)
def look(unit: Unit) -> Iterator[str]:
    """Find a negation on one side with nothing negative at all on the other."""
    source, target = prose(unit.source), prose(unit.target)
    if max(len(source), len(target)) > _LONGEST:
        return
    ours = polarity(source, language_of(unit.source_language))
    theirs = polarity(target, unit.language)
    if ours is None or theirs is None:
        return
    if ours.negations and not theirs.tinted:
        yield f"the source negates ({listed(ours.negations)}), the translation does not"
    elif theirs.negations and not ours.tinted:
        yield f"the translation negates ({listed(theirs.negations)}), the source does not"
