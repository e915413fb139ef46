"""Length: a translation much shorter or longer than its source has lost or won something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.checks.base import Severity, Unit, register
from communique.language.scripts import script_of
from communique.language.spans import prose

if TYPE_CHECKING:
    from collections.abc import Iterator

# What a letter of these scripts says, in letters of an alphabet.
_DENSITY = {"Hani": 3.0, "Hira": 1.7, "Kana": 1.7, "Hang": 2.2, "Arab": 1.2, "Hebr": 1.2}
_FACTOR = 2.2
_ALLOWANCE = 40.0


@register("length_ratio", Severity.WARNING)
def look(unit: Unit) -> Iterator[str]:
    """Compare how much two texts say; short ones may differ freely."""
    source, target = _weight(prose(unit.source)), _weight(prose(unit.target))
    if target * _FACTOR + _ALLOWANCE < source:
        yield "much shorter than the source: is something missing?"
    elif source * _FACTOR + _ALLOWANCE < target:
        yield "much longer than the source: is something added?"


def _weight(text: str) -> float:
    return sum(_DENSITY.get(script_of(character) or "", 1.0) for character in text)
