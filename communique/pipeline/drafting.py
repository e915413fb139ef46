"""The steps that draft: plan the gaps, translate their sentences, fill the catalogs."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import polib

from communique import drafting, formats
from communique.catalogs import files, ledger
from communique.catalogs.fill import fill, gaps
from communique.engines import routing
from communique.engines.routing import Route
from communique.errors import CommuniqueError
from communique.glossary import Glossary
from communique.memory import MemoryStore
from communique.pipeline import naming, planning, wordings
from communique.pipeline.answers import Answers
from communique.pipeline.executor import Executor
from communique.pipeline.planning import Plan, Wanted
from communique.pipeline.queueing import queue
from communique.pipeline.reading import misfits
from communique.pipeline.remembering import memory
from communique.pipeline.results import Prepared, Problem, Report
from communique.pipeline.settled import Asked, Settled
from communique.pipeline.translating import Translator
from communique.pipeline.updating import prepare_each
from communique.pipeline.wordings import Wordings
from communique.project import Project

if TYPE_CHECKING:
    from communique.engines.store import SentenceStore

log = logging.getLogger(__name__)

_NAMES = 12  # that are named before drafting
# Segments that are planned, translated and filled in together: enough for full batches of
# sentences of like lengths, and no more, for a run's memory must not grow with its length.
_PORTION = 20_000


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
    project.check_locales(wanted)
    paths = project.select(slugs)
    report = Report(problems=[] if slugs else misfits(project))
    with queue(project, "draft", "drafting"), Settled(project) as settled:
        _Run(project, settled, executor, report).run(paths, wanted)
    _tell(report)
    slugs = [formats.slug_of(path) for path in paths]
    places = ((slug, locale) for slug in slugs for locale in project.locales(slug, wanted))
    order = {place: number for number, place in enumerate(places)}
    report.coverage.sort(key=lambda row: order[row.slug, row.locale])
    return report


@dataclass
class _Run:
    """One run: what is left to do, in portions, so that its memory does not grow with its length.

    Attributes:
        project: the workspace.
        settled: the catalogs that have nothing to be drafted.
        executor: how the steps are run.
        report: where it is told what was done.
    """

    project: Project
    settled: Settled
    executor: Executor
    report: Report

    @cached_property
    def words(self) -> Wordings:
        """The agreed wordings; read only if there is something to do."""
        return wordings.load(self.project)

    def run(self, paths: list[Path], wanted: list[str] | None) -> None:
        """Bring the catalogs up to date, and draft what they lack."""
        from communique.engines.store import SentenceStore

        prepared = self._prepared(self.settled.asked(paths, wanted))
        with memory(self.project) as remembered:
            prepared += self._prepared(self.settled.doubted(remembered))
            if count := self.settled.tell(self.report):
                log.info("%d catalogs have not changed since they were drafted", count)
            if prepared:
                _tell_names(prepared, self.words.glossary)
                with SentenceStore(self.project.state / "sentences.sqlite") as store:
                    self._draft(prepared, store, remembered)
        self.settled.save()

    def _prepared(self, asked: Asked) -> list[Prepared]:
        first = next(asked, None)
        if first is None:
            return []
        rest = chain([first], asked)
        return list(prepare_each(self.project, rest, self.words, self.executor, self.report))

    def _draft(
        self, prepared: list[Prepared], store: SentenceStore, remembered: MemoryStore
    ) -> None:
        router = _router(self.project)
        translator = Translator(store, self.executor, self.report, self.project.engine, router)
        answers = Answers(translator, self.words, self.project.splitter)
        for portion in _portions(prepared):
            plans = planning.plan(
                self.project, portion, self.words, remembered, translator.route, self.report
            )
            answers.ask(plans)
            for plan in plans:
                self._finish(plan, answers)
            self.settled.save()

    def _finish(self, plan: Plan, answers: Answers) -> None:
        """Fill one catalog, and see how far it is."""
        drafts = [*plan.ready, *answers.drafts(plan)]
        _fill(self.project, plan, drafts, self.executor, self.report)
        pairs = {plan.pair, *map(plan.pair_of, plan.jobs)} if plan.jobs else set()
        sound = all(map(answers.translator.is_sound, pairs))
        slug, locale = plan.statement.slug, plan.locale
        try:
            self.report.coverage.append(self.settled.look(plan, drafts, sound=sound))
        except CommuniqueError as error:
            self.report.problems.append(Problem(slug, str(error), locale))


def _portions(prepared: list[Prepared]) -> Iterator[list[Wanted]]:
    """Take statements out of a list, and cut what they lack into portions of some size."""
    portion: list[Wanted] = []
    size = 0
    prepared.reverse()
    while prepared:
        one = prepared.pop()
        for locale, keys in one.keys.items():
            portion.append((one.statement, locale, keys))
            size += len(keys)
            if size >= _PORTION:
                yield portion
                portion, size = [], 0
    if portion:
        yield portion


def _tell(report: Report) -> None:
    """Log how often failed sentences were tried anew, each way, and how often that mended them."""
    if report.retries:
        ways = (f"{name} {one.tried} ({one.mended})" for name, one in report.retries.items())
        log.info("tried anew (mended): %s", ", ".join(ways))


def _tell_names(prepared: list[Prepared], known: Glossary) -> None:
    """Log the names in what is to be drafted that the glossary does not know: an engine may turn
    them into anything.
    """
    found = naming.names_to_list(prepared, known, _NAMES + 1)
    if found:
        more = ", …" if len(found) > _NAMES else ""
        named = ", ".join(one.text for one in found[:_NAMES])
        log.info("names that the glossary does not know (`communique names`): %s%s", named, more)


def _router(project: Project) -> Callable[[str, str], list[Route]]:
    return lambda source, target: routing.routes(source, target, project.engines)


def _fill(
    project: Project,
    plan: Plan,
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
        records = [drafting.record(one, ledger.now()) for one in made if one.filling.text]
        new = [one for one in records if not known.tells(one)]
        ledger.append(ledger.path_of(path), new)
        for record in new:
            known.add(record)
        changed = fill(catalog, {one.key: one.filling for one in made}, known)
        return catalog

    files.edit(path, change, project.safe)
    return changed
