"""Numbers by value, in whatever digits, separators or words a language writes them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from babel import Locale, UnknownLocaleError

from communique.language import dates, numerals, spans
from communique.language.scripts import canonical, language_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Reading = tuple[Decimal, ...]

_SPACES = " \u00a0\u2009\u202f"
_NUMBER = re.compile(
    rf"\d+(?:[.,'’](?=\d)\d+|(?<!\d\d\d\d)[{_SPACES}](?=\d\d\d(?![\d{_SPACES}]?\d))\d\d\d"
    rf"|(?<!\d\d\d\d)[{_SPACES}](?=\d\d\d[{_SPACES}]\d\d\d(?!\d))\d\d\d)*"
)
_TIME = re.compile(
    r"(?<![\d.,:])([01]?\d|2[0-4])\s?(?:[:hH点點时時시]|heures?|Uhr)\s?([0-5]\d)(?:\s?分)?(?![\d:])"
)
_PHONE = re.compile(r"\+\d[\d \u00a0().-]{6,}\d")
_PM_AFTER = re.compile(
    r"\s?(?:p\.?\s?m\b|[^\W\d_]* ?(?:de|da|du) (?:la )?(?:tarde|noche|noite|soir)\b"
    r"|[^\W\d_]* ?de l['’]après-midi|مساء|pomeriggio)",
    re.IGNORECASE,
)
_AM_AFTER = re.compile(r"\s?(?:a\.?\s?m\b)", re.IGNORECASE)
_PM_BEFORE = re.compile(r"(?:下午|晚上|午後|오후)\s?$")
_GROUPED = re.compile(r"(?!0)\d{1,3}(?P<mark>[.,'’ ])(?:\d{3}(?P=mark))*\d{3}|\d+")
_INDIAN = re.compile(r"(?!0)\d{1,2}(?:,\d{2})+,\d{3}")
_CJK_DECADE = re.compile(r"(?<!\d)([12]\d)世[纪紀](\d0)(?=年代)")
_FRACTIONS = {"½": "\ue0025", "¼": "\ue00225", "¾": "\ue00275"}
_DIGIT = re.compile(r"\d")
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
_OTHER_MARK = re.compile(r"[世½¼¾٬٫．，]")
_YEAR_BEFORE = re.compile(r"(?:\d{4}\s?[-–/]\s?|['’]|\d/)$")
_DECADE = re.compile(r"(?:19|20)\d0")
_DECADE_AFTER = re.compile(r"['’]?s\b|年代|-е")
_BUDDHIST = re.compile(r"25[4-9]\d")
_LETTER_BEFORE = re.compile(r"([^\W\d_])[-‑]?$")
_LETTER_AFTER = re.compile(r"[A-Z](?![a-z])|x\d")
_HALF_BEFORE = re.compile(r"(?<![\d/])\d{1,2}/$")
_HALF_AFTER = re.compile(r"/\d{1,2}(?![\d/])")
_AROUND = 8  # characters: more of what stands before or behind a number is never looked at
# Languages whose regions disagree about the decimal mark; its own custom is read first.
_BOTH_MARKS = {"es", "ar", "af", "ms"}


class Weight(IntEnum):
    """How much a number insists on being found on the other side."""

    SILENT = 0  # a word or a month: may answer, never asks
    WEAK = 1  # part of a name, a fraction: asks only if something else is wrong too
    FIRM = 2


@dataclass(frozen=True)
class Number:
    """A number as it stands in a text, and the ways to read it, the likeliest first."""

    written: str
    readings: tuple[Reading, ...]
    weight: Weight = Weight.FIRM


class Difference(NamedTuple):
    """Numbers, as written, that only the source has, and that only the target has."""

    missing: tuple[str, ...]
    extra: tuple[str, ...]


def values(text: str, language: str) -> Counter[Decimal]:
    """Return the numbers that a text writes in digits, by value, each in its likeliest reading.

    Args:
        text: prose or Markdown; addresses, code and link targets are not looked at.
        language: its locale, which says what a comma means.
    """
    found = (number for number in _digits(text, language) if number.weight)
    return Counter(value for number in found for value in number.readings[0])


def same_values(source: str, source_language: str, target: str, target_language: str) -> Difference:
    """Compare the numbers of two texts by value.

    A number agrees if any sensible reading does: ``1,250`` (en) with ``1.250`` (es), ``5 p.m.``
    with ``17 h``, ``3.5 million`` with ``350万``, ``May 3`` with ``3/5``, ``12`` with ``doce``.

    Returns:
        What is missing from the target and what is extra in it, as written; two empty tuples
        where they agree.
    """
    scaled = all(numerals.words(language_of(one)) for one in (source_language, target_language))
    ours = _digits(source, source_language, scaled)
    theirs = _digits(target, target_language, scaled)
    if Counter(one.readings for one in ours) == Counter(one.readings for one in theirs):
        return Difference((), ())  # what is said in words only ever answers
    ours += _said(source, source_language)
    theirs += _said(target, target_language)
    left, right = _resolve(ours, theirs), _resolve(theirs, ours)
    missing = _unmatched(left, right, numerals.spells(language_of(target_language)))
    extra = _unmatched(right, left, numerals.spells(language_of(source_language)))
    return _difference(missing, extra)


def changed_words(
    source: str, source_language: str, target: str, target_language: str
) -> tuple[frozenset[Decimal], frozenset[Decimal]]:
    """Say whether a number in words became another: ``seven`` → ``seis``.

    A word alone proves little: "one" and "second" are seldom numbers, and a good translation may
    drop one; above fifty, Roman letters (``d'``, ``l'``, ``C``) would be read into the text. So
    numbers from three to forty-nine count, and only where one is missing *and* another, that the
    source has neither in words nor in digits, stands there in its place.

    Returns:
        The values missing and the values in their place; both empty where nothing changed.
    """
    nothing: frozenset[Decimal] = frozenset()
    missing = lost_words(source, source_language, target, target_language)
    if not missing:
        return nothing, nothing
    extra = lost_words(target, target_language, source, source_language)
    return (missing, extra) if extra else (nothing, nothing)


def lost_words(
    source: str, source_language: str, target: str, target_language: str
) -> frozenset[Decimal]:
    """Return the numbers from three to forty-nine that a text has in words and its translation
    neither in words nor in digits; a good translation may do without one.
    """
    languages = language_of(source_language), language_of(target_language)
    ours = _worded(source, languages[0]) if all(map(numerals.spells, languages)) else frozenset()
    if not ours:
        return ours
    left = ours - _worded(target, languages[1])
    return left - _digit_values(target, target_language) if left else left


@lru_cache(maxsize=256)
def _worded(text: str, language: str) -> frozenset[Decimal]:
    return frozenset(numerals.spelled_small(spans.prose(text), language))


def _digit_values(text: str, language: str) -> frozenset[Decimal]:
    found = _digits(text, language)
    return frozenset(value for number in found for reading in number.readings for value in reading)


class _Value(NamedTuple):
    value: Decimal
    written: str
    weight: Weight


def _difference(missing: list[_Value], extra: list[_Value]) -> Difference:
    """Weak doubts count only beside a firm one, or where both sides have some."""
    firm = any(value.weight is Weight.FIRM for value in missing + extra)
    if not firm and not (missing and extra):
        return Difference((), ())
    return Difference(
        tuple(value.written for value in missing), tuple(value.written for value in extra)
    )


def _resolve(numbers: list[Number], others: list[Number]) -> list[_Value]:
    """Choose for each number the first reading that the other side could have, else the first."""
    pool = {value for other in others for reading in other.readings for value in reading}
    chosen: list[_Value] = []
    for number in numbers:
        fitting = (reading for reading in number.readings if pool.issuperset(reading))
        reading = next(fitting, number.readings[0])
        chosen += [_Value(value, number.written, number.weight) for value in reading]
    return chosen


def _unmatched(asking: list[_Value], answering: list[_Value], spelled: bool) -> list[_Value]:
    """What one side has more often than the other; a mere repetition asks only weakly."""
    answers = Counter(value.value for value in answering)
    known = set(answers)
    left: list[_Value] = []
    for value in sorted(asking, key=lambda one: -one.weight):
        if answers[value.value] > 0:
            answers[value.value] -= 1
        elif value.weight:
            small = not spelled and _may_be_words(value.value)
            weak = value.value in known or small
            left.append(value._replace(weight=Weight.WEAK) if weak else value)
    return left


def _may_be_words(value: Decimal) -> bool:
    """Whether a language whose number words we cannot read may well write a number out."""
    return value in range(21) or value in range(30, 101, 10)


def _said(text: str, language: str) -> list[Number]:
    """The numbers that a text says in words, and its months."""
    prose = spans.prose(text)
    bare = language_of(language)
    said = [*numerals.spelled(prose, bare), *map(Decimal, dates.months(prose, language))]
    return [Number("", ((value,),), Weight.SILENT) for value in said]


def _digits(text: str, language: str, scaled: bool = True) -> list[Number]:
    """The numbers that a text writes in digits, in order of kinds: telephones, times, the rest."""
    prose = _ascii_digits(spans.prose(text))
    if not _DIGIT.search(prose):
        return []
    found: list[Number] = []

    def take(match: re.Match[str], readings: Iterable[Reading]) -> str:
        found.append(Number(match.group().strip(), tuple(readings)))
        return "\x00" * len(match.group())

    rest = _PHONE.sub(lambda m: take(m, [(Decimal(re.sub(r"\D", "", m.group())),)]), prose)
    rest = _TIME.sub(lambda m: take(m, _clock(prose, m)), rest)
    found += _plain_numbers(rest, language, scaled)
    return found


def _ascii_digits(text: str) -> str:
    """Write all decimal digits as ASCII's, and separators of one meaning plainly."""
    if text.isascii():
        return text
    text = _OTHER_DIGIT.sub(lambda m: str(unicodedata.decimal(m.group())), text)
    if not _OTHER_MARK.search(text):
        return text
    text = _CJK_DECADE.sub(lambda m: f"{int(m[1]) - 1}{m[2]}", text)
    text = re.sub(r"(?<=\d)\s?([½¼¾])", lambda m: _FRACTIONS[m[1]], text)
    text = re.sub(r"(?<=\d)٬(?=\d)", "\u202f", text)
    text = re.sub(r"(?<=\d)٫(?=\d)", "\ue002", text)
    return re.sub(r"(?<=\d)[．](?=\d)", ".", re.sub(r"(?<=\d)[，](?=\d{3})", ",", text))


