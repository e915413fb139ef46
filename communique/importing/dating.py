"""Dates that a page or a text states of itself; where none is stated there is none."""

from __future__ import annotations

import re
from datetime import date, datetime

from communique.language.dates import months

_MOST = 60
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_POINTS = re.compile(r"(?<!\d)(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?!\d)")
_SLASHES = re.compile(r"(?<!\d)(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?!\d)")
_IDEOGRAPHS = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
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
    line = " ".join(line.split())
    match = _ISO.search(line) or _IDEOGRAPHS.search(line)
    if match:
        return _date(*match.groups())
    match = _POINTS.search(line) or _SLASHES.search(line)
    if match:
        return _in_order(*match.groups(), sure="." in match.group())
    return _named(line, language) or (_named(line, "en") if language != "en" else None)


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
