"""Writing systems: which script a text is in, which a locale expects, direction, tags and names."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

# The first word of a letter's Unicode name → ISO 15924.
_NAMED = {
    "LATIN": "Latn", "FULLWIDTH": "Latn", "CYRILLIC": "Cyrl", "GREEK": "Grek", "ARABIC": "Arab",
    "HEBREW": "Hebr", "DEVANAGARI": "Deva", "BENGALI": "Beng", "GURMUKHI": "Guru",
    "GUJARATI": "Gujr", "ORIYA": "Orya", "TAMIL": "Taml", "TELUGU": "Telu", "KANNADA": "Knda",
    "MALAYALAM": "Mlym", "SINHALA": "Sinh", "THAI": "Thai", "LAO": "Laoo", "TIBETAN": "Tibt",
    "MYANMAR": "Mymr", "KHMER": "Khmr", "GEORGIAN": "Geor", "ARMENIAN": "Armn",
    "ETHIOPIC": "Ethi", "MONGOLIAN": "Mong", "SYRIAC": "Syrc", "THAANA": "Thaa", "NKO": "Nkoo",
    "TIFINAGH": "Tfng", "CHEROKEE": "Cher", "CANADIAN": "Cans", "HANGUL": "Hang",
    "HIRAGANA": "Hira", "KATAKANA": "Kana", "HALFWIDTH": "Kana", "BOPOMOFO": "Bopo", "CJK": "Hani",
}  # fmt: skip

# What one locale script code lets a writer use.
_WRITTEN_IN = {
    "Hans": {"Hani", "Bopo"},
    "Hant": {"Hani", "Bopo"},
    "Jpan": {"Hani", "Hira", "Kana"},
    "Kore": {"Hang", "Hani"},
}

# Languages whose writers use two scripts, where the locale does not say which.
_EITHER = {
    "sr": {"Cyrl", "Latn"},
    "bs": {"Latn", "Cyrl"},
    "uz": {"Latn", "Cyrl"},
    "az": {"Latn", "Cyrl"},
    "kk": {"Cyrl", "Latn"},
    "ku": {"Latn", "Arab"},
    "zgh": {"Tfng", "Latn", "Arab"},
    "tzm": {"Latn", "Tfng", "Arab"},
    "ha": {"Latn", "Arab"},
    "ks": {"Arab", "Deva"},
    "sd": {"Arab", "Deva"},
}

_RIGHT_TO_LEFT = {"Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Rohg"}
_MODIFIERS = {"latin": "Latn", "cyrillic": "Cyrl", "arabic": "Arab", "devanagari": "Deva"}
_ALIASES = {"iw": "he", "in": "id", "ji": "yi", "mo": "ro"}


@lru_cache(maxsize=512)
def canonical(locale: str) -> str:
    """Return a locale as Babel writes it: ``sr@latin`` → ``sr_Latn``, ``PT-br`` → ``pt_BR``.

    Args:
        locale: a POSIX, Babel or BCP 47 identifier; an encoding (``.UTF-8``) is dropped.
    """
    name, _, modifier = re.sub(r"\.[\w-]+", "", locale.strip()).partition("@")
    language, *rest = re.split(r"[-_]", name)
    language = language.lower()
    parts = [_ALIASES.get(language, language)]
    rest += [_MODIFIERS.get(modifier.lower(), modifier)] if modifier else []
    order = {"script": "", "territory": "", "variant": ""}
    for part in rest:
        kind, written = _subtag(part)
        order[kind] = written
    return "_".join(parts + [part for part in order.values() if part])


def language_of(locale: str) -> str:
    """Return the bare language of a locale: ``pt_BR`` → ``pt``."""
    return canonical(locale).partition("_")[0]


def html_tag(locale: str) -> str:
    """Return the BCP 47 tag of a locale, for ``lang`` and ``hreflang``: ``pt_BR`` → ``pt-BR``."""
    return canonical(locale).replace("_", "-")


def direction(locale: str) -> str:
    """Return ``"rtl"`` or ``"ltr"``, the direction in which a locale is written."""
    script = _script_code(canonical(locale))
    if script:
        return "rtl" if script in _RIGHT_TO_LEFT else "ltr"
    known = _babel(canonical(locale))
    return known.text_direction if known else "ltr"


def endonym(locale: str) -> str:
    """Return a locale's own name for itself, as it may begin a line: ``fr`` → ``Français``.

    Args:
        locale: any identifier; one that Babel does not know comes back as its tag.
    """
    known = _babel(canonical(locale))
    name = known.get_display_name() if known else None
    return name[:1].title() + name[1:] if name else html_tag(locale)


def letters_by_script(text: str) -> Counter[str]:
    """Count the letters of a text by script."""
    counted: Counter[str] = Counter()
    for character, times in Counter(text).items():
        if script := _script_of(character):
            counted[script] += times
    return counted


def dominant_script(text: str) -> str | None:
    """Return the script of most letters of a text, or None where it has no letters."""
    counted = letters_by_script(text).most_common(1)
    return counted[0][0] if counted else None


def expected_scripts(locale: str) -> frozenset[str]:
    """Return the scripts in which a text of this locale may be written; empty where unknown."""
    return _expected(canonical(locale))


@lru_cache(maxsize=512)
def _expected(name: str) -> frozenset[str]:
    language = name.partition("_")[0]
    explicit = re.search(r"_([A-Z][a-z]{3})(?:_|$)", name)
    if language in _EITHER and not explicit:
        return frozenset(_EITHER[language])
    script = _script_code(name)
    return frozenset(_WRITTEN_IN.get(script, {script})) if script else frozenset()


def _script_code(name: str) -> str:
    """The script that a canonical locale names, or else most likely has; empty where unknown."""
    explicit = re.search(r"_([A-Z][a-z]{3})(?:_|$)", name)
    if explicit:
        return explicit[1]
    likely = get_global("likely_subtags")
    full = likely.get(name) or likely.get("_".join(name.split("_")[:2])) or ""
    full = full or likely.get(name.partition("_")[0]) or ""
    found = re.search(r"_([A-Z][a-z]{3})(?:_|$)", full)
    return found[1] if found else ""


def _subtag(part: str) -> tuple[str, str]:
    """Tell what a part of an identifier is, and how it is written."""
    if len(part) == 4 and part.isalpha():
        return "script", part.title()
    if len(part) == 2 or (len(part) == 3 and part.isdigit()):
        return "territory", part.upper()
    return "variant", part.lower()


@lru_cache(maxsize=256)
def _babel(name: str) -> Locale | None:
    try:
        return Locale.parse(name)
    except (UnknownLocaleError, ValueError):
        return None


@lru_cache(maxsize=8192)
def _script_of(character: str) -> str | None:
    if not character.isalpha():
        return None
    return _NAMED.get(unicodedata.name(character, "").partition(" ")[0])