def _clock(text: str, match: re.Match[str]) -> list[Reading]:
    """Read a time as hours and hundredths, so that 10:30, 10.30 and 10 h 30 agree."""
    plain = Decimal(match[1]) + Decimal(match[2]) / 100
    return _hours(plain, text, match.start(), match.end())


def _hours(value: Decimal, text: str, start: int, end: int) -> list[Reading]:
    """A time's readings: its hour on the clock of twelve, and on that of twenty-four."""
    readings: list[Reading] = [(value,)]
    if not 0 < value < 13:
        return readings
    if _PM_AFTER.match(text, end) or _PM_BEFORE.search(text[max(0, start - _AROUND) : start]):
        readings += [(value + 12,)] if value < 12 else []
    elif _AM_AFTER.match(text, end) and value >= 12:
        readings += [(value - 12,), (value + 12,)]
    return readings


def _plain_numbers(text: str, language: str, scaled: bool) -> Iterator[Number]:
    """The numbers between the times: with their separators, scales and neighbours."""
    marks = _decimal_marks(canonical(language))
    end_of_last, last = -1, None
    text = text.replace("\ue002", marks[0])
    for match in _NUMBER.finditer(text):
        if match.start() < end_of_last:
            continue
        readings = _readings(match.group(), marks)
        number, end = _with_scale(match, readings, text, language, scaled)
        if last and match.start() == end_of_last and _continues(last, number):
            number = _sum(last, number)
        elif last:
            yield last
        end_of_last, last = end, number
    if last:
        yield last


