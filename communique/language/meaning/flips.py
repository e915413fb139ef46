"""Meaning flips: an edited text says no where it said yes, or another number, date or name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from communique.language import dates, numbers
from communique.language.meaning import amounts, clock, names, negation, wordlists
from communique.language.meaning.edits import (
    Flip,
    FlipKind,
    Version,
    flip,
    nearly,
    scales,
    transposed,
    versions,
)
from communique.language.scripts import language_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from communique.language.meaning.wordlists import Words

__all__ = ["Flip", "FlipKind", "flips"]

_DATELINE = re.compile(
    r"(?P<place>[^\W\d_][^,،，\d]{1,40})[,،，]\s*(?:[^\W\d_]+\.?\s+){0,2}\d{1,2}\b\D{0,15}\d{4}\.?"
)
_STEM = 5
_EITHER = {"or", "o", "u", "ou", "oder", "или", "او"}
_JOINERS = {"and", "y", "e", "et", "und", "и", "with"} | _EITHER


def flips(before: str, after: str, language: str) -> list[Flip]:
    """Return how the meaning of a text was turned by an edit; nothing for a harmless one.

    Spelling, punctuation, word order, markup, synonyms and other ways to write the same number,
    date or negation are harmless.

    Args:
        before: the text as it was, Markdown raw.
        after: the text as it is now, in the same language.
        language: a locale; without negation data for it, numbers, dates and names are compared.
    """
    if before == after:
        return []
    bare = language_of(language)
    old, new = versions(before, after, bare)
    known = wordlists.words(bare)
    if not old.changed and not new.changed:
        return (
            _swapped(old, new, language)
            or _asked_otherwise(old, new, known)
            or amounts.signs(old.text, new.text)
        )
    found = [
        *(_polarity(old, new, known) if known.negation else ()),
        *scales(old, new, "grades", FlipKind.NEGATION),
        *(amounts.changed(old, new, language) or amounts.signs(old.text, new.text)),
        *_dates(old, new, language),
        *_names(old, new, language),
    ]
    return list(dict.fromkeys(found))


# --- word order -------------------------------------------------------------------------------


def _swapped(old: Version, new: Version, language: str) -> list[Flip]:
    """Two things of a kind that took each other's place: from Monday to Friday."""
    if len(old.said) != len(new.said):
        return []
    places = [at for at in range(*old.middle) if old.form(at) != new.form(at)]
    if len(places) != 2 or places[1] - places[0] < 2:
        return []
    between = {old.form(at) for at in range(places[0] + 1, places[1])}
    if between <= _JOINERS:
        return []
    kinds = [_kind_of(old, at, language) for at in places]
    if kinds[0] is None or kinds[0] != kinds[1]:
        return []
    return [flip(kinds[0], old, places, new, places)]


def _asked_otherwise(old: Version, new: Version, known: Words) -> list[Flip]:
    """A negation that moved into a tag question, or out of one: you will, won't you?"""
    negative = "?" in old.text + new.text and not known.negative.isdisjoint(
        token.form for token in new.said
    )
    if not negative or not _balance(old, new, known):
        return []
    places = (range(*one.middle) for one in (old, new))
    return [flip(FlipKind.NEGATION, old, next(places), new, next(places))]


def _kind_of(version: Version, at: int, language: str) -> FlipKind | None:
    if version.form(at)[0].isdigit():
        return FlipKind.NUMBER
    if _is_date(version.written(at), language):
        return FlipKind.DATE
    kinds = {one.scale[0] for one in version.meanings(at)}
    if not kinds.isdisjoint({"opposites", "sides"}):
        return FlipKind.NEGATION
    if "moments" in kinds:
        return FlipKind.DATE
    return FlipKind.NAME if at and version.written(at)[0].isupper() else None


# --- polarity ---------------------------------------------------------------------------------


def _polarity(old: Version, new: Version, known: Words) -> list[Flip]:
    """Negations that came or went, and words that became their opposites."""
    turned = [
        *scales(old, new, "opposites", FlipKind.NEGATION),
        *scales(old, new, "sides", FlipKind.NEGATION),
        *_affixes(old, new, known.prefixes),
    ]
    gone, came = (_negative(version, known) for version in (old, new))
    lifted = any(one.form(at) in known.lifted for one in (old, new) for at in one.changed)
    balance = _balance(old, new, known) if gone or came or lifted else 0
    if balance:
        more, less = (old, new) if balance > 0 else (new, old)
        if turned or _is_negative_otherwise(more, less, abs(balance), known):
            return []  # "not accept" → "reject"
        return [flip(FlipKind.NEGATION, old, gone, new, came)]
    if not turned and (_goes_on(old, gone, new, known) or _goes_on(new, came, old, known)):
        return [flip(FlipKind.NEGATION, old, gone, new, came)]
    return turned or _denials(old, new, known)


