"""What there is to see in one catalog: how far it is, what the checks say, what doubts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polib

from communique.catalogs import ledger
from communique.catalogs.coverage import coverage, states
from communique.catalogs.effort import reviewed_drafts
from communique.catalogs.ledger import Ledger
from communique.catalogs.state import DONE, State, key_of
from communique.pipeline.findings import findings
from communique.pipeline.known import coverage_as_json, coverage_from_json
from communique.pipeline.reading import open_catalog
from communique.pipeline.results import Finding, Risky, Standing
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


@dataclass(frozen=True, slots=True)
class Looked:
    """What was seen of one statement in one locale.

    Attributes:
        slug: the statement.
        locale: the catalog's.
        row: the same as plain data, which may be kept.
    """

    slug: str
    locale: str
    row: Mapping[str, Any]

    def findings(self, project: Project) -> list[Finding]:
        """Return what the checks found and nobody has waived."""
        file = project.relative(project.catalog(self.slug, self.locale))
        return [Finding(self.slug, self.locale, file, *one) for one in self.row["findings"]]

    @property
    def drafts(self) -> list[tuple[str, str, str]]:
        """Each engine's draft that a human let pass: package, draft, what it became."""
        return self.row["drafts"]  # type: ignore[no-any-return]

    def standing(self, project: Project) -> Standing:
        """Return how far it is, and what to review."""
        row = self.row
        return Standing(
            coverage_from_json(row["coverage"]),
            Counter(row["severities"]),
            project.due(self.slug, self.locale),
            tuple(
                Risky(self.slug, self.locale, line, state, risk, msgid, tuple(why))
                for line, state, risk, msgid, why in row["risky"]
            ),
            row["language"],
            row["language_from"],
        )


def look(project: Project, statement: Statement, locale: str, words: Wordings) -> Looked:
    """Look at one statement in one locale.

    Raises:
        CommuniqueError: its catalog or its ledger cannot be read, or is another's.
    """
    catalog = open_catalog(project, statement, locale)
    known = ledger.load(ledger.path_of(project.catalog(statement.slug, locale)))
    found = states(statement.keys, catalog, known)
    said = [] if catalog is None else findings(project, statement, locale, catalog, known, words)
    return Looked(
        statement.slug,
        locale,
        {
            "language": statement.language,
            "language_from": statement.language_from,
            "coverage": coverage_as_json(coverage(found, statement.slug, locale)),
            "severities": [one.severity for one in said],
            "findings": [
                (one.line, one.msgid, one.check, one.severity, one.message, one.context)
                for one in said
            ],
            "risky": list(_risky(catalog or (), known, found, said)),
            "drafts": [
                (f"{draft.package} {draft.version}".strip(), draft.draft, text)
                for draft, text in reviewed_drafts(catalog or (), known)
            ],
        },
    )


def _risky(
    catalog: Iterable[polib.POEntry],
    known: Ledger,
    found: Mapping[Key, tuple[State, str]],
    said: Iterable[Finding],
) -> Iterator[tuple[int, str, float, str, tuple[str, ...]]]:
    """What is not done yet or gave an error or a warning: its line and state, how much it doubts,
    the segment, and what spoke of it.
    """
    lines = {key_of(one): one.linenum or 0 for one in catalog if not one.obsolete}
    by_key: dict[Key, list[Finding]] = defaultdict(list)
    for finding in said:
        if finding.severity != "info":
            by_key[finding.key].append(finding)
    for key, (state, text) in found.items():
        about = by_key.get(key, [])
        if state not in DONE or about:
            risk = _risk(known, key, state, text, {one.severity for one in about})
            why = tuple(one.message for one in about)
            yield lines.get(key, 0), str(state), risk, key.text, why


def _risk(known: Ledger, key: Key, state: State, text: str, severities: Collection[str]) -> float:
    """From 0 to 1: an error before all doubts of drafts.

    A draft has the engine's own risk; a warning takes half of what is left to 1.
    """
    if "error" in severities:
        return 1.0
    risk = _RISK[state]
    if state is State.DRAFT and (draft := known.draft(key, text)):
        risk = risk if draft.risk is None else draft.risk
    return round(risk + (1 - risk) / 2 if "warning" in severities else risk, 3)
