"""Loops: the same words again and again, as a translation machine writes when it is lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from communique.checks.base import Severity, Unit, register

if TYPE_CHECKING:
    from collections.abc import Iterator

# A word; or a single character of scripts that put no space between words.
_TOKEN = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]"
    r"|(?:(?![\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff])"
    r"[\w\u0300-\u036f\u064b-\u0652\u0900-\u0d7f])+"
)
_STUTTER = re.compile(r"([^\W\d_])\1{5,}")
_LAUGHTER = {"ha", "ah", "ja", "he", "je", "hi", "ho", "oh", "哈", "呵", "ها", "хе", "ха"}
_LONGEST = 12
_TIMES = 3


@register("loops", Severity.ERROR)
def look(unit: Unit) -> Iterator[str]:
    """Find words repeated three times in a row or more, and oftener than anything in the source."""
    times, phrase = _longest_run(unit.target_prose)
    if times >= _TIMES and times > _longest_run(unit.source_prose)[0]:
        yield f"“{phrase}” {times} times in a row"
    elif _STUTTER.search(unit.target_prose) and not _STUTTER.search(unit.source_prose):
        yield "one letter many times in a row"


def _longest_run(text: str) -> tuple[int, str]:
    """How often the most repeated phrase comes in a row, and the phrase."""
    tokens = _TOKEN.findall(text.casefold())
    best = (1, "")
    for size in range(1, min(_LONGEST, len(tokens) // _TIMES) + 1):
        best = max(best, _run(tokens, size), key=lambda run: run[0])
    return best


def _run(tokens: list[str], size: int) -> tuple[int, str]:
    """The longest run of phrases of one size: how many phrases follow each other unchanged."""
    longest, matching, end = 0, 0, 0
    for place in range(size, len(tokens)):
        matching = matching + 1 if tokens[place] == tokens[place - size] else 0
        if matching > longest and _says(tokens[place - size + 1 : place + 1]):
            longest, end = matching, place
    return longest // size + 1, " ".join(tokens[end - size + 1 : end + 1])


def _says(phrase: list[str]) -> bool:
    """Whether a phrase is words: no row of numbers, no laughter."""
    letters = [character for token in phrase for character in token if character.isalpha()]
    return len(letters) > 1 and not _LAUGHTER.issuperset(phrase)
