"""The steps that draft: plan the gaps, translate their sentences, fill the catalogs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import polib

from communique import drafting
from communique.catalogs import files, ledger
from communique.catalogs.fill import fill
from communique.engines import packages
from communique.engines.base import Batch, Translation
from communique.errors import CommuniqueError
from communique.pipeline.executor import Executor
from communique.pipeline.reading import coverage_of
from communique.pipeline.results import Prepared, Problem, Report
from communique.pipeline.updating import prepare_all
from communique.project import Project
from communique.statement import Key

# Characters in a batch: a few seconds of work for a starter package on two cores.
_BATCH = 12_000


def draft(
    project: Project, slugs: list[str] | None, wanted: list[str] | None, executor: Executor
) -> Report:
    """Draft every gap of the catalogs, where no human has been.

    Args:
        project: the workspace.
        slugs: the statements to draft; None for all.
        wanted: the locales to draft into; None for those of the settings.
        executor: how the steps are run.
    """
    report = Report()
    prepared = prepare_all(project, slugs, wanted, executor, report)
    plans = {
        (one.statement.slug, locale): _jobs(one, keys)
        for one in prepared
        for locale, keys in one.keys.items()
        if keys
    }
    chosen = _packages(prepared, plans, report)
    known = _translate(project, prepared, plans, chosen, executor, report)
    for one in prepared:
        for locale in one.keys:
            pair = (one.statement.language, locale)
            jobs = plans.get((one.statement.slug, locale))
            if not jobs or pair not in chosen:
                continue
            package = chosen[pair]
            drafts = [drafting.compose(job, known[pair], package, locale, _tidy) for job in jobs]
            try:
                report.drafted += executor.one(
                    fill_catalog, project, one.statement.slug, locale, drafts, package
                )
            except CommuniqueError as error:
                report.problems.append(Problem(one.statement.slug, str(error), locale))
        report.coverage += coverage_of(project, one.statement, list(one.keys), report)
    return report


def _jobs(prepared: Prepared, keys: list[Key]) -> list[drafting.Job]:
    from communique.segmentation import split_sentences

    return drafting.plan(prepared.statement, keys, split_sentences)


def _tidy(text: str, locale: str) -> str:
    from communique.language.typography import tidy

    return tidy(text, locale)


Pair = tuple[str, str]


def _packages(
    prepared: list[Prepared],
    plans: Mapping[tuple[str, str], list[drafting.Job]],
    report: Report,
) -> dict[Pair, packages.Package]:
    """Find a package for each pair that has something to draft; a pair without is a problem."""
    chosen: dict[Pair, packages.Package] = {}
    refused: set[Pair] = set()
    for one in prepared:
        for locale in one.keys:
            pair = (one.statement.language, locale)
            if (one.statement.slug, locale) not in plans or pair in chosen or pair in refused:
                continue
            try:
                chosen[pair] = packages.find(*pair)
                report.packages.add(chosen[pair].name)
            except CommuniqueError as error:
                refused.add(pair)
                report.problems.append(Problem("", str(error)))
    return chosen


def _translate(
    project: Project,
    prepared: list[Prepared],
    plans: Mapping[tuple[str, str], list[drafting.Job]],
    chosen: Mapping[Pair, packages.Package],
    executor: Executor,
    report: Report,
) -> dict[Pair, dict[str, Translation]]:
    """Bring every sentence of the plans to its translation: from the store, else by the engine.

    What the engine made is committed after each batch, so that a killed run loses one at most.
    """
    from communique.engines.argos import translate_batch
    from communique.engines.store import SentenceStore, recipe

    known: dict[Pair, dict[str, Translation]] = {}
    todo: list[Batch] = []
    with SentenceStore(project.state / "sentences.sqlite") as store:
        for pair, package in chosen.items():
            wanted = _sentences(prepared, plans, pair)
            whole = Batch(*pair, str(package.path), (), project.engine)
            known[pair] = store.get(recipe(whole), wanted)
            missing = [sentence for sentence in wanted if sentence not in known[pair]]
            report.reused += len(wanted) - len(missing)
            todo += drafting.batches(missing, package, pair, project.engine, _BATCH)
        for batch, done in executor.each(translate_batch, todo):
            found = dict(zip(batch.sentences, done, strict=True))
            store.put(recipe(batch), found)
            known[batch.source, batch.target] |= found
            report.translated += len(found)
    return known


def _sentences(
    prepared: list[Prepared], plans: Mapping[tuple[str, str], list[drafting.Job]], pair: Pair
) -> list[str]:
    return list(
        dict.fromkeys(
            sentence.text
            for one in prepared
            if one.statement.language == pair[0]
            for job in plans.get((one.statement.slug, pair[1]), ())
            for sentence in job.sentences
        )
    )


def fill_catalog(
    project: Project,
    slug: str,
    locale: str,
    drafts: list[drafting.Drafted],
    package: packages.Package,
) -> int:
    """Write drafts into one catalog: the ledger first, the catalog second.

    A kill between the two is harmless: a text counts as ours only if it is among those recorded.

    Returns:
        How many segments have a new text.
    """
    path = project.catalog(slug, locale)
    known = ledger.load(ledger.path_of(path))
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    new = [
        drafting.record(one, package, now)
        for one in drafts
        if one.filling.text and not known.draft(one.key, one.filling.text)
    ]
    ledger.append(ledger.path_of(path), new)
    for record in new:
        known.add(record)
    fillings = {one.key: one.filling for one in drafts}
    changed = 0

    def change(catalog: polib.POFile | None) -> polib.POFile | None:
        nonlocal changed
        changed = 0 if catalog is None else fill(catalog, fillings, known)
        return catalog

    files.edit(path, change, project.safe)
    return changed
