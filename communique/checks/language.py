"""Language: the translation is in its locale's language, not in the source's or a third."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from communique.checks.base import Severity, Unit, register
from communique.language import identifying
from communique.language.scripts import dominant_script, endonym, expected_scripts

if TYPE_CHECKING:
    from collections.abc import Iterator

# Among whom a wrong guess is worth a look, beside the two languages of the unit.
_GREAT = ("en", "es", "fr", "de", "it", "pt", "nl", "pl", "ru", "tr", "ar", "fa", "hi", "zh", "id")
# Names of one language, or languages so near that a guess says nothing about a sentence.
_ONE = (
    {"no", "nb", "nn", "da"},
    {"id", "ms"},
    {"hr", "sr", "bs"},
    {"es", "gl", "ast", "an", "pt"},
    {"fr", "oc", "wa"},
    {"it", "vec", "lij"},
    {"zh", "yue", "wuu"},
    {"de", "lb"},
    {"nl", "af", "fy"},
    {"ru", "uk", "be"},
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_FEWEST = 8
_CHARACTERS_A_WORD = 2
_SURE = 0.95
# Neighbours share so many words that more of them are needed, and more certainty.
_FEWEST_OF_NEIGHBOURS = 12
_SURE_OF_NEIGHBOURS = 0.99


@register("language", Severity.WARNING)
def look(unit: Unit) -> Iterator[str]:
    """Guess the language of the whole and of each sentence; names and quoted words aside."""
    source = unit.original_language
    if source == unit.language or unit.target_prose == unit.source_prose:
        return
    kept = {word for word in _WORD.findall(unit.source_prose) if not word.islower()}
    long = [one for one in unit.target_sentences if _length(_own(one, kept)) >= _FEWEST]
    for text in long or [unit.target_prose]:
        guessed = _another(_own(text, kept), unit.language, source)
        if guessed and _in_its_script(unit.target_prose, unit.locale):
            what = "a sentence" if len(unit.target_sentences) > 1 else "this"
            yield f"{what} seems to be {endonym(guessed)}, expected is {endonym(unit.language)}"
            return


def _in_its_script(text: str, locale: str) -> bool:
    """Whether a text is in the locale's letters; if it is not, another check says so."""
    expected = expected_scripts(locale)
    return not expected or dominant_script(text) in expected


def _own(text: str, kept: set[str]) -> list[str]:
    """The words of a text that are not names which the source has as well."""
    return [word for word in _WORD.findall(text) if word not in kept]


def _length(words: list[str]) -> int:
    """How many words these are; where no space parts them, by their characters."""
    return len(words) + len(_UNSPACED.findall("".join(words))) // _CHARACTERS_A_WORD


def _another(words: list[str], language: str, source: str) -> str:
    """The language, other than its own, that words are surely in; "" where there is none."""
    length = _length(words)
    model = _model(language, source) if length >= _FEWEST else None
    if model is None:
        return ""
    guessed, certainty = model.classify(" ".join(words))
    if guessed == language:
        return ""
    near = any({guessed, language} <= group for group in _ONE)
    fewest, sure = (_FEWEST_OF_NEIGHBOURS, _SURE_OF_NEIGHBOURS) if near else (_FEWEST, _SURE)
    return str(guessed) if length >= fewest and certainty >= sure else ""


def _model(language: str, source: str) -> Any | None:
    """The identifier among a few languages; None where it does not know the target's."""
    if not identifying.knows(language):
        return None
    return identifying.identifier(frozenset({*_GREAT, language, source}))
