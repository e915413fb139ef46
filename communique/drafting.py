"""Drafting: which sentences of a statement need an engine, and how its answers become drafts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from communique import inline
from communique.catalogs.fill import Filling
from communique.catalogs.ledger import Draft, key_digest
from communique.engines.base import Batch, Link, Settings, Translation
from communique.engines.packages import Package
from communique.engines.sanity import band
from communique.statement import Key, Statement, digest

Splitter = Callable[[str, str], list[str]]
Tidy = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a segment's plain text: its offset there, its text without outer space."""

    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Job:
    """A segment on its way through the engine: its markup taken off, its sentences found."""

    key: Key
    marked: inline.Marked
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Drafted:
    """A segment's draft: what goes into the catalog, what the ledger keeps.

    ``origin`` is ``engine``, ``memory``, ``glossary`` or ``verbatim``; ``package`` and ``version``
    name the engine's model. ``score`` and ``risk`` are None where no engine was asked.
    """

    key: Key
    filling: Filling
    origin: str = "engine"
    package: str = ""
    version: str = ""
    score: float | None = None
    risk: float | None = None


def plan(statement: Statement, keys: Iterable[Key], split: Splitter) -> list[Job]:
    """Say what the engine has to translate for these segments.

    Args:
        statement: the source; its format says how markup is written.
        keys: the segments to draft.
        split: the sentence splitter, (text, language) → pieces that make up the text.
    """
    return [job_of(key, _syntax(statement.format), statement.language, split) for key in keys]


def job_of(key: Key, syntax: inline.Syntax, language: str, split: Splitter) -> Job:
    """Take a segment's markup off and find its sentences; a line break ends a sentence."""
    marked = inline.parse(key.text, syntax)
    sentences: list[Sentence] = []
    place = 0
    for line in marked.plain.split("\n"):
        for piece in split(line, language) if line else []:
            text = piece.strip()
            if text:
                sentences.append(Sentence(place + piece.index(text), text))
            place += len(piece)
        place += 1
    return Job(key, marked, tuple(sentences))


def _syntax(name: str) -> inline.Syntax:
    return "html" if name == "html" else "markdown" if name == "markdown" else "text"


def batches(
    sentences: Sequence[str], package: Package, pair: tuple[str, str], settings: Settings, size: int
) -> list[Batch]:
    """Cut a stream of distinct sentences into batches of about ``size`` characters each.

    A native call cannot be cancelled, so a batch should take a few seconds, not minutes.
    """
    groups: list[list[str]] = []
    room = 0
    for sentence in sorted(sentences, key=len, reverse=True):
        if room < len(sentence) or not groups:
            groups.append([])
            room = size
        groups[-1].append(sentence)
        room -= len(sentence)
    return [Batch(*pair, str(package.path), tuple(group), settings) for group in groups]


def compose(
    job: Job, known: Mapping[str, Translation], package: Package, locale: str, tidy: Tidy
) -> Drafted:
    """Make a segment's draft from the translations of its sentences.

    Args:
        job: the segment, as planned.
        known: translations by sentence; each of the job's sentences must be there.
        package: what made them.
        locale: the language of the draft.
        tidy: typography of a draft, (text, locale) → text; keeps out of code, links and tags.
    """
    parts = [known[sentence.text] for sentence in job.sentences]
    doubts = sorted({doubt for part in parts for doubt in part.doubts})
    if any(not part.text for part in parts):
        note = f"the engine failed here ({', '.join(doubts)}); translate by hand"
        return Drafted(job.key, Filling("", (note,)), risk=1.0)
    plain, links = _joined(job, parts)
    text = inline.restore(job.marked, plain, links)
    risk = max((part.risk for part in parts), default=0.0)
    notes = [f"machine draft ({package.name}); doubt: {band(risk)}"]
    if doubts:
        notes.append(f"look at: {', '.join(doubts)}")
    if text is None:
        text = inline.verbatim(job.marked, plain)
        notes.append("the markup was lost: put it back where it belongs")
        risk = 1.0
    score = min((part.score for part in parts), default=0.0)
    return Drafted(
        job.key,
        Filling(tidy(text, locale), tuple(notes)),
        package=f"{package.origin}:{package.source}-{package.target}",
        version=package.version,
        score=score,
        risk=risk,
    )


def _joined(job: Job, parts: Sequence[Translation]) -> tuple[str, list[Link]]:
    """Put a segment's sentences together with the white space that the source has between them."""
    plain = job.marked.plain
    text = ""
    links: list[Link] = []
    end = 0
    for sentence, part in zip(job.sentences, parts, strict=True):
        text += plain[end : sentence.start]
        links += [link.shifted(sentence.start, len(text)) for link in part.links]
        text += part.text
        end = sentence.start + len(sentence.text)
    return text + plain[end:], links


def ready(key: Key, text: str, origin: str, where: str = "") -> Drafted:
    """Return the draft of a segment whose translation is known already; it is reviewed all the
    same, because the same words can mean something else in another place.
    """
    place = f" ({where})" if where else ""
    names = {"verbatim": "a fixed wording", "memory": "the memory", "glossary": "the glossary"}
    return Drafted(key, Filling(text, (f"from {names[origin]}{place}",)), origin)


def record(drafted: Drafted, time: str) -> Draft:
    """Return the ledger's record of a draft."""
    return Draft(
        key=key_digest(drafted.key),
        text=digest(drafted.filling.text),
        origin=drafted.origin,
        package=drafted.package,
        version=drafted.version,
        score=drafted.score,
        risk=drafted.risk,
        draft=drafted.filling.text,
        time=time,
    )


def translate_lines(
    lines: Sequence[str], package: Package, pair: tuple[str, str], settings: Settings
) -> list[str]:
    """Translate lines of plain text, all in one batch; no store, no catalog.

    Args:
        lines: plain text; an empty line stays empty.
        package: the package to use.
        pair: the locales, source and target.
        settings: the engine's settings.

    Returns:
        A line for each; empty where the engine failed.
    """
    from communique.engines.argos import translate_batch
    from communique.language.typography import tidy
    from communique.segmentation import split_sentences

    jobs = [job_of(Key(None, line), "text", pair[0], split_sentences) for line in lines]
    sentences = tuple(dict.fromkeys(one.text for job in jobs for one in job.sentences))
    done = translate_batch(Batch(*pair, str(package.path), sentences, settings))
    known = dict(zip(sentences, done, strict=True))
    return [compose(job, known, package, pair[1], tidy).filling.text for job in jobs]
