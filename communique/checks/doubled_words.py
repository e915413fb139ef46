"""Doubled words: the same word twice in a row, where the source has no such thing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from communique.checks.base import Severity, Unit, listed, register
from communique.language.scripts import language_of
from communique.language.spans import prose

if TYPE_CHECKING:
    from collections.abc import Iterator

_DOUBLED = re.compile(r"(?<![\w'’-])([^\W\d_]+)[ \u00a0\u202f\t]+\1(?![\w'’-])", re.IGNORECASE)
# Pairs that grammar makes.
_LEGITIMATE = {
    "fr": {"nous", "vous"},
    "de": {"die", "der", "das", "sie", "den", "dem"},
    "nl": {"die", "dat", "we"},
    "en": {"that", "had"},
    "pt": {"nos"},
    "it": {"via"},
}
# Languages that double words to intensify, to pluralise or to say "each".
_REDUPLICATING = {
    "hi", "ur", "bn", "mr", "gu", "pa", "ne", "ta", "te", "kn", "ml", "si", "tr", "az", "vi", "id",
    "ms", "jv", "su", "tl", "th", "lo", "km", "my", "sw", "zu", "xh", "af", "zh", "ja", "ko", "fa",
}  # fmt: skip


@register("doubled_words", Severity.WARNING)
def look(unit: Unit) -> Iterator[str]:
    """Find words doubled more often than in the source, but those the language doubles."""
    if unit.language in _REDUPLICATING:
        return
    found = _doubled(unit.target, unit.language)
    if len(found) > len(_doubled(unit.source, language_of(unit.source_language))):
        yield f"the same word twice in a row: {listed(found)}"


def _doubled(text: str, language: str) -> list[str]:
    allowed = _LEGITIMATE.get(language, set())
    matches = _DOUBLED.finditer(prose(text))
    return [match.group() for match in matches if match[1].lower() not in allowed]
