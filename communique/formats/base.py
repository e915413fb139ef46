"""What every format gives and takes: pieces of a source, and the text put in their place."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from communique.statement import Kind

if TYPE_CHECKING:
    from pathlib import Path

    from communique.statement import Aside, Block

_BLANKS = re.compile(r"[ \t\r\n\f]+")
_WITHOUT_HEADINGS = {Kind.TITLE, Kind.SUBTITLE, Kind.SUMMARY}


class Piece(NamedTuple):
    """One translatable text as a format found it, before it is cut into segments.

    The fields mean what they mean in ``Block``; ``text`` is the whole, as a translator sees it, and
    ``hints`` are lines for the translator's note beside the kind and the headings.
    """

    kind: Kind
    start: int
    end: int
    text: str
    headings: tuple[str, ...] = ()
    indent: str = ""
    style: str = ""
    asides: tuple[Aside, ...] = ()
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scan:
    """All that a format knows of a source: pieces in order, metadata, the language it states."""

    pieces: tuple[Piece, ...]
    metadata: dict[str, Any] = field(default_factory=dict)
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Format:
    """A source format: how its texts are found, and how a translation is written in their place.

    ``scan`` takes the decoded source and the path (for messages only). ``write`` takes the block,
    the slice of source it covers, the new text and what is to stand for each of the block's asides,
    and returns the slice that replaces it. ``relabel`` takes a source of the format and a BCP 47
    tag, and returns it saying, where it says what language it is in, that it is in this one.
    """

    name: str
    suffixes: tuple[str, ...]
    scan: Callable[[str, Path], Scan]
    write: Callable[[Block, str, str, Sequence[str]], str]
    relabel: Callable[[str, str], str]


@lru_cache(maxsize=1024)
def note_of(kind: Kind, headings: tuple[str, ...], hints: tuple[str, ...] = ()) -> str:
    """Return the translator's note of a block: its kind, the headings above it, its hints."""
    note: str = kind.value
    if headings and kind not in _WITHOUT_HEADINGS:
        note = f"{note}, under: {' › '.join(headings)}"
    return "\n".join([note, *hints])


def has_words(text: str) -> bool:
    """Tell whether a text holds a letter of any script; what holds none needs no translator."""
    return text[:1].isalpha() or any(map(str.isalpha, text))


def one_spaced(text: str) -> str:
    """Return a text in one line: blanks and line ends of markup are one space, no-break spaces and
    all others stay what they are.
    """
    return _BLANKS.sub(" ", text).strip(" ")


class Outline:
    """The path of headings above the place that a reader has come to."""

    def __init__(self) -> None:
        self._path: list[tuple[int, str]] = []

    def enter(self, level: int, text: str) -> tuple[str, ...]:
        """Note a heading of a level (1 is the highest); return the headings above it."""
        while self._path and self._path[-1][0] >= level:
            self._path.pop()
        above = self.above
        self._path.append((level, " ".join(text.split())))
        return above

    @property
    def above(self) -> tuple[str, ...]:
        """The headings above what comes next."""
        return tuple(text for _, text in self._path)
