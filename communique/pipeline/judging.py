"""Judging a statement's editions: what the gate says of each, and the editions themselves."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from communique.catalogs import ledger
from communique.catalogs.coverage import Coverage, coverage, states
from communique.catalogs.state import DONE
from communique.checks.link_hosts import lying_links
from communique.editions.assemble import assemble, source_edition, words_of
from communique.editions.edition import Edition, Published
from communique.editions.gate import Require, judge
from communique.editions.released import asset_name
from communique.editions.releasing import Candidate
from communique.errors import CommuniqueError
from communique.pipeline.embargoes import until
from communique.pipeline.findings import findings
from communique.pipeline.reading import open_catalog, read, targets
from communique.pipeline.results import Problem
from communique.pipeline.wordings import Wordings
from communique.project import Project
from communique.statement import Statement

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class Judged:
    """The editions of one statement, the original's first.

    Args:
        slug: the statement.
        words: the digest of what its source says now.
        embargo: until when nothing of it may appear.
        candidates: what the gate says of each edition.
        editions: those that could be published, by locale.
        ready: the same as they would be published, by locale, without their moments.
        marks: the digest of each of those; editions that are known from another run have only it.
        links: the statements that each links to.
        assets: the files that each refers to, by digest.
        coverage: how far each catalog is.
        problems: what could not be read, or is missing.
    """

    slug: str
    words: str
    embargo: datetime | None = None
    candidates: list[Candidate] = field(default_factory=list)
    editions: dict[str, Edition] = field(default_factory=dict)
    ready: dict[str, Published] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    links: dict[str, tuple[str, ...]] = field(default_factory=dict)
    assets: dict[str, dict[str, Path]] = field(default_factory=dict)
    coverage: list[Coverage] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def judge_statement(
    project: Project,
    path: Path,
    wanted: list[str] | None,
    require: Require | None,
    words: Wordings,
) -> Judged:
    """Judge and assemble the editions of one statement: the original first, then each locale.

    Raises:
        CommuniqueError: the source cannot be read, or its embargo is no moment.
    """
    statement = read(project, path)
    judged = Judged(statement.slug, words_of(statement), until(project, statement))
    _take(judged, *_original(project, statement))
    locales = [*targets(project, statement, None), *targets(project, statement, wanted)]
    for locale in dict.fromkeys(locales):
        try:
            _take(judged, *_translation(project, statement, locale, require, words, judged))
        except CommuniqueError as error:
            judged.problems.append(Problem(statement.slug, str(error), locale))
            needed = project.required(statement.slug, locale)
            judged.candidates.append(Candidate(locale, broken=str(error), required=needed))
    return judged


def _take(judged: Judged, candidate: Candidate, edition: Edition | None) -> None:
    """Put an edition among the judged, with all that it refers to, if that is there."""
    if edition is not None:
        if lies := lying_links(edition.text, edition.format):
            candidate = replace(candidate, ready=False, reason="; ".join(lies))
        try:
            _refer(judged, edition)
        except CommuniqueError as error:
            judged.problems.append(Problem(judged.slug, str(error), edition.locale))
            candidate = replace(candidate, ready=False, broken=str(error))
    judged.candidates.append(candidate)


def _refer(judged: Judged, edition: Edition) -> None:
    from communique.publishing.assets import gather
    from communique.publishing.shelf import stamp

    stamp(edition)
    found = gather(edition)
    kept = {name: asset_name(path) for name, path in found.files.items()}
    links = tuple(sorted(found.links - {judged.slug}))
    one = Published.of(edition, _NEVER, assets=tuple(sorted(kept.items())), links=links)
    judged.editions[edition.locale] = edition
    judged.ready[edition.locale] = one
    judged.marks[edition.locale] = one.mark
    judged.links[edition.locale] = links
    judged.assets[edition.locale] = {kept[name]: path for name, path in found.files.items()}


def _original(project: Project, statement: Statement) -> tuple[Candidate, Edition]:
    edition = source_edition(
        statement,
        rank=project.rank(statement.slug, statement.language),
        prevails=project.prevails(statement.slug),
    )
    return Candidate(statement.language, "the original", ready=True, original=True), edition


def _translation(
    project: Project,
    statement: Statement,
    locale: str,
    require: Require | None,
    words: Wordings,
    judged: Judged,
) -> tuple[Candidate, Edition | None]:
    required = project.required(statement.slug, locale)
    needed = require or project.require(statement.slug, locale)
    path = project.catalog(statement.slug, locale)
    catalog = open_catalog(project, statement, locale)
    known = ledger.load(ledger.path_of(path))
    found = states(statement.keys, catalog, known)
    judged.coverage.append(coverage(found, statement.slug, locale))
    keeps = needed is Require.KEEP_LAST
    if catalog is None:
        reason = "no catalog yet; see `communique draft`"
        return Candidate(locale, reason, required=required, keeps=keeps), None
    errors = [
        finding
        for finding in findings(project, statement, locale, catalog, known, words)
        if finding.severity == "error"
    ]
    verdict = judge(needed, Counter(state for state, _ in found.values()), len(errors))
    candidate = Candidate(
        locale, verdict.reason, verdict.publish,
        required=required, keeps=keeps, draft=bool(verdict.unreviewed),
    )  # fmt: skip
    if not verdict.publish:
        return candidate, None
    drafts = (known.draft(key, text) for key, (state, text) in found.items() if state not in DONE)
    packages = {f"{one.package} {one.version}" for one in drafts if one and one.package}
    edition = assemble(
        statement,
        locale,
        {key: text for key, (_, text) in found.items()},
        unreviewed=verdict.unreviewed,
        packages=tuple(sorted(packages)),
        rank=project.rank(statement.slug, locale),
        prevails=project.prevails(statement.slug),
        translators=project.translators(statement.slug, locale),
    )
    return candidate, edition