def _balance(old: Version, new: Version, known: Words) -> int:
    """How many negations more the old text has, in whatever way "neither … nor" is counted."""
    (ours, our_more), (theirs, their_more) = (
        negation.counted(one.text, one.said, known) for one in (old, new)
    )
    surplus = len(ours) - len(theirs) - len(their_more)
    lack = len(theirs) - len(ours) - len(our_more)
    return surplus if surplus > 0 else -max(lack, 0)


def _negative(version: Version, known: Words) -> list[int]:
    listed = known.vocabulary
    return [at for at in version.changed if version.form(at) in listed]


def _goes_on(version: Version, negative: list[int], other: Version, known: Words) -> bool:
    """Whether a version negates a second thing, "nor do we", that the other asserts."""
    if not negative or any(version.form(at) in known.weak for at in negative):
        return False  # "no tengo ni idea"
    said = {version.form(at) for at in negative}
    if not said <= known.continues | known.again:
        return False
    forms = {other.form(at) for at in other.changed}
    after = {version.form(at + 1) for at in negative if at + 1 < len(version.said)}
    if not known.helpers.isdisjoint(after if said <= known.continues else forms):
        excused = _EITHER | known.vocabulary  # a clause of its own: nor did they, and they have
    elif said <= known.continues:
        excused = _JOINERS | known.vocabulary
    else:
        return False
    return forms.isdisjoint(excused)


def _is_negative_otherwise(more: Version, less: Version, count: int, known: Words) -> bool:
    """Whether the version with fewer negations says the same by another word, or had a slip."""
    came = [less.said[at] for at in less.changed]
    stood = {more.form(at)[:_STEM] for at in more.changed}  # "exclu" → "exclus" is no newcomer
    if any(
        negation.is_negative(token, known) and token.form[:_STEM] not in stood for token in came
    ):
        return True
    if _is_condition(more, less, count, known):
        return True
    slips = {more.form(at) for at in _negative(more, known)}
    return any(transposed(token.form, slip) for token in came for slip in slips)


def _is_condition(more: Version, less: Version, count: int, known: Words) -> bool:
    """Whether a condition is turned round: not until, only when; not as long as … not, until.

    A word that negates by itself, as "unless" does, needs two negations gone: leave unless they
    sign, leave if they sign.
    """
    came = [less.variants(at) for at in less.changed]
    gone = [more.variants(at) for at in more.changed]
    if any(map(known.lasting.has, gone)) and (
        any(map(known.until.has, came)) or (count > 1 and any(map(known.only.has, came)))
    ):
        return True
    untils = [token.form for token in more.said if known.until.has(token.variants)]
    weighed = [form for form in untils if count > 1 or form not in known.negation]
    return bool(weighed) and any(map(known.only.has, came))


def _denials(old: Version, new: Version, known: Words) -> list[Flip]:
    """Words such as "refuse" and "fail" that came or went with nothing negative in their place."""
    gone, came = (
        [at for at in version.changed if known.denial.has(version.variants(at))]
        for version in (old, new)
    )
    if (gone and not _is_negative(new, known)) or (came and not _is_negative(old, known)):
        return [flip(FlipKind.NEGATION, old, gone, new, came)]
    return []


def _is_negative(version: Version, known: Words) -> bool:
    return bool(_negative(version, known)) or any(
        negation.is_negative(version.said[at], known) for at in version.changed
    )


def _affixes(old: Version, new: Version, prefixes: Sequence[str]) -> list[Flip]:
    """Words that got or lost a negative syllable: legal → illegal, careful → careless."""
    return [
        flip(FlipKind.NEGATION, old, [gone], new, [came])
        for gone in old.changed
        for came in new.changed
        if _is_affixed(old.form(gone), new.form(came), prefixes)
        or _is_affixed(new.form(came), old.form(gone), prefixes)
    ]


def _is_affixed(positive: str, negative: str, prefixes: Sequence[str]) -> bool:
    if len(positive) < 4 or len(negative) < 5:
        return False
    if positive.endswith("ful") and negative == positive[:-3] + "less":
        return True
    return any(
        _is_same_word(positive, negative[len(prefix) :])
        for prefix in prefixes
        if negative.startswith(prefix)
    )


def _is_same_word(one: str, other: str) -> bool:
    """Whether two words differ at most in their endings."""
    shared = max(4, min(len(one), len(other)) - 2)
    return one[:shared] == other[:shared] and abs(len(one) - len(other)) < 4


# --- dates ------------------------------------------------------------------------------------


def _dates(old: Version, new: Version, language: str) -> list[Flip]:
    """Months, days of the week and words such as "tomorrow" that became others."""
    found = scales(old, new, "moments", FlipKind.DATE) or _moments_in_place(old, new)
    found += _hours(old, new)
    found += _lunar(old, new, language)
    found += _named(old, new, language, dates.months)
    found += _named(old, new, language, dates.weekdays)
    return found


