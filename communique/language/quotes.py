"""Quotation marks: which a locale uses, and how many quotations a text holds in any style."""

from __future__ import annotations

import re
from typing import NamedTuple

from communique.language.scripts import canonical


class Marks(NamedTuple):
    """The marks around a quotation, and around one inside it."""

    opening: str
    closing: str
    inner_opening: str
    inner_closing: str


_GUILLEMETS = Marks("«", "»", "“", "”")
_CURLED = Marks("“", "”", "‘", "’")
_LOW_HIGH = Marks("„", "“", "‚", "‘")
_SLAVIC = Marks("«", "»", "„", "“")
_LOW_RIGHT = Marks("„", "”", "«", "»")
_RIGHT_RIGHT = Marks("”", "”", "’", "’")
_CORNERS = Marks("「", "」", "『", "』")

# Custom in public and press texts; where custom wavers (Spanish, Italian), the academies' form.
_MARKS = {
    "en": _CURLED, "es": _GUILLEMETS, "fr": _GUILLEMETS, "de": _LOW_HIGH, "it": _GUILLEMETS,
    "pt": _GUILLEMETS, "pt_BR": _CURLED, "ca": _GUILLEMETS, "gl": _GUILLEMETS, "eu": _GUILLEMETS,
    "oc": _GUILLEMETS, "el": _GUILLEMETS, "ru": _SLAVIC, "uk": _SLAVIC, "be": _SLAVIC,
    "bg": _LOW_HIGH, "cs": _LOW_HIGH, "sk": _LOW_HIGH, "sl": _LOW_HIGH, "pl": _LOW_RIGHT,
    "ro": _LOW_RIGHT, "hu": Marks("„", "”", "»", "«"), "nl": _CURLED, "sv": _RIGHT_RIGHT,
    "fi": _RIGHT_RIGHT, "nb": Marks("«", "»", "‘", "’"), "nn": Marks("«", "»", "‘", "’"),
    "no": Marks("«", "»", "‘", "’"), "da": _CURLED, "is": _LOW_HIGH, "et": _LOW_HIGH,
    "lt": _LOW_HIGH, "lv": _GUILLEMETS, "hr": _LOW_RIGHT, "sr": _LOW_HIGH, "sq": _GUILLEMETS,
    "tr": _CURLED, "ga": _CURLED, "cy": _CURLED, "id": _CURLED, "vi": _CURLED, "ar": _GUILLEMETS,
    "fa": _GUILLEMETS, "ur": _CURLED, "hi": _CURLED, "bn": _CURLED, "ko": _CURLED, "zh": _CURLED,
    "zh_Hant": _CORNERS, "zh_TW": _CORNERS, "zh_HK": _CORNERS, "ja": _CORNERS,
    "de_CH": Marks("«", "»", "‹", "›"), "de_LI": Marks("«", "»", "‹", "›"),
    "fr_CH": Marks("«", "»", "‹", "›"), "it_CH": Marks("«", "»", "‹", "›"),
}  # fmt: skip

_DOUBLE = re.compile(r"[\"＂«»“”„‟「」『』‹›]|(?<![`\w])``(?=\w)|(?<=[\w.,])''(?!\w)")
_SINGLE = re.compile(r"(?<!\w)['‘‚](?=\S)[^'‘’‚\n]*\S['’‘](?!\w)|(?<!\w)'(?=\S)[^\n]*?\S'(?!\w)")
_TITLES = re.compile(r"[《〈][^》〉]*[》〉]")
_HEBREW_ACRONYM = re.compile(r"(?<=[\u05d0-\u05ea])[\"”](?=[\u05d0-\u05ea])")
_MEASURE = re.compile(r"(?<=\d)[\"”](?=[\s,;)]|$)")


def marks(locale: str) -> Marks | None:
    """Return the quotation marks of a locale, or of its language; None where we do not know them.

    Args:
        locale: any identifier, ``pt_BR`` before ``pt``.
    """
    name = canonical(locale)
    while name:
        if name in _MARKS:
            return _MARKS[name]
        name = name.rpartition("_")[0]
    return None


def count(text: str) -> tuple[int, int]:
    """Return the fewest and the most quotations that a text can be said to hold, in any style.

    Single marks may be apostrophes, ``5"`` an inch, and 《…》 a title: they count as possible.
    """
    text = _HEBREW_ACRONYM.sub("", text)
    double = len(_DOUBLE.findall(text))
    inches = len(_MEASURE.findall(text))
    possible = len(_SINGLE.findall(text)) + len(_TITLES.findall(text))
    return max(0, double - inches + 1) // 2, (double + 1) // 2 + possible
