"""Doubled words, phrases and sentences, where the source has no such thing."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from communique.checks.base import Severity, Unit, listed, register

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


# What is shorter may be doubled for its effect: a phrase, in words; a sentence, in characters.
_PHRASE = 3
_LONGEST_PHRASE = 12
_SENTENCE = 8
_TOKEN = re.compile(r"\w+(?:['’-]\w+)*|[^\w\s]")


@register("doubled_words", Severity.WARNING)
def look(unit: Unit) -> Iterator[str]:
    """Find words and phrases doubled more often than in the source, but those grammar doubles."""
    found = _doubled(unit.target_prose, unit.language)
    if found and len(found) > len(_doubled(unit.source_prose, unit.original_language)):
        yield f"the same word twice in a row: {listed(found)}"
    phrase = _doubled_phrase(unit.target_prose)
    if phrase and not _doubled_phrase(unit.source_prose):
        yield f"the same words twice in a row: {listed([phrase])}"


@register("doubled_sentences", Severity.WARNING)
def sentences(unit: Unit) -> Iterator[str]:
    """Find a sentence that comes oftener than any in the source does."""
    if len(unit.target_sentences) < 2:
        return
    target, times = _commonest(unit.target_sentences)
    if times > _commonest(unit.source_sentences)[1]:
        yield f"the same sentence {times} times: {listed([target])}"


def _doubled(text: str, language: str) -> list[str]:
    if language in _REDUPLICATING:
        return []
    allowed = _LEGITIMATE.get(language, set())
    matches = _DOUBLED.finditer(text)
    return [match.group() for match in matches if match[1].lower() not in allowed]


def _doubled_phrase(text: str) -> str:
    """A phrase of a few words that follows itself with nothing between; "" where there is none."""
    tokens = _TOKEN.findall(text.casefold())
    for size in range(_PHRASE, min(_LONGEST_PHRASE, len(tokens) // 2) + 1):
        run = 0
        for place in range(size, len(tokens)):
            run = run + 1 if tokens[place] == tokens[place - size] else 0
            phrase = tokens[place - size + 1 : place + 1]
            if run >= size and _says(phrase):
                return " ".join(phrase)
    return ""


def _says(phrase: list[str]) -> bool:
    """Whether a phrase begins with a word, and is one: three words, no row of numbers."""
    return phrase[0].isalpha() and sum(token[0].isalpha() for token in phrase) >= _PHRASE


def _commonest(sentences: list[str]) -> tuple[str, int]:
    """The sentence, of some length, that comes most often, and how often."""
    bare = (" ".join(re.findall(r"\w+", one.casefold())) for one in sentences)
    counted = Counter(one for one in bare if len(one) >= _SENTENCE)
    return counted.most_common(1)[0] if counted else ("", 1)
