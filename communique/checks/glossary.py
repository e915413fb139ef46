"""Glossary: agreed terms are used, inflected as may be, and names stand as they are."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from math import ceil
from typing import TYPE_CHECKING

from communique.checks.base import Expected, Must, Severity, Unit, listed, register
from communique.language.scripts import dominant_script, language_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def _each(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Scripts whose writers put no space between words.
_SOLID = (
    "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
_IN_SOLID = re.compile(f"[{_SOLID}]")
_WORD = re.compile(rf"(?:[^\W_{_SOLID}]|[\u0900-\u0963\u0966-\u0dff])+")
# Accents, vowel signs that Arabic and Hebrew may leave out, and what nobody sees.
_DROPPED = re.compile(
    "[\u00ad\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_ALIKE = str.maketrans({"ı": "i", "ى": "ي", "ی": "ي", "ک": "ك", "ٱ": "ا", "ة": "ه", "ς": "σ"})

_CLITICS = {
    "ar": re.compile("[وف]?(?:[بك]?ال|لل|[بلكس])?"),
    "he": re.compile("[ושכ]?[והבלמכש]{0,2}"),
}
# Who writes compounds, or inflects at the front: a term may stand anywhere in a word.
_COMPOUNDING = _each("de nl sv da nb nn no is fi et hu id ms tl sw")
_AGGLUTINATING = _each("tr az kk ky uz fi et hu eu ka hy ko mn ta te kn ml ja sw zu xh qu")
_FLEETING = _each("ru uk be pl cs sk sl hr sr bs bg mk")
_SPANISH = "a e o as es os s z ces"
_FRENCH = "e s es x l il ux le les ne nes te tes f ve ves c che ches que ques"
_ENDINGS = {
    "en": "s es y ies",
    "es": _SPANISH,
    "gl": f"{_SPANISH} l is n ns",
    "pt": f"{_SPANISH} l is ais eis m ns ao aos aes oes",
    "ca": f"{_SPANISH} ns c que ques",
    "fr": _FRENCH,
    "oc": f"{_SPANISH} {_FRENCH}",
    "it": "a e i o hi he",
}
_ARTICLES = _each(
    "a an the el la lo los las un una le les l une il i gli der die das den dem des ein eine"
    " o os as um uma"
)
_SHORT = 3  # letters of a word that a wording can do without, between others
_GAP = 3  # words that may come between those of a wording
_TAIL = 4  # letters that an ending may have
_LONG_TAIL = 12  # the same, where endings pile up


@register("glossary", Severity.WARNING)
def look(unit: Unit) -> Iterator[str]:
    """Find a term that none of its agreed wordings translates, in whatever inflection."""
    for expected in _wanted(unit, Must.TERM):
        if not any(stands(form, unit.target_prose, unit.locale) for form in expected.forms):
            forms = listed(expected.forms, 3)
            yield f"for “{expected.source}” the glossary has {forms}, which the translation lacks"


@register("names", Severity.ERROR)
def look_for_names(unit: Unit) -> Iterator[str]:
    """Find a name that is not to be translated, and was, or was misspelt."""
    for expected in _wanted(unit, Must.NAME):
        capitals = map(str.upper, expected.forms if expected.source.isupper() else ())
        if not any(_named(form, unit) for form in (*expected.forms, *capitals)):
            yield f"the name {listed(expected.forms[:1])} has to stand as it is"


def _wanted(unit: Unit, why: Must) -> Iterator[Expected]:
    """What is expected for one reason, each but once."""
    for expected in dict.fromkeys(unit.expected):
        if expected.why is why and any(map(str.strip, expected.forms)):
            yield expected


def stands(form: str, text: str, locale: str) -> bool:
    """Tell whether a wording stands in a text, inflected or not; in doubt it does.

    Case, accents, the vowel signs of Arabic and Hebrew, articles and small words within the
    wording do not count; other words may come between its words.

    Args:
        form: the wording, as the glossary has it.
        text: prose, without markup.
        locale: the locale of both.
    """
    if _IN_SOLID.search(form):
        return _solid(form) in _solid(text)
    language = language_of(locale)
    words = _words(text)
    wanted = _content(_words(form))
    if not wanted or _joined(_words(form), words):
        return True
    return any(_follow(wanted, words[at:], language, 1) for at in range(len(words)))


def _joined(form: Sequence[str], words: Sequence[str]) -> bool:
    """Whether a wording of some length stands there, be it in one word or with hyphens."""
    letters = "".join(form)
    return len(letters) > 2 * _SHORT and letters in "".join(words)


def _follow(wanted: Sequence[str], words: Sequence[str], language: str, reach: int) -> bool:
    """Whether the wanted words come in their order, the first among the next ``reach``."""
    if not wanted:
        return True
    return any(
        _is_form(wanted[0], word, language)
        and _follow(wanted[1:], words[at + 1 :], language, _GAP + 1)
        for at, word in enumerate(words[:reach])
    )


def _content(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a wording that count: no leading article, no small word between others."""
    if len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    return tuple(
        word
        for place, word in enumerate(words)
        if len(word) > _SHORT or place in (0, len(words) - 1)
    )


