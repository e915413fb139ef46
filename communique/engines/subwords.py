"""Subwords of SentencePiece: joined to text again, and which characters align with which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from communique.engines.base import Link


class Piece(NamedTuple):
    """A subword, and the characters of the sentence it stands for."""

    text: str
    start: int
    end: int


def joined(pieces: Sequence[str]) -> str:
    """Join subwords to the text that they stand for.

    Argos's own decoder turns ``_`` into a space; this one does not.
    """
    return "".join(pieces).replace("▁", " ").strip(" ")


def detokenise(pieces: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """Join subwords as :func:`joined` does, and say which characters each became."""
    text = ""
    spans = []
    for piece in pieces:
        surface = piece.replace("▁", " ")
        if not text:
            surface = surface.lstrip(" ")
        start = len(text) + len(surface) - len(surface.lstrip(" "))
        text += surface
        spans.append((start, len(text)))
    return text.rstrip(" "), spans


def links(
    source: Sequence[Piece],
    spans: Sequence[tuple[int, int]],
    attention: Sequence[Sequence[float]],
) -> tuple[Link, ...]:
    """Link each target subword to the source subword that the model looked at most.

    Args:
        source: the subwords that went in.
        spans: the characters of the subwords that came out.
        attention: a row for each of these, with a weight for each source subword.
    """
    found = []
    for (start, end), row in zip(spans, attention, strict=False):
        if end > start:
            weights = row[: len(source)]
            best = source[weights.index(max(weights))]
            found.append(Link(best.start, best.end, start, end))
    return tuple(found)
