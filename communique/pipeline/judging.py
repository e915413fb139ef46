"""Judging a statement's editions: what the gate says of each, and the editions themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import polib

from communique.catalogs import ledger
from communique.catalogs.coverage import Coverage, coverage, states
from communique.catalogs.ledger import Ledger
from communique.catalogs.state import DONE, State
from communique.editions.assemble import assemble, source_edition, words_of
from communique.editions.edition import Edition, Published
from communique.editions.gate import Require, Verdict, judge
from communique.editions.released import Event
from communique.editions.releasing import Candidate
from communique.errors import CommuniqueError
from communique.pipeline.embargoes import until
from communique.pipeline.findings import findings
from communique.pipeline.reading import open_catalog, read, targets, without_path
from communique.pipeline.results import Problem
from communique.pipeline.wordings import Wordings
from communique.project import Project
from communique.statement import Key, Statement

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


@dataclass(frozen=True, slots=True)
class Weighed:
    """A translation with all that decides whether it may appear.

    Attributes:
        project: the workspace.
        statement: the source.
        locale: the translation's.
        catalog: None where there is none yet.
        known: its ledger.
        found: the state and the text of each segment.
    """

    project: Project
    statement: Statement
    locale: str
    catalog: polib.POFile | None
    known: Ledger
    found: Mapping[Key, tuple[State, str]]

    @property
    def counts(self) -> Counter[State]:
        """How many segments are in which state."""
        return Counter(state for state, _ in self.found.values())

    @property
    def unreviewed(self) -> int:
        """How many segments no human has let pass."""
        return sum(count for state, count in self.counts.items() if state not in DONE)

    @property
    def packages(self) -> tuple[str, ...]:
        """What drafted those."""
        drafts = (
            self.known.draft(key, text)
            for key, (state, text) in self.found.items()
            if state not in DONE
        )
        return tuple(
            sorted({f"{one.package} {one.version}" for one in drafts if one and one.package})
        )

    def errors(self, words: Wordings) -> int:
        """Return how many errors the checks find that nobody answers for."""
        if self.catalog is None:
            return 0
        said = findings(self.project, self.statement, self.locale, self.catalog, self.known, words)
        return sum(one.severity == "error" for one in said)

    def candidate(self, errors: int, require: Require | None = None) -> Candidate:
        """Return what the gate says of the edition.

        Args:
            errors: how many the checks found.
            require: overrides what the settings require.
        """
        project, slug, locale = self.project, self.statement.slug, self.locale
        needed = require or project.require(slug, locale)
        verdict = (
            Verdict(False, "no catalog yet; see `communique draft`")
            if self.catalog is None
            else judge(needed, self.counts, errors)
        )
        return Candidate(
            locale, verdict.reason, verdict.publish,
            required=project.required(slug, locale),
            keeps=needed is Require.KEEP_LAST,
            draft=verdict.publish and bool(verdict.unreviewed),
        )  # fmt: skip

    def edition(self, texts: Mapping[Key, str] | None = None) -> Edition:
        """Return the edition.

        Args:
            texts: what stands for each segment, where it is not what the catalog says.

        Raises:
            CommuniqueError: a segment has no translation.
        """
        project, slug = self.project, self.statement.slug
        return assemble(
            self.statement,
            self.locale,
            texts or {key: text for key, (_, text) in self.found.items()},
            unreviewed=self.unreviewed,
            packages=self.packages,
            rank=project.rank(slug, self.locale),
            prevails=project.prevails(slug),
            translators=project.translators(slug, self.locale),
        )


def weigh(project: Project, statement: Statement, locale: str) -> Weighed:
    """Read all that decides whether a translation may appear.

    Raises:
        CommuniqueError: its catalog or its ledger cannot be read, or is another's.
    """
    catalog = open_catalog(project, statement, locale)
    known = ledger.load(ledger.path_of(project.catalog(statement.slug, locale)))
    found = states(statement.keys, catalog, known)
    return Weighed(project, statement, locale, catalog, known, found)


def original(project: Project, statement: Statement) -> Edition:
    """Return the edition in the statement's own language."""
    return source_edition(
        statement,
        rank=project.rank(statement.slug, statement.language),
        prevails=project.prevails(statement.slug),
    )


