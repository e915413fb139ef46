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
_ANY = re.compile(f"[{re.escape(''.join([*_KINDS.values(), *_CLOSING.values()]))}]")
# "trabajador(es)", "5(2)", "(ILO)", "(b)", "(sic)": not a remark that could be lost.
_ATTACHED = re.compile(
    r"(?<=[A-Za-zÀ-ÿ\d])\([\w./·-]{1,5}\)|[(（](?:sic|[A-Za-z0-9]{1,2}|[A-ZÀ-ÖØ-ÞĀ-ſЀ-Я]{2,8})[)）]"
)
# "a)", "iv)", "12)": a number in a list, where no bracket is open.
_NUMBERED = re.compile(r"(?:^|(?<=\s))\w{1,3}$")
_NAMED = re.compile(r"(?:[\"”»’」]|(?<!\w)[A-ZÀ-ÖØ-ÞĀ-ſЀ-Я]\w*)[*_]*\s?$")
# How much of the text before a bracket says what it is.
_BEFORE = 60
_LINK = re.compile(r"!?\[([^\[\]]*)\](?=[(\[])")


@register("brackets", Severity.WARNING)
def look(unit: Unit) -> Iterator[str]:
    """Compare the numbers of round, square and curly pairs, half and full width alike."""
    source, target = _plain(unit.source), _plain(unit.target)
    for kind in _KINDS:
        ours, theirs = _opened_closed(source, kind), _opened_closed(target, kind)
        if theirs[0] != theirs[1] and ours[0] == ours[1]:
            yield f"{kind}: {theirs[0]} opened, {theirs[1]} closed"
        elif ours[0] > theirs[0] or _added(target, kind) > ours[0]:
            yield f"{kind}: {ours[0]} in the source, {theirs[0]} in the translation"


def _plain(text: str) -> str:
    """The text without the brackets that mark a link, or that are part of a word."""
    if not _ANY.search(text):
        return ""
    return _ATTACHED.sub("", prose(_LINK.sub(r"\1 ", text)))


def _added(text: str, kind: str) -> int:
    """How many brackets open in a text, but those that may gloss a name or a quoted word."""
    places = [place for place, character in enumerate(text) if character in _KINDS[kind]]
    return sum(not _NAMED.search(text[max(0, place - _BEFORE) : place]) for place in places)


def _opened_closed(text: str, kind: str) -> tuple[int, int]:
    opened = closed = 0
    for place, character in enumerate(text):
        if character in _KINDS[kind]:
            opened += 1
        elif character in _CLOSING[kind]:
            closed += opened > closed or not _NUMBERED.search(text[max(0, place - _BEFORE) : place])
    return opened, closed
