"""The texts of spans, to be translated by themselves and found in the translation."""

from __future__ import annotations

from communique.inline.elements import STAND_IN, Marked

_LONGEST = 80  # characters: a clause comes out otherwise by itself than in its sentence


def pieces(marked: Marked) -> list[str]:
    """Return the texts of a segment's spans that are worth translating by themselves."""
    found: dict[str, None] = {}
    for element in marked.elements:
        text = marked.plain[element.start : element.end].strip()
        whole = text == marked.plain.strip()
        if not element.atom and not whole and _worth(text):
            found[text] = None
    return list(found)


def _worth(text: str) -> bool:
    letters = any(char.isalpha() for char in STAND_IN.sub("", text))
    return letters and len(text) <= _LONGEST and "\n" not in text
