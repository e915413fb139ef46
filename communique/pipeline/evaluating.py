"""The step that measures engines on human translations: which package to use for which locale."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from communique import inline
from communique.catalogs.effort import effort
from communique.drafting import Job, batches, job_of
from communique.drafting.compose import joined
from communique.drafting.jobs import Splitter
from communique.engines import routing
from communique.engines.base import Batch, Pair, Settings, Task, Translation
from communique.engines.pivot import through
from communique.engines.routing import Choice, Route, stages
from communique.engines.running import ENGINES
from communique.errors import CommuniqueError
from communique.language.scripts import language_of
from communique.pipeline.bitexts import Sample
from communique.pipeline.executor import Executor
from communique.pipeline.results import Problem
from communique.pipeline.translating import Failure, attempt
from communique.segmentation import split_sentences
from communique.statement import Key

# Characters in a batch: a few seconds of work for a starter package on two cores.
_BATCH = 12_000
# sacreBLEU cuts words at spaces, but where it has another way; these have none between words.
_SOLID = ("ja", "th", "lo", "km", "my", "bo")


@dataclass(frozen=True, slots=True)
class Compared:
    """One text, as a package drafted it and as a human translated it, plain; chrF 0 to 100."""

    where: str
    source: str
    reference: str
    draft: str
    chrf: float


@dataclass(frozen=True, slots=True)
class Score:
    """How one package did on one pair of locales, at one beam.

    Attributes:
        pair: the locales, source and target.
        package: its name; both, where the way leads through a third language.
        label: as the ledger names it, with the version.
        beam: the width of the search.
        segments: the texts that were compared, each whole.
        failed: those among them that stay empty, because the engine failed at a sentence.
        drafted: those that were translated by correcting this very package's drafts.
        sentences: the distinct sentences that were translated.
        seconds: what that took, loading not counted.
        chrf: chrF of all segments together, 0 to 100.
        bleu: BLEU of all segments together, 0 to 100.
        edited: the share of characters to change from draft to reference, 0 to 1.
        worst: the segments with the lowest chrF, the lowest first.
    """

    pair: Pair
    package: str
    label: str
    beam: int
    segments: int
    failed: int
    drafted: int
    sentences: int
    seconds: float
    chrf: float
    bleu: float
    edited: float
    worst: tuple[Compared, ...] = ()

    @property
    def speed(self) -> float:
        """Sentences per second."""
        return self.sentences / max(self.seconds, 1e-9)


@dataclass(slots=True)
class Evaluation:
    """The scores, pair by pair, the highest chrF first; what they are measured with; problems."""

    scores: list[Score] = field(default_factory=list)
    signatures: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Way:
    """The packages that a text goes through, and how many segments to show."""

    route: Route
    worst: int


@dataclass(frozen=True, slots=True)
class _Set:
    """The samples of one pair, without the markup, and cut into sentences."""

    pair: Pair
    samples: tuple[Sample, ...]
    jobs: tuple[Job, ...]
    references: tuple[str, ...]

    @property
    def sentences(self) -> list[str]:
        """Its sentences, each once."""
        return list(dict.fromkeys(one.text for job in self.jobs for one in job.sentences))


def evaluate(
    samples: Iterable[Sample],
    executor: Executor,
    *,
    settings: Sequence[Settings],
    choice: Choice | None = None,
    split: Splitter = split_sentences,
    worst: int = 0,
) -> Evaluation:
    """Draft texts by every package that can, and compare with what humans made of them.

    Plain text is compared: markup is taken off both sides, and the typography of the locale set
    on both, so that neither decides. Texts are cut into sentences as drafting cuts them; no store,
    memory or glossary has a say.

    Args:
        samples: the texts, of any pairs.
        executor: how batches are run.
        settings: with which settings each package is tried; the beam tells them apart.
        choice: what the settings say of engines; each of them is measured, in use or not.
        split: the sentence splitter, (text, language) → pieces that make up the text.
        worst: how many segments with the lowest chrF to return for each score.
    """
    found = Evaluation()
    choice = _every(choice or Choice())
    for one in _sets(samples, split):
        try:
            ways = routing.routes(*one.pair, choice)
        except CommuniqueError as error:
            found.problems.append(Problem("", str(error)))
            continue
        for route in ways:
            _try(one, _Way(route, worst), settings, executor, found)
    found.scores.sort(key=lambda score: (score.pair, -score.chrf, score.beam))
    return found


def _every(choice: Choice) -> Choice:
    """The same settings with every engine: what is not in use yet is measured too."""
    engines = tuple(dict.fromkeys((*choice.engines, *ENGINES)))
    return replace(choice, engines=engines, pairs={})


def _try(
    one: _Set, way: _Way, settings: Sequence[Settings], executor: Executor, found: Evaluation
) -> None:
    """Measure one way at each of the settings; what cannot be run is a problem, told once."""
    for wanted in settings:
        try:
            known, seconds = _translated(one, way, wanted, executor)
        except CommuniqueError as error:
            found.problems.append(Problem("", str(error)))
            return
        found.scores.append(_scored(one, way, wanted, known, seconds, found.signatures))


def _sets(samples: Iterable[Sample], split: Splitter) -> Iterator[_Set]:
    by_pair: dict[Pair, list[Sample]] = {}
    for sample in samples:
        by_pair.setdefault(sample.pair, []).append(sample)
    for pair, group in sorted(by_pair.items()):
        jobs = [job_of(Key(None, one.source), one.syntax, pair[0], split) for one in group]
        references = [_plain(inline.parse(one.reference, one.syntax), pair[1]) for one in group]
        yield _Set(pair, tuple(group), tuple(jobs), tuple(references))


def _plain(marked: inline.Marked, locale: str, translation: str | None = None) -> str:
    """A text, or its translation, without its markup, set as its locale is printed."""
    from communique.language.typography import tidy

    text = inline.verbatim(marked, marked.plain if translation is None else translation)
    return tidy(text, locale)


def _translated(
    one: _Set, way: _Way, settings: Settings, executor: Executor
) -> tuple[dict[str, Translation], float]:
    """Translate every sentence of a set; one package after the other, so that time is told apart.

    Raises:
        CommuniqueError: the engine cannot.
    """
    first, *others = stages(way.route, one.pair)
    known, total = _stage(Task(*first, settings), one.sentences, executor)
    for second in others:
        texts = dict.fromkeys(made.text for made in known.values() if made.text)
        after, seconds = _stage(Task(*second, settings), list(texts), executor)
        known = {text: through(made, after.get(made.text, made)) for text, made in known.items()}
        total += seconds
    return known, total


def _stage(
    task: Task, sentences: list[str], executor: Executor
) -> tuple[dict[str, Translation], float]:
    """Translate by one package, which has been at work once: loading is not counted.

    Raises:
        CommuniqueError: the engine cannot.
    """
    warm = executor.one(attempt, Batch(task, tuple(sentences[:1])))
    if isinstance(warm, Failure):
        raise CommuniqueError(warm.why)
    made: dict[str, Translation] = {}
    begun = time.perf_counter()
    for batch, done in executor.each(attempt, batches(task, sentences, _BATCH)):
        if isinstance(done, Failure):
            raise CommuniqueError(done.why)
        made |= zip(batch.sentences, done.translations, strict=True)
    return made, time.perf_counter() - begun


def _scored(
    one: _Set,
    way: _Way,
    settings: Settings,
    known: dict[str, Translation],
    seconds: float,
    signatures: dict[str, str],
) -> Score:
    drafts = [_draft(job, known, one.pair[1]) for job in one.jobs]
    last = way.route[-1]
    label = f"{last.label} {last.version}".strip()
    changed = effort(one.pair[1], label, zip(drafts, one.references, strict=True))
    bleu, signatures[f"BLEU {one.pair[1]}"] = _bleu(drafts, one)
    signatures.setdefault("chrF", _chrf_signature())
    return Score(
        pair=one.pair,
        package=" and ".join(model.name for model in way.route),
        label=label,
        beam=settings.beam,
        segments=len(drafts),
        failed=drafts.count(""),
        drafted=Counter(sample.drafted_by for sample in one.samples)[label],
        sentences=len(one.sentences),
        seconds=round(seconds, 3),
        chrf=changed.chrf,
        bleu=bleu,
        edited=changed.edited,
        worst=tuple(_compared(one, drafts, way.worst)),
    )


def _draft(job: Job, known: dict[str, Translation], locale: str) -> str:
    """A segment's draft, plain; empty, as drafting leaves it, where any sentence of it failed."""
    parts = [known[sentence.text] for sentence in job.sentences]
    if any(not part.text for part in parts):
        return ""
    return _plain(job.marked, locale, joined(job.marked.plain, job.sentences, parts)[0])


