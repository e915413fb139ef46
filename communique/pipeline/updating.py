"""The steps that carry templates and catalogs over to the sources as they are now."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polib

from communique.catalogs import files, ledger
from communique.catalogs.carrying import KeepApproval
from communique.catalogs.fill import gaps
from communique.catalogs.template import redate, template
from communique.catalogs.update import UpdateResult, update
from communique.errors import CommuniqueError, UsageError
from communique.formats.announced import dangling
from communique.language.locales import parse_locale
from communique.pipeline import wordings
from communique.pipeline.executor import Executor
from communique.pipeline.reading import coverage_of, misfits, read, targets, vouched, without_path
from communique.pipeline.results import Prepared, Problem, Report
from communique.pipeline.selecting import select
from communique.pipeline.wordings import Wordings
from communique.project import Project
from communique.statement import Key

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Keep:
    """A request to keep approvals over edits of the source; ``segments`` as a person names them."""

    segments: tuple[str, ...]
    by: str
    reason: str


def prepare(
    project: Project,
    path: Path,
    wanted: list[str] | None,
    words: Wordings,
    keep: KeepApproval | None,
) -> Prepared:
    """Read a statement, write its template, bring its catalogs up to date, find their gaps.

    A catalog that cannot be read or written is a problem of its locale; the others go on.
    """
    statement = read(project, path)
    for line, text in dangling(statement):
        shown = project.relative(path)
        log.warning("%s:%d: “%s” ends with a colon and nothing follows", shown, line, text)
    notes = partial(words.notes, language=statement.language)
    pot = template(statement, project.relative(path), project.header, notes)
    files.edit(project.template(statement.slug), lambda old: redate(pot, old), project.safe)
    prepared = Prepared(statement)
    for locale in targets(project, statement, wanted):
        try:
            _update_catalog(project, prepared, pot, locale, keep)
        except CommuniqueError as error:
            prepared.problems.append(Problem(statement.slug, str(error), locale))
    return prepared


def _update_catalog(
    project: Project, prepared: Prepared, pot: polib.POFile, locale: str, keep: KeepApproval | None
) -> None:
    statement = prepared.statement
    path = project.catalog(statement.slug, locale)
    done: list[tuple[UpdateResult, list[Key]]] = []

    def change(old: polib.POFile | None) -> polib.POFile:
        if old is not None:
            vouched(project, statement, locale, old)
        known = ledger.load(ledger.path_of(path))
        catalog, result = update(
            old, pot, parse_locale(locale), known, keep, split=project.splitter
        )
        # The ledger first: what it says of a text that the catalog never got harms nobody.
        ledger.append(ledger.path_of(path), result.records)
        for record in result.records:
            known.add(record)
        done.append((result, gaps(catalog, known)))
        return catalog

    files.edit(path, change, project.safe)
    prepared.updates[locale], prepared.keys[locale] = done[-1]


def update_all(
    project: Project,
    slugs: list[str] | None,
    wanted: list[str] | None,
    executor: Executor,
    keep: Keep | None = None,
) -> Report:
    """Carry templates and catalogs over to the sources as they are now; draft nothing.

    Args:
        project: the workspace.
        slugs: the statements; None for all.
        wanted: the locales; None for those of the settings.
        executor: how the steps are run.
        keep: edits of one statement's segments that ask for no new review.

    Raises:
        UsageError: what was asked for does not exist, or there was no approval to keep.
    """
    report = Report()
    keeping = _keeping(project, slugs, keep) if keep else None
    for prepared in prepare_all(project, slugs, wanted, executor, report, keeping):
        report.coverage += coverage_of(project, prepared.statement, list(prepared.keys), report)
    kept = sum(result.approvals_kept for result in report.updates.values())
    if keep and not kept and not report.problems:
        raise UsageError("no reviewed text stands under an edit of these segments: nothing to keep")
    return report


def _keeping(project: Project, slugs: list[str] | None, keep: Keep) -> KeepApproval:
    sources = project.select(slugs)
    if len(sources) != 1:
        raise UsageError("approvals are kept for one statement at a time: name it")
    if not (keep.segments and keep.by.strip() and keep.reason.strip()):
        raise UsageError("to keep an approval, say --segment, --by and --reason")
    segments = select(read(project, sources[0]).keys, keep.segments)
    return KeepApproval(frozenset(segments), keep.by, keep.reason)


def prepare_all(
    project: Project,
    slugs: list[str] | None,
    wanted: list[str] | None,
    executor: Executor,
    report: Report,
    keep: KeepApproval | None = None,
) -> list[Prepared]:
    """Prepare the statements asked for; one that cannot be read is a problem of the report."""
    project.check_locales(wanted)
    if not slugs:
        report.problems += misfits(project)
    asked = [(path, wanted) for path in project.select(slugs)]
    return list(prepare_each(project, asked, wordings.load(project), executor, report, keep))


def prepare_each(
    project: Project,
    asked: Iterable[tuple[Path, list[str] | None]],
    words: Wordings,
    executor: Executor,
    report: Report,
    keep: KeepApproval | None = None,
) -> Iterator[Prepared]:
    """Prepare statements; one that cannot be read is a problem, the others go on.

    Args:
        project: the workspace.
        asked: their sources, each with the locales wanted of it; None for those of the settings.
        words: the agreed wordings.
        executor: how the steps are run.
        report: where problems go, and what was done.
        keep: edits that ask for no new review.
    """
    for path, wanted in asked:
        try:
            prepared = executor.one(prepare, project, path, wanted, words, keep)
        except CommuniqueError as error:
            report.problems.append(Problem(project.relative(path), without_path(error, path)))
            continue
        report.problems += prepared.problems
        report.updates |= {
            (prepared.statement.slug, locale): done for locale, done in prepared.updates.items()
        }
        yield prepared
