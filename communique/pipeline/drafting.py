"""The steps that draft: plan the gaps, translate their sentences, fill the catalogs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polib

from communique import drafting
from communique.catalogs import files, ledger
from communique.catalogs.fill import fill, gaps
from communique.engines import packages
from communique.engines.base import Batch, Translation
from communique.errors import CommuniqueError
from communique.memory import MemoryStore
from communique.pipeline import wordings
from communique.pipeline.executor import Executor
from communique.pipeline.reading import coverage_of
from communique.pipeline.remembering import memory
from communique.pipeline.results import Prepared, Problem, Report
from communique.pipeline.updating import prepare_all
from communique.pipeline.wordings import Wordings
from communique.project import Project
from communique.statement import Key, Statement

# Characters in a batch: a few seconds of work for a starter package on two cores.
_BATCH = 12_000

Pair = tuple[str, str]


@dataclass(slots=True)
class _Plan:
    """What one catalog lacks: what is ready for it, and what the engine has to make."""

    statement: Statement
    locale: str
    ready: list[drafting.Drafted] = field(default_factory=list)
    jobs: list[drafting.Job] = field(default_factory=list)

    @property
    def pair(self) -> Pair:
        """The languages, source and target."""
        return self.statement.language, self.locale


def draft(
    project: Project, slugs: list[str] | None, wanted: list[str] | None, executor: Executor
) -> Report:
    """Draft every gap of the catalogs, where no human has been.

    Args:
        project: the workspace.
        slugs: the statements to draft; None for all.
        wanted: the locales to draft into; None for those of the settings.
        executor: how the steps are run.

    Raises:
        UsageError: a statement or a locale that does not exist was asked for.
        CommuniqueError: the glossary, a verbatim text or the sentence store cannot be read.
    """
    report = Report()
    prepared = prepare_all(project, slugs, wanted, executor, report)
    plans = _plan(project, prepared)
    chosen = _packages(plans, report)
    known = _translate(project, plans, chosen, executor, report)
    chosen = {pair: package for pair, package in chosen.items() if pair in known}
    for plan in plans:
        drafts = list(plan.ready)
        if plan.pair in chosen:
            drafts += [
                drafting.compose(job, known[plan.pair], chosen[plan.pair], plan.locale, _tidy)
                for job in plan.jobs
            ]
        _fill(project, plan, drafts, executor, report)
    for one in prepared:
        report.coverage += coverage_of(project, one.statement, list(one.keys), report)
    return report


def _plan(project: Project, prepared: list[Prepared]) -> list[_Plan]:
    """Sort each catalog's gaps: verbatim → memory → glossary → engine."""
    words = wordings.load(project)
    plans = []
    with memory(project) as store:
        for one in prepared:
            for locale, keys in one.keys.items():
                if not keys:
                    continue
                plan = _Plan(one.statement, locale)
                plan.ready = _ready(plan, keys, words, store)
                found = {made.key for made in plan.ready}
                gaps = [key for key in keys if key not in found]
                plan.jobs = drafting.plan(one.statement, gaps, project.splitter)
                plans.append(plan)
    return plans


def _ready(
    plan: _Plan, keys: Sequence[Key], words: Wordings, store: MemoryStore
) -> list[drafting.Drafted]:
    """Return the drafts that need no engine: fixed texts, what was reviewed elsewhere, terms."""
    remembered = store.exact_all(keys, *plan.pair)
    found = []
    for key in keys:
        if text := words.verbatim.find(key.text, *plan.pair):
            found.append(drafting.ready(key, text, "verbatim"))
        elif unit := remembered.get(key):
            found.append(drafting.ready(key, unit.target, "memory", unit.origin))
        elif text := words.glossary.find(key.text, plan.locale):
            found.append(drafting.ready(key, text, "glossary"))
    return found


def _tidy(text: str, locale: str) -> str:
    from communique.language.typography import tidy

    return tidy(text, locale)


