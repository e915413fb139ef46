"""Length: a translation much shorter or longer than its source has lost or won something."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from communique.checks.base import Severity, Unit, register

if TYPE_CHECKING:
    from collections.abc import Iterator

# What a character of these scripts says, in letters of an alphabet, beyond the one it is.
_DENSE = (
    (re.compile("[\u3005-\u3007\u3400-\u9fff\uf900-\ufaff]"), 2.0),
    (re.compile("[\u3040-\u30ff]"), 0.7),
    (re.compile("[\uac00-\ud7af]"), 1.2),
)
# The logarithm of a text's letters by those of its English original, where it is no mere noise:
# measured on human translations; vowel signs are no letters.
_EXPANSION = {
    "es": 0.10, "fr": 0.12, "de": 0.15, "it": 0.13, "pt": 0.06, "nl": 0.17, "ro": 0.12,
    "ru": 0.12, "bg": 0.08, "pl": 0.08, "hu": 0.18, "el": 0.18, "fi": 0.11, "eu": 0.08,
    "id": 0.20, "ms": 0.20, "tl": 0.16, "ka": 0.15, "hy": 0.08, "uz": 0.13, "kk": 0.07,
    "ar": -0.37, "he": -0.39, "fa": -0.20, "ur": -0.17, "hi": -0.49, "bn": -0.51, "mr": -0.38,
    "gu": -0.52, "pa": -0.52, "ne": -0.55, "ta": -0.17, "te": -0.41, "kn": -0.41, "ml": -0.45,
    "am": -0.48, "th": -0.18, "lo": -0.14, "km": -0.32, "my": -0.31, "zh": -0.15, "ko": -0.12,
    "hr": -0.06, "sr": -0.08, "bs": -0.07, "cy": -0.07, "eo": -0.09,
}  # fmt: skip
# The variance of that logarithm, over human translations: a part that letters average out,
# and one that they do not.
_PER_LETTER = 1.6
_ALWAYS = 0.006
_TOO_SHORT = -3.0
_TOO_LONG = 4.0
# Letters by which two texts may differ whatever they say.
_ALLOWANCE = 25


@register("length_ratio", Severity.WARNING)
def look(unit: Unit) -> Iterator[str]:
    """Compare how much two texts say; short ones may differ freely."""
    found = surprise(unit)
    if found < _TOO_SHORT:
        yield "much shorter than the source: is something missing?"
    elif found > _TOO_LONG:
        yield "much longer than the source: is something added?"


def surprise(unit: Unit) -> float:
    """Return how unusual the target's length is, in standard deviations; short is negative.

    Args:
        unit: source and target; 0 where one has no letters, or they differ by a few only.
    """
    source, target = _letters(unit.source_prose), _letters(unit.target_prose)
    if not source or not target:
        return 0.0
    expansion = _EXPANSION.get(unit.language, 0.0)
    expansion -= _EXPANSION.get(unit.original_language, 0.0)
    expected = source * math.exp(expansion)
    if abs(target - expected) <= _ALLOWANCE:
        return 0.0
    deviation = math.sqrt(2 * _PER_LETTER / (source + target) + _ALWAYS)
    return math.log(target / expected) / deviation


def _letters(text: str) -> float:
    letters = float(sum(map(str.isalnum, text)))
    if text.isascii():
        return letters
    return letters + sum(more * len(script.findall(text)) for script, more in _DENSE)
