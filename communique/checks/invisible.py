"""Invisible characters that the source does not have: zero width, bidi controls, debris."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from communique.checks.base import Severity, Unit, register
from communique.language.scripts import direction

if TYPE_CHECKING:
    from collections.abc import Iterator

_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffd\ue000-\uf8ff]"
)
_JOINERS = "\u200c\u200d"
_JOINING = {
    "fa", "ar", "ur", "ps", "ku", "ckb", "sd", "ug", "hi", "bn", "mr", "ne", "gu", "pa", "ta", "te",
    "kn", "ml", "si", "or", "as", "sa", "km", "my",
}  # fmt: skip
_DIRECTION_MARKS = "\u061c\u200e\u200f\u2066\u2067\u2068\u2069"
# What opens an isolate or an embedding, and what closes it.
_CONTROLS = (("\u2066\u2067\u2068", "\u2069"), ("\u202a\u202b\u202d\u202e", "\u202c"))
_SPACELESS = {"th", "lo", "km", "my"}


@register("invisible", Severity.WARNING)
def look(unit: Unit) -> Iterator[str]:
    """Find characters that no reader sees, but those the source or the script has use for."""
    allowed = set(unit.source) | _used_by(unit)
    found = dict.fromkeys(mark for mark in _INVISIBLE.findall(unit.target) if mark not in allowed)
    if found:
        yield f"invisible characters that the source has not: {', '.join(map(_named, found))}"
    for opening, closing in _CONTROLS:
        if _left_open(unit.target, opening, closing) and not _left_open(
            unit.source, opening, closing
        ):
            yield f"a change of direction is opened and never closed ({_named(closing)} is missing)"


def _used_by(unit: Unit) -> set[str]:
    used = set(_JOINERS) if unit.language in _JOINING else set()
    used |= set(_DIRECTION_MARKS) if direction(unit.locale) == "rtl" else set()
    return used | ({"\u200b"} if unit.language in _SPACELESS else set())


def _left_open(text: str, opening: str, closing: str) -> bool:
    return sum(text.count(mark) for mark in opening) > text.count(closing)


def _named(character: str) -> str:
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip()
