"""Dates in words: which months and days of the week a text names."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError

from communique.language.meaning import wordlists
from communique.language.scripts import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Names that a language has beside those of its default territory.
_ALSO = {"ar": ("ar_SY", "ar_MA", "ar_DZ", "ar_IQ"), "pt": ("pt_PT",), "es": ("es_PE",)}
# Ways to write months that the data of no country has; Arabic is written without hamza too.
_VARIANTS = {
    "ar": {
        "كانون ثاني": 1, "فيفرى": 2, "اذار": 3, "آدار": 3, "إبريل": 4, "ابريل": 4, "افريل": 4,
        "ايار": 5, "آيار": 5, "يونيه": 6, "حزيرن": 6, "يوليه": 7, "يوليوز": 7, "اغسطس": 8,
        "أغشت": 8, "اوت": 8, "ايلول": 9, "اكتوبر": 10, "تشرين أول": 10, "تشرين اول": 10,
        "تشرين الاول": 10, "تشرين ثاني": 11, "نوفمبر": 11, "كانون أول": 12, "كانون اول": 12,
        "كانون الاول": 12,
    },
    "es": {"setiembre": 9},
}  # fmt: skip
# The months of the Islamic calendar, in order, as they are spelled; Arabic without hamza.
_LUNAR = {
    "ar": "محرم|صفر|ربيع (?:الاول|اول)|ربيع (?:الاخر|الثاني|ثاني)|جمادي (?:الاولي|الاول)"
    "|جمادي (?:الاخره|الثانيه|الثاني)|رجب|شعبان|رمضان|شوال|ذ[يو] القعده|ذ[يو] الحجه",
    "en": "muh?arram|safar|rabi[ʿ'’]? (?:al-awwal|i)|rabi[ʿ'’]? (?:al-thani|al-akhir|ii)"
    "|jumada (?:al-ula|al-awwal|i)|jumada (?:al-thani|al-akhirah?|ii)|rajab|sha[ʿ'’]?ban"
    "|ramad[ah]a?n|shawwal|dhu al-qi[ʿ'’]?dah?|dhu al-hijjah?",
    "es": "muh?arram|safar|rabi[' ]?(?:al-awwal|i)|rabi[' ]?(?:al-thani|ii)|yumada (?:al-ula|i)"
    "|yumada (?:al-thani|al-akhira|ii)|rayab|sha'?ban|ramad[áa]n|shawwal|du al-qa'?da"
    "|du al-hiyya",
    "fr": "m[ou]u?harr?am|safar|rabi[' ](?:al-awwal|al awal|i)|rabi[' ](?:al-thani|ath-thani|ii)"
    "|joumada (?:al-oula|al oula|i)|joumada (?:al-thania|ath-thania|ii)"
    "|r[ae]j[ae]b|cha['’]?b[ae]ne?|ramadh?an|cha(?:ww|ou)al|dh?ou? al-qi['’]?da|dh?ou? al-hijja",
}
_LUNAR_LEAD = (
    r"\d(?:st|nd|rd|th|er|º)?\s(?:of\s|de\s|من\s)?|(?<!\w)(?:month of|mes de|mois de|شهر)\s"
    r"|(?<!\w)(?:غره|مطلع|اوائل|اواخر|منتصف|هلال)\s|(?<!\w)ال\w+\sمن\s"
)
# English months that are common words when they begin with a small letter.
_ENGLISH_WORDS = {"may", "march"}


def months(text: str, language: str) -> list[int]:
    """Return the months that a text names, 1 to 12, in order, as often as named.

    Args:
        text: prose in the language; its numeric dates (``5/3``, ``5月``) name no month.
        language: a locale identifier.
    """
    return list(_found(text, _month_names(canonical(language))))


def dated_months(text: str, language: str) -> list[int]:
    """Return the months named beside a number, and so surely as dates (``3 May``, ``May 2026``)."""
    names = _month_names(canonical(language))
    beside = re.compile(r"(?:\d|\d(?:st|nd|rd|th|er|\.º|º|\.)|\d\s?(?:de|of))\s*$")
    return [
        month
        for start, end, month in _places(text, names)
        if beside.search(text[:start]) or re.match(r"[.,]?\s+(?:del?\s+)?\d", text[end:])
    ]


def lunar_months(text: str, language: str) -> list[int]:
    """Return the months of the Islamic calendar that a text dates something by, 1 to 12.

    Args:
        text: prose in the language, in Arabic with or without vowel signs.
        language: a locale identifier; months of four languages are known.
    """
    bare = canonical(language).partition("_")[0]
    if bare not in _LUNAR:
        return []
    found = _lunar_pattern(bare).finditer(wordlists.plain(text, bare))
    return [(match.lastindex - 1) % 12 + 1 for match in found if match.lastindex]


def weekdays(text: str, language: str) -> list[int]:
    """Return the days of the week that a text names, Monday 0 to Sunday 6."""
    return list(_found(text, _day_names(canonical(language))))


def _found(text: str, names: dict[str, int]) -> Iterator[int]:
    return (value for _, _, value in _places(text, names))


def _places(text: str, names: dict[str, int]) -> Iterator[tuple[int, int, int]]:
    """Where names stand as whole words: start, end, value."""
    if not names:
        return
    for match in _pattern(frozenset(names)).finditer(text):
        value = names.get((match["spaced"] or match.group()).casefold())
        if value is not None and not _is_another_word(text, match, names):
            yield match.start(), match.end(), value


def _is_another_word(text: str, match: re.Match[str], names: dict[str, int]) -> bool:
    """Whether the match begins a longer word, or is the English verb "may" or "march"."""
    follows = unicodedata.category(text[match.end() : match.end() + 1] or " ").startswith("M")
    verb = "march" in names and match.group() in _ENGLISH_WORDS
    return follows or verb


@lru_cache(maxsize=64)
def _pattern(names: frozenset[str]) -> re.Pattern[str]:
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    solid = [re.escape(name) for name in longest_first if name > "\u2fff"]  # no spaces around these
    spaced = [re.escape(name) for name in longest_first if name <= "\u2fff"]
    words = rf"(?<!\w)و?(?P<spaced>{'|'.join(spaced)})(?!\w)"  # "and" is written with it
    return re.compile("|".join([*solid, words]), re.IGNORECASE)


@lru_cache(maxsize=8)
def _lunar_pattern(language: str) -> re.Pattern[str]:
    """A group a month, twice: after a number or "month of", or before a year.

    Without either, some are people's names or other words: Rajab, محرم.
    """
    names = [f"({name})" for name in re.split(r"\|(?![^(]*\))", _LUNAR[language])]
    either = "|".join(names)
    after = rf"(?:{_LUNAR_LEAD})(?:{either})(?!\w)"
    before = rf"(?<!\w)(?:{either})(?=\s(?:de\s|عام\s|سنه\s)?\d)"
    return re.compile(f"{after}|{before}", re.IGNORECASE)


@lru_cache(maxsize=64)
def _month_names(locale: str) -> dict[str, int]:
    names: dict[str, int] = {}
    for known in _locales(locale):
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                names |= _usable(known.months[context][width].items(), width)
    return names | _VARIANTS.get(locale.partition("_")[0], {})


@lru_cache(maxsize=64)
def _day_names(locale: str) -> dict[str, int]:
    names: dict[str, int] = {}
    for known in _locales(locale):
        for context in ("format", "stand-alone"):
            names |= _usable(known.days[context]["wide"].items(), "wide")
    return names


def _usable(items: Iterable[tuple[int, str]], width: str) -> dict[str, int]:
    """Names without digits; of the short ones, those that can hardly be another word."""
    shortest = 2 if width == "wide" else 3
    return {
        name.casefold().rstrip("."): value
        for value, name in items
        if len(name) >= shortest and not any(character.isdecimal() for character in name)
    }


def _locales(locale: str) -> Iterator[Locale]:
    """The locale itself, then others of its language whose names are in use."""
    for name in (locale, *_ALSO.get(locale.partition("_")[0], ())):
        try:
            yield Locale.parse(name)
        except (UnknownLocaleError, ValueError):
            continue
