"""Punctuation: the marks are those of the target's script, and stand as its printers set them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from communique.checks.base import Severity, Unit, listed, register

if TYPE_CHECKING:
    from collections.abc import Iterator

_ARABIC = "\u0620-\u065f\u066e-\u06d3\u06fa-\u06ff"
_HAN = "\u3005-\u3007\u3040-\u30ff\u3400-\u9fff"
_LATIN = "A-Za-zÀ-ɏ"
_CLOSING = r"[)\]»”’」』）]*"
# Language → what is foreign there, and what to say of it.
_FOREIGN = {
    **dict.fromkeys(
        ("ar", "fa", "ur"),
        (rf"(?<=[{_ARABIC}]){_CLOSING}[,;?](?=\s|$)", "this script has ، ؛ ؟"),
    ),
    **dict.fromkeys(
        ("zh", "ja"),
        (rf"(?<=[{_HAN}]){_CLOSING}[,.;:?!](?=\s|$|[{_HAN}“「])", "this script has ，。；：？！"),
    ),
    "hi": (r"(?<=[\u0900-\u0963\u0971-\u097f])[)\]”’]*\.(?=\s|$)", "Hindi has ।"),
    "fr": (
        rf"[{_LATIN}»)][?!;](?=\s|$)|[{_LATIN}»):]:(?=\s|$)",
        "French puts a space before ; : ! ?",
    ),
    **dict.fromkeys(
        ("es", "it", "pt", "en", "de", "nl", "ca", "pl"),
        (rf"(?<=[{_LATIN}])[ \u00a0\u202f][,;:!?](?=\s|$)", "no space goes before it here"),
    ),
    "el": (r"(?<=[\u0370-\u03ff])\?(?=\s|$)", "Greek asks with ;"),
}
_WIDE = re.compile(rf"(?<=[{_LATIN}])[，。；：？！、](?=\s|$)")
_PATTERNS = {language: (re.compile(one), hint) for language, (one, hint) in _FOREIGN.items()}
# Canadian and Swiss printers put no space before most of them, or none.
_OTHER_CUSTOM = {"fr_CA", "fr_CH"}


@register("punctuation", Severity.INFO)
def look(unit: Unit) -> Iterator[str]:
    """Find ASCII marks where the script has its own, wide ones in Latin text, French spaces."""
    text = unit.target_prose
    known = None if unit.locale in _OTHER_CUSTOM else _PATTERNS.get(unit.language)
    found = [match.group() for match in known[0].finditer(text)] if known else []
    if known and found:
        yield f"{listed(dict.fromkeys(found))}: {known[1]}"
    if unit.language not in {"zh", "ja"} and (wide := _WIDE.findall(text)):
        yield f"{listed(dict.fromkeys(wide))} beside Latin letters"
