"""The steps that publish: judge each edition, assemble it, release all in one swap."""

from __future__ import annotations

from pathlib import Path

import polib

from communique.catalogs import files, ledger
from communique.catalogs.state import DONE, State, key_of, state_of
from communique.editions.assemble import assemble, source_edition
from communique.editions.edition import Edition
from communique.editions.gate import Require, judge
from communique.errors import CommuniqueError, UsageError
from communique.pipeline.executor import Executor
from communique.pipeline.reading import coverage_of, read, targets, without_path
from communique.pipeline.results import Judged, Outcome, Problem, Report
from communique.pipeline.reviewing import findings
from communique.project import Project
from communique.statement import Key, Statement


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
    needed = _requirement(require)
    project.check_locales(wanted)
    report = Report()
    outcomes: list[Outcome] = []
    editions: list[Edition] = []
    for path in project.select(slugs):
        try:
            judged = executor.one(judge_statement, project, path, wanted, needed)
        except CommuniqueError as error:
            report.problems.append(Problem(project.relative(path), without_path(error, path)))
            continue
        outcomes += judged.outcomes
        editions += judged.editions
        report.coverage += judged.report.coverage
        report.problems += judged.report.problems
    if editions and not dry_run:
        executor.one(release, project, editions)
    return outcomes, report


def _requirement(require: str | None) -> Require | None:
    try:
        return Require(require) if require else None
    except ValueError:
        known = ", ".join(Require)
        raise UsageError(f"unknown requirement {require!r}; use one of {known}") from None


def judge_statement(
    project: Project, path: Path, wanted: list[str] | None, require: Require | None
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
            outcome, edition = _judge_edition(project, statement, locale, needed)
        except CommuniqueError as error:
            judged.report.problems.append(Problem(statement.slug, str(error), locale))
            continue
        judged.outcomes.append(outcome)
        judged.editions += [edition] if edition else []
    locales = [outcome.locale for outcome in judged.outcomes[1:]]
    judged.report.coverage = coverage_of(project, statement, locales, judged.report)
    return judged


def _judge_edition(
    project: Project, statement: Statement, locale: str, require: Require
) -> tuple[Outcome, Edition | None]:
    path = project.catalog(statement.slug, locale)
    if not path.exists():
        reason = "no catalog yet; see `communique draft`"
        return Outcome(statement.slug, locale, False, reason), None
    catalog = files.load(path)
    known = ledger.load(ledger.path_of(path))
    texts, states = _reviewed(statement, catalog, known)
    errors = [
        finding
        for finding in findings(project, statement, locale, catalog)
        if finding.severity == "error"
    ]
    counts = {state: list(states.values()).count(state) for state in State}
    verdict = judge(require, counts, len(errors))
    outcome = Outcome(statement.slug, locale, verdict.publish, verdict.reason)
    if not verdict.publish:
        return outcome, None
    drafts = {key: text for key, text in texts.items() if states[key] not in DONE}
    origins = [known.draft(key, text) for key, text in drafts.items()]
    packages = tuple(sorted({f"{one.package} {one.version}" for one in origins if one}))
    return outcome, assemble(
        statement, locale, texts, unreviewed=verdict.unreviewed, packages=packages
    )


def _reviewed(
    statement: Statement, catalog: polib.POFile, known: ledger.Ledger
) -> tuple[dict[Key, str], dict[Key, State]]:
    """Return the text and the state of each segment that the statement has *now*.

    A segment that the catalog does not know yet, because the source changed since the last
    update, is empty.
    """
    live = {key_of(entry): entry for entry in catalog if not entry.obsolete}
    texts: dict[Key, str] = {}
    states: dict[Key, State] = {}
    for key in dict.fromkeys(segment.key for segment in statement.segments):
        entry = live.get(key)
        if entry is None or not entry.msgstr:
            states[key] = State.EMPTY
            continue
        states[key] = state_of(entry, known.recorded(key))
        texts[key] = entry.msgstr
    return texts, states


def release(project: Project, editions: list[Edition]) -> None:
    """Build the site beside the one that stands, and swap it in."""
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
