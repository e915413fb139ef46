"""Numbers that an edit changed, compared by value, in digits or in words."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from typing import NamedTuple

from communique.language import dates, numbers, numerals, wordlists
from communique.language.edits import Flip, FlipKind, Version, flip, scales
from communique.language.scripts import language_of

_ROMAN = re.compile(r"(?:[IVXLC]{2,}|[IVX])(?:e|er|ème|ère|ᵉ|th)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SMALL = re.compile(r"\d{1,2}")
_CLOCK = re.compile(r"[:hH.]|^\d{1,2}$")
_PER_CENT = re.compile(r"\b(?:per|por|pour|pro)\s(?:cien(?:to)?|cento?)\b", re.IGNORECASE)
_DIVISORS = {50: 2, 33: 3, 25: 4}
_SCALES = (1000, 10**6, 10**9)


class _Said(NamedTuple):
    """What one version says in numbers and the other does not."""

    digits: tuple[str, ...]
    words: Counter[Decimal]
    all_words: Counter[Decimal]
    parts: frozenset[int]
    text: str


def changed(old: Version, new: Version, language: str) -> list[Flip]:
    """Return the numbers, units and currencies that became others.

    Args:
        old: the text as it was.
        new: the text as it is.
        language: their locale, which says how digits are to be read.
    """
    found = scales(old, new, "amounts", FlipKind.NUMBER)
    if not _is_numeric(old) and not _is_numeric(new):
        return found
    ours, theirs = _compared(old, new, language)
    if ours.digits or theirs.digits:
        gone = _unexplained(ours.digits, theirs, language)
        came = _unexplained(theirs.digits, ours, language)
        if gone or came:
            kind = _kind(gone, came, old, language)
            found.append(Flip(kind, " ".join(gone), " ".join(came)))
        return found
    if not _is_loose(old, new) and _is_change(ours, theirs, language):
        kind = _word_kind(old, new, language)
        found.append(flip(kind, old, _numeric(old), new, _numeric(new)))
    return found


def _compared(old: Version, new: Version, language: str) -> tuple[_Said, _Said]:
    before, after = old.window(), new.window()
    missing, extra = _digits(before, after, language)
    ours, theirs = (_spelled(text, one, language) for text, one in ((before, old), (after, new)))
    parts = [_parts(one) for one in (old, new)]
    gone, came = ours - theirs, theirs - ours
    if parts[0] & parts[1]:  # a quarter, a fourth
        parts = [parts[0] - parts[1], parts[1] - parts[0]]
        gone, came = (_without(one, {3, 4, 5}) for one in (gone, came))
    elif parts[0] or parts[1]:  # "half a million" says no million
        gone, came = (_without(one, {1, 2}) for one in (gone, came))
    return (
        _Said(missing, gone, ours, parts[0], before),
        _Said(extra, came, theirs, parts[1], after),
    )


def _digits(before: str, after: str, language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Numbers in digits that only one of two texts has."""
    if not any(character.isdigit() for character in before + after):
        return (), ()
    if numbers.values(before, language) == numbers.values(after, language):
        return (), ()
    missing, extra = numbers.same_values(before, language, after, language)
    return missing, extra


def _is_numeric(version: Version) -> bool:
    return any(says_number(version, at) for at in version.changed)


def _numeric(version: Version) -> list[int]:
    return [at for at in version.changed if says_number(version, at)]


def says_number(version: Version, at: int) -> bool:
    """Whether a word is a number, a part of a whole, a Roman numeral."""
    token = version.said[at]
    form = token.form
    if form[0].isdigit() or "\u3400" <= form[0] <= "\u9fff":
        return True
    own = wordlists.words(token.language)
    if any(one in own.numbers or one in own.fractions for one in token.variants):
        return True
    known = numerals.words(token.language)
    if known and (form in known.small or form in known.scales):
        return True
    return version.text[token.start].isupper() and _is_roman(version.written(at))


def _is_roman(written: str) -> bool:
    return bool(_ROMAN.fullmatch(written))


