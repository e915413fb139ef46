"""What small models get wrong, made from sentences that are there: names, headlines, quotations.

A name that occurs alike in a sentence and its translation becomes an invented one, so that names
are copied letter for letter; an acronym becomes another; number words become others. Statements
lose their full stop, get the capitals of an English title, end in a colon, or are quoted.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from training.augment import occurs_once, replace
from training.text import Triple

_SHORT = 14  # words of what becomes a headline or is quoted

_NAME = re.compile(r"(?<!\w)[A-Z][\w'-]*\w(?: [A-Z][\w'-]*\w)*")
_PEOPLE = frozenset({"Tom", "Mary", "Sami"})  # sure to be names where they open a sentence too
_NUMBER_WORDS = {
    "en": "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince"
    " dieciséis diecisiete dieciocho diecinueve veinte treinta cuarenta cincuenta sesenta",
    "fr": "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze"
    " seize dix-sept dix-huit dix-neuf vingt trente quarante cinquante soixante",
}
NUMBERS = {language: words.split() for language, words in _NUMBER_WORDS.items()}
_FRACTION = r"(?! (?:third|quarter|fifth|tenth)s)"
_NUMBER = re.compile(rf"(?<![\w-])(?:{'|'.join(NUMBERS['en'])})(?![\w-]){_FRACTION}", re.I)
_UNTITLED = frozenset({"a", "an", "the", "and", "or", "of", "in", "on", "at", "to", "for", "from"})

_ONSETS = tuple("bcdfghjklmnprstvz") * 2 + tuple("wyqx") + (
    "ch", "sh", "th", "br", "dr", "gr", "kr", "tr", "st", "sk", "kh", "ll", "mb", "nd", "qu", "zh"
)  # fmt: skip
_VOWELS = (*"aaaeeeiiioouu", "ai", "ei", "ou", "aa", "ee", "oo", "é", "á", "ü")
_ENDS = ("", "", "", "n", "r", "s", "l", "m", "k", "nd", "rt", "sk", "ll", "tz", "x", "ng", "ck")
_ACRONYM = "AABCDEEFGHIIJKLMNOOPQRSTUUVWXYZ"

_QUOTATIONS = (
    Triple('"{}."', '"{}".', '"{}."'),
    Triple('"{}," said {}.', '"{}", dijo {}.', '"{}", a déclaré {}.'),
    Triple('{1} said: "{0}."', '{1} dijo: "{0}".', '{1} a déclaré : "{0}."'),
    Triple('"{}," says {}.', '"{}", dice {}.', '"{}", affirme {}.'),
)


class _Chances(NamedTuple):
    """In how many of the sentences that allow it something is done."""

    headline: float = 0.15
    title: float = 0.12
    colon: float = 0.04
    quotation: float = 0.12


def vary(triples: Iterable[Triple], seed: int) -> list[Triple]:
    """Return new triples made from hand-written ones, in the same order for the same seed."""
    rng = random.Random(seed)
    made: list[Triple] = []
    for triple in triples:
        varied = vary_pair(triple, Triple._fields, rng)
        made += [Triple(*sides) for sides in varied]
        made += _reshaped(triple, rng)
    return made


def vary_pair(
    sides: Sequence[str], languages: Sequence[str], rng: random.Random
) -> list[tuple[str, ...]]:
    """Return the same sentence with other names, and with other number words, where it has any.

    Args:
        sides: the sentence in English and in other languages.
        languages: of the sides, ``en`` first.
        rng: of what is drawn.
    """
    varied = [with_invented_names(sides, rng), with_other_number_words(sides, languages, rng)]
    return [each for each in varied if each is not None]


def with_invented_names(sides: Sequence[str], rng: random.Random) -> tuple[str, ...] | None:
    """Return a sentence with an invented name for each that all sides write alike, or None."""
    found = dict.fromkeys(_NAME.findall(sides[0]))
    names = {
        name: _like(name, rng)
        for name in found
        if (name in _PEOPLE or not sides[0].lstrip('"').startswith(name))
        and not re.fullmatch(r"X\d+", name)
        and all(occurs_once(name, side) for side in sides)
    }
    return tuple(replace(side, names) for side in sides) if names else None


def _like(name: str, rng: random.Random) -> str:
    """Return an acronym for an acronym, else as many words; a vowel first if there was one."""
    if name.isupper():
        return "".join(rng.choices(_ACRONYM, k=rng.randint(2, 6)))
    first, *more = name.split()
    vowel = first[0] in "AEIOUHÉ"
    words = [invented_word(rng, vowel=vowel), *(invented_word(rng) for _ in more)]
    return " ".join(words)


def invented_word(rng: random.Random, *, vowel: bool = False) -> str:
    """Return a capitalised word of two to four syllables that is in no dictionary."""
    onsets = [rng.choice(_ONSETS) for _ in range(rng.choice((2, 2, 2, 3, 3, 4)))]
    if vowel:
        onsets[0] = ""
    syllables = [onset + rng.choice(_VOWELS) for onset in onsets]
    word = "".join(syllables) + rng.choice(_ENDS)
    if rng.random() < 0.08:
        return f"{word.capitalize()}-{invented_word(rng)}"
    return word.capitalize()


def with_other_number_words(
    sides: Sequence[str], languages: Sequence[str], rng: random.Random
) -> tuple[str, ...] | None:
    """Return a sentence with another number for each number word that all sides have, or None."""
    places = [
        NUMBERS["en"].index(word.lower()) for word in dict.fromkeys(_NUMBER.findall(sides[0]))
    ]
    shared = [place for place in dict.fromkeys(places) if _has_number(sides, languages, place)]
    if not shared:
        return None
    others = dict(zip(shared, rng.sample(range(len(NUMBERS["en"])), len(shared)), strict=True))
    return tuple(
        _renumbered(side, NUMBERS[language], others)
        for side, language in zip(sides, languages, strict=True)
    )


def _has_number(sides: Sequence[str], languages: Sequence[str], place: int) -> bool:
    return all(
        len(_word(NUMBERS[language][place]).findall(side)) == 1
        for side, language in zip(sides, languages, strict=True)
    )


def _renumbered(side: str, words: Sequence[str], others: dict[int, int]) -> str:
    new = {words[old]: words[other] for old, other in others.items()}

    def put(match: re.Match[str]) -> str:
        word = new[match[0].lower()]
        return word.capitalize() if match[0][0].isupper() else word

    return _word("|".join(new)).sub(put, side)


def _word(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])", re.IGNORECASE)


def _reshaped(triple: Triple, rng: random.Random) -> list[Triple]:
    """Return a short statement as a headline, before a list, or quoted, by chance."""
    bare = Triple(*(side.removesuffix(".") for side in triple))
    statement = all(side.endswith(".") and '"' not in side for side in triple)
    if not statement or len(triple.en.split()) > _SHORT:
        return []
    made = {
        "headline": bare,
        "title": Triple(titled(bare.en), bare.es, bare.fr),
        "colon": Triple(f"{bare.en}:", f"{bare.es}:", f"{bare.fr} :"),
        "quotation": _quoted(bare, rng),
    }
    chances = _Chances()._asdict()
    return [made[shape] for shape, chance in chances.items() if rng.random() < chance]


def titled(english: str) -> str:
    """Return an English sentence with the capitals of a title."""
    first, *more = english.split()
    return " ".join([first, *(_with_capital(word) for word in more)])


def _with_capital(word: str) -> str:
    return word if word in _UNTITLED else word[:1].upper() + word[1:]


def _quoted(bare: Triple, rng: random.Random) -> Triple:
    form = rng.choice(_QUOTATIONS)
    speaker = f"{invented_word(rng)} {invented_word(rng)}"
    return Triple(*(each.format(side, speaker) for each, side in zip(form, bare, strict=True)))
