"""Conflict markers: two texts that a merge left side by side, for a human to choose."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from communique.checks.base import Severity, Unit, listed, register

if TYPE_CHECKING:
    from collections.abc import Iterator

# gettext's msgcat, and the merge driver, write the first; git and its kin the others.
_MARKER = re.compile(r"#(?:-#){3,}|^(?:<{7}|>{7}|\|{7})(?=\s|$)", re.MULTILINE)


@register("conflict_markers", Severity.ERROR)
def look(unit: Unit) -> Iterator[str]:
    """Find the lines that part two versions of a text; the source may be about them."""
    found = dict.fromkeys(_MARKER.findall(unit.target))
    found = {marker: None for marker in found if marker not in unit.source}
    if found:
        yield f"two versions of the text stand here, parted by {listed(found)}: keep one of them"