def _hours(old: Version, new: Version) -> list[Flip]:
    """Times of day that became others."""
    gone, came = ([at for at in one.changed if clock.is_time(one.form(at))] for one in (old, new))
    return [flip(FlipKind.DATE, old, gone, new, came)] if gone and came else []


def _lunar(old: Version, new: Version, language: str) -> list[Flip]:
    """Months of the Islamic calendar that became others."""
    ours, theirs = (set(dates.lunar_months(one.window(), language)) for one in (old, new))
    if not (ours - theirs and theirs - ours):
        return []
    return [flip(FlipKind.DATE, old, old.changed, new, new.changed)]


def _moments_in_place(old: Version, new: Version) -> list[Flip]:
    """Words of time that took each other's place though on other scales: last night, last week."""
    ours, theirs = _moments(old), _moments(new)
    return [
        flip(FlipKind.DATE, old, [at for at, _ in ours[slot]], new, [at for at, _ in theirs[slot]])
        for slot in ours.keys() & theirs.keys()
        if {one for _, one in ours[slot]}.isdisjoint(one for _, one in theirs[slot])
    ]


def _moments(version: Version) -> dict[int, list[tuple[int, wordlists.Meaning]]]:
    """What changed words say of time, by the place where they stand."""
    found: dict[int, list[tuple[int, wordlists.Meaning]]] = {}
    for at in version.changed:
        said = [one for one in version.meanings(at) if one.scale[0] == "moments"]
        if said:
            found.setdefault(version.slot(at), []).extend((at, one) for one in said)
    return found


def _named(
    old: Version, new: Version, language: str, named: Callable[[str, str], list[int]]
) -> list[Flip]:
    before, after = old.window(), new.window()
    ours, theirs = set(named(before, language)), set(named(after, language))
    if ours == theirs:
        return []
    gone, came = ours - theirs, theirs - ours
    places = [[at for at in one.changed if named(one.written(at), language)] for one in (old, new)]
    if not (gone and came):
        if named is dates.weekdays and dates.dated_months(before, language):
            return []  # "Monday, 4 May" → "4 May"
        if all(_is_loose_month(old if gone else new, at) for at in places[0] + places[1]):
            return []
        if _is_misspelled(old, places[0], new) or _is_misspelled(new, places[1], old):
            return []
    if named is dates.months and not (gone and came):  # "3 May" → "3/5"
        gone, came = _not_in_digits(gone, after, language), _not_in_digits(came, before, language)
    return [flip(FlipKind.DATE, old, places[0], new, places[1])] if gone or came else []


def _is_loose_month(version: Version, at: int) -> bool:
    """Whether a month may be another word: May I; la mar."""
    form = version.form(at)
    if len(form) > 3 and form != "march":
        return False
    beside = [version.form(one) for one in (at - 1, at + 1) if 0 <= one < len(version.said)]
    return not any(one[0].isdigit() or one in {"in", "of", "en", "de"} for one in beside)


def _is_misspelled(version: Version, places: list[int], other: Version) -> bool:
    """Whether the other version has the names of these dates with a letter wrong."""
    forms = [other.form(at) for at in other.changed]
    return bool(places) and all(
        any(
            names.is_spelled(version.form(at), form) or nearly(version.form(at), form)
            for form in forms
        )
        for at in places
    )


def _not_in_digits(months: set[int], other: str, language: str) -> set[int]:
    """Months that the other text does not write as a number either."""
    if not months or not any(character.isdigit() for character in other):
        return months
    return months.difference(map(int, numbers.values(other, language)))


def _is_date(word: str, language: str) -> bool:
    return bool(dates.months(word, language) or dates.weekdays(word, language))


# --- names ------------------------------------------------------------------------------------


def _names(old: Version, new: Version, language: str) -> list[Flip]:
    """Names that are others now; what has been told of as a date or a number is none."""
    sides = names.changed(old, new, language_of(language))
    gone, came = (
        [at for at in places if not _is_told(version, at, language)]
        for version, places in zip((old, new), sides, strict=True)
    )
    if gone or came:
        return [flip(FlipKind.NAME, old, gone, new, came)]
    return _dateline(old.text, new.text, language_of(language))


def _dateline(before: str, after: str, language: str) -> list[Flip]:
    """The place of a dateline (``Geneva, 22 March 2026``), which no other sign shows as a name."""
    places = [_DATELINE.fullmatch(text.strip()) for text in (before, after)]
    if not all(places):
        return []
    was, now = (place["place"] for place in places if place)
    same = nearly(*(wordlists.plain(place.casefold(), language) for place in (was, now)))
    return [] if same else [Flip(FlipKind.NAME, was, now)]


def _is_told(version: Version, at: int, language: str) -> bool:
    form = version.form(at)
    return (
        clock.is_time(form)
        or amounts.says_number(version, at)
        or _is_date(version.written(at), language)
    )