def _packages(plans: list[_Plan], report: Report) -> dict[Pair, packages.Package]:
    """Find a package for each pair that has something to draft; a pair without is a problem."""
    chosen: dict[Pair, packages.Package] = {}
    for pair in dict.fromkeys(plan.pair for plan in plans if plan.jobs):
        try:
            chosen[pair] = packages.find(*pair)
            report.packages.add(chosen[pair].name)
        except CommuniqueError as error:
            report.problems.append(Problem("", str(error)))
    return chosen


def _translate(
    project: Project,
    plans: list[_Plan],
    chosen: Mapping[Pair, packages.Package],
    executor: Executor,
    report: Report,
) -> dict[Pair, dict[str, Translation]]:
    """Bring every sentence of the plans to its translation: from the store, else by the engine.

    What the engine made is committed after each batch, so that a killed run loses one at most.
    """
    from communique.engines.store import SentenceStore, recipe

    known: dict[Pair, dict[str, Translation]] = {}
    if not chosen:
        return known
    todo: list[Batch] = []
    with SentenceStore(project.state / "sentences.sqlite") as store:
        for pair, package in chosen.items():
            wanted = _sentences(plans, pair)
            whole = Batch(*pair, str(package.path), (), project.engine)
            known[pair] = store.known(recipe(whole), wanted)
            missing = [sentence for sentence in wanted if sentence not in known[pair]]
            report.reused += len(wanted) - len(missing)
            todo += drafting.batches(missing, package, pair, project.engine, _BATCH)
        for batch, done in executor.each(attempt, todo):
            if isinstance(done, str):
                if known.pop((batch.source, batch.target), None) is not None:
                    report.problems.append(Problem("", done))
                continue
            found = dict(zip(batch.sentences, done, strict=True))
            store.keep(recipe(batch), found)
            if (batch.source, batch.target) in known:
                known[batch.source, batch.target] |= found
            report.translated += len(found)
    return known


def attempt(batch: Batch) -> list[Translation] | str:
    """Translate a batch, or say why its package cannot; the other pairs go on."""
    from communique.engines.argos import translate_batch

    try:
        return translate_batch(batch)
    except CommuniqueError as error:
        return str(error)


def _sentences(plans: list[_Plan], pair: Pair) -> list[str]:
    return list(
        dict.fromkeys(
            sentence.text
            for plan in plans
            if plan.pair == pair
            for job in plan.jobs
            for sentence in job.sentences
        )
    )


def _fill(
    project: Project,
    plan: _Plan,
    drafts: list[drafting.Drafted],
    executor: Executor,
    report: Report,
) -> None:
    if not drafts:
        return
    slug, locale = plan.statement.slug, plan.locale
    try:
        report.drafted += executor.one(fill_catalog, project, slug, locale, drafts)
    except CommuniqueError as error:
        report.problems.append(Problem(slug, str(error), locale))


def fill_catalog(project: Project, slug: str, locale: str, drafts: list[drafting.Drafted]) -> int:
    """Write drafts into one catalog: the ledger first, the catalog second.

    A kill between the two is harmless: a text counts as ours only if it is among those recorded.

    Returns:
        How many segments have a new text.
    """
    path = project.catalog(slug, locale)
    changed = 0

    def change(catalog: polib.POFile | None) -> polib.POFile | None:
        nonlocal changed
        if catalog is None:
            return None
        known = ledger.load(ledger.path_of(path))
        ours = set(gaps(catalog, known))
        made = [one for one in drafts if one.key in ours]
        new = [
            drafting.record(one, ledger.now())
            for one in made
            if one.filling.text and not known.draft(one.key, one.filling.text)
        ]
        ledger.append(ledger.path_of(path), new)
        for record in new:
            known.add(record)
        changed = fill(catalog, {one.key: one.filling for one in made}, known)
        return catalog

    files.edit(path, change, project.safe)
    return changed