@lru_cache(maxsize=65536)
def _is_form(form: str, word: str, language: str) -> bool:
    """Whether a word may be a form of another: both folded, in doubt it is."""
    if form == word:
        return True
    if language in _CLITICS:
        stems = _without_clitics(form, language), _without_clitics(word, language)
        return any(_inflected(own, other, language) for own in stems[0] for other in stems[1])
    if language in _COMPOUNDING and len(form) > _SHORT and form in word:
        return True
    if language in _FLEETING and len(form) > _SHORT and form[-2] in "оеёe":
        return _inflected(form, word, language) or _inflected(form[:-2] + form[-1], word, language)
    return _inflected(form, word, language)


def _without_clitics(word: str, language: str) -> set[str]:
    """An Arabic or Hebrew word, and what remains of it without what may be written before it."""
    pattern = _CLITICS[language]
    return {word} | {
        word[cut:] for cut in range(1, min(5, len(word) - 1)) if pattern.fullmatch(word, 0, cut)
    }


def _inflected(form: str, word: str, language: str) -> bool:
    """Whether words differ in an ending: a known one, or what follows three quarters of a word."""
    shared = _shared(form, word)
    endings = _ENDINGS.get(language)
    if endings is not None:
        known = {"", *endings.split()}
        if shared * 2 >= len(form) and form[shared:] in known and word[shared:] in known:
            return True
        if len(form) <= _SHORT + 1:
            return False
    tail = _LONG_TAIL if language in _AGGLUTINATING else _TAIL
    return shared >= max(2, ceil(len(form) * 0.75)) and len(word) - shared <= tail


def _shared(one: str, other: str) -> int:
    """How many letters two words begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    """The words of a text, folded: no case, no accents, no vowel signs."""
    return tuple(_WORD.findall(_folded(text)))


def _folded(text: str) -> str:
    bare = _DROPPED.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return bare.translate(_ALIKE)


def _solid(text: str) -> str:
    """A text in a script without spaces, as it is compared: no spaces, no optional 的."""
    text = unicodedata.normalize("NFKC", _DROPPED.sub("", text)).casefold()
    return "".join(text.split()).replace("的", "")


# Who adds endings to a foreign name without an apostrophe or a hyphen.
_NAME_ENDINGS = dict.fromkeys(_each("de nl sv da nb nn no lb"), "s?") | dict.fromkeys(
    _each("fi et hu lv lt pl cs sk sl hr bs sr sq ro eu az uz kk"), "[^\\W\\d_A-Z]{0,4}"
)
_SAME = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "‑": "-", "‐": "-", "\u00ad": None})


def _named(name: str, unit: Unit) -> bool:
    """Whether a name stands in a translation as it is written, with no letter of its script on.

    A locale's own form in another script than ours is inflected like any word there.
    """
    if dominant_script(name) not in ("Latn", None):
        return stands(name, unit.target_prose, unit.locale)
    letters = r"[^\W\d_]" if dominant_script(unit.target) == "Latn" else "[A-Za-z]"
    words = r"\s+".join(map(re.escape, _as_compared(name).split()))
    ending = _NAME_ENDINGS.get(unit.language, "")
    pattern = re.compile(rf"(?<!{letters}){words}{ending}(?!{letters})")
    texts = [_as_compared(unit.target_prose), _as_compared(unit.target)]
    if texts[0].isupper():
        pattern = re.compile(pattern.pattern, re.IGNORECASE)
    return any(map(pattern.search, texts))


def _as_compared(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(_SAME)
