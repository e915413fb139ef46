"""Numbers that are not written in digits: words, Roman numerals, Han numerals, scale words."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

_TABLE = Path(__file__).with_name("numerals.toml")
_WORD = re.compile(r"[^\W\d_]+(?:[\u064b-\u0652\u0900-\u0963]+[^\W\d_]*)*")
_GAP = re.compile(r"[\s\u00a0\u202f-]{0,2}\.?\s?(?:de\s)?")  # "miles de millones"

_HAN_DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "两": 2,
    "兩": 2,
}
_HAN_STEPS = {"十": 10, "百": 100, "千": 1000}
_HAN_SCALES = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}
_KOREAN_SCALES = {"천": 10**3, "만": 10**4, "억": 10**8, "조": 10**12}
_HAN = re.compile(f"[{''.join([*_HAN_DIGITS, *_HAN_STEPS, *_HAN_SCALES])}]+")
_HAN_AFTER = re.compile(f"\\s?([{''.join([*_HAN_STEPS, *_HAN_SCALES, *_KOREAN_SCALES])}]+)")

_ROMAN = re.compile(
    r"(?<![\w.])(?=[MDCLXVI])(M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3}))"
    r"(?=(?:i?ère|i?ème|er|e|ᵉ|th|st|nd|rd|[ºª°])?(?!\w))"
)
_ROMAN_VALUES = {"M": 1000, "D": 500, "C": 100, "L": 50, "X": 10, "V": 5, "I": 1}


class Words(NamedTuple):
    """A language's number words, by form; the "and" inside a number, and its words for half."""

    small: dict[str, int]
    scales: dict[str, int]
    joiner: str
    halves: tuple[str, ...]


@lru_cache(maxsize=1)
def _tables() -> dict[str, Words]:
    with _TABLE.open("rb") as file:
        return {language: _words(table) for language, table in tomllib.load(file).items()}


def _words(table: dict[str, str]) -> Words:
    joiner, halves = table.pop("and", ""), tuple(table.pop("half", "").split())
    forms = [(form, int(value)) for value, line in table.items() for form in line.split()]
    small = {form: value for form, value in forms if value < 1000}
    return Words(small, {form: value for form, value in forms if value >= 1000}, joiner, halves)


def words(language: str) -> Words | None:
    """Return a language's number words, or None where we know none, not even "million"."""
    return _tables().get(language)


#: Languages whose cardinals from three on are one word in all cases and genders.
_FIXED = {"en", "es", "fr", "it", "pt", "de", "nl", "sv", "da", "nb", "nn", "tr", "ca", "gl"}
_FIXED_RANGE = range(3, 20)
_SMALL = range(3, 50)


@lru_cache(maxsize=64)
def cardinals(language: str) -> dict[str, int]:
    """Return the cardinals from three to nineteen that are one word, whatever stands beside it;
    none for languages that inflect them.
    """
    known = words(language) if language in _FIXED else None
    first: dict[int, str] = {}
    for form, value in known.small.items() if known else ():
        first.setdefault(value, form)
    return {form: value for value, form in first.items() if value in _FIXED_RANGE}


@lru_cache(maxsize=256)
def spells(language: str) -> bool:
    """Whether we can read a language's small numbers written in words."""
    known = words(language)
    return bool(known and known.small) or language in {"zh", "ja"}


def scale_after(text: str, place: int, language: str) -> tuple[Decimal, int]:
    """Return the factor that words at a place give the digits before them, and where they end.

    ``3.5 million`` → 1000000; ``3 mil millones`` → 10⁹; ``350万`` → 10000; else 1.
    """
    if han := _HAN_AFTER.match(text, place):
        return _product(han[1]), han.end()
    known = words(language)
    factor, end = Decimal(1), place
    while known and (word := _WORD.match(text, _after_gap(text, end))):
        value = known.scales.get(word.group().lower())
        if value is None or text[word.end() : word.end() + 1].isdigit():
            break
        factor, end = factor * value, word.end()
    return factor, end


def _after_gap(text: str, place: int) -> int:
    gap = _GAP.match(text, place)
    return gap.end() if gap else place


def _product(characters: str) -> Decimal:
    factor = Decimal(1)
    for character in characters:
        steps = _HAN_STEPS | _HAN_SCALES | _KOREAN_SCALES
        factor *= steps[character]
    return factor


