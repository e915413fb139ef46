"""Languages and directions as Word wants to be told them, run by run."""

from __future__ import annotations

import unicodedata
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from babel.core import get_global

from communique.language.scripts import canonical, language_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_STRONG = {"L": "L", "R": "R", "AL": "R"}
_FIGURES = {"EN", "AN"}
_CLOSING = {")": "(", "]": "[", "}": "{"}
# Where Word wants another territory than the one where most speakers live.
_TERRITORIES = {"ar": "SA", "en": "US"}
_SCRIPTED = {"az", "bs", "ha", "iu", "ku", "mn", "pa", "sd", "sr", "uz", "zgh"}


@cache
def word_tag(tag: str) -> str:
    """Return a language tag as Word knows it, with a territory: ``es`` → ``es-ES``."""
    name = canonical(tag)
    language, *rest = name.split("_")
    script = next((part for part in rest if len(part) == 4), "")
    territory = next((part for part in rest if len(part) in {2, 3} and part.isupper()), "")
    if language == "zh" and not territory:
        territory = "TW" if script == "Hant" else "CN"
    if not territory:
        likely = get_global("likely_subtags")
        full = (likely.get(f"{language}_{script}") or likely.get(language, "")).split("_")
        territory = _TERRITORIES.get(language) or (full[2] if len(full) > 2 else "")
    kept = script if language in _SCRIPTED else ""
    return "-".join(filter(None, (language, kept, territory)))


def same(tag: str, other: str) -> bool:
    """Tell whether two tags name one language in one writing, whatever the country."""
    return language_of(tag) == language_of(other) and word_tag(tag) == word_tag(other)


def directed(text: str, *, rtl: bool) -> Iterator[tuple[str, bool]]:
    """Yield a text's stretches, each with whether it runs from right to left.

    What has no direction of its own belongs to the paragraph, unless it stands between two words
    of the other direction: the rule of Unicode's algorithm, which Word leaves to its files.

    Args:
        text: in logical order.
        rtl: the direction of the paragraph.
    """
    base = "R" if rtl else "L"
    kinds = _resolved(text, base)
    for kind, pairs in groupby(zip(kinds, text, strict=True), key=lambda pair: pair[0]):
        yield "".join(character for _, character in pairs), kind == "R"


def _resolved(text: str, base: str) -> list[str]:
    kinds = _strong(text, base)
    after = base
    for at in range(len(text) - 1, -1, -1):
        if kinds[at]:
            after = kinds[at]
        elif after == base:
            kinds[at] = base
    before = base
    for at, kind in enumerate(kinds):
        kinds[at] = before = kind or before
    return _paired(text, kinds, base)


def _strong(text: str, base: str) -> list[str]:
    """Return ``L``, ``R`` or "" per character; figures go with the word before them."""
    kinds: list[str] = []
    last = base
    for character in text:
        name = unicodedata.bidirectional(character)
        last = _STRONG.get(name, last)
        marks = name == "NSM" and kinds
        kinds.append(kinds[-1] if marks else last if name in _FIGURES else _STRONG.get(name, ""))
    return kinds


def _paired(text: str, kinds: list[str], base: str) -> list[str]:
    """Let a closing bracket go with its opening one."""
    opened: list[tuple[str, str]] = []
    for at, character in enumerate(text):
        if character in "([{":
            opened.append((character, kinds[at]))
        elif opened and opened[-1][0] == _CLOSING.get(character):
            kind = opened.pop()[1]
            kinds[at] = kind if kind != base else kinds[at]
    return kinds
