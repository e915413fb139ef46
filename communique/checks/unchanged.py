"""Unchanged: the translation is the source itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from communique.checks.base import Severity, Unit, register
from communique.language.scripts import language_of
from communique.language.spans import prose

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD = re.compile(r"[^\W\d_]{2,}")
_UNCASED = re.compile(r"[\u0590-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ENOUGH = 3


@register("unchanged", Severity.WARNING)
def look(unit: Unit) -> Iterator[str]:
    """Find a text of several words left as it was; acronyms and numbers may stay."""
    if language_of(unit.source_language) == unit.language:
        return
    source, target = (" ".join(prose(text).split()) for text in (unit.source, unit.target))
    if source == target and _has_something_to_translate(source):
        yield "the same as the source"


def _has_something_to_translate(text: str) -> bool:
    words = [word for word in _WORD.findall(text) if not word.isupper()]
    return len(words) >= _ENOUGH or len(_UNCASED.findall(text)) >= 2 * _ENOUGH
