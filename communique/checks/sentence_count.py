"""Sentence count: a translation with far fewer or more sentences has lost or won some."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.checks.base import Severity, Unit, register
from communique.checks.length_ratio import surprise

if TYPE_CHECKING:
    from collections.abc import Iterator

# Whose sentences end without a mark, so that no splitter finds them.
_UNMARKED = {"th", "lo", "km"}
# Translators merge and split a sentence or two freely; a text that is short as well has lost one,
# and one that is long as well has won one.
_FEW = 3
_SHORT = -2.0
_LONG = 2.5


@register("sentence_count", Severity.WARNING)
def look(unit: Unit) -> Iterator[str]:
    """Count sentences; a small difference speaks only where the length differs with it."""
    if not _UNMARKED.isdisjoint({unit.language, unit.original_language}):
        return
    ours, theirs = len(unit.source_sentences), len(unit.target_sentences)
    if ours == theirs or not ours or not theirs:
        return
    said = f"sentences: {ours} in the source, {theirs} in the translation"
    clear = max(ours, theirs) >= _FEW and max(ours, theirs) > 2 * min(ours, theirs)
    if theirs > ours and surprise(unit) > (0 if clear else _LONG):
        yield f"{said}, which is long: is something added?"
    elif theirs < ours and surprise(unit) < _SHORT:
        yield f"{said}, which is short: is something missing?"
    elif theirs < ours and clear:
        yield said