def _continues(before: Number, after: Number) -> bool:
    """Whether two numbers that touch are one, as in 3亿5000万."""
    return before.readings[0][0] > after.readings[0][0]


def _sum(before: Number, after: Number) -> Number:
    total = before.readings[0][0] + after.readings[0][0]
    return Number(before.written + after.written, ((total,),))


def _with_scale(
    match: re.Match[str], readings: list[Reading], text: str, language: str, scaled: bool
) -> tuple[Number, int]:
    """A number with what stands around it: million, p.m., an apostrophe, a letter."""
    factor, end = numerals.scale_after(text, match.end(), language_of(language))
    if factor != 1:
        large = [tuple(value * factor for value in reading) for reading in readings[:1]]
        unsure = not scaled or end - match.end() <= 2
        keep = unsure and not _is_han(text[match.end() : end])
        written = text[match.start() : end].strip()
        return Number(written, (*large, *(readings if keep or not scaled else ()))), end
    value = readings[0][0]
    if len(readings[0]) == 1:
        readings = [*readings, *_hours(value, text, *match.span())[1:]]
        readings += _short_years(match, text, value)
    return Number(match.group(), tuple(readings), _weight(match, text)), match.end()


def _around(match: re.Match[str], text: str) -> tuple[str, str]:
    start, end = match.span()
    return text[max(0, start - _AROUND) : start], text[end : end + _AROUND]


