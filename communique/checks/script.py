"""Script: a translation is written in its language's letters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from communique.checks.base import Severity, Unit, register
from communique.language.scripts import expected_scripts, letters_by_script

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD = re.compile(r"[^\W\d_]+")
_FEW = 4


@register("script", Severity.ERROR)
def look(unit: Unit) -> Iterator[str]:
    """Find a text mostly in letters its locale does not use; names kept from the source aside."""
    expected = expected_scripts(unit.locale)
    kept = {word for word in _WORD.findall(unit.source_prose) if not word.islower()}
    words = [word for word in _WORD.findall(unit.target_prose) if word not in kept]
    letters = letters_by_script(" ".join(words))
    foreign = sum(count for script, count in letters.items() if script not in expected)
    if expected and foreign >= _FEW and foreign > letters.total() - foreign:
        found = letters.most_common(1)[0][0]
        yield f"written in {found}, expected is {' or '.join(sorted(expected))}"
