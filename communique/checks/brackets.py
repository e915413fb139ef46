"""Brackets: as many pairs as in the source, and none left open."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from communique.checks.base import Severity, Unit, register
from communique.language.spans import prose

if TYPE_CHECKING:
    from collections.abc import Iterator

_KINDS = {"()": "(（", "[]": "[［【〔", "{}": "{｛"}
_CLOSING = {"()": ")）", "[]": "]］】〕", "{}": "}｝"}
# "trabajador(es)", "5(2)", "a)", "1)", "(ILO)", "(sic)": not a remark that could be lost.
_ATTACHED = re.compile(
    r"(?<=[A-Za-zÀ-ÿ\d])\([\w./·-]{1,5}\)|(?:^|(?<=\s))\w{1,3}\)|[(（](?:sic|[A-Z]{2,8})[)）]"
)


_LINK = re.compile(r"!?\[([^\[\]]*)\](?=[(\[])")


@register("brackets", Severity.WARNING)
def look(unit: Unit) -> Iterator[str]:
    """Compare the numbers of round, square and curly pairs, half and full width alike."""
    source, target = _plain(unit.source), _plain(unit.target)
    for kind in _KINDS:
        ours, theirs = _opened_closed(source, kind), _opened_closed(target, kind)
        if theirs[0] != theirs[1] and ours[0] == ours[1]:
            yield f"{kind}: {theirs[0]} opened, {theirs[1]} closed"
        elif ours[0] != theirs[0]:
            yield f"{kind}: {ours[0]} in the source, {theirs[0]} in the translation"


def _plain(text: str) -> str:
    """The text without the brackets that mark a link, or that are part of a word."""
    return _ATTACHED.sub("", prose(_LINK.sub(r"\1 ", text)))


def _opened_closed(text: str, kind: str) -> tuple[int, int]:
    opened = sum(text.count(mark) for mark in _KINDS[kind])
    return opened, sum(text.count(mark) for mark in _CLOSING[kind])
