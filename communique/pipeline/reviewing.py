"""The steps that only look: checks, how far each catalog is, what to review first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator

from communique.catalogs import ledger
from communique.catalogs.coverage import coverage, states
from communique.catalogs.effort import effort, reviewed_drafts
from communique.catalogs.state import DONE, State, key_of
from communique.errors import CommuniqueError
from communique.pipeline import wordings
from communique.pipeline.findings import findings, forget_old
from communique.pipeline.reading import open_catalog, read_all, targets
from communique.pipeline.results import Finding, Problem, Report, Risky, Standing, Status
from communique.pipeline.wordings import Wordings
from communique.project import Project
from communique.statement import Key, Statement

# How much a segment of each state doubts, where nothing better tells.
_RISK = {
    State.EMPTY: 0.9,
    State.STALE: 0.8,
    State.DRAFT: 0.5,
    State.IN_WORK: 0.3,
    State.REVIEWED: 0.0,
    State.APPROVED: 0.0,
}


def check(
    project: Project, slugs: list[str] | None, wanted: list[str] | None
) -> tuple[list[Finding], Report]:
    """Run every check over every translated segment; writes nothing.

    Returns:
        What was found and nobody has waived; and a report with problems.
    """
    report = Report()
    found: list[Finding] = []
    for opened in _open_all(project, slugs, wanted, report):
        found += opened.findings()
    forget_old(project)
    return found, report


def status(project: Project, slugs: list[str] | None, wanted: list[str] | None) -> Status:
    """Say how far each statement is in each locale, what there is to review first, and how far
    humans changed the drafts; writes nothing.
    """
    found = Status()
    drafts: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for opened in _open_all(project, slugs, wanted, found.report):
        found.standings.append(opened.standing())
        for draft, text in reviewed_drafts(opened.catalog or (), opened.known):
            package = f"{draft.package} {draft.version}".strip()
            drafts[opened.locale, package].append((draft.draft, text))
    found.efforts = [effort(*whose, pairs) for whose, pairs in sorted(drafts.items())]
    found.report.coverage = [one.coverage for one in found.standings]
    return found


class _Opened:
    """One statement in one locale, with all that is known of it."""

    def __init__(
        self, project: Project, statement: Statement, locale: str, words: Wordings
    ) -> None:
        path = project.catalog(statement.slug, locale)
        self.project, self.statement, self.locale, self.words = project, statement, locale, words
        self.catalog = open_catalog(project, statement, locale)
        self.known = ledger.load(ledger.path_of(path))

    def findings(self) -> list[Finding]:
        if self.catalog is None:
            return []
        return findings(
            self.project, self.statement, self.locale, self.catalog, self.known, self.words
        )

    def standing(self) -> Standing:
        found = states(self.statement.keys, self.catalog, self.known)
        said = self.findings()
        return Standing(
            coverage(found, self.statement.slug, self.locale),
            Counter(one.severity for one in said),
            self.project.due(self.statement.slug, self.locale),
            tuple(self._risky(found, said)),
            self.statement.language,
            self.statement.language_from,
        )

    def _risky(
        self, found: dict[Key, tuple[State, str]], said: Iterable[Finding]
    ) -> Iterator[Risky]:
        """What is not done yet or gave an error or a warning, with how much it doubts."""
        lines = {key_of(one): one.linenum or 0 for one in self.catalog or () if not one.obsolete}
        by_key: dict[Key, list[Finding]] = defaultdict(list)
        for finding in said:
            if finding.severity != "info":
                by_key[finding.key].append(finding)
        for key, (state, text) in found.items():
            about = by_key.get(key, [])
            if state not in DONE or about:
                yield Risky(
                    self.statement.slug, self.locale, lines.get(key, 0), str(state),
                    self._risk(key, state, text, {one.severity for one in about}),
                    key.text, tuple(one.message for one in about),
                )  # fmt: skip

    def _risk(self, key: Key, state: State, text: str, severities: Collection[str]) -> float:
        """From 0 to 1: an error before all doubts of drafts.

        A draft has the engine's own risk; a warning takes half of what is left to 1.
        """
        if "error" in severities:
            return 1.0
        risk = _RISK[state]
        if state is State.DRAFT and (draft := self.known.draft(key, text)):
            risk = risk if draft.risk is None else draft.risk
        return round(risk + (1 - risk) / 2 if "warning" in severities else risk, 3)


def _open_all(
    project: Project, slugs: list[str] | None, wanted: list[str] | None, report: Report
) -> Iterator[_Opened]:
    project.check_locales(wanted)
    words = wordings.load(project)
    for statement in read_all(project, slugs, report):
        for locale in targets(project, statement, wanted):
            try:
                yield _Opened(project, statement, locale, words)
            except CommuniqueError as error:
                report.problems.append(Problem(statement.slug, str(error), locale))
