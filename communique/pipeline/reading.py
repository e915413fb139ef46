"""Reading statements as the workspace's settings say, and counting how far their catalogs are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import polib

from communique import formats
from communique.catalogs import files, ledger
from communique.catalogs.coverage import Coverage, coverage, states
from communique.catalogs.gate import Cut, vouch
from communique.errors import CommuniqueError
from communique.language.locales import parse_locale
from communique.pipeline.results import Problem, Report
from communique.project import Project
from communique.statement import Statement


def read(project: Project, path: Path, level: str | None = None) -> Statement:
    """Read one statement as the workspace's settings say, or at another level than they do."""
    options = project.statement_options(formats.slug_of(path))
    return formats.read(
        path,
        language=options.language,
        default=project.options.language,
        level=level or options.level or "block",
        splitter=project.splitter,
    )


def targets(project: Project, statement: Statement, wanted: list[str] | None) -> list[str]:
    """Return a statement's target locales; its own language is none of them."""
    source = str(parse_locale(statement.language))
    return [code for code in project.locales(statement.slug, wanted) if code != source]


def read_all(project: Project, slugs: list[str] | None, report: Report) -> Iterator[Statement]:
    """Read the statements asked for; one that cannot be read is a problem, the others go on."""
    if not slugs:
        report.problems += misfits(project)
    for path in project.select(slugs):
        try:
            yield read(project, path)
        except CommuniqueError as error:
            report.problems.append(Problem(project.relative(path), without_path(error, path)))


def misfits(project: Project) -> list[Problem]:
    """Return the files of ``source_texts/`` that cannot be statements, and why."""
    return [Problem(project.relative(path), message) for path, message in project.misfits.items()]


def without_path(error: CommuniqueError, path: Path) -> str:
    """Say the error without repeating the file that the problem is already filed under."""
    if error.path is None or error.path.resolve() != path.resolve():
        return str(error)
    return f"line {error.line}: {error.message}" if error.line else error.message


def open_catalog(project: Project, statement: Statement, locale: str) -> polib.POFile | None:
    """Read a statement's catalog; None where there is none yet.

    Raises:
        CommuniqueError: it is no catalog, or another's: of another locale, of another statement.
    """
    path = project.catalog(statement.slug, locale)
    catalog = files.load_if_any(path)
    if catalog is not None:
        vouched(project, statement, locale, catalog)
    return catalog


def vouched(project: Project, statement: Statement, locale: str, catalog: polib.POFile) -> None:
    """See to it that a catalog is this statement's in this locale, and cut as it is cut.

    Raises:
        CommuniqueError: it is not; says what it seems to be, or how to carry it over.
    """
    vouch(
        catalog,
        project.catalog(statement.slug, locale),
        slug=statement.slug,
        locale=parse_locale(locale),
        reference=project.relative(statement.path),
        keys=statement.keys,
        cut=Cut(statement.segmentation, statement.language),
    )


def coverage_of(
    project: Project, statement: Statement, locales: Iterable[str], report: Report
) -> list[Coverage]:
    """Return how far a statement is in each locale; a catalog that is no catalog is a problem."""
    rows = []
    for locale in locales:
        path = project.catalog(statement.slug, locale)
        try:
            known = ledger.load(ledger.path_of(path))
            found = states(statement.keys, open_catalog(project, statement, locale), known)
            rows.append(coverage(found, statement.slug, locale))
        except CommuniqueError as error:
            report.problems.append(Problem(statement.slug, str(error), locale))
    return rows
