"""The steps in their order, written once; an executor decides how each is run."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar

import polib

from communique import drafting, formats
from communique.catalogs import files, ledger
from communique.catalogs.coverage import Coverage, coverage
from communique.catalogs.fill import fill, gaps
from communique.catalogs.state import DONE, State, key_of, state_of
from communique.catalogs.template import parse_locale, redate, template
from communique.catalogs.update import UpdateResult, update
from communique.engines import packages
from communique.engines.base import Batch, Translation
from communique.errors import CommuniqueError
from communique.project import Project
from communique.statement import Key, Statement

log = logging.getLogger(__name__)

T = TypeVar("T")
A = TypeVar("A")

# Characters in a batch: a few seconds of work for a starter package on two cores.
_BATCH = 12_000


class Executor(Protocol):
    """How steps are run: here and now, or as the tasks of a flow."""

    def one(self, step: Callable[..., T], *args: Any) -> T:
        """Run one step and return its result."""
        ...

    def each(self, step: Callable[[A], T], items: Iterable[A]) -> Iterator[tuple[A, T]]:
        """Run a step for each item; yield the item and its result, in any order."""
        ...


class Plain:
    """Runs every step at once, in this process."""

    def one(self, step: Callable[..., T], *args: Any) -> T:
        """Run one step and return its result."""
        return step(*args)

    def each(self, step: Callable[[A], T], items: Iterable[A]) -> Iterator[tuple[A, T]]:
        """Run a step for each item, in order."""
        for item in items:
            yield item, step(item)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something was left out; the rest went on."""

    statement: str
    message: str
    locale: str = ""

    def __str__(self) -> str:
        place = f"{self.statement} ({self.locale})" if self.locale else self.statement
        return f"{place}: {self.message}" if place else self.message


@dataclass(slots=True)
class Prepared:
    """A statement, read, its catalogs brought up to date; what each locale still lacks."""

    statement: Statement
    keys: dict[str, list[Key]] = field(default_factory=dict)
    updates: dict[str, UpdateResult] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class Report:
    """What a run did. ``translated`` and ``reused`` count sentences, ``drafted`` segments."""

    coverage: list[Coverage] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    updates: dict[tuple[str, str], UpdateResult] = field(default_factory=dict)
    packages: set[str] = field(default_factory=set)
    translated: int = 0
    reused: int = 0
    drafted: int = 0


def read(project: Project, path: Path) -> Statement:
    """Read one statement as the workspace's settings say."""
    options = project.statement_options(formats.slug_of(path))
    return formats.read(
        path,
        language=options.language or project.options.language,
        level=options.level or "block",
    )


def targets(project: Project, statement: Statement, wanted: list[str] | None) -> list[str]:
    """Return a statement's target locales; its own language is none of them."""
    source = str(parse_locale(statement.language))
    return [code for code in project.locales(statement.slug, wanted) if code != source]


def prepare(project: Project, path: Path, wanted: list[str] | None) -> Prepared:
    """Read a statement, write its template, bring its catalogs up to date, find their gaps.

    A catalog that cannot be read or written is a problem of its locale; the others go on.
    """
    statement = read(project, path)
    pot = template(statement, project.relative(path), project.header)
    pot_path = project.template(statement.slug)
    files.edit(pot_path, lambda old: redate(pot, old), project.safe)
    pot = files.load(pot_path)
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

    def change(old: polib.POFile | None) -> polib.POFile:
        catalog, prepared.updates[locale] = update(old, pot, parse_locale(locale), known)
        prepared.keys[locale] = gaps(catalog, known)
        return catalog

    files.edit(path, change, project.safe)


def update_all(
    project: Project, slugs: list[str] | None, wanted: list[str] | None, executor: Executor
) -> Report:
    """Carry templates and catalogs over to the sources as they are now; draft nothing."""
    report = Report()
    for prepared in _prepare_all(project, slugs, wanted, executor, report):
        report.coverage += _coverage(project, prepared.statement, list(prepared.keys), report)
    return report


