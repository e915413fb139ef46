"""The ladder: other ways to put a sentence to an engine, and how what comes out is mended."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from communique.engines.base import Link, Pair, Translation
from communique.engines.names import garbled
from communique.language import numerals
from communique.language.scripts import language_of
from communique.language.spans import STAND_IN

_LONG = 100  # characters
_SMALL = 3  # letters of the words that stay small in a title
_TITLED = 0.6  # share of the others with a capital from which on a sentence is set as a title
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?!\w)")
_LONE_WORD = re.compile(r"(?<![\w-])[^\W\d_]+(?![\w-])")


@dataclass(frozen=True, slots=True)
class Variant:
    """Another way to put a sentence to an engine, and back: ``undo`` mends what comes out, so that
    its links speak of the sentence itself. ``pieces`` says into how many it is cut at least.
    """

    text: str
    undo: Callable[[Translation], Translation] = lambda made: made
    pieces: int = 1


@dataclass(frozen=True, slots=True)
class Failed:
    """A sentence that an engine failed at, the locales, and what it made of it."""

    sentence: str
    pair: Pair
    made: str = ""


#: What failed → another way, or None where this one is pointless.
Rung = Callable[[Failed], Variant | None]


class _Aside(NamedTuple):
    """Characters of a sentence that a stand-in stands for, and what takes its place in the end."""

    start: int
    end: int
    written: str


def _aside(sentence: str, found: Iterable[_Aside]) -> Variant | None:
    """Put stand-ins for what would be garbled; None where there is nothing, or nothing sure."""
    asides = list(found)
    if not asides or STAND_IN.search(sentence):
        return None
    out: list[str] = []
    shifts: list[tuple[int, int]] = []  # where a stand-in ends, how much longer the sentence is
    place = length = 0
    for number, one in enumerate(asides, 1):
        stand_in = f"X{number}"
        out += [sentence[place : one.start], stand_in]
        length += one.start - place + len(stand_in)
        place = one.end
        shifts.append((length, place - length))
    text = "".join([*out, sentence[place:]])

    def undo(made: Translation) -> Translation:
        return _shown(made, asides, shifts)

    return Variant(text, undo)


def _shown(
    made: Translation, asides: list[_Aside], source_shifts: list[tuple[int, int]]
) -> Translation:
    """Put back what stand-ins stand for, and move the links of both sides along."""
    out: list[str] = []
    shifts: list[tuple[int, int]] = []
    place = length = 0
    for match in STAND_IN.finditer(made.text):
        number = int(match[1]) - 1
        if not 0 <= number < len(asides):
            continue
        written = asides[number].written
        if match.start() == 0:
            written = written[:1].upper() + written[1:]
        out += [made.text[place : match.start()], written]
        length += match.start() - place + len(written)
        place = match.end()
        shifts.append((place, length - place))
    text = "".join([*out, made.text[place:]])
    links = tuple(
        Link(
            *_moved(link.source_start, link.source_end, source_shifts),
            *_moved(link.target_start, link.target_end, shifts),
        )
        for link in made.links
    )
    return replace(made, text=text, links=links)


def _moved(start: int, end: int, shifts: list[tuple[int, int]]) -> tuple[int, int]:
    """Move a stretch by what was put in before it; one that ends in a stand-in ends after it."""
    before = [by for place, by in shifts if place <= start]
    until = [by for place, by in shifts if place <= end]
    return start + (before[-1] if before else 0), end + (until[-1] if until else 0)


def _as_it_is(failed: Failed) -> Variant:
    return Variant(failed.sentence)


def _without_stop(failed: Failed) -> Variant | None:
    sentence, stop = failed.sentence, failed.sentence[-1:]
    if stop not in (".", "!") or len(sentence) < 2:
        return None
    return Variant(sentence[:-1], lambda made: replace(made, text=made.text.rstrip(".!") + stop))


def _with_stop(failed: Failed) -> Variant | None:
    if not failed.sentence[-1:].isalnum():
        return None
    return Variant(f"{failed.sentence}.", _stopless)


def _stopless(made: Translation) -> Translation:
    text = made.text.rstrip(".")
    links = tuple(link for link in made.links if link.target_end <= len(text))
    return replace(made, text=text, links=links)


def _in_small_letters(failed: Failed) -> Variant | None:
    """Write a title's words small, but for the first and acronyms: models copy titles. What ends
    in a stop is none, however many names it has.
    """
    words = failed.sentence.split(" ") if failed.sentence[-1:].isalnum() else []
    long = [word for word in words[1:] if len(word) > _SMALL and not word.isupper()]
    titled = {word for word in long if word[:1].isupper()}
    if len(long) < 2 or len(titled) < _TITLED * len(long):
        return None
    rest = (word.lower() if word in titled else word for word in words[1:])
    return Variant(" ".join([words[0], *rest]))


def _names_aside(failed: Failed) -> Variant | None:
    """Keep the names aside that lost letters; they come back as they were."""
    names = garbled(failed.sentence, failed.made, failed.pair[1])
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")
    found = pattern.finditer(failed.sentence) if names else ()
    return _aside(failed.sentence, (_Aside(*match.span(), match.group()) for match in found))


def _numbers_aside(failed: Failed) -> Variant | None:
    """Keep numbers aside; they come back as the target language writes them."""
    found = _NUMBER.finditer(failed.sentence)
    return _aside(
        failed.sentence,
        (_Aside(*match.span(), _localised(match.group(), failed.pair)) for match in found),
    )


def _number_words_aside(failed: Failed) -> Variant | None:
    """Keep small numbers in words aside; they come back in the target's words."""
    ours, theirs = (numerals.cardinals(language_of(locale)) for locale in failed.pair)
    words = {value: word for word, value in theirs.items()}
    found = (
        _Aside(*match.span(), words[ours[match.group().lower()]])
        for match in _LONE_WORD.finditer(failed.sentence)
        if ours.get(match.group().lower()) in words
    )
    return _aside(failed.sentence, found)


def _localised(number: str, pair: Pair) -> str:
    """Write a number in the target's separators; one that is no plain number stays as it is."""
    from babel.numbers import NumberFormatError, format_decimal, parse_decimal

    if number.isdigit():
        return number
    try:
        value = parse_decimal(number, locale=pair[0], strict=True)
    except (NumberFormatError, ValueError):
        return number
    places = -int(value.as_tuple().exponent)
    pattern = "#,##0" + ("." + "0" * places if places > 0 else "")
    return format_decimal(value, format=pattern, locale=pair[1])


def _in_two(failed: Failed) -> Variant | None:
    """Cut a long sentence at a clause: a small model loses its way in it."""
    return Variant(failed.sentence, pieces=2) if len(failed.sentence) > _LONG else None


def _in_four(failed: Failed) -> Variant | None:
    return Variant(failed.sentence, pieces=4) if len(failed.sentence) > 2 * _LONG else None


#: The ways to try anew, in their order, by the names under which they are counted.
LADDER: dict[str, Rung] = {
    "wider search": _as_it_is,
    "without the full stop": _without_stop,
    "with a full stop": _with_stop,
    "names aside": _names_aside,
    "numbers aside": _numbers_aside,
    "number words aside": _number_words_aside,
    "in small letters": _in_small_letters,
    "in two": _in_two,
    "in four": _in_four,
}
