"""Signs at the edges of a span: which of them belong to it."""

from __future__ import annotations

import re
import unicodedata

_OPENING = "\"“”„«»'‘‚([{¿¡"
_CLOSING = "\"“”»«'’)]}.,;:?!…"
_SPACES = " \u00a0\u202f"
_BEFORE_TALL = ":;?!»"  # signs that French sets off with a space
_INVERTED = {"?": "¿", "!": "¡"}
_KEPT = "%€$£°"
_SHORT = 3  # letters of an article, a preposition
_STEM = 0.65  # how much of a word its other forms begin with
_MOST_WORDS = 8


def stripped(text: str) -> str:
    """Return a text without the signs and blanks at its edges."""
    start, end = _core(text, 0, len(text))
    return text[start:end]


def whole(words: str) -> re.Pattern[str] | None:
    """Return a pattern of words in a text, whole and in any case; None where there are none."""
    if not words:
        return None
    return re.compile(rf"(?<!\w){re.escape(words)}(?!\w)", re.IGNORECASE)


def inflected(words: str) -> re.Pattern[str] | None:
    """Return a pattern of words with other endings: ``nouvelle loi`` for ``nouveau loi``.

    Short words within may be others. None where there is no long word to go by.
    """
    parts = re.findall(r"\w+", words)
    if not any(len(part) > _SHORT for part in parts) or len(parts) > _MOST_WORDS:
        return None
    stems = (
        rf"{re.escape(part[: max(_SHORT, round(_STEM * len(part)))])}\w{{0,6}}"
        if len(part) > _SHORT
        else (rf"\w{{1,{_SHORT}}}" if 0 < number < len(parts) - 1 else re.escape(part))
        for number, part in enumerate(parts)
    )
    pattern = r"\W{1,3}".join(stems)
    return re.compile(rf"(?<!\w){pattern}(?!\w)", re.IGNORECASE)


def all_of(text: str, piece: str, *, whole: bool = False) -> list[tuple[int, int]]:
    """Return where a piece of text stands in a text: as a whole word, or inside words too."""
    pattern = rf"(?<!\w){re.escape(piece)}(?!\w)" if whole else re.escape(piece)
    return [match.span() for match in re.finditer(pattern, text)]


def fitted(source: str, target: str, place: tuple[int, int]) -> tuple[int, int] | None:
    """Give a span in the target the signs at its edges that the source has at its own.

    Args:
        source: the text of the span.
        target: the whole translation.
        place: where the span's words are in it.

    Returns:
        The place with these signs and no others; None where nothing else is there.
    """
    start, end = _core(target, *place)
    if start >= end:
        start, end = place
        return place if target[start:end].strip() else None
    first, last = _core(source, 0, len(source))
    opening, closing = source[:first], source[last:].rstrip()
    return _widened_left(target, start, opening, closing), _widened_right(target, end, closing)


def _core(text: str, start: int, end: int) -> tuple[int, int]:
    while end > start and not (text[end - 1].isalnum() or _stays(text[end - 1])):
        end -= 1
    while start < end and not (text[start].isalnum() or _stays(text[start])):
        start += 1
    return start, end


def _stays(char: str) -> bool:
    """Say whether a sign is part of the words: a mark on a letter, a currency."""
    return char in _KEPT or unicodedata.category(char).startswith("M")


def _widened_left(target: str, start: int, opening: str, closing: str) -> int:
    wanted = len(opening.strip())
    if _INVERTED.get(closing[-1:]) == target[start - 1 : start] != "":
        wanted += 1
    place = start
    while wanted and place:
        signs = target[place - 1] in _OPENING or target[place - 1] in opening
        blank = target[place - 1] in _SPACES and place > 1 and target[place - 2] in "«,;:"
        if not (signs or (blank and opening)):
            break
        place -= 1
        wanted -= not blank
    while place < start and target[place] in _SPACES:
        place += 1
    return place


def _widened_right(target: str, end: int, closing: str) -> int:
    wanted = len(closing)
    place = last = end
    while wanted and place < len(target):
        if target[place] in _CLOSING or target[place] in closing:
            place += 1
            last, wanted = place, wanted - 1
        elif target[place] in _SPACES and target[place + 1 : place + 2] in tuple(_BEFORE_TALL):
            place += 1
        else:
            break
    return last