def _prepare_all(
    project: Project,
    slugs: list[str] | None,
    wanted: list[str] | None,
    executor: Executor,
    report: Report,
) -> list[Prepared]:
    ready = []
    for path in project.select(slugs):
        try:
            prepared = executor.one(prepare, project, path, wanted)
        except CommuniqueError as error:
            report.problems.append(Problem(project.relative(path), _without_path(error, path)))
            continue
        report.problems += prepared.problems
        report.updates |= {
            (prepared.statement.slug, locale): done for locale, done in prepared.updates.items()
        }
        ready.append(prepared)
    return ready


def _without_path(error: CommuniqueError, path: Path) -> str:
    """Say the error without repeating the file that the problem is already filed under."""
    if error.path is None or error.path.resolve() != path.resolve():
        return str(error)
    return f"line {error.line}: {error.message}" if error.line else error.message


def draft(
    project: Project, slugs: list[str] | None, wanted: list[str] | None, executor: Executor
) -> Report:
    """Draft every gap of the catalogs, where no human has been.

    Args:
        project: the workspace.
        slugs: the statements to draft; None for all.
        wanted: the locales to draft into; None for those of the settings.
        executor: how the steps are run.
    """
    report = Report()
    prepared = _prepare_all(project, slugs, wanted, executor, report)
    plans = {
        (one.statement.slug, locale): _jobs(one, keys)
        for one in prepared
        for locale, keys in one.keys.items()
        if keys
    }
    chosen = _packages(prepared, plans, report)
    known = _translate(project, prepared, plans, chosen, executor, report)
    for one in prepared:
        for locale in one.keys:
            pair = (one.statement.language, locale)
            jobs = plans.get((one.statement.slug, locale))
            if not jobs or pair not in chosen:
                continue
            package = chosen[pair]
            drafts = [drafting.compose(job, known[pair], package, locale, _tidy) for job in jobs]
            try:
                report.drafted += executor.one(
                    fill_catalog, project, one.statement.slug, locale, drafts, package
                )
            except CommuniqueError as error:
                report.problems.append(Problem(one.statement.slug, str(error), locale))
        report.coverage += _coverage(project, one.statement, list(one.keys), report)
    return report


def _jobs(prepared: Prepared, keys: list[Key]) -> list[drafting.Job]:
    from communique.segmentation import split_sentences

    return drafting.plan(prepared.statement, keys, split_sentences)


def _tidy(text: str, locale: str) -> str:
    from communique.language.typography import tidy

    return tidy(text, locale)


Pair = tuple[str, str]


def _packages(
    prepared: list[Prepared],
    plans: Mapping[tuple[str, str], list[drafting.Job]],
    report: Report,
) -> dict[Pair, packages.Package]:
    """Find a package for each pair that has something to draft; a pair without is a problem."""
    chosen: dict[Pair, packages.Package] = {}
    refused: set[Pair] = set()
    for one in prepared:
        for locale in one.keys:
            pair = (one.statement.language, locale)
            if (one.statement.slug, locale) not in plans or pair in chosen or pair in refused:
                continue
            try:
                chosen[pair] = packages.find(*pair)
                report.packages.add(chosen[pair].name)
            except CommuniqueError as error:
                refused.add(pair)
                report.problems.append(Problem("", str(error)))
    return chosen


def _translate(
    project: Project,
    prepared: list[Prepared],
    plans: Mapping[tuple[str, str], list[drafting.Job]],
    chosen: Mapping[Pair, packages.Package],
    executor: Executor,
    report: Report,
) -> dict[Pair, dict[str, Translation]]:
    """Bring every sentence of the plans to its translation: from the store, else by the engine.

    What the engine made is committed after each batch, so that a killed run loses one at most.
    """
    from communique.engines.argos import translate_batch
    from communique.engines.store import SentenceStore, recipe

    known: dict[Pair, dict[str, Translation]] = {}
    todo: list[Batch] = []
    with SentenceStore(project.state / "sentences.sqlite") as store:
        for pair, package in chosen.items():
            wanted = _sentences(prepared, plans, pair)
            whole = Batch(*pair, str(package.path), (), project.engine)
            known[pair] = store.get(recipe(whole), wanted)
            missing = [sentence for sentence in wanted if sentence not in known[pair]]
            report.reused += len(wanted) - len(missing)
            todo += drafting.batches(missing, package, pair, project.engine, _BATCH)
        for batch, done in executor.each(translate_batch, todo):
            found = dict(zip(batch.sentences, done, strict=True))
            store.put(recipe(batch), found)
            known[batch.source, batch.target] |= found
            report.translated += len(found)
    return known


