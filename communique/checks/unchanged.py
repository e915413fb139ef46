"""Unchanged: the translation is the source itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from communique.checks.base import Severity, Unit, register

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD = re.compile(r"[^\W\d_]{2,}")
_UNCASED = re.compile(r"[\u0590-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ENOUGH = 3
_LONG = 8


@register("unchanged", Severity.WARNING)
def look(unit: Unit) -> Iterator[str]:
    """Find a text of several words left as it was; acronyms, numbers and names may stay."""
    if unit.original_language == unit.language:
        return
    source, target = _WORD.findall(unit.source_prose), _WORD.findall(unit.target_prose)
    if source == target and _has_something_to_translate(source, unit.source_prose):
        yield "the same as the source"
    elif len(source) >= _LONG and [word.lower() for word in source] == [
        word.lower() for word in target
    ]:
        yield "the same words as the source"


def _has_something_to_translate(words: list[str], text: str) -> bool:
    """Whether a text is more than a name: a small letter begins a word, or there are many words."""
    words = [word for word in words if not word.isupper()]
    cased = len(words) >= _ENOUGH and any(word[0].islower() for word in words)
    return cased or len(words) > 2 * _ENOUGH or len(_UNCASED.findall(text)) >= 2 * _ENOUGH
