"""What the model is fed: rows of token ids, drawn by weight, in batches of equal length."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

# Ids that the SentencePiece model is made with; the tags follow in the order of LANGUAGES.
UNKNOWN, BEGIN, END = 0, 1, 2
TAGS = {"es": 3, "fr": 4}

IGNORED = -100  # a label that no loss counts
NO_LINK = -1  # a target token that no source token was found for

_ROUND = 24_000  # pairs drawn at a time

Ints = NDArray[np.int32]


class Group(IntEnum):
    """How near a pair is to the register of public statements."""

    NEAR = 0  # parliament, news, texts of organisations
    GENERAL = 1  # short sentences, a handbook
    SOFTWARE = 2  # manuals, messages
    FAR = 3  # Bible, games, star names, vocabulary
    REGISTER = 4  # written for this model


# How often a pair is drawn, relative to the others: at first, and from `late` on.
FIRST_STAGE = {
    Group.NEAR: 2.5,
    Group.GENERAL: 1.0,
    Group.SOFTWARE: 1.0,
    Group.FAR: 1.0,
    Group.REGISTER: 2.0,
}
SECOND_STAGE = {
    Group.NEAR: 4.0,
    Group.GENERAL: 1.0,
    Group.SOFTWARE: 0.5,
    Group.FAR: 0.1,
    Group.REGISTER: 6.0,
}


@dataclass(frozen=True)
class Rows:
    """Rows of integers of different lengths, end to end in one array."""

    values: Ints
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, rows: Iterable[Sequence[int] | Ints]) -> Rows:
        """Return the rows, copied into one array."""
        arrays = [np.asarray(row, np.int32) for row in rows]
        lengths = [len(array) for array in arrays]
        empty = np.zeros(0, np.int32)
        return cls(np.concatenate([empty, *arrays]), np.cumsum([0, *lengths], dtype=np.int64))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, place: int) -> Ints:
        return self.values[self.starts[place] : self.starts[place + 1]]

    @property
    def lengths(self) -> NDArray[np.int64]:
        """The length of each row."""
        return np.diff(self.starts)


@dataclass(frozen=True)
class Pairs:
    """The tokenised pairs of one language; ``groups`` has a :class:`Group` for each."""

    source: Rows
    target: Rows
    groups: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.groups)


class Part(NamedTuple):
    """The pairs of one language, and for each target token the source token it renders."""

    tag: int
    pairs: Pairs
    links: Rows


class Row(NamedTuple):
    """One pair; ``links`` are places in ``source``, or :data:`NO_LINK`."""

    source: Ints
    target: Ints
    tag: int
    links: Ints


class Batch(NamedTuple):
    """Padded pairs, each array ``(pairs, length)``: what the model and its losses are given.

    The tag stands before the source, and before the target as its first input. ``labels`` is
    the target and its end; ``links`` are places in ``source``; both are :data:`IGNORED` where
    there is nothing to learn.
    """

    source: NDArray[np.int64]
    source_mask: NDArray[np.bool_]
    target: NDArray[np.int64]
    labels: NDArray[np.int64]
    links: NDArray[np.int64]


class Mixture:
    """The training pairs of all languages under one numbering."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._bounds = np.cumsum([0, *(len(part.pairs) for part in parts)])
        self.groups = np.concatenate([part.pairs.groups for part in parts])
        self.source_lengths = np.concatenate([part.pairs.source.lengths for part in parts])
        self.target_lengths = np.concatenate([part.pairs.target.lengths for part in parts])

    def __len__(self) -> int:
        return len(self.groups)

    def row(self, place: int) -> Row:
        """Return one pair by its number."""
        which = int(np.searchsorted(self._bounds, place, side="right")) - 1
        tag, pairs, links = self._parts[which]
        inside = place - int(self._bounds[which])
        return Row(pairs.source[inside], pairs.target[inside], tag, links[inside])