def _is_loose(old: Version, new: Version) -> bool:
    """Whether only one version says a number, in words that are mostly something else."""
    ours, theirs = _numeric(old), _numeric(new)
    one, places = (old, ours) if ours else (new, theirs)
    if ours and theirs:
        return False
    loose = wordlists.words(one.said[0].language).loose
    return all(one.form(at) in loose for at in places)


def _spelled(text: str, version: Version, language: str) -> Counter[Decimal]:
    """The numbers a text writes without digits."""
    own = wordlists.words(language_of(language)).numbers
    found: Counter[Decimal] = Counter()
    if own:
        for at in version.around():
            values = (own[form] for form in version.variants(at) if form in own)
            found.update(Decimal(value) for value in [*values][:1])
        return found
    roman = any(_is_roman(version.written(at)) for at in version.changed)
    text = _PER_CENT.sub("%", text if roman else text.lower())
    return Counter(numerals.spelled(text, language_of(language)))


def _parts(version: Version) -> frozenset[int]:
    """Parts of a whole that only this version names, by percent."""
    own = wordlists.words(version.said[0].language).fractions if version.said else {}
    if not own:
        return frozenset()
    forms = (form for at in version.changed for form in version.variants(at))
    return frozenset(own[form] for form in forms if form in own)


def _without(words: Counter[Decimal], values: set[int]) -> Counter[Decimal]:
    return Counter({value: count for value, count in words.items() if value not in values})


def _unexplained(written: tuple[str, ...], other: _Said, language: str) -> tuple[str, ...]:
    """Numbers in digits that the other version does not say in words either."""
    if not (other.all_words or other.parts):
        return written
    return tuple(one for one in written if not _is_explained(one, other, language))


def _is_explained(written: str, other: _Said, language: str) -> bool:
    words, parts = other.words, other.parts
    said = set(words) | {Decimal(sum(words.elements()))}
    for value in numbers.values(written, language):
        part = value % 1 * 100
        if value in said or value in parts or (value == 0 and part in parts):
            return True
        if _CLOCK.search(written) and int(value) % 12 in {int(one) % 12 for one in other.all_words}:
            return True
        if 50 in parts and any(
            value == one + Decimal(scale) / 2 for one in said for scale in (1, *_SCALES)
        ):
            return True
    return False


def _is_change(ours: _Said, theirs: _Said, language: str) -> bool:
    """Whether words say another number.

    One is an article and a second is short, so that these count only for each other; what the
    other version says in digits is no change.
    """
    gone = _not_in_digits(ours, theirs.text, language)
    came = _not_in_digits(theirs, ours.text, language)
    if gone.parts != came.parts:
        return True
    return bool(gone.words and came.words) or any(value > 2 for value in gone.words | came.words)


def _not_in_digits(said: _Said, text: str, language: str) -> _Said:
    if not any(character.isdigit() for character in text):
        return said
    digits = {int(value) for value in numbers.values(text, language)}
    said_so = {part for part, divisor in _DIVISORS.items() if divisor in digits}  # 3rd, 1/3
    parts = said.parts - digits - said_so
    return said._replace(words=_without(said.words, digits), parts=parts)


def _kind(
    missing: tuple[str, ...], extra: tuple[str, ...], old: Version, language: str
) -> FlipKind:
    """A number that is a year, a time or the day of a month is a date."""
    said = [*missing, *extra]
    if all(_YEAR.fullmatch(one) or ":" in one for one in said):
        return FlipKind.DATE
    small = all(_SMALL.fullmatch(one) for one in said)
    return FlipKind.DATE if small and _dates_something(old, language) else FlipKind.NUMBER


def _word_kind(old: Version, new: Version, language: str) -> FlipKind:
    """The twentieth of May is a date, twenty is a number."""
    roman = any(_is_roman(old.written(at)) for at in _numeric(old))
    return FlipKind.DATE if roman and _dates_something(old, language) else FlipKind.NUMBER


def _dates_something(version: Version, language: str) -> bool:
    return bool(dates.dated_months(version.window(), language))