def _sentences(
    prepared: list[Prepared], plans: Mapping[tuple[str, str], list[drafting.Job]], pair: Pair
) -> list[str]:
    return list(
        dict.fromkeys(
            sentence.text
            for one in prepared
            if one.statement.language == pair[0]
            for job in plans.get((one.statement.slug, pair[1]), ())
            for sentence in job.sentences
        )
    )


def fill_catalog(
    project: Project,
    slug: str,
    locale: str,
    drafts: list[drafting.Drafted],
    package: packages.Package,
) -> int:
    """Write drafts into one catalog: the ledger first, the catalog second.

    A kill between the two is harmless: a text counts as ours only if it is among those recorded.

    Returns:
        How many segments have a new text.
    """
    path = project.catalog(slug, locale)
    known = ledger.load(ledger.path_of(path))
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    new = [
        drafting.record(one, package, now)
        for one in drafts
        if one.filling.text and not known.draft(one.key, one.filling.text)
    ]
    ledger.append(ledger.path_of(path), new)
    for record in new:
        known.add(record)
    fillings = {one.key: one.filling for one in drafts}
    changed = 0

    def change(catalog: polib.POFile | None) -> polib.POFile | None:
        nonlocal changed
        changed = 0 if catalog is None else fill(catalog, fillings, known)
        return catalog

    files.edit(path, change, project.safe)
    return changed


def _coverage(
    project: Project, statement: Statement, locales: Iterable[str], report: Report
) -> list[Coverage]:
    rows = []
    for locale in locales:
        path = project.catalog(statement.slug, locale)
        if not path.exists():
            distinct = {segment.key for segment in statement.segments}
            words = sum(len(key.text.split()) for key in distinct)
            rows.append(Coverage(statement.slug, locale, {State.EMPTY: len(distinct)}, words))
            continue
        try:
            known = ledger.load(ledger.path_of(path))
            rows.append(coverage(files.load(path), known, statement.slug, locale))
        except CommuniqueError as error:
            report.problems.append(Problem(statement.slug, str(error), locale))
    return rows


def status(project: Project, slugs: list[str] | None, wanted: list[str] | None) -> Report:
    """Say how far each statement is in each locale; writes nothing."""
    report = Report()
    for path, statement in _read_all(project, slugs, report):
        del path
        report.coverage += _coverage(
            project, statement, targets(project, statement, wanted), report
        )
    return report


