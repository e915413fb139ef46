"""Numbers that an edit changed, compared by value, in digits or in words."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from communique.language import dates, numbers, numerals
from communique.language.meaning import scaled, wordlists
from communique.language.meaning.edits import Flip, FlipKind, Version, flip, scales
from communique.language.scripts import language_of

_ROMAN = re.compile(r"(?:[IVXLC]{2,}|[IVX])(?:e|er|ème|ère|ᵉ|th)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SMALL = re.compile(r"\d{1,2}")
_CLOCK = re.compile(r"[:hH.]|^\d{1,2}$")
_PER_CENT = re.compile(r"\b(?:per|por|pour|pro)\s(?:cien(?:to)?|cento?)\b", re.IGNORECASE)
_DECIMAL = re.compile(r"\d+[.,٫]\d+")
_LETTER = re.compile(r"(?<=\d)\s?[^\W\d_](?!\w)")
_DIVISORS = {50: 2, 33: 3, 25: 4}
_SCALES = (1000, 10**6, 10**9)
_BELOW_ZERO = re.compile(r"(?:^|(?<=[\s(]))[-−](\d+(?:[.,]\d+)*)")


class _Said(NamedTuple):
    """What one version says in numbers and the other does not."""

    digits: tuple[str, ...]
    words: Counter[Decimal]
    all_words: Counter[Decimal]
    parts: frozenset[int]
    text: str
    written: dict[str, str]


def changed(old: Version, new: Version, language: str) -> list[Flip]:
    """Return the numbers, units and currencies that became others.

    Args:
        old: the text as it was.
        new: the text as it is.
        language: their locale, which says how digits are to be read.
    """
    units = _without_scales(old), _without_scales(new)
    found = scales(*units, "amounts", FlipKind.NUMBER)
    if not _is_numeric(old) and not _is_numeric(new):
        return found
    ours, theirs = _compared(old, new, language)
    if ours.digits or theirs.digits:
        gone = _unexplained(ours.digits, theirs, language)
        came = _unexplained(theirs.digits, ours, language)
        if gone or came:
            kind = _kind(gone, came, old, language)
            found.append(Flip(kind, _as_written(gone, ours), _as_written(came, theirs)))
        return found
    if not _is_loose(old, new) and _is_change(ours, theirs, language):
        kind = _word_kind(old, new, language)
        found.append(flip(kind, old, _numeric(old), new, _numeric(new)))
    return found


def signs(before: str, after: str) -> list[Flip]:
    """Tell of a number that stands in both texts, below zero in one of them: 5 °C → −5 °C."""
    ours, theirs = (set(_BELOW_ZERO.findall(text)) for text in (before, after))
    risen = [(f"−{number}", number) for number in sorted(ours - theirs) if number in after]
    fallen = [(number, f"−{number}") for number in sorted(theirs - ours) if number in before]
    return [Flip(FlipKind.NUMBER, *pair) for pair in (*risen, *fallen)]


def _as_written(digits: tuple[str, ...], said: _Said) -> str:
    return " ".join(said.written.get(one, one) for one in digits)


def _compared(old: Version, new: Version, language: str) -> tuple[_Said, _Said]:
    before, after = (scaled.in_full(one.window(), language) for one in (old, new))
    missing, extra = _digits(before.text, after.text, language)
    ours, theirs = (
        _spelled(text, one, language) for text, one in ((before.text, old), (after.text, new))
    )
    parts = [_parts(one) for one in (old, new)]
    gone, came = ours - theirs, theirs - ours
    if parts[0] & parts[1]:  # a quarter, a fourth
        parts = [parts[0] - parts[1], parts[1] - parts[0]]
        gone, came = (_without(one, {3, 4, 5}) for one in (gone, came))
    elif parts[0] or parts[1]:  # "half a million" says no million
        gone, came = (_without(one, {1, 2}) for one in (gone, came))
    return (
        _Said(missing, gone, ours, parts[0], *before),
        _Said(extra, came, theirs, parts[1], *after),
    )


def _digits(before: str, after: str, language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Numbers in digits that only one of two texts has."""
    if not any(character.isdigit() for character in before + after):
        return (), ()
    if numbers.values(before, language) == numbers.values(after, language):
        return (), ()
    missing, extra = numbers.same_values(before, language, after, language)
    if not missing and not extra:  # a "3,5" that may be "3" and "5" is not "5,3" for that
        return _decimals(before, after, language)
    return missing, extra


