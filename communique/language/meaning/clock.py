"""Times of day in digits or words: three in the afternoon, 3 p.m. and 15:00 are one hour."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from communique.language import numerals
from communique.language.meaning import wordlists

if TYPE_CHECKING:
    from communique.language.meaning.wordlists import Token, Words

_DIGITS = re.compile(r"(\d{1,2})(?:[:.](\d\d))?")
_BETWEEN = " \u00a0\u202f'’-‑"
_FARTHEST = 9  # words from an hour to its part of the day
_NO_HOURS = {"a", "an", "un", "first", "premier", "première", "primer", "primero", "primera"}
_PARTS = {"morning", "noon", "afternoon", "evening", "night"}
_MINUTES = {"half": 30, "third": 20, "quarter": 15}
_MARK = "@"  # begins no word of a text


class Time(NamedTuple):
    """A time of day, and the words that say it; sure where a part of the day is among them."""

    first: int
    last: int
    hour: int
    minute: int
    sure: bool

    def is_same(self, other: Time) -> bool:
        """Whether two times may be one: of 3:00 and three in the afternoon the first is unsure."""
        if self.minute != other.minute:
            return False
        unsure = other if self.sure else self
        may_be_later = self.sure is not other.sure and unsure.hour <= 12
        return self.hour == other.hour or (may_be_later and (self.hour - other.hour) % 12 == 0)


def paired(
    old: tuple[str, list[Token]], new: tuple[str, list[Token]], known: Words
) -> list[tuple[Time, Time]]:
    """Return the times of two versions that are said otherwise; none if one says more of them.

    Args:
        old: the text as it was, and its words.
        new: the text as it is, and its words.
        known: their language's table.
    """
    if not known.clock or not _may_differ(old[1], new[1], known):
        return []
    ours, theirs = (_Reading(text, said, known).times() for text, said in (old, new))
    if len(ours) != len(theirs):
        return []
    return [
        (one, other)
        for one, other in zip(ours, theirs, strict=True)
        if _forms(old[1], one) != _forms(new[1], other)
    ]


def folded(said: list[Token], times: list[tuple[Time, Time]]) -> list[Token]:
    """Put one token for every time that is first in a pair, equal to the other's if they agree."""
    result = list(said)
    for time, like in reversed(times):
        start, end = said[time.first].start, said[time.last].end
        hour = like if like.sure and time.is_same(like) else time
        form = f"{_MARK}{hour.hour}:{hour.minute:02}"
        folded_one = wordlists.Token(form, start, end, said[time.first].language)
        result[time.first : time.last + 1] = [folded_one]
    return result


def is_time(form: str) -> bool:
    """Whether a token stands for a time of day."""
    return form.startswith(_MARK)


def _may_differ(old: list[Token], new: list[Token], known: Words) -> bool:
    """Whether any time is told by its words, and any word that only one version has tells one."""
    ours, theirs = ({token.form for token in said} for said in (old, new))
    changed = [
        token for token in [*old, *new] if (token.form in ours) is not (token.form in theirs)
    ]
    small = numerals.words(changed[0].language) if changed else None
    return any(
        token.form[0].isdigit()
        or _role(token, known)
        or not known.numbers.keys().isdisjoint(token.variants)
        or (small is not None and token.form in small.small)
        for token in changed
    ) and any(_role(token, known) for said in (old, new) for token in said)


def _forms(said: list[Token], time: Time) -> list[str]:
    return [token.form for token in said[time.first : time.last + 1]]


def _role(token: Token, known: Words) -> str:
    return next((known.clock[form] for form in token.variants if form in known.clock), "")


@dataclass(slots=True)
class _Found:
    """What is known of a time while its words are read."""

    first: int
    last: int
    minute: int
    marked: bool = False
    part: str = ""
    minus: bool = False


