"""What every format gives and takes: pieces of a source, and the text put in their place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from communique.statement import Kind

if TYPE_CHECKING:
    from pathlib import Path

    from communique.statement import Block

_WITHOUT_HEADINGS = {Kind.TITLE, Kind.SUBTITLE, Kind.SUMMARY}


@dataclass(frozen=True, slots=True)
class Piece:
    """One translatable text as a format found it, before it is cut into segments.

    The fields mean what they mean in ``Block``; ``text`` is the whole, as a translator sees it.
    """

    kind: Kind
    start: int
    end: int
    text: str
    headings: tuple[str, ...] = ()
    indent: str = ""
    style: str = ""


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
    the slice of source it covers and the new text, and returns the slice that replaces it.
    """

    name: str
    suffixes: tuple[str, ...]
    scan: Callable[[str, Path], Scan]
    write: Callable[[Block, str, str], str]


def note_of(kind: Kind, headings: tuple[str, ...]) -> str:
    """Return the translator's note of a block: its kind and the headings above it."""
    if not headings or kind in _WITHOUT_HEADINGS:
        return kind.value
    return f"{kind.value}, under: {' › '.join(headings)}"


def has_words(text: str) -> bool:
    """Tell whether a text holds a letter of any script; what holds none needs no translator."""
    return any(char.isalpha() for char in text)


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
