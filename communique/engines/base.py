"""The plain data that goes into an engine and comes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

#: Raise it whenever the same sentence may come out otherwise: stored sentences are then made anew.
PROCESSING_VERSION = "5"


class Link(NamedTuple):
    """One alignment: characters ``[start, end)`` of the source gave those of the target."""

    source_start: int
    source_end: int
    target_start: int
    target_end: int

    def shifted(self, source: int, target: int) -> Link:
        """Return the link of a text that stands this much further on in a longer one."""
        start, end, into, until = self
        return Link(start + source, end + source, into + target, until + target)


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides an engine's output beside its package, and how hard it may work."""

    beam: int = 4
    batch_tokens: int = 2048
    threads: int = 0  # 0: as many as there are cores

    @property
    def fingerprint(self) -> str:
        """The part of the settings that changes words, for cache keys."""
        return f"beam={self.beam}"


@dataclass(frozen=True, slots=True)
class Batch:
    """Sentences of one language pair for one package: plain data that any process can take.

    ``package`` is the package's folder, ``sentences`` plain text without markup.
    """

    source: str
    target: str
    package: str
    sentences: tuple[str, ...]
    settings: Settings


@dataclass(frozen=True, slots=True)
class Translation:
    """What an engine made of one sentence.

    ``text`` is empty where the engine failed and said so in ``doubts``. ``score`` is the mean
    log-probability of a token; ``risk`` runs from 0 (trust) to 1 (doubt). ``links`` align it with
    its source, where the engine knows; offsets count characters of the sentence as given.
    """

    text: str
    score: float = 0.0
    risk: float = 1.0
    doubts: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
