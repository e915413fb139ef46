"""Dates that a page or a text states of itself; where none is stated there is none."""

from __future__ import annotations

import re
from datetime import date, datetime

from communique.language.dates import months, weekdays

_MOST = 60
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_POINTS = re.compile(r"(?<!\d)(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?!\d)")
_SLASHES = re.compile(r"(?<!\d)(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?!\d)")
_IDEOGRAPHS = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
# Words between a place and a date.
_BETWEEN = frozenset(
    re.findall(
        r"\S+",
        "den der am vom le la el a à al il lo on the of in at em en στις την της στην в от г від "
        "dne du på pe op ve tarihinde في بتاريخ يوم",
    )
)
_LABELS = re.compile(
    r"(?:date|datum|fecha|data|дата|tarih|ημερομηνία|日期|التاريخ)\s*[:：]\s*", re.IGNORECASE
)
_MOST_PLACE = 5
_CLOCK = re.compile(r",?\s(?:at |um |à )?\d{1,2}:\d{2}(?::\d{2})?(?:\s?[+-]\d{4})?.*$")
_FIRST_YEAR, _LAST_YEAR = 1800, 2200


def stated(text: str) -> date | None:
    """Return the day of a date that a machine wrote (``2021-11-07T10:00:00Z``), as written."""
    match = _ISO.match(text.strip())
    if match:
        return _date(*match.groups())
    try:
        return datetime.strptime(text.strip()[:8], "%Y%m%d").date()
    except ValueError:
        return None


def of_line(line: str, language: str) -> date | None:
    """Return the date of a line that is little else: “Athens, 7 November 2021”.

    Args:
        line: of a text, in the language or in English.
        language: a locale identifier.
    """
    if len(line) > _MOST or not line.strip():
        return None
    line = _CLOCK.sub("", " ".join(line.split()))
    match = _ISO.search(line) or _IDEOGRAPHS.search(line)
    if match:
        return _date(*match.groups())
    match = _POINTS.search(line) or _SLASHES.search(line)
    if match:
        return _in_order(*match.groups(), sure="." in match.group())
    return _named(line, language) or (_named(line, "en") if language != "en" else None)


def of_dateline(line: str, language: str) -> date | None:
    """Return the date of a line with which a text dates itself: a place at most, then the day.

    “Deadline: 31 December 2025” and “Born 3 May 1931” are the dates of something else.
    """
    line = _LABELS.sub("", " ".join(line.split()), count=1)
    ahead, _, words = re.split(r"\d", line, maxsplit=1)[0].strip(" (").rpartition(",")
    between = [each for each in re.findall(r"[^\W\d]+", words) if each.lower() not in _BETWEEN]
    named = [each for each in between if not _names_day(each, language)]
    place = len(ahead.split()) <= _MOST_PLACE and not re.search(r"[:：!?;]", line.split("(")[0])
    only = not named or (not ahead and _ends_between(words))
    return of_line(line, language) if place and only else None


def names_place(line: str, language: str) -> bool:
    """Tell whether a line says where, and not only when: then it is surely the text's own."""
    words = re.findall(r"[^\W\d]+", re.split(r"\d", line, maxsplit=1)[0])
    return any(each.lower() not in _BETWEEN and not _names_day(each, language) for each in words)


def _names_day(word: str, language: str) -> bool:
    """Tell whether a word is a month or a day of the week, in the language or in English."""
    return any(months(word, each) or weekdays(word, each) for each in {language, "en"})


def _ends_between(words: str) -> bool:
    """Tell whether words are a place and “in”, “on”, “den” before a day: القاهرة في."""
    *place, last = words.split() or [""]
    return last.lower() in _BETWEEN and len(place) <= 2


def _named(line: str, language: str) -> date | None:
    """Return the date of a line that names one month, one day and one year."""
    named = months(line, language)
    numbers = re.findall(r"\d+", line)
    years = [each for each in numbers if len(each) == 4]
    days = [each for each in numbers if len(each) <= 2]
    if len(named) != 1 or len(years) != 1 or len(days) != 1 or len(numbers) != 2:
        return None
    return _date(years[0], named[0], days[0])


def _in_order(first: str, second: str, year: str, *, sure: bool) -> date | None:
    """Return a date in figures; one whose day could be its month is none, but with points."""
    if sure or int(first) > 12:
        return _date(year, second, first)
    if int(second) > 12 or first == second:
        return _date(year, first, second)
    return None


def _date(year: str | int, month: str | int, day: str | int) -> date | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if _FIRST_YEAR <= found.year <= _LAST_YEAR else None