class _Reading:
    """One pass over a text that finds its times of day."""

    def __init__(self, text: str, said: list[Token], known: Words) -> None:
        self.text, self.said, self.known = text, said, known
        self.small = numerals.words(said[0].language) if said else None

    def times(self) -> list[Time]:
        found: list[Time] = []
        for at in range(len(self.said)):
            if found and at <= found[-1].last:
                continue
            time = self._named(at) or self._time(at)
            if time:
                found.append(time)
        return found

    def _named(self, at: int) -> Time | None:
        """Noon, midnight."""
        hour = {"midday": 12, "midnight": 0}.get(_role(self.said[at], self.known))
        return None if hour is None else Time(at, at, hour, 0, sure=True)

    def _time(self, at: int) -> Time | None:
        read = self._hour(at)
        if read is None:
            return None
        hour, minute, clocked = read
        found = _Found(at, at, minute, clocked)
        self._look_back(at, found)
        if not found.marked and (more := self._more(hour, at)):
            hour, found.last = hour + more[0], more[1]
        self._look_ahead(found.last, found)
        if not (found.part or found.marked) or not 0 <= found.minute < 60:
            return None
        hour = _in_day(hour, found.part)
        if found.minus and found.minute:
            hour, found.minute = (hour - 1) % 24, 60 - found.minute
        return Time(found.first, found.last, hour, found.minute, bool(found.part))

    def _hour(self, at: int) -> tuple[int, int, bool] | None:
        """An hour, its minutes, and whether it can be nothing but a time."""
        form = self.said[at].form
        if form[0].isdigit():
            match = _DIGITS.fullmatch(form)
            if not match or int(match[1]) > 24:
                return None
            return int(match[1]) % 24, int(match[2] or 0), ":" in form
        if form in _NO_HOURS or (at and (self._value(at - 1) or 0) >= 20):
            return None
        value = self._value(at)
        return (value, 0, False) if value is not None and 0 < value < 25 else None

    def _more(self, hour: int, at: int) -> tuple[int, int] | None:
        """The rest of an hour in several words, and where it ends: dix-huit, vingt et une."""
        joined = self._form(at + 1) == (self.small.joiner if self.small else "")
        last = at + 1 + joined
        value = self._value(last)
        if value is None or self._form(last).isdigit() or self._form(at).isdigit():
            return None
        fits = (hour == 10 and 7 <= value < 10) or (hour == 20 and value < 5)
        return (value, last) if fits else None

    def _form(self, at: int) -> str:
        return self.said[at].form if at < len(self.said) else ""

    def _value(self, at: int) -> int | None:
        if at >= len(self.said):
            return None
        token = self.said[at]
        if token.form.isdigit():
            return int(token.form)
        own = self.known.numbers
        if own:
            return next((own[form] for form in token.variants if form in own), None)
        return self.small.small.get(token.form) if self.small else None

    def _look_back(self, at: int, found: _Found) -> None:
        """Half past, a quarter to; the word for a clock's hour."""
        before = _role(self.said[at - 1], self.known) if at else ""
        if before == "lead":
            found.first, found.marked = at - 1, True
        if before not in {"past", "to"} or at < 2:
            return
        part = _MINUTES.get(_role(self.said[at - 2], self.known))
        minute = self._value(at - 2) if part is None else part
        if minute is not None:
            found.first, found.marked = at - 2, True
            found.minute, found.minus = minute, before == "to"
            if at > 2 and self.said[at - 3].form == "a":
                found.first = at - 3

    def _look_ahead(self, at: int, found: _Found) -> None:
        for near in range(at + 1, min(at + _FARTHEST, len(self.said))):
            before, token = self.said[near - 1], self.said[near]
            if self.text[before.end : token.start].strip(_BETWEEN):
                return
            role = _role(token, self.known)
            if role in _PARTS:
                found.part, found.last = role, near
                return
            if not self._takes(near, role, found):
                return

    def _takes(self, at: int, role: str, found: _Found) -> bool:
        """Whether a word after the hour belongs to the time; "of the" does if more follows."""
        if role == "hours":
            found.marked, found.last = True, at
        elif role in _MINUTES:
            found.minute += _MINUTES[role]
            found.marked, found.last = True, at
        elif role == "minus":
            found.minus = True
        elif role != "link":
            return self._takes_minutes(at, found)
        return True

    def _takes_minutes(self, at: int, found: _Found) -> bool:
        """A number right after the hour: neuf heures trente-cinq, las tres y diez."""
        value = self._value(at)
        before = self.said[at - 1]
        joiners = {self.small.joiner} if self.small else set()
        near = (
            at - 1 == found.last or before.form in joiners or _role(before, self.known) == "minus"
        )
        if value is None or not near or not 0 <= value < 60:
            return False
        if found.minute and (found.minute % 10 or found.minute < 20 or value > 9):
            return False
        found.minute += value
        found.last = at
        return True


def _in_day(hour: int, part: str) -> int:
    """An hour of the clock of twelve on that of twenty-four."""
    if hour > 12 or not part:
        return hour
    hour %= 12
    later = {
        "morning": False,
        "noon": hour < 10,
        "afternoon": True,
        "evening": hour > 0,
        "night": hour > 5,
    }
    return hour + 12 if later[part] else hour