def spelled(text: str, language: str) -> list[Decimal]:
    """Return the numbers that a text may be said to write without digits, in any order.

    Readings are generous (the English "second" is a 2, a French "cent" 100): they excuse a number
    that stands in digits on the other side, and never ask for one.
    """
    found = [Decimal(value) for value in _in_words(text, language, _forms(language))]
    return found + _halves(text, language) + _in_numerals(text, language)


def spelled_small(text: str, language: str) -> list[Decimal]:
    """Return those of the numbers that ``spelled`` returns that are from three to forty-nine.

    Each has a word of such a value in it; most texts have none, and are done with at once.
    """
    found = [Decimal(value) for value in _in_words(text, language, _small_forms(language))]
    return [value for value in found + _in_numerals(text, language) if value in _SMALL]


def _in_numerals(text: str, language: str) -> list[Decimal]:
    found = [_roman(match[1]) for match in _ROMAN.finditer(text) if match[1]]
    if language in {"zh", "ja"}:
        found += [_han(match.group()) for match in _HAN.finditer(text)]
    return [Decimal(value) for value in found]


@lru_cache(maxsize=64)
def _forms(language: str) -> frozenset[str]:
    """All words of a language that say a number by themselves."""
    known = words(language)
    scales = (form for form in known.scales if len(form) > 1) if known else ()
    return frozenset((*known.small, *scales)) if known else frozenset()


@lru_cache(maxsize=64)
def _small_forms(language: str) -> frozenset[str]:
    known = words(language)
    return (
        frozenset(form for form, value in known.small.items() if value in _SMALL)
        if known
        else frozenset()
    )


def _in_words(text: str, language: str, forms: frozenset[str]) -> list[int]:
    """The numbers in words of a text; none unless it has one of these forms."""
    known = words(language)
    if known is None or forms.isdisjoint(map(str.lower, _WORD.findall(text))):
        return []
    values: list[int] = []
    run: list[int] = []
    end = 0
    for match in _WORD.finditer(text):
        word = match.group().lower()
        joined = not text[end : match.start()].strip(" -\u00a0\u2011")
        if run and joined and word == known.joiner:
            end = match.end()
            continue
        if run and not joined:
            values, run = values + _sums(run), []
        value = known.small.get(word, known.scales.get(word) if len(word) > 1 else None)
        if value is not None:
            run.append(value)
            end = match.end()
    return values + _sums(run)


def _halves(text: str, language: str) -> list[Decimal]:
    """Half a million, medio millón."""
    known = words(language)
    if known is None or not known.halves:
        return []
    found = _half_pattern(known.halves).finditer(text)
    scales = (known.scales.get(match[1].lower()) for match in found)
    return [Decimal(scale) / 2 for scale in scales if scale]


@lru_cache(maxsize=64)
def _half_pattern(halves: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(halves)})[\s-](?:an?\s)?([^\W\d_]+)", re.IGNORECASE)


def _sums(run: list[int]) -> list[int]:
    """Read a run of number words as one number, or as several where they do not fit together."""
    numbers: list[int] = []
    total = current = 0
    for value in run:
        if value >= 1000:
            joined = value > total
            total = ((total + current) or 1) * value if joined else total + (current or 1) * value
            current = 0
        elif value in {20, 100} and 1 <= current < 10:
            current *= value
        elif _fits(current, value):
            current += value
        else:
            numbers.append(total + current)
            total, current = 0, value
    return [*numbers, total + current] if run else numbers


def _fits(current: int, value: int) -> bool:
    """Whether a number word may follow what has been read: twenty-five, soixante-dix."""
    if current % 100 == 0:
        return value < 100 or current == 0
    tens = current % 100
    if tens == 10:
        return value in (7, 8, 9)  # dix-sept
    return (tens % 10 == 0 and tens >= 20 and value < 10) or (tens in {60, 80} and value < 20)


def _roman(numeral: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in numeral]
    following = [*values[1:], 0]
    return sum(
        -value if value < after else value for value, after in zip(values, following, strict=True)
    )


def _han(numeral: str) -> int:
    """Read 三百五十万 as 3500000, and 二〇二六 as 2026."""
    if all(character in _HAN_DIGITS for character in numeral):
        return int("".join(str(_HAN_DIGITS[character]) for character in numeral))
    total = section = digit = 0
    for character in numeral:
        if character in _HAN_DIGITS:
            digit = _HAN_DIGITS[character]
        elif character in _HAN_STEPS:
            section += (digit or 1) * _HAN_STEPS[character]
            digit = 0
        else:
            total += ((section + digit) or 1) * _HAN_SCALES[character]
            section = digit = 0
    return total + section + digit
