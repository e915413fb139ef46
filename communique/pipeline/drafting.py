"""The steps that draft: plan the gaps, translate their sentences, fill the catalogs."""

from __future__ import annotations

import logging
from collections.abc import Callable

import polib

from communique import drafting
from communique.catalogs import files, ledger
from communique.catalogs.fill import fill, gaps
from communique.engines import routing
from communique.engines.routing import Route
from communique.errors import CommuniqueError
from communique.glossary import Glossary
from communique.pipeline import naming, planning, wordings
from communique.pipeline.answers import Answers
from communique.pipeline.executor import Executor
from communique.pipeline.planning import Plan
from communique.pipeline.reading import coverage_of
from communique.pipeline.results import Prepared, Problem, Report
from communique.pipeline.translating import Translator
from communique.pipeline.updating import prepare_all
from communique.project import Project

log = logging.getLogger(__name__)

_NAMES = 12  # that are named before drafting


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
    from communique.engines.store import SentenceStore

    report = Report()
    prepared = prepare_all(project, slugs, wanted, executor, report)
    words = wordings.load(project)
    _tell_names(prepared, words.glossary)
    with SentenceStore(project.state / "sentences.sqlite") as store:
        translator = Translator(store, executor, report, project.engine, _router(project))
        plans = planning.plan(project, prepared, words, translator.route, report)
        answers = Answers(translator, words, project.splitter)
        answers.ask(plans)
        for plan in plans:
            drafts = [*plan.ready, *answers.drafts(plan)]
            _fill(project, plan, drafts, executor, report)
    _tell(report)
    for one in prepared:
        report.coverage += coverage_of(project, one.statement, list(one.keys), report)
    return report


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