def _read_all(
    project: Project, slugs: list[str] | None, report: Report
) -> Iterator[tuple[Path, Statement]]:
    for path in project.select(slugs):
        try:
            yield path, read(project, path)
        except CommuniqueError as error:
            report.problems.append(Problem(project.relative(path), _without_path(error, path)))


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found in one entry of a catalog; ``line`` counts from 1."""

    statement: str
    locale: str
    file: str
    line: int
    msgid: str
    check: str
    severity: str
    message: str


def check(
    project: Project, slugs: list[str] | None, wanted: list[str] | None
) -> tuple[list[Finding], Report]:
    """Run every check over every translated segment; writes nothing."""
    report = Report()
    found: list[Finding] = []
    for _, statement in _read_all(project, slugs, report):
        for locale in targets(project, statement, wanted):
            path = project.catalog(statement.slug, locale)
            if not path.exists():
                continue
            try:
                found += findings(project, statement, locale, files.load(path))
            except CommuniqueError as error:
                report.problems.append(Problem(statement.slug, str(error), locale))
    return found, report


def findings(
    project: Project, statement: Statement, locale: str, catalog: polib.POFile
) -> list[Finding]:
    """Return what the checks say of one catalog's live entries."""
    from communique import checks

    file = project.relative(project.catalog(statement.slug, locale))
    return [
        Finding(statement.slug, locale, file, entry.linenum or 0, entry.msgid,
                one.check, str(one.severity), one.message)
        for entry in catalog
        if entry.msgstr and not entry.obsolete
        for one in checks.run(
            checks.Unit(entry.msgid, entry.msgstr, statement.language, locale, entry.msgctxt)
        )
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """What publishing did with one edition, and why."""

    statement: str
    locale: str
    published: bool
    reason: str


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
    """
    from communique.editions.gate import Require
    from communique.publishing import release, site

    report = Report()
    outcomes: list[Outcome] = []
    editions = []
    for path in project.select(slugs):
        try:
            judged, assembled, coverage_rows, problems = executor.one(
                edition_step, project, path, wanted, Require(require) if require else None
            )
        except CommuniqueError as error:
            report.problems.append(Problem(project.relative(path), _without_path(error, path)))
            continue
        outcomes += judged
        editions += assembled
        report.coverage += coverage_rows
        report.problems += problems
    if editions and not dry_run:
        executor.one(
            release.swap,
            lambda folder: site.build(
                editions,
                folder,
                site_title=project.options.name,
                base_url=project.options.base_url,
            ),
            project.site,
        )
    return outcomes, report


def edition_step(
    project: Project, path: Path, wanted: list[str] | None, require: Any
) -> tuple[list[Outcome], list[Any], list[Coverage], list[Problem]]:
    """Judge and assemble the editions of one statement: the source first, then each locale."""
    from communique.editions.assemble import source_edition

    statement = read(project, path)
    report = Report()
    editions = [source_edition(statement)]
    outcomes = [Outcome(statement.slug, statement.language, True, "the original")]
    for locale in targets(project, statement, wanted):
        try:
            outcome, edition = _judge(
                project, statement, locale, require or project.require(statement.slug)
            )
        except CommuniqueError as error:
            report.problems.append(Problem(statement.slug, str(error), locale))
            continue
        outcomes.append(outcome)
        editions += [edition] if edition else []
    report.coverage = _coverage(project, statement, [one.locale for one in outcomes[1:]], report)
    return outcomes, editions, report.coverage, report.problems


def _judge(
    project: Project, statement: Statement, locale: str, require: Any
) -> tuple[Outcome, Any]:
    from communique.editions.assemble import assemble
    from communique.editions.gate import judge

    path = project.catalog(statement.slug, locale)
    if not path.exists():
        reason = "no catalog yet; see `communique draft`"
        return Outcome(statement.slug, locale, False, reason), None
    catalog = files.load(path)
    known = ledger.load(ledger.path_of(path))
    live = {key_of(entry): entry for entry in catalog if not entry.obsolete}
    counts = dict.fromkeys(State, 0)
    texts: dict[Key, str] = {}
    drafted_by: set[str] = set()
    for key in dict.fromkeys(segment.key for segment in statement.segments):
        entry = live.get(key)
        if entry is None or not entry.msgstr:
            counts[State.EMPTY] += 1
            continue
        state = state_of(entry, known.recorded(key))
        counts[state] += 1
        texts[key] = entry.msgstr
        origin = None if state in DONE else known.draft(key, entry.msgstr)
        drafted_by |= {f"{origin.package} {origin.version}"} if origin else set()
    errors = [
        one for one in findings(project, statement, locale, catalog) if one.severity == "error"
    ]
    verdict = judge(require, counts, len(errors))
    outcome = Outcome(statement.slug, locale, verdict.publish, verdict.reason)
    if not verdict.publish:
        return outcome, None
    names = tuple(sorted(drafted_by))
    return outcome, assemble(
        statement, locale, texts, unreviewed=verdict.unreviewed, packages=names
    )
