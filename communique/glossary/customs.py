"""What is known of a language's names beforehand: countries, peoples, days, titles, what joins."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from communique.language.meaning import names
from communique.language.scripts import expected_scripts
from communique.segmentation.abbreviations import abbreviations_of

_TABLE = Path(__file__).with_name("unknown.toml")
_WORD = re.compile(r"[^\W_]+(?:[-‑'’.][^\W_]+)*")
# What makes a people of a country: Sudanese, Peruvian, Israeli, Afghan.
_PEOPLE = ("", "n", "an", "ian", "ean", "vian", "nian", "ese", "nese", "lese", "ish", "i", "ic")
_COUNTRY = ("", "a", "e", "o", "on", "ia", "y", "an", "istan", "land", "ne", "ina", "s")
_STATES = {"Etc", "Indiana", "Kentucky", "North_Dakota"}  # whose zones are called by no city
_LONGEST_PHRASE = 6
_SHORTEST_STEM = 4


@dataclass(frozen=True)
class Customs:
    """A language's customs.

    Attributes:
        language: its bare code.
        titles: words before a person's name.
        openers: words that begin sentences.
        given: given names.
        joins: function words inside names, ``_`` between several.
        pronouns: words that are written with a capital out of politeness.
        abbreviations: what may stand before a name, with its full stop: Sgt.
        numbered: what may stand before a number or at an end: Art., Ltd.
        loose: the same, after a single word or a head.
        about: the same as ``joins``, where a head stands before them.
        heads: such heads: committee, convention.
        pairs: what joins the two parts of a remit: Civil and Political Rights.
        seats: what is no name beside a country: government.
        ordinary: words with a capital that are no names alone.
        elided: what stands before an apostrophe and belongs to no name.
        papers: what a statement may call itself in a heading.
        days: the days and months.
        phrases: countries, languages, cities, days and months, as words.
        countries: the letters that peoples' names may begin with.
    """

    language: str
    titles: frozenset[str]
    openers: frozenset[str]
    given: frozenset[str]
    joins: frozenset[str]
    pronouns: frozenset[str]
    abbreviations: frozenset[str]
    numbered: frozenset[str]
    loose: frozenset[str]
    about: frozenset[str]
    heads: frozenset[str]
    pairs: frozenset[str]
    seats: frozenset[str]
    ordinary: frozenset[str]
    elided: frozenset[str]
    papers: frozenset[str]
    days: frozenset[str]
    phrases: frozenset[tuple[str, ...]]
    countries: frozenset[str]

    def known(self, forms: Sequence[str], start: int) -> int:
        """Return how many words from a place on are a country, a language, a people, a day."""
        for length in range(min(_LONGEST_PHRASE, len(forms) - start), 0, -1):
            if (
                tuple(form.replace(".", "") for form in forms[start : start + length])
                in self.phrases
            ):
                return length
        return int(self.language == "en" and self._is_people(forms[start]))

    def _is_people(self, form: str) -> bool:
        singular = form.removesuffix("s")
        stems = (singular.removesuffix(ending) for ending in _PEOPLE if singular.endswith(ending))
        return any(stem in self.countries for stem in stems)


@lru_cache(maxsize=16)
def customs(language: str) -> Customs:
    """Return the customs of a bare language; hardly any where there is no table."""
    with _TABLE.open("rb") as file:
        tables: dict[str, dict[str, str]] = tomllib.load(file)
    own, common = tables.get(language, {}), tables["all"]

    def listed(key: str) -> frozenset[str]:
        return frozenset(f"{common.get(key, '')} {own.get(key, '')}".split())

    book, short = names.name_book(language), abbreviations_of(language)
    return Customs(
        language=language,
        titles=book.titles | {"dr", "prof"},
        openers=book.openers | listed("openers"),
        given=book.given,
        joins=listed("joins") - listed("without"),
        pronouns=listed("pronouns"),
        abbreviations=frozenset(one.casefold() for one in short.before_names),
        numbered=frozenset(one.casefold() for one in short.before_numbers | short.at_ends),
        loose=listed("loose"),
        about=listed("about"),
        papers=listed("papers"),
        heads=listed("heads"),
        pairs=listed("pairs"),
        seats=listed("seats"),
        ordinary=listed("ordinary"),
        elided=listed("elided"),
        days=frozenset(_days(language)),
        phrases=frozenset(_phrases(language)),
        countries=frozenset(_stems(language)) if language == "en" else frozenset(),
    )


def _phrases(language: str) -> Iterator[tuple[str, ...]]:
    """What the locale data names: it has a form in every language, and needs no glossary."""
    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return
    for text in _texts(locale):
        for part in re.split(r"[()/\[\]]", text):
            if words := tuple(word.casefold() for word in _WORD.findall(part)):
                yield words


def _texts(locale: Any) -> Iterable[str]:
    yield from locale.territories.values()
    yield from locale.languages.values()
    yield from (zone["city"] for zone in locale.time_zones.values() if "city" in zone)
    if "Latn" in expected_scripts(str(locale)):  # where nothing else is said, as in the zone's name
        named = {zone for zone, said in locale.time_zones.items() if "city" in said}
        zones = [zone.split("/") for zone in get_global("zone_territories") if zone not in named]
        yield from (zone[-1].replace("_", " ") for zone in zones if not _STATES & {*zone})
    # as they are called beside what the locale data calls them
    yield from ("US", "USA", "UK", "EU", "UN", "United States of America")


def _days(language: str) -> Iterator[str]:
    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return
    for calendar in (locale.months, locale.days):
        for width in ("wide", "abbreviated"):
            for name in (
                *calendar["format"][width].values(),
                *calendar["stand-alone"][width].values(),
            ):
                form = name.casefold().rstrip(".")
                yield from (form, f"{form}s") if language == "en" else (form,)


def _stems(language: str) -> Iterator[str]:
    """What the names of peoples may be built on: Sudan, Leban(on), Afghan(istan), Argentin(a)."""
    for name in Locale.parse(language).territories.values():
        form = name.casefold().split()[-1]
        stems = (form.removesuffix(ending) for ending in _COUNTRY if form.endswith(ending))
        yield from (stem for stem in stems if len(stem) >= _SHORTEST_STEM)
