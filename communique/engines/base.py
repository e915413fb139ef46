"""The plain data that goes into an engine and comes out, and the protocol between."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from communique.errors import CommuniqueError

#: Raise it whenever the same sentence may come out otherwise: stored sentences are then made anew.
PROCESSING_VERSION = "8"

#: Source and target locale, as the workspace names them: ``("en", "pt_BR")``.
Pair = tuple[str, str]


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
    """What decides an engine's output beside its model, and how hard it may work."""

    beam: int = 4
    batch_tokens: int = 1024
    threads: int = 0  # 0: as many as there are cores

    @property
    def fingerprint(self) -> str:
        """The part of the settings that changes words, for cache keys."""
        return f"beam={self.beam}"


@dataclass(frozen=True, slots=True)
class Model:
    """What translates from one language into one other: a package on disk, a pair of a server.

    Attributes:
        engine: the module of this room that drives it: ``argos``, ``libretranslate``.
        source: the language as the engine names it, which need not be the locale's name.
        target: likewise.
        place: the package's folder, or the server's address.
        version: the package's; empty where nobody says.
        origin: ``starter``, ``installed`` or ``server``.
    """

    engine: str
    source: str
    target: str
    place: str
    version: str = ""
    origin: str = "installed"

    @property
    def name(self) -> str:
        """How it is named to people: ``Argos en→es 1.9``."""
        kinds = {"starter": "starter", "installed": "Argos", "server": "LibreTranslate"}
        kind = kinds.get(self.origin, self.engine)
        return f"{kind} {self.source}→{self.target} {self.version}".rstrip()

    @property
    def label(self) -> str:
        """How the ledger names it: ``starter:en-es``."""
        return f"{self.origin}:{self.source}-{self.target}"


@dataclass(frozen=True, slots=True)
class Task:
    """What is wanted of a model, whatever the sentences.

    Attributes:
        model: what translates.
        pair: the locales, which decide how numbers are written and what counts as a copy.
        settings: beam, batch size, threads.
        aligned: links are wanted; they cost time, and only markup needs them.
        best: how many candidates are wanted for each sentence.
    """

    model: Model
    pair: Pair
    settings: Settings
    aligned: bool = False
    best: int = 1


@dataclass(frozen=True, slots=True)
class Batch:
    """Sentences of one task, plain text without markup: plain data that any process can take."""

    task: Task
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Translation:
    """What an engine made of one sentence.

    ``text`` is empty where the engine failed and said so in ``doubts``. ``score`` is the mean
    log-probability of a token, None where the engine tells none; ``risk`` runs from 0 (trust) to
    1 (doubt). ``links`` align it with its source, where they were asked for and the engine knows;
    offsets count characters of the sentence as given. ``others`` are further candidates, the
    likelier first, where several were wanted.
    """

    text: str
    score: float | None = None
    risk: float = 1.0
    doubts: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    others: tuple[Translation, ...] = ()


def worst(translations: Iterable[Translation]) -> float | None:
    """Return the lowest score of several translations, if one has any."""
    return min((one.score for one in translations if one.score is not None), default=None)


class Tries(NamedTuple):
    """How often a way to try anew was taken, and how often it mended the sentence."""

    tried: int
    mended: int


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a batch: a translation for each sentence, in order, and what was tried anew,
    by the name of the way (:mod:`communique.engines.retry`).
    """

    translations: tuple[Translation, ...]
    retries: Mapping[str, Tries] = field(default_factory=dict)


class PairError(CommuniqueError):
    """An engine is there, and does not serve this pair of languages; it may serve others."""


class Engine(Protocol):
    """What an engine's module makes of a model: ``load(model, settings) -> Engine``."""

    def translate(
        self, sentences: Sequence[str], pair: Pair, *, aligned: bool = False, best: int = 1
    ) -> Done:
        """Translate plain sentences.

        Raises:
            PairError: it does not translate between these languages.
            CommuniqueError: it cannot translate at all; says why.
        """
        ...
