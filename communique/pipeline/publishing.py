"""The steps that publish: judge each edition, assemble it, release all in one swap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from communique import formats
from communique.catalogs import ledger
from communique.catalogs.coverage import states
from communique.catalogs.state import DONE
from communique.editions import released
from communique.editions.assemble import assemble, source_edition
from communique.editions.edition import Edition
from communique.editions.gate import Require, judge, requirement
from communique.errors import CommuniqueError
from communique.pipeline import wordings
from communique.pipeline.executor import Executor
from communique.pipeline.findings import findings
from communique.pipeline.reading import (
    coverage_of,
    misfits,
    open_catalog,
    read,
    targets,
    without_path,
)
from communique.pipeline.results import Judged, Outcome, Problem, Report
from communique.pipeline.wordings import Wordings
from communique.project import Project
from communique.statement import Statement


def publish(
    project: Project,
    slugs: list[str] | None,
    wanted: list[str] | None,
    require: str | None,
    executor: Executor,
    *,
    dry_run: bool = False,
) -> tuple[list[Outcome], Report]:
    """Assemble what the gate lets through, and release it as one site, in one swap.

    The site is always whole: what was not asked for, and what cannot be read this time, stays as
    it was released last.

    Args:
        project: the workspace.
        slugs: the statements to publish; None for all.
        wanted: the locales; None for those of the settings.
        require: overrides what the settings require of an edition.
        executor: how the steps are run.
        dry_run: say what would happen, and write nothing.

    Returns:
        What was done with each edition and why; and a report with coverage and problems.

    Raises:
        UsageError: ``require`` is no known requirement.
        CommuniqueError: the site cannot be written; the one before it stands.
    """
    needed = requirement(require) if require else None
    project.check_locales(wanted)
    last = released.load(project.releases, project.root)
    editions = {key: edition for key, edition in last.items() if key[0] in project.slugs}
    report = Report()
    outcomes: list[Outcome] = []
    for slug, judged in _judge_all(project, slugs, wanted, needed, executor, report):
        failed = {problem.locale for problem in judged.report.problems}
        renewed = {outcome.locale for outcome in judged.outcomes}
        for key in [key for key in editions if key[0] == slug and key[1] not in failed]:
            if not wanted or key[1] in renewed:
                del editions[key]
        editions |= {(one.slug, one.locale): one for one in judged.editions}
        outcomes += judged.outcomes
    if editions and not dry_run:
        executor.one(release, project, [editions[key] for key in sorted(editions)])
    return outcomes, report


def _judge_all(
    project: Project,
    slugs: list[str] | None,
    wanted: list[str] | None,
    require: Require | None,
    executor: Executor,
    report: Report,
) -> Iterator[tuple[str, Judged]]:
    if not slugs:
        report.problems += misfits(project)
    words = wordings.load(project)
    for path in project.select(slugs):
        try:
            judged = executor.one(judge_statement, project, path, wanted, require, words)
        except CommuniqueError as error:
            report.problems.append(Problem(project.relative(path), without_path(error, path)))
            continue
        report.coverage += judged.report.coverage
        report.problems += judged.report.problems
        yield formats.slug_of(path), judged


def judge_statement(
    project: Project,
    path: Path,
    wanted: list[str] | None,
    require: Require | None,
    words: Wordings,
) -> Judged:
    """Judge and assemble the editions of one statement: the source first, then each locale."""
    statement = read(project, path)
    needed = require or project.require(statement.slug)
    judged = Judged(
        [Outcome(statement.slug, statement.language, True, "the original")],
        [source_edition(statement)],
    )
    for locale in targets(project, statement, wanted):
        try:
            outcome, edition = _judge_edition(project, statement, locale, needed, words)
        except CommuniqueError as error:
            judged.report.problems.append(Problem(statement.slug, str(error), locale))
            continue
        judged.outcomes.append(outcome)
        judged.editions += [edition] if edition else []
    locales = [outcome.locale for outcome in judged.outcomes[1:]]
    judged.report.coverage = coverage_of(project, statement, locales, judged.report)
    return judged


def _judge_edition(
    project: Project, statement: Statement, locale: str, require: Require, words: Wordings
) -> tuple[Outcome, Edition | None]:
    path = project.catalog(statement.slug, locale)
    catalog = open_catalog(project, statement, locale)
    if catalog is None:
        reason = "no catalog yet; see `communique draft`"
        return Outcome(statement.slug, locale, False, reason), None
    known = ledger.load(ledger.path_of(path))
    found = states(statement.keys, catalog, known)
    errors = [
        finding
        for finding in findings(project, statement, locale, catalog, known, words)
        if finding.severity == "error"
    ]
    verdict = judge(require, Counter(state for state, _ in found.values()), len(errors))
    outcome = Outcome(statement.slug, locale, verdict.publish, verdict.reason)
    if not verdict.publish:
        return outcome, None
    drafts = (known.draft(key, text) for key, (state, text) in found.items() if state not in DONE)
    packages = {f"{one.package} {one.version}" for one in drafts if one and one.package}
    return outcome, assemble(
        statement,
        locale,
        {key: text for key, (_, text) in found.items()},
        unreviewed=verdict.unreviewed,
        packages=tuple(sorted(packages)),
    )


def release(project: Project, editions: list[Edition]) -> None:
    """Build the site beside the one that stands, swap it in, and remember what it holds."""
    from communique.publishing.release import swap
    from communique.publishing.site import build

    theme = project.root / "theme"

    def site(folder: Path) -> None:
        build(
            editions,
            folder,
            site_title=project.options.name,
            base_url=project.options.base_url,
            theme=theme if theme.is_dir() else None,
        )

    swap(site, project.site)
    released.save(project.releases, project.root, editions)