def _is_han(text: str) -> bool:
    return any(character >= "\u3000" for character in text)


def _short_years(match: re.Match[str], text: str, value: Decimal) -> list[Reading]:
    """Further readings of '24, of the end of 2024-25 or 3/5/24, of the 1990s, of the year 2567."""
    before, after = _around(match, text)
    if len(match.group()) == 2 and _YEAR_BEFORE.search(before):
        return [(value + 2000,), (value + 1900,)]
    if _DECADE.fullmatch(match.group()) and _DECADE_AFTER.match(after):
        return [(value % 100,)]
    return [(value - 543,)] if _BUDDHIST.fullmatch(match.group()) else []


def _weight(match: re.Match[str], text: str) -> Weight:
    """A number that is part of a name (G7, COVID-19, 3D) or of a fraction asks only weakly."""
    before, after = _around(match, text)
    letter = _LETTER_BEFORE.search(before)
    named = letter is not None and letter[1].lower() != letter[1].upper()
    named = named or _LETTER_AFTER.match(after) is not None
    fraction = _HALF_BEFORE.search(before) or _HALF_AFTER.match(after)
    return Weight.WEAK if named or fraction else Weight.FIRM


def _readings(written: str, marks: tuple[str, ...]) -> list[Reading]:
    """The ways to read digits with separators: as one number, else as several."""
    if written.isdigit():
        return [(Decimal(written),)]
    spaced = re.sub(rf"[{_SPACES}]", " ", written)
    read = [value for mark in marks if (value := _as_number(spaced, mark)) is not None]
    others = [mark for mark in ".," if mark not in marks]
    read = read or [value for mark in others if (value := _as_number(spaced, mark)) is not None]
    parts = tuple(Decimal(part) for part in re.split(r"\D", spaced))
    readings: list[Reading] = [(value,) for value in dict.fromkeys(read)]
    loose = " " in written or re.fullmatch(r"\d{1,2}[.,]\d{1,2}", written)
    return [*readings, parts] if loose or not readings else readings


def _as_number(written: str, mark: str) -> Decimal | None:
    """Read one number with a given decimal mark; None if it cannot be one."""
    whole, found, fraction = written.partition(mark)
    if found and not fraction.isdigit():
        return None
    if not _GROUPED.fullmatch(whole) and not (mark == "." and _INDIAN.fullmatch(whole)):
        return None
    digits = re.sub(r"\D", "", whole)
    return Decimal(f"{digits}.{fraction}") if fraction else Decimal(digits)


@lru_cache(maxsize=128)
def _decimal_marks(locale: str) -> tuple[str, ...]:
    """The decimal marks in use in a locale, its own first."""
    try:
        symbols = Locale.parse(locale).number_symbols
    except (UnknownLocaleError, ValueError):
        return (".", ",")
    own = str(symbols.get("latn", {}).get("decimal", "."))
    if locale.partition("_")[0] in _BOTH_MARKS:
        return (own, "," if own == "." else ".")
    return (own if own in {".", ","} else ".",)
