"""Final punctuation: a statement stays a statement, a question a question."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from communique.checks.base import Severity, Unit, register
from communique.language.spans import APART, prose

if TYPE_CHECKING:
    from collections.abc import Iterator

_KINDS = {
    "full stop": ".。．。।॥۔։။",
    "question mark": "?？؟՞\u037e",
    "exclamation mark": "!！՜",
    "colon": ":：",
    "semicolon": ";；؛",
    "ellipsis": "…",
    "comma": ",，、،",
}
_KIND_OF = {mark: kind for kind, marks in _KINDS.items() for mark in marks}
_CLOSING = "\"'“”’‘»«›‹」』〉》)）]］】*_~"
_TAIL = re.compile(rf"[\s{re.escape(''.join(_KIND_OF))}{re.escape(_CLOSING)}]*$")
_TAIL_LENGTH = 24
_ABBREVIATED = re.compile(
    r"(?:\b[^\W\d_]\.\s?){2,}$|\b(?:etc|Inc|Ltd|Co|Corp|Jr|Sr|St|No|Ltda|Cía|Dr|Mr|Mrs|Ms|art|al)\.$"
    r"|\b(?:EE\. ?UU|Sra?|Dra?|p\. ?[ej]|[ap]\. ?m)\.$|\d\.$",
    re.IGNORECASE,
)
# A comma that ends a salutation or a recital is a colon or a semicolon elsewhere, or nothing.
_LIGHT = {"comma", "colon", "semicolon"}
_NO_FINAL_STOP = {"th", "lo", "km"}


# A translator's tone, not a loss: drafts that come to shout are few.
_TONE = {"full stop", "exclamation mark"}


@register("end_punctuation", Severity.WARNING)
def look(unit: Unit) -> Iterator[str]:
    """Compare the kinds of punctuation at the end; closing marks may stand before or after it."""
    ours, theirs = _endings(unit)
    if ours | theirs != _TONE:
        yield from _told(ours, theirs)


@register("exclamation", Severity.INFO)
def tone(unit: Unit) -> Iterator[str]:
    """Find a statement that became an exclamation, or an exclamation that became a statement."""
    ours, theirs = _endings(unit)
    if ours | theirs == _TONE:
        yield from _told(ours, theirs)


def _told(ours: set[str], theirs: set[str]) -> Iterator[str]:
    if ours != theirs:
        yield f"the source ends with {_named(ours)}, the translation with {_named(theirs)}"


def _endings(unit: Unit) -> tuple[set[str], set[str]]:
    """What source and target end with; two empty sets where that says nothing."""
    origin = unit.original_language
    if _kinds(unit.source, origin) & _kinds(unit.target, unit.language):
        return set(), set()  # the usual case, told without a look at the markup
    source, ours = _ending(unit.source, origin)
    target, theirs = _ending(unit.target, unit.language)
    if ours & theirs or not source or not target:
        return set(), set()
    if "comma" in ours | theirs and ours | theirs <= _LIGHT:
        return set(), set()
    doubtful = _ABBREVIATED.search(source) or _ABBREVIATED.search(target)
    if (ours | theirs) == {"full stop"} and (doubtful or unit.language in _NO_FINAL_STOP):
        return set(), set()
    return ours, theirs


def _ending(text: str, language: str) -> tuple[str, set[str]]:
    """A text without markup, and the kinds of punctuation in its tail; neither for mere code."""
    plain = prose(APART.sub(lambda found: _stand_in(found.group()), text)).strip()
    return plain, _kinds(plain, language)


def _kinds(text: str, language: str) -> set[str]:
    """The kinds of punctuation in a text's tail."""
    tail = _TAIL.search(text[-_TAIL_LENGTH:].replace("...", "…"))
    marks = tail.group() if tail else ""
    if language == "el":
        marks = marks.replace(";", "?")
    return {_KIND_OF[mark] for mark in marks if mark in _KIND_OF}


def _stand_in(span: str) -> str:
    """Let an address or code that ends a text be a word; entities and all else as they are."""
    return "x" if span.startswith("`") or (span[0] not in "<([&!") else span


def _named(kinds: set[str]) -> str:
    return " and ".join(f"a {kind}" for kind in sorted(kinds)).replace("a e", "an e") or "none"
