"""Quotation marks: the translation's are those that its locale uses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from communique.checks.base import Severity, Unit, listed, register
from communique.language import quotes

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARK = re.compile(r"[\"«»“”„‟‹›「」『』]")
_NO_QUOTATION = re.compile(
    r"(?<=\d)[\"”](?=[\s,;)]|$)|(?<=[\u05d0-\u05ea])[\"”](?=[\u05d0-\u05ea])"
)
# Where custom allows more than one style. English and its like may leave marks straight.
_CURLED = "“”‘’"
_ALSO = {
    **dict.fromkeys(("es", "it", "pt", "ca", "gl", "eu", "el", "ar", "fa", "uk"), _CURLED),
    **dict.fromkeys(("de", "cs", "sk", "sl", "hr", "da"), "»«›‹"),
    **dict.fromkeys(("en", "ko", "vi", "id", "tr", "hi", "nl", "ur", "bn", "cy", "ga"), '"'),
    "pt_BR": '"«»',
    "fr_CA": _CURLED,
    "de_CH": "„“‚‘",
    "ro": "«»",
    "sr": "”»«",
    "bg": "”",
    "lt": "”",
    "zh": "「」『』",
    "zh_Hant": _CURLED,
    "ko": '"「」『』',
    "sv": "»",
    "fi": "»",
}


@register("quotation_marks", Severity.INFO)
def look(unit: Unit) -> Iterator[str]:
    """Find marks of another custom; inner marks count as such where no quotation is open."""
    found = _MARK.search(unit.target_prose)
    custom = quotes.marks(unit.locale) if found else None
    if custom is None:
        return
    foreign = dict.fromkeys(_foreign(unit.target_prose, custom, _also(unit)))
    if foreign:
        usual = f"{custom.opening}…{custom.closing}"
        yield f"quotation marks {listed(foreign)}: here {usual} is the custom"


def _foreign(text: str, custom: quotes.Marks, also: str) -> Iterator[str]:
    """The marks that the custom has no use for where they stand."""
    depth = 0
    for mark in _MARK.findall(_NO_QUOTATION.sub("", text)):
        if mark in custom[:2]:
            depth += 1 if mark == custom.opening else -1
        elif mark not in also and (mark not in custom or depth < 1):
            yield mark


def _also(unit: Unit) -> str:
    """What the locale allows beside its own custom."""
    return _ALSO.get(unit.locale) or _ALSO.get(unit.language, "")
