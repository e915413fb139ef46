"""The steps that only look: status and checks."""

from __future__ import annotations

import polib

from communique.catalogs import files
from communique.catalogs.state import key_of
from communique.errors import CommuniqueError
from communique.pipeline.reading import coverage_of, read_all, targets
from communique.pipeline.results import Finding, Problem, Report
from communique.project import Project
from communique.statement import Statement


def status(project: Project, slugs: list[str] | None, wanted: list[str] | None) -> Report:
    """Say how far each statement is in each locale; writes nothing."""
    project.check_locales(wanted)
    report = Report()
    for statement in read_all(project, slugs, report):
        report.coverage += coverage_of(
            project, statement, targets(project, statement, wanted), report
        )
    return report


def check(
    project: Project, slugs: list[str] | None, wanted: list[str] | None
) -> tuple[list[Finding], Report]:
    """Run every check over every translated segment; writes nothing."""
    project.check_locales(wanted)
    report = Report()
    found: list[Finding] = []
    for statement in read_all(project, slugs, report):
        for locale in targets(project, statement, wanted):
            path = project.catalog(statement.slug, locale)
            try:
                catalog = files.load_if_any(path)
                found += findings(project, statement, locale, catalog) if catalog else []
            except CommuniqueError as error:
                report.problems.append(Problem(statement.slug, str(error), locale))
    return found, report


def findings(
    project: Project, statement: Statement, locale: str, catalog: polib.POFile
) -> list[Finding]:
    """Return what the checks say of the entries that the statement has now."""
    from communique import checks

    wanted = set(statement.keys)
    file = project.relative(project.catalog(statement.slug, locale))
    return [
        Finding(statement.slug, locale, file, entry.linenum or 0, entry.msgid,
                one.check, str(one.severity), one.message)
        for entry in catalog
        if entry.msgstr and not entry.obsolete and key_of(entry) in wanted
        for one in checks.run(
            checks.Unit(entry.msgid, entry.msgstr, statement.language, locale, entry.msgctxt)
        )
    ]  # fmt: skip
