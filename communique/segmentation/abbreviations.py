"""The abbreviations of a language, from ``communique/language/abbreviations/<language>.txt``."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_SHORTENED = ("before names", "before numbers", "at ends", "may end", "measures")
_SECTIONS = (*_SHORTENED, "counted", "starters")
_LONGEST = 4
_OPENING = "([{<¿¡«“„\"'"
_CODE = re.compile(r"[a-z]{2,8}")
_PARTS = re.compile(r"['’(/–—-]")


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """Words whose full stop ends no sentence, and what tells that one does.

    ``before_names``: never. ``before_numbers``: not before a number. ``at_ends``: before a capital
    letter it does after all. ``may_end``: only before one of the ``starters``, the words that a
    sentence likes to begin with. ``measures``: units and eras, on other lists or not, that end one
    before a capital letter where a number stands before them. ``counted``: no abbreviations, but
    what follows an ordinal number written with a full stop (``20. Jahrhundert``), in small letters.
    ``pieces``: how an entry of several words goes on, by how it begins. ``tails``: the last words
    of all these.
    """

    before_names: frozenset[str] = frozenset()
    before_numbers: frozenset[str] = frozenset()
    at_ends: frozenset[str] = frozenset()
    may_end: frozenset[str] = frozenset()
    measures: frozenset[str] = frozenset()
    counted: frozenset[str] = frozenset()
    starters: frozenset[str] = frozenset()
    pieces: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tails: frozenset[str] = frozenset()

    def tokens(self, left: str) -> Iterator[str]:
        """Yield what may be an abbreviation at a text's end: its last words, cut at apostrophes.

        Each also with its first letter small: an entry in small letters may begin a sentence.
        """
        words = left.rsplit(maxsplit=_LONGEST)[-_LONGEST:]
        if not words or self.tails.isdisjoint(_forms(words[-1])):
            return
        for count in range(1, len(words) + 1):
            yield from _forms(" ".join(words[-count:]))

    def knows(self, token: str) -> bool:
        """Tell whether a word is on any list of abbreviations."""
        return (
            token in self.before_names
            or token in self.before_numbers
            or token in self.at_ends
            or token in self.may_end
        )


@lru_cache(maxsize=128)
def abbreviations_of(language: str, extra: tuple[str, ...] = ()) -> Abbreviations:
    """Return the lists of a language code (``en``); empty ones where there is no file.

    ``extra`` are entries more that end no sentence.
    """
    name = f"{language}.txt"
    file = files("communique").joinpath("language", "abbreviations", name)
    known = _CODE.fullmatch(language) is not None and file.is_file()
    return parse(file.read_text(encoding="utf-8") if known else "", extra)


def entry_of(word: str) -> str:
    """Return an abbreviation of somebody's own as the lists have it, with a full stop at its end.

    Raises:
        ValueError: it could never stand before a boundary; says why.
    """
    entry = " ".join(word.split())
    if not any(map(str.isalpha, entry)):
        raise ValueError(f"{word!r} is no abbreviation: it has no letter")
    if len(entry.split()) > _LONGEST:
        raise ValueError(f"{word!r} has too many words for an abbreviation: {_LONGEST} at most")
    if entry[-1] not in ".ºª" and unicodedata.category(entry[-1])[0] not in "LMN":
        why = "a sentence can only be cut by mistake after a letter and a full stop"
        raise ValueError(f"{word!r} ends with {entry[-1]!r} and needs no entry: {why}")
    entry = entry if entry[-1] in ".ºª" else f"{entry}."
    if entry[0] in _OPENING:
        raise ValueError(f"{word!r} begins with {entry[0]!r}: enter the abbreviation without it")
    return entry


def parse(text: str, extra: Iterable[str] = ()) -> Abbreviations:
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
    entries["before names"].update(extra)
    lists = {section.replace(" ", "_"): frozenset(found) for section, found in entries.items()}
    shortened = frozenset(entry for section in _SHORTENED for entry in entries[section])
    pieces = _pieces(shortened)
    tails = frozenset(entry.split()[-1] for entry in [*shortened, *pieces])
    return Abbreviations(**lists, pieces=pieces, tails=tails)


@lru_cache(maxsize=8192)
def _forms(word: str) -> frozenset[str]:
    token = word.lstrip(_OPENING)
    part = _PARTS.split(token)[-1]
    return frozenset(form[:1].lower() + form[1:] for form in (token, part)) | {token, part}


def _pieces(entries: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return, for entries of several words, what may follow each of their beginnings."""
    found: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        words = entry.split()
        for count in range(1, len(words)):
            if words[count - 1].endswith("."):
                found[" ".join(words[:count])].add(" ".join(words[count:]))
    return {begun: tuple(sorted(rests)) for begun, rests in found.items()}