def draw(mixture: Mixture, tokens: int, *, late: bool, seed: Sequence[int]) -> list[list[int]]:
    """Draw a round of pairs, no pair twice, and cut it into batches of similar length.

    Args:
        mixture: what to draw from.
        tokens: the most a batch may hold on its longer side, padding included.
        late: draw by the weights of the second stage.
        seed: the same seed gives the same batches.

    Returns:
        the batches in random order, each a list of numbers of pairs.
    """
    rng = np.random.default_rng(seed)
    weights = SECOND_STAGE if late else FIRST_STAGE
    chances = np.array([weights[group] for group in Group])[mixture.groups]
    size = min(_ROUND, len(mixture))
    drawn = rng.choice(len(mixture), size, replace=False, p=chances / chances.sum())
    order = np.lexsort((mixture.source_lengths[drawn], mixture.target_lengths[drawn]))
    batches = _cut(mixture, drawn[order].tolist(), tokens)
    return [batches[place] for place in rng.permutation(len(batches))]


def _cut(mixture: Mixture, places: Iterable[int], tokens: int) -> list[list[int]]:
    longer = np.maximum(mixture.source_lengths, mixture.target_lengths) + 1
    batches: list[list[int]] = []
    width = 0
    for place in places:
        width = max(width, int(longer[place]))
        if not batches or width * (len(batches[-1]) + 1) > tokens:
            batches.append([])
            width = int(longer[place])
        batches[-1].append(place)
    return batches


def collate(rows: Sequence[Row]) -> Batch:
    """Return pairs as one batch, padded to the longest."""
    source_width = max(len(row.source) for row in rows) + 1
    target_width = max(len(row.target) for row in rows) + 1
    source = np.zeros((len(rows), source_width), np.int64)
    source_mask = np.zeros((len(rows), source_width), np.bool_)
    target = np.zeros((len(rows), target_width), np.int64)
    labels = np.full((len(rows), target_width), IGNORED, np.int64)
    links = np.full((len(rows), target_width), IGNORED, np.int64)
    for place, row in enumerate(rows):
        source_end, target_end = len(row.source) + 1, len(row.target) + 1
        source[place, :source_end] = [row.tag, *row.source]
        source_mask[place, :source_end] = True
        target[place, :target_end] = [row.tag, *row.target]
        labels[place, :target_end] = [*row.target, END]
        # One on, for the tag before the source; the end of the sentence is not aligned.
        links[place, : target_end - 1] = np.where(row.links == NO_LINK, IGNORED, row.links + 1)
    return Batch(source, source_mask, target, labels, links)


def held_out_rows(pairs: Pairs, tag: int) -> list[Row]:
    """Return pairs without alignments as rows, to measure a model with."""
    return [
        Row(source, target, tag, np.full(len(target), NO_LINK, np.int32))
        for source, target in zip(_each(pairs.source), _each(pairs.target), strict=True)
    ]


def _each(rows: Rows) -> Iterable[Ints]:
    return (rows[place] for place in range(len(rows)))


def save_pairs(path: Path, pairs: Pairs) -> None:
    """Write pairs to an ``.npz`` file."""
    np.savez(path, **_named("source", pairs.source), **_named("target", pairs.target),
             groups=pairs.groups)  # fmt: skip


def load_pairs(path: Path) -> Pairs:
    """Read what :func:`save_pairs` wrote."""
    with np.load(path) as file:
        return Pairs(_rows(file, "source"), _rows(file, "target"), file["groups"])


def save_links(path: Path, links: Rows) -> None:
    """Write alignments to an ``.npz`` file."""
    np.savez(path, **_named("links", links))


def load_links(path: Path) -> Rows:
    """Read what :func:`save_links` wrote."""
    with np.load(path) as file:
        return _rows(file, "links")


def _named(name: str, rows: Rows) -> dict[str, Any]:
    return {f"{name}_values": rows.values, f"{name}_starts": rows.starts}


def _rows(file: Any, name: str) -> Rows:
    return Rows(file[f"{name}_values"], file[f"{name}_starts"])
