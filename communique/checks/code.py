"""Code and names that are to stay: neither translated nor stripped of their marks."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from communique.checks.base import Severity, Unit, difference, listed, register
from communique.language import spans

if TYPE_CHECKING:
    from collections.abc import Iterator

_TICKED = re.compile(spans.CODE, re.DOTALL)
_TAGGED = re.compile(spans.KEPT, re.DOTALL)


@register("code", Severity.ERROR)
def look(unit: Unit) -> Iterator[str]:
    """Compare code, span by span; where it stands is the translator's to say."""
    ours, theirs = _spans(unit.source), _spans(unit.target)
    missing, extra = ours - theirs, theirs - ours
    bare = [code for code in missing if code in unit.target_prose]
    for code in bare:
        del missing[code]
    if bare:
        yield f"{listed(bare)} is not marked as code any more"
    if missing and missing.total() == extra.total():
        yield f"code was changed: {listed(missing)} became {listed(extra)}"
    elif said := difference(missing.elements(), extra.elements()):
        yield f"code: {said}"


def _spans(text: str) -> Counter[str]:
    if "`" not in text and "<" not in text:
        return Counter()
    found = Counter(match["code"].strip() for match in _TICKED.finditer(text))
    rest = _TICKED.sub(" ", text)
    found.update(match["inside"].strip() for match in _TAGGED.finditer(rest))
    return found
