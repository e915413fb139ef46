"""Segments on their way through an engine: their markup taken off, their sentences found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from communique import inline
from communique.statement import Key, Statement

#: The sentence splitter, (text, language) → pieces that make up the text.
Splitter = Callable[[str, str], list[str]]
#: What must stand in the translation for what stands in the source: names, fixed texts.
Kept = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a segment's plain text: its offset there, its text without outer space."""

    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Via:
    """The reviewed text, in a third language, that is translated in the source's place."""

    locale: str
    text: str


@dataclass(frozen=True, slots=True)
class Job:
    """A segment on its way through the engine.

    Attributes:
        key: the segment.
        marked: what is translated: its text, or that of ``via``, with the markup set aside.
        sentences: of the plain text, in order.
        language: of these sentences.
        kept: what must stand in the translation for what stands in that text.
        via: the reviewed text of another locale that stands in for the source's.
    """

    key: Key
    marked: inline.Marked
    sentences: tuple[Sentence, ...]
    language: str
    kept: Kept = field(default_factory=dict)
    via: Via | None = None

    @property
    def pieces(self) -> list[str]:
        """The texts inside its markup: translated by themselves, they show where it belongs."""
        return inline.pieces(self.marked)

    @property
    def aligned(self) -> bool:
        """Whether markup can only be put back by knowing which words became which."""
        return any(not element.atom for element in self.marked.elements) or any(
            element.start == element.end for element in self.marked.elements
        )


def plan(
    statement: Statement,
    keys: Iterable[Key],
    split: Splitter,
    kept: Callable[[str], Kept] | None = None,
) -> list[Job]:
    """Say what the engine has to translate for these segments.

    Args:
        statement: the source; its format says how markup is written.
        keys: the segments to draft.
        split: the sentence splitter.
        kept: what must stand in the translation of a text, for what stands there.
    """
    syntax = syntax_of(statement)
    return [
        job_of(key, syntax, statement.language, split, kept(key.text) if kept else None)
        for key in keys
    ]


def job_of(
    key: Key,
    syntax: inline.Syntax,
    language: str,
    split: Splitter,
    kept: Kept | None = None,
    via: Via | None = None,
) -> Job:
    """Take a segment's markup off and find its sentences."""
    marked = inline.parse(via.text if via else key.text, syntax, kept)
    language = via.locale if via else language
    return Job(key, marked, sentences_of(marked.plain, language, split), language, kept or {}, via)


def sentences_of(plain: str, language: str, split: Splitter) -> tuple[Sentence, ...]:
    """Return the sentences of a plain text; a line break ends one."""
    sentences: list[Sentence] = []
    place = 0
    for line in plain.split("\n"):
        for piece in split(line, language) if line else []:
            text = piece.strip()
            if text:
                sentences.append(Sentence(place + piece.index(text), text))
            place += len(piece)
        place += 1
    return tuple(sentences)


def syntax_of(statement: Statement) -> inline.Syntax:
    """Return how a statement writes its inline markup."""
    name = statement.format
    return "html" if name == "html" else "markdown" if name == "markdown" else "text"