def _compared(one: _Set, drafts: Sequence[str], worst: int) -> Iterator[Compared]:
    """The segments with the lowest chrF; of two alike, the one that comes first."""
    from sacrebleu.metrics.chrf import CHRF

    if not worst:
        return
    rate = CHRF().sentence_score
    rows = [
        Compared(
            sample.where, _bare(job), reference, draft,
            round(float(rate(draft, [reference]).score), 2),
        )
        for sample, job, reference, draft in zip(
            one.samples, one.jobs, one.references, drafts, strict=True
        )
    ]  # fmt: skip
    yield from sorted(rows, key=lambda row: row.chrf)[:worst]


def _bare(job: Job) -> str:
    return inline.verbatim(job.marked, job.marked.plain)


def _bleu(drafts: Sequence[str], one: _Set) -> tuple[float, str]:
    from sacrebleu.metrics.bleu import BLEU

    metric = BLEU(tokenize=_tokens(one.pair[1]))
    score = metric.corpus_score(list(drafts), [list(one.references)]).score
    return float(score), str(metric.get_signature())


def _tokens(locale: str) -> str:
    """How sacreBLEU is to cut a locale's text into words."""
    if language_of(locale) == "zh":
        return "zh"
    return "char" if language_of(locale) in _SOLID else "13a"


def _chrf_signature() -> str:
    from sacrebleu.metrics.chrf import CHRF

    metric = CHRF()
    metric.corpus_score(["x"], [["x"]])
    return str(metric.get_signature())
