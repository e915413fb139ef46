"""Versions of programs, protocols and papers: each as often as in the source."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from communique.checks.base import Severity, Unit, difference, register
from communique.language import spans

if TYPE_CHECKING:
    from collections.abc import Iterator

_VERSION = re.compile(spans.VERSION)


@register("versions", Severity.WARNING)
def look(unit: Unit) -> Iterator[str]:
    """Compare versions, whether they are written ``v2.1`` or, behind a word for it, ``2.1``."""
    ours, theirs = unit.source_prose, unit.target_prose
    found = dict.fromkeys(
        match.group().removeprefix("v")
        for text in (ours, theirs)
        for match in _VERSION.finditer(text)
        if _VERSION.fullmatch(match.group())  # "1.000.000." and "4.5.2026." end a sentence
    )
    balance = {one: _times(one, ours) - _times(one, theirs) for one in found}
    missing, extra = Counter(balance), Counter({one: -more for one, more in balance.items()})
    if said := difference(missing.elements(), extra.elements()):
        yield f"versions: {said}"


def _times(version: str, text: str) -> int:
    """How often a version stands in a text, and not as a part of another number."""
    return len(
        re.findall(rf"(?<![\d.]){re.escape(version)}(?![A-Za-z\d]|\.\d)", text, re.IGNORECASE)
    )
