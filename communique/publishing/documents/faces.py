"""The typefaces of a language: Noto's, which has every script, and what stands in for them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from communique.language.scripts import canonical, expected_scripts, language_of

# Scripts whose Noto serif has the script's name in its own.
_SERIFS = {
    "Armn": "Armenian", "Beng": "Bengali", "Deva": "Devanagari", "Ethi": "Ethiopic",
    "Geor": "Georgian", "Gujr": "Gujarati", "Guru": "Gurmukhi", "Hebr": "Hebrew",
    "Khmr": "Khmer", "Knda": "Kannada", "Laoo": "Lao", "Mlym": "Malayalam", "Mymr": "Myanmar",
    "Sinh": "Sinhala", "Taml": "Tamil", "Telu": "Telugu", "Thai": "Thai", "Tibt": "Tibetan",
}  # fmt: skip
_SANS_ONLY = {
    "Adlm": "Adlam", "Cans": "Canadian Aboriginal", "Cher": "Cherokee", "Mong": "Mongolian",
    "Nkoo": "NKo", "Orya": "Oriya", "Syrc": "Syriac", "Tfng": "Tifinagh", "Thaa": "Thaana",
}  # fmt: skip
_CASED = {"Latn", "Cyrl", "Grek"}
_COMPLEX = {"Arab", "Adlm", "Mong", "Nkoo", "Orya", "Syrc", "Thaa"} | set(_SERIFS) - {
    "Armn", "Ethi", "Geor",
}  # fmt: skip

# What Windows and Office have where Noto is not installed.
STAND_INS = {
    "Noto Serif": "Cambria", "Noto Sans": "Calibri", "Noto Sans Mono": "Consolas",
    "Noto Naskh Arabic": "Traditional Arabic", "Noto Sans Arabic": "Segoe UI",
    "Noto Nastaliq Urdu": "Urdu Typesetting",
    "Noto Serif Hebrew": "David", "Noto Sans Hebrew": "Segoe UI",
    "Noto Serif Devanagari": "Nirmala UI", "Noto Sans Devanagari": "Nirmala UI",
    "Noto Serif Bengali": "Nirmala UI", "Noto Serif Tamil": "Nirmala UI",
    "Noto Serif Thai": "Leelawadee UI", "Noto Serif Georgian": "Sylfaen",
    "Noto Serif Armenian": "Sylfaen", "Noto Serif Ethiopic": "Nyala",
    "Noto Serif CJK SC": "SimSun", "Noto Sans CJK SC": "Microsoft YaHei",
    "Noto Serif CJK TC": "PMingLiU", "Noto Sans CJK TC": "Microsoft JhengHei",
    "Noto Serif CJK HK": "MingLiU_HKSCS", "Noto Sans CJK HK": "Microsoft JhengHei",
    "Noto Serif CJK JP": "Yu Mincho", "Noto Sans CJK JP": "Yu Gothic",
    "Noto Serif CJK KR": "Batang", "Noto Sans CJK KR": "Malgun Gothic",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Faces:
    """What a language is set in.

    Args:
        serif: the family for the text.
        sans: the family for what stands around it.
        slot: where Word looks for its typeface and language: ``latin``, ``eastAsia`` or ``cs``.
        size: how much larger than Latin letters its own must be to look as large.
        leading: the height of a line as a multiple of the letters'.
        slanted: whether the script knows italics.
    """

    serif: str = "Noto Serif"
    sans: str = "Noto Sans"
    slot: str = "latin"
    size: float = 1.0
    leading: float = 1.42
    slanted: bool = True


MONO = "Noto Sans Mono"


@cache
def faces(tag: str) -> Faces:
    """Return the typefaces for a language tag; Latin ones where nothing is known of it."""
    scripts = expected_scripts(tag)
    if scripts & {"Hani", "Hang", "Hira"}:
        region = _region(tag, scripts)
        serif, sans = f"Noto Serif CJK {region}", f"Noto Sans CJK {region}"
        return Faces(serif, sans, "eastAsia", 1.0, 1.7, slanted=False)
    script = next(iter(sorted(scripts - {"Latn"})), "Latn") if len(scripts) == 1 else "Latn"
    slot = "cs" if script in _COMPLEX else "latin"
    if script == "Arab" and language_of(tag) in {"ur", "ks"}:
        return Faces("Noto Nastaliq Urdu", "Noto Nastaliq Urdu", slot, 1.0, 2.3, slanted=False)
    if script == "Arab":
        return Faces("Noto Naskh Arabic", "Noto Sans Arabic", slot, 1.16, 1.75, slanted=False)
    if script in _SERIFS:
        name = _SERIFS[script]
        serif, sans = f"Noto Serif {name}", f"Noto Sans {name}"
        return Faces(serif, sans, slot, 1.05, 1.65, slanted=False)
    if script in _SANS_ONLY:
        sans = f"Noto Sans {_SANS_ONLY[script]}"
        return Faces(sans, sans, slot, 1.05, 1.65, slanted=False)
    return Faces(slanted=script in _CASED)


def _region(tag: str, scripts: frozenset[str]) -> str:
    if "Hang" in scripts:
        return "KR"
    if "Hira" in scripts:
        return "JP"
    name = canonical(tag)
    if name.endswith(("_HK", "_MO")):
        return "HK"
    return "TC" if "Hant" in name or name.endswith("_TW") else "SC"
