"""A statement taken apart: numbered segments, and the sentences of each."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from communique.segmentation import Splitter

if TYPE_CHECKING:
    from communique.statement import Block, Segment, Statement


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, white space after it included; ``start`` and ``end`` count in its segment."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Cut:
    """A segment with its sentences.

    ``number`` is the one that verbs take for ``--segment``; ``again`` says that an earlier segment
    of the same text and context has it already: a catalog holds them once.
    """

    number: int
    segment: Segment
    sentences: tuple[Sentence, ...]
    again: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A block with its segments, numbered and cut."""

    block: Block
    cuts: tuple[Cut, ...]


@dataclass(frozen=True, slots=True)
class Anatomy:
    """A statement and its parts, in document order; ``splitter`` names what cut its sentences."""

    statement: Statement
    parts: tuple[Part, ...]
    splitter: str

    @property
    def cuts(self) -> tuple[Cut, ...]:
        """All segments in document order."""
        return tuple(cut for part in self.parts for cut in part.cuts)

    @property
    def counts(self) -> dict[str, int]:
        """How many blocks, segments, sentences, words and characters there are."""
        cuts = self.cuts
        return {
            "blocks": len(self.parts),
            "segments": len(cuts),
            "sentences": sum(len(cut.sentences) for cut in cuts),
            "words": sum(len(cut.segment.text.split()) for cut in cuts),
            "characters": sum(len(cut.segment.text) for cut in cuts),
        }


def anatomy_of(statement: Statement, splitter: Splitter | None = None) -> Anatomy:
    """Take a statement apart.

    Args:
        statement: as ``formats.read`` gives it. Where its level is ``sentence``, each segment is
            one sentence already.
        splitter: the one that knows the workspace's abbreviations; that without any, if none.
    """
    split = splitter or Splitter()
    numbers = {key: number for number, key in enumerate(statement.keys, 1)}
    seen: set[int] = set()
    parts = []
    for block in statement.blocks:
        cuts = []
        for segment in block.segments:
            number = numbers[segment.key]
            cuts.append(Cut(number, segment, _sentences(segment, statement, split), number in seen))
            seen.add(number)
        parts.append(Part(block, tuple(cuts)))
    return Anatomy(statement, tuple(parts), split.version)


def _sentences(segment: Segment, statement: Statement, split: Splitter) -> tuple[Sentence, ...]:
    whole = segment.text
    one = statement.level == "sentence"
    texts = [whole] if one else split(whole, statement.language)
    places = pairwise(accumulate(map(len, texts), initial=0))
    return tuple(
        Sentence(start, end, text) for (start, end), text in zip(places, texts, strict=True)
    )
