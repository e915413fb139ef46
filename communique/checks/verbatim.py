"""Verbatim: a text whose wording is fixed stands word for word."""

from __future__ import annotations

import html
import re
import unicodedata
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

from communique.checks.base import Must, Severity, Unit, register
from communique.language.spans import without_markup

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SAME = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-", "…": "..."})
_EMPHASIS = re.compile(r"[*~\\]+|(?<![^\W_])_+|_+(?![^\W_])")
_SOLID = (
    "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
)
_SIGNS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff"
# A word with its apostrophes, or a mark; quotation marks are nobody's wording.
_PIECE = re.compile(
    rf"[{_SOLID}]|[^\W{_SOLID}](?:[^\W{_SOLID}]|[{_SIGNS}]|'(?=\w))*"
    r"|[^\w\s'\"＂«»“”„‟‚‹›「」『』\[\]]"
)
_STOPS = frozenset(".。।۔")
_BEFORE = 2  # words shown before those that differ
_SHOWN = 60  # characters shown of a wording
_KIN = 0.4  # likeness from which a text is the wording, gone astray


class _Piece(NamedTuple):
    """A word or a mark of a text, and where it stands there."""

    text: str
    start: int
    end: int


@register("verbatim", Severity.ERROR)
def look(unit: Unit) -> Iterator[str]:
    """Find a fixed wording that the translation lacks or changes.

    Spaces, quotation marks, emphasis, the case of the first letter and a final full stop are
    not part of the wording.
    """
    text = _clean(unit.target)
    for expected in dict.fromkeys(unit.expected):
        forms = [_clean(form) for form in expected.forms if form.strip()]
        if expected.why is Must.VERBATIM and forms:
            near = [_difference(form, text) for form in forms]
            if all(message for _, message in near):
                source = _short(" ".join(expected.source.split()))
                yield f"the wording of “{source}” is fixed: {max(near)[1]}"


def _difference(form: str, text: str) -> tuple[float, str]:
    """How much of a wording a text holds, 0 to 1, and how it differs; "" where it does not."""
    fixed, found = _pieces(form), _pieces(text)
    while len(fixed) > 1 and fixed[-1].text in _STOPS:
        fixed.pop()
    if _runs_in([one.text for one in fixed], [one.text for one in found]):
        return 1.0, ""
    matcher = SequenceMatcher(
        None, [one.text for one in fixed], [one.text for one in found], autojunk=False
    )
    share = sum(block.size for block in matcher.get_matching_blocks()) / max(1, len(fixed))
    if share < _KIN:
        return share, f"“{_short(form)}” is missing"
    return share, _first(matcher, form, fixed, text, found)


def _runs_in(wanted: Sequence[str], words: Sequence[str]) -> bool:
    """Whether words stand in others without a gap; the first may have another case."""
    first, rest = wanted[0].casefold() if wanted else "", list(wanted[1:])
    return not wanted or any(
        words[at].casefold() == first and list(words[at + 1 : at + len(wanted)]) == rest
        for at in range(len(words) - len(rest))
    )


def _first(
    matcher: SequenceMatcher[str],
    form: str,
    fixed: Sequence[_Piece],
    text: str,
    found: Sequence[_Piece],
) -> str:
    """Say where a text first leaves the wording, with a little of what goes before."""
    for kind, start, end, place, until in matcher.get_opcodes():
        outside = kind == "insert" and (start == 0 or start == len(fixed))
        if kind == "equal" or outside:
            continue
        if start == 0:  # what goes before the wording in the text is none of it
            place = max(place, until - (end - start))
        until = min(until, place + (end - start) + _BEFORE)
        should = _slice(form, fixed, start, end)
        is_so = _slice(text, found, place, until)
        return f"“{_short(should)}” is needed, the translation has “{_short(is_so)}”"
    return f"“{_short(form)}” is needed in one piece"


def _slice(text: str, pieces: Sequence[_Piece], start: int, end: int) -> str:
    """A stretch of a text with its neighbours, and dots where more goes before or after."""
    start, end = max(0, start - _BEFORE), min(len(pieces), end + 1)
    if start >= end:
        return "…"
    shown = text[pieces[start].start : pieces[end - 1].end]
    return ("…" if start else "") + shown + ("…" if end < len(pieces) else "")


def _pieces(text: str) -> list[_Piece]:
    return [_Piece(match.group(), *match.span()) for match in _PIECE.finditer(text)]


def _clean(text: str) -> str:
    """A text without markup and unseen characters, in single spaces and one kind of apostrophe."""
    bare = html.unescape(_EMPHASIS.sub("", without_markup(text)))
    bare = _UNSEEN.sub("", unicodedata.normalize("NFC", bare)).translate(_SAME)
    return " ".join(bare.split())


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1].rstrip() + "…"