@dataclass(frozen=True, slots=True)
class Seen:
    """An edition that was looked at as its page will show it.

    Attributes:
        candidate: what is to be said of it now.
        one: the edition as it would be published, without its moments; None where it cannot be.
        files: the file of each of its assets.
    """

    candidate: Candidate
    one: Published | None = None
    files: Mapping[str, Path] = field(default_factory=dict)


def look(project: Project, candidate: Candidate, edition: Edition) -> Seen:
    """Look at what the gate does not see: links that lie, images and attachments that are missing.

    Args:
        project: the workspace.
        candidate: what the gate says of the edition.
        edition: what would appear.
    """
    from communique.publishing.assets import published
    from communique.publishing.honest import lying_links

    try:
        if lies := lying_links(edition):
            candidate = replace(candidate, ready=False, reason="; ".join(lies))
        return Seen(candidate, *published(edition, _NEVER))
    except CommuniqueError as error:
        return Seen(replace(candidate, ready=False, broken=told(project, error)))


def taken_back(withdrawals: Mapping[str, Event], locale: str, source: str) -> str:
    """Return why an edition is withdrawn, for the house; "" where it is not.

    Args:
        withdrawals: what is withdrawn of the statement, by locale; "" for all of it.
        locale: the edition's.
        source: the original's, without which there is no translation.
    """
    found = (withdrawals.get(one) for one in (locale, source, ""))
    event = next(filter(None, found), None)
    return f"withdrawn {event.at[:10]} by {event.by}: {event.reason}" if event else ""


def told(project: Project, error: CommuniqueError, under: Path | None = None) -> str:
    """Say an error, with the file at fault as people name it: from the workspace.

    Args:
        project: the workspace.
        error: what is wrong.
        under: the file that it is told under, which is not named again.
    """
    if error.path is None or (under and error.path.resolve() == under.resolve()):
        return without_path(error, under) if under else error.message
    line = f":{error.line}" if error.line else ""
    return f"{project.relative(error.path)}{line}: {error.message}"


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
    try:
        embargo = until(project, statement)
    except CommuniqueError as error:
        raise CommuniqueError(told(project, error, path)) from None
    judged = Judged(statement.slug, words_of(statement), embargo)
    first = Candidate(statement.language, "the original", ready=True, original=True)
    _take(project, judged, first, original(project, statement))
    locales = [*targets(project, statement, None), *targets(project, statement, wanted)]
    for locale in dict.fromkeys(locales):
        try:
            weighed = weigh(project, statement, locale)
            judged.coverage.append(coverage(weighed.found, statement.slug, locale))
            candidate = weighed.candidate(weighed.errors(words), require)
            edition = weighed.edition() if candidate.ready else None
            _take(project, judged, candidate, edition)
        except CommuniqueError as error:
            broken = told(project, error)
            judged.problems.append(Problem(statement.slug, broken, locale))
            needed = project.required(statement.slug, locale)
            judged.candidates.append(Candidate(locale, broken=broken, required=needed))
    return judged


def _take(project: Project, judged: Judged, candidate: Candidate, edition: Edition | None) -> None:
    """Put an edition among the judged, with all that it refers to, if that is there."""
    seen = look(project, candidate, edition) if edition else Seen(candidate)
    judged.candidates.append(seen.candidate)
    if seen.candidate.broken:
        judged.problems.append(Problem(judged.slug, seen.candidate.broken, candidate.locale))
    if edition is None or seen.one is None:
        return
    locale = edition.locale
    judged.editions[locale] = edition
    judged.ready[locale] = seen.one
    judged.marks[locale] = seen.one.mark
    judged.links[locale] = seen.one.links
    judged.assets[locale] = dict(seen.files)
