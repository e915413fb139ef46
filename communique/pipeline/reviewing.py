"""The steps that only look: checks, how far each catalog is, what to review first."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

from communique import formats
from communique.catalogs import ledger
from communique.catalogs.effort import Effort, effort
from communique.errors import CommuniqueError
from communique.language.locales import parse_locale
from communique.pipeline import wordings
from communique.pipeline.findings import forget_old
from communique.pipeline.known import Known, Seen, known_or_not
from communique.pipeline.looking import Looked, look
from communique.pipeline.reading import misfits, read, targets, without_path
from communique.pipeline.results import Finding, Problem, Report, Status
from communique.pipeline.wordings import Wordings
from communique.project import Project
from communique.statement import Statement, digest

log = logging.getLogger(__name__)


def check(
    project: Project, slugs: list[str] | None, wanted: list[str] | None
) -> tuple[list[Finding], Report]:
    """Run every check over every translated segment; writes nothing but what it remembers.

    Returns:
        What was found and nobody has waived; and a report with problems.
    """
    report = Report()
    found: list[Finding] = []
    for looked in _look_at_all(project, slugs, wanted, report):
        found += looked.findings(project)
    forget_old(project)
    return found, report


def status(project: Project, slugs: list[str] | None, wanted: list[str] | None) -> Status:
    """Say how far each statement is in each locale, what there is to review first, and how far
    humans changed the drafts; writes nothing but what it remembers.
    """
    found = Status()
    drafts: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for looked in _look_at_all(project, slugs, wanted, found.report):
        found.standings.append(looked.standing(project))
        for package, draft, text in looked.drafts:
            drafts[looked.locale, package].append((draft, text))
    with known_or_not(project, "efforts") as known:
        found.efforts = [_effort(known, *whose, pairs) for whose, pairs in sorted(drafts.items())]
        _keep(known)
    found.report.coverage = [one.coverage for one in found.standings]
    return found


def _effort(known: Known, locale: str, package: str, pairs: list[tuple[str, str]]) -> Effort:
    """Measure what became of drafts, or know it: of thousands that takes seconds."""
    name, texts = f"{locale} {package}", digest(repr(pairs))
    row = known.find(name)
    if row and row["texts"] == texts:
        return Effort(**row["effort"])
    found = effort(locale, package, pairs)
    known.learn(name, {"texts": texts, "effort": asdict(found)}, {})
    return found


def _keep(known: Known) -> None:
    """Write down what is known; harmless where nothing may be written."""
    try:
        known.save()
    except CommuniqueError as error:
        log.debug("%s", error)


def _look_at_all(
    project: Project, slugs: list[str] | None, wanted: list[str] | None, report: Report
) -> Iterator[Looked]:
    """Look at the statements asked for, or know what was seen; what cannot be read is a problem,
    the others go on.
    """
    project.check_locales(wanted)
    if not slugs:
        report.problems += misfits(project)
    with known_or_not(project, "check") as known:
        looking = _Looking(project, known, report)
        for path in project.select(slugs):
            yield from looking.at(path, wanted)
        _keep(known)


@dataclass
class _Looking:
    """Looks at statements, or knows what was seen.

    Attributes:
        project: the workspace.
        known: what is known from other runs.
        report: where problems go.
    """

    project: Project
    known: Known
    report: Report

    @cached_property
    def words(self) -> Wordings:
        """The agreed wordings; read only if there is something to look at."""
        return wordings.load(self.project)

    def at(self, path: Path, wanted: list[str] | None) -> Iterator[Looked]:
        """Yield what there is to see of a statement in each locale."""
        slug = formats.slug_of(path)
        source = self.known.see([path])
        row = self.known.find(slug)
        if row is not None:
            locales = [one for one in self.project.locales(slug, wanted) if one != row["own"]]
            found = [self._known(slug, locale) for locale in locales]
            if all(found):
                yield from filter(None, found)
                return
        words = self.words  # what is wrong with them is not this statement's problem
        try:
            statement = read(self.project, path)
        except CommuniqueError as error:
            message = without_path(error, path)
            self.report.problems.append(Problem(self.project.relative(path), message))
            return
        self.known.learn(slug, {"own": str(parse_locale(statement.language))}, source)
        for locale in targets(self.project, statement, wanted):
            known = self._known(slug, locale) if row else None
            if one := known or self._look(statement, locale, words, source):
                yield one

    def _known(self, slug: str, locale: str) -> Looked | None:
        row = self.known.find(f"{slug}/{locale}")
        return Looked(slug, locale, row) if row else None

    def _look(
        self, statement: Statement, locale: str, words: Wordings, source: Seen
    ) -> Looked | None:
        path = self.project.catalog(statement.slug, locale)
        seen = {**source, **self.known.see([path, ledger.path_of(path)])}
        try:
            looked = look(self.project, statement, locale, words)
        except CommuniqueError as error:
            self.report.problems.append(Problem(statement.slug, str(error), locale))
            return None
        self.known.learn(f"{statement.slug}/{locale}", looked.row, seen)
        return looked
