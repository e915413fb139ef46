"""Placeholders: what a program fills in stands as it is, as often as in the source."""

from __future__ import annotations

import re
from collections import Counter
from itertools import count
from typing import TYPE_CHECKING

from communique.checks.base import Severity, Unit, difference, register
from communique.language import spans

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLACEHOLDER = re.compile(spans.PLACEHOLDER)
# "%2$s", "{1}": they say which value they want, so that a translation may reorder them.
_NUMBERED = re.compile(r"%\d{1,2}\$|\{\d")
_UNNUMBERED = re.compile(r"%(?!\d*\$|\()|\{(?=[}:!])")


@register("placeholders", Severity.ERROR)
def look(unit: Unit) -> Iterator[str]:
    """Compare placeholders, letter by letter; those in code and addresses are others' business."""
    ours, theirs = _found(unit.source_prose), _found(unit.target_prose)
    if any(map(_NUMBERED.match, ours)) != any(map(_NUMBERED.match, theirs)):
        left, right = Counter(_numbered(ours)), Counter(_numbered(theirs))
    else:  # one that became code, or got a word right behind it, is there all the same
        every = dict.fromkeys([*ours, *theirs])
        left = Counter({one: _times(one, unit.source, unit.source_prose) for one in every})
        right = Counter({one: _times(one, unit.target, unit.target_prose) for one in every})
    if said := difference((left - right).elements(), (right - left).elements()):
        yield f"placeholders: {said}"


def _times(placeholder: str, text: str, prose: str) -> int:
    """How often a placeholder stands in a text, as it is or with its marks escaped."""
    return max(text.count(placeholder), prose.count(placeholder))


def _found(prose: str) -> list[str]:
    return [match.group() for match in _PLACEHOLDER.finditer(prose)]


def _numbered(placeholders: list[str]) -> list[str]:
    """The same, with a number each where they go by their order: ``%s`` → ``%1$s``."""
    percents, braces = count(1), count()

    def number(mark: re.Match[str]) -> str:
        return f"%{next(percents)}$" if mark[0] == "%" else f"{{{next(braces)}"

    return [_UNNUMBERED.sub(number, one, count=1) for one in placeholders]
