"""The steps that carry templates and catalogs over to the sources as they are now."""

from __future__ import annotations

from pathlib import Path

import polib

from communique.catalogs import files, ledger
from communique.catalogs.fill import gaps
from communique.catalogs.template import redate, template
from communique.catalogs.update import UpdateResult, update
from communique.errors import CommuniqueError
from communique.language.locales import parse_locale
from communique.pipeline.executor import Executor
from communique.pipeline.reading import coverage_of, misfits, read, targets, without_path
from communique.pipeline.results import Prepared, Problem, Report
from communique.project import Project
from communique.statement import Key


def prepare(project: Project, path: Path, wanted: list[str] | None) -> Prepared:
    """Read a statement, write its template, bring its catalogs up to date, find their gaps.

    A catalog that cannot be read or written is a problem of its locale; the others go on.
    """
    statement = read(project, path)
    pot = template(statement, project.relative(path), project.header)
    files.edit(project.template(statement.slug), lambda old: redate(pot, old), project.safe)
    prepared = Prepared(statement)
    for locale in targets(project, statement, wanted):
        try:
            _update_catalog(project, prepared, pot, locale)
        except CommuniqueError as error:
            prepared.problems.append(Problem(statement.slug, str(error), locale))
    return prepared


def _update_catalog(project: Project, prepared: Prepared, pot: polib.POFile, locale: str) -> None:
    path = project.catalog(prepared.statement.slug, locale)
    known = ledger.load(ledger.path_of(path))

    done: list[tuple[UpdateResult, list[Key]]] = []

    def change(old: polib.POFile | None) -> polib.POFile:
        catalog, result = update(old, pot, parse_locale(locale), known)
        done.append((result, gaps(catalog, known)))
        return catalog

    files.edit(path, change, project.safe)
    prepared.updates[locale], prepared.keys[locale] = done[-1]


def update_all(
    project: Project, slugs: list[str] | None, wanted: list[str] | None, executor: Executor
) -> Report:
    """Carry templates and catalogs over to the sources as they are now; draft nothing."""
    report = Report()
    for prepared in prepare_all(project, slugs, wanted, executor, report):
        report.coverage += coverage_of(project, prepared.statement, list(prepared.keys), report)
    return report


def prepare_all(
    project: Project,
    slugs: list[str] | None,
    wanted: list[str] | None,
    executor: Executor,
    report: Report,
) -> list[Prepared]:
    """Prepare the statements asked for; one that cannot be read is a problem of the report."""
    project.check_locales(wanted)
    if not slugs:
        report.problems += misfits(project)
    ready = []
    for path in project.select(slugs):
        try:
            prepared = executor.one(prepare, project, path, wanted)
        except CommuniqueError as error:
            report.problems.append(Problem(project.relative(path), without_path(error, path)))
            continue
        report.problems += prepared.problems
        report.updates |= {
            (prepared.statement.slug, locale): done for locale, done in prepared.updates.items()
        }
        ready.append(prepared)
    return ready
