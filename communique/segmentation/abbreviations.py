"""The abbreviations of a language, from ``communique/language/abbreviations/<language>.txt``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

_SECTIONS = ("before names", "before numbers", "at ends", "counted")


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """Words whose full stop ends no sentence.

    ``before_names``: never. ``before_numbers``: not before a number. ``at_ends``: before a capital
    letter it does after all. ``counted``: no abbreviations, but what follows an ordinal number
    written with a full stop (``20. Jahrhundert``), in small letters.
    """

    before_names: frozenset[str] = frozenset()
    before_numbers: frozenset[str] = frozenset()
    at_ends: frozenset[str] = frozenset()
    counted: frozenset[str] = frozenset()
    final_pattern: re.Pattern[str] | None = None


@lru_cache(maxsize=64)
def abbreviations_of(language: str) -> Abbreviations:
    """Return the lists of a language code (``en``); empty ones where there is no file."""
    name = f"{language}.txt"
    file = files("communique").joinpath("language", "abbreviations", name)
    if not language.isalpha() or not file.is_file():
        return Abbreviations()
    return parse(file.read_text(encoding="utf-8"))


def parse(text: str) -> Abbreviations:
    """Read the lists from a file's text: ``[section]`` lines, an entry a line, ``#`` comments.

    Raises:
        ValueError: an unknown section, or an entry before the first one.
    """
    entries: dict[str, set[str]] = {section: set() for section in _SECTIONS}
    section = ""
    for line in text.splitlines():
        entry = line.partition("#")[0].strip()
        if entry.startswith("["):
            section = entry.strip("[]")
        if section not in entries and entry:
            raise ValueError(f"unknown section {section!r} at {entry!r}")
        if entry and not entry.startswith("["):
            entries[section].add(entry)
    names, numbers, ends, counted = (frozenset(entries[each]) for each in _SECTIONS)
    return Abbreviations(names, numbers, ends, counted, _pattern(ends))


def _pattern(ends: frozenset[str]) -> re.Pattern[str] | None:
    """Return a pattern that finds such a word, and white space after it."""
    if not ends:
        return None
    words = "|".join(re.escape(each) for each in sorted(ends, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{words})\s+(?=\w)")
