"""Texts as the models see them: normalised, in three languages, apart from the test set."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

LANGUAGES = ("es", "fr")

_SPAN = 8  # words in a row shared with the test set that make a line suspect

_PLAIN = str.maketrans({"“": '"', "”": '"', "„": '"', "’": "'", "‘": "'", "…": "...",
                        "\u00a0": " ", "\u202f": " "})  # fmt: skip
_GUILLEMET = re.compile(r"«\s*|\s*»")
_FRENCH_MARK = re.compile(r'(?<=[\w)"])\s*([;:?!])(?=\s|$|")')

Span = tuple[str, ...]


class Triple(NamedTuple):
    """The same sentence in English, Spanish and French."""

    en: str
    es: str
    fr: str

    def target(self, language: str) -> str:
        """Return the sentence in ``es`` or ``fr``."""
        return {"es": self.es, "fr": self.fr}[language]


def normalise(text: str, language: str) -> str:
    """Return a sentence with straight quotes, plain spaces and one habit of punctuation.

    The engine straightens what it is given in the same way; typographic quotes and French
    no-break spaces are put back when an edition is published.

    Args:
        text: one sentence, with or without stray white space.
        language: ``en``, ``es`` or ``fr``; French gets a space before ``; : ? !``.
    """
    text = _GUILLEMET.sub('"', text.translate(_PLAIN))
    if language == "fr":
        text = _FRENCH_MARK.sub(r" \1", text)
    return " ".join(text.split())


def spans(text: str) -> set[Span]:
    """Return all runs of eight words in a text, in lower case, without punctuation."""
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[start : start + _SPAN]) for start in range(len(words) - _SPAN + 1)}


def read_test(folder: Path, language: str) -> list[tuple[str, str]]:
    """Return the test set of a language: the Universal Declaration as (English, translation)."""
    lines = (folder / f"udhr.en-{language}.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    return [(english, translation) for _, english, translation in rows]


def spans_of_tests(folder: Path) -> set[Span]:
    """Return all runs of eight words in the test sets, on either side."""
    rows = [row for language in LANGUAGES for row in read_test(folder, language)]
    return {span for row in rows for text in row for span in spans(text)}


def read_register(folder: Path) -> list[Triple]:
    """Return the hand-written triples of ``folder/*.tsv``, normalised, each English line once."""
    triples: dict[str, Triple] = {}
    for path in sorted(folder.glob("*.tsv")):
        for line in path.read_text("utf-8").splitlines():
            columns = line.split("\t")
            if len(columns) != len(Triple._fields):
                raise ValueError(f"{path}: not three columns: {line!r}")
            triple = Triple(*map(normalise, columns, Triple._fields))
            triples.setdefault(triple.en, triple)
    return list(triples.values())


def unlike(triples: Iterable[Triple], forbidden: set[Span]) -> list[Triple]:
    """Return the triples of which no text shares a run of eight words with the test set."""
    return [
        triple for triple in triples if all(spans(text).isdisjoint(forbidden) for text in triple)
    ]