def _decimals(before: str, after: str, language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Decimals that are others by value, where these are all that differs."""
    ours, theirs = numbers.values(before, language), numbers.values(after, language)
    gone, came = ours - theirs, theirs - ours
    apart = gone and came and all(value % 1 for value in [*gone, *came])
    if not apart or any(abs(one - other) == 12 for one in gone for other in came):
        return (), ()  # 10.30 p.m. is 22.30

    def written(text: str, values: Counter[Decimal]) -> tuple[str, ...]:
        found = _DECIMAL.findall(text)
        return tuple(
            one for one in found if not values.keys().isdisjoint(numbers.values(one, language))
        )

    return written(before, gone), written(after, came)


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
    if any(form in own.numbers or form in own.fractions for form in token.variants):
        return True
    if form in own.scales:
        return True
    known = numerals.words(token.language)
    if known and (form in known.small or form in known.scales):
        return True
    return version.text[token.start].isupper() and _is_roman(version.written(at))


def _without_scales(version: Version) -> Version:
    """The version without changed words that only scale a number: 1.5 billion, 1,500 million."""
    scaling = _scaling(version.said[0].language) if version.said else {}
    changed = [
        at
        for at in version.changed
        if version.form(at) not in scaling or not at or not says_number(version, at - 1)
    ]
    return version if changed == version.changed else replace(version, changed=changed)


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
    if own:
        return Counter(_sums(version, own))
    roman = any(_is_roman(version.written(at)) for at in version.changed)
    text = _PER_CENT.sub("%", text if roman else text.lower())
    return Counter(numerals.spelled(text, language_of(language)))


def _sums(version: Version, own: dict[str, int]) -> list[Decimal]:
    """The numbers in words, those of several as one: ثلاثة آلاف ومئتان."""
    scaling = _scaling(version.said[0].language) if version.said else {}
    found: list[int] = []
    last, group = -2, 0  # what has been read of the number: all, and since its last scale
    for at in version.around():
        scale = scaling.get(version.form(at))
        value = next((own[form] for form in version.variants(at) if form in own), None)
        goes_on = last == at - 1
        if scale and goes_on and group:
            found[-1] += group * (scale - 1)
            last, group = at, 0
        elif value is not None and not (scale and at and version.form(at - 1)[0].isdigit()):
            if goes_on and _joins(group, value):
                found[-1] += value
                group += value
            else:
                found.append(value)
                group = value
            last = at
    return [Decimal(value) for value in found]


def _joins(before: int, value: int) -> bool:
    """Whether a number word goes on with what was said: hundreds, units, then tens."""
    units = before % 100
    return (
        (units == 0 and value < 100)
        or (units < 10 and 20 <= value < 100)
        or (before % 1000 == 0 and value < 1000)
    )


@lru_cache(maxsize=8)
def _scaling(language: str) -> dict[str, int]:
    known = numerals.words(language)
    forms = known.scales.items() if known else ()
    return {wordlists.plain(form, language): value for form, value in forms}


def _parts(version: Version) -> frozenset[int]:
    """Parts of a whole that only this version names, by percent."""
    own = wordlists.words(version.said[0].language).fractions if version.said else {}
    if not own:
        return frozenset()
    forms = (
        form
        for at in version.changed
        if not _is_half_scale(version, at)
        for form in version.variants(at)
    )
    return frozenset(own[form] for form in forms if form in own)


def _is_half_scale(version: Version, at: int) -> bool:
    """Whether a half is one of a million, that is read as a number."""
    known = numerals.words(version.said[at].language)
    if not known or version.form(at) not in known.halves:
        return False
    near = [version.form(one) for one in range(max(0, at - 3), min(at + 3, len(version.said)))]
    return any(form in known.scales and len(form) > 1 for form in near)


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
    bare = _LETTER.sub("", written)
    for value in numbers.values(written, language) | numbers.values(bare, language):
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
    metres = _LETTER.sub(" ", text)  # of 5 m, that may be five metres, the 5
    digits = {int(value) for one in (text, metres) for value in numbers.values(one, language)}
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
