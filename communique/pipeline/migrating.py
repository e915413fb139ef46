"""The step that carries catalogs to another level, another splitter, another source language."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, partial

import polib

from communique import formats
from communique.catalogs import files, ledger
from communique.catalogs.gate import Cut, cut_of, is_of_language, vouch
from communique.catalogs.ledger import Ledger, Revoked
from communique.catalogs.migration import (
    Migration,
    Pivot,
    Target,
    is_same_text,
    make,
    migrate,
    pivot_of,
)
from communique.catalogs.template import redate, template
from communique.errors import CommuniqueError, UsageError
from communique.language.locales import parse_locale
from communique.pipeline import wordings
from communique.pipeline.reading import read, read_all
from communique.pipeline.results import Problem, Report
from communique.project import Project
from communique.statement import Statement

_Change = Callable[[polib.POFile | None, Ledger], tuple[polib.POFile, Migration] | None]


@dataclass(frozen=True, slots=True)
class Migrated:
    """One catalog that was carried over: how its source was cut until now, and is from now on."""

    statement: str
    locale: str
    before: Cut
    after: Cut
    migration: Migration


@dataclass(slots=True)
class Migrations:
    """What a migration did, catalog by catalog; ``notes`` are for the coordinator to know."""

    done: list[Migrated] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    report: Report = field(default_factory=Report)


def migrate_all(project: Project, slugs: list[str] | None, *, dry_run: bool = False) -> Migrations:
    """Carry over each catalog whose header says that its source was cut otherwise than it is now,
    or was in another language.

    All catalogs of a statement, those of locales too that the settings do not name. One that
    cannot be carried over is a problem; the others go on.

    Args:
        project: the workspace.
        slugs: the statements; None for all.
        dry_run: say what would happen, and write nothing.

    Raises:
        UsageError: a statement that was asked for does not exist.
    """
    found = Migrations()
    for statement in read_all(project, slugs, found.report):
        try:
            _Moving(project, statement, found, dry_run=dry_run).run()
        except CommuniqueError as error:
            found.report.problems.append(Problem(statement.slug, str(error)))
    return found


class _Moving:
    """The migration of one statement's catalogs."""

    def __init__(
        self, project: Project, statement: Statement, found: Migrations, *, dry_run: bool
    ) -> None:
        self.project, self.statement, self.found = project, statement, found
        self.dry_run = dry_run
        self.source = str(parse_locale(statement.language))
        self.leftover = project.catalog(statement.slug, self.source)

    def run(self) -> None:
        """Carry every catalog over, and make the one of a language that was the source's.

        Raises:
            CommuniqueError: what tells the texts of the old source under the new one is damaged.
        """
        pivot = self._pivot()
        for path in self.project.all_catalogs:
            locale = path.parent.parent.name
            if path.stem == self.statement.slug and locale != self.source:
                self._try(locale, partial(self._carried, locale, pivot))
        if pivot is not None:
            former = str(parse_locale(pivot.language))
            self._try(former, partial(self._made, pivot))

    def _try(self, locale: str, change: _Change) -> None:
        """Change one catalog; what hinders that is a problem of its locale."""
        path = self.project.catalog(self.statement.slug, locale)
        try:
            old = files.load_if_any(path)
            if old is not None and not self._differs(old):
                return
            migration = self._written(locale, change)
        except CommuniqueError as error:
            self.found.report.problems.append(Problem(self.statement.slug, str(error), locale))
            return
        if migration is not None:
            before = Cut("", "") if old is None else cut_of(old)
            after = Cut(self.statement.segmentation, self.statement.language)
            self.found.done.append(Migrated(self.statement.slug, locale, before, after, migration))
            if old is None:
                self._tell_of_leftover(locale)

    def _written(self, locale: str, change: _Change) -> Migration | None:
        """Write a catalog: first what the ledger has to know, last which approvals have ended, so
        that a run that was killed in between begins again with all of them.
        """
        path = self.project.catalog(self.statement.slug, locale)
        beside = ledger.path_of(path)
        last: list[Migration] = []

        def changed(old: polib.POFile | None) -> polib.POFile | None:
            last.clear()
            made = change(old, ledger.load(beside))
            if made is None:
                return None
            last.append(made[1])
            if not self.dry_run:
                new = [one for one in made[1].records if not isinstance(one, Revoked)]
                ledger.append(beside, new)
            return made[0]

        if self.dry_run:
            changed(files.load_if_any(path))
            return last[-1] if last else None
        files.edit(path, changed, self.project.safe)
        for migration in last:
            ledger.append(beside, [one for one in migration.records if isinstance(one, Revoked)])
        return last[-1] if last else None

    # ── what is to be written ──

    def _carried(
        self, locale: str, pivot: Pivot | None, old: polib.POFile | None, known: Ledger
    ) -> tuple[polib.POFile, Migration] | None:
        if old is None or not self._differs(old):
            return None
        self._vouch(old, locale)
        via = self._via(old, locale, pivot)
        return migrate(old, self._target(old), parse_locale(locale), known, via)

    def _made(
        self, pivot: Pivot, old: polib.POFile | None, known: Ledger
    ) -> tuple[polib.POFile, Migration] | None:
        if old is not None:
            return None
        target = self._target(files.load(self.leftover))
        return make(target, parse_locale(pivot.language), known, pivot)

    def _differs(self, catalog: polib.POFile) -> bool:
        same_cut = cut_of(catalog).segmentation == self.statement.segmentation
        return not (same_cut and is_of_language(catalog, self.statement.language))

    def _vouch(self, catalog: polib.POFile, locale: str) -> None:
        vouch(
            catalog,
            self.project.catalog(self.statement.slug, locale),
            slug=self.statement.slug,
            locale=parse_locale(locale),
            reference=self.project.relative(self.statement.path),
            keys=self.statement.keys,
        )

    def _target(self, catalog: polib.POFile) -> Target:
        """Where a catalog goes; by way of its own level, at which edits of the source are plain."""
        level = cut_of(catalog).level
        before = None
        if level in formats.LEVELS and level != self.statement.level:
            before = read(self.project, self.statement.path, level)
        return Target(self.statement, self._pot, before)

    @cached_property
    def _pot(self) -> polib.POFile:
        """The template as it is now, on disk too."""
        words = wordings.load(self.project)
        pot = template(
            self.statement,
            self.project.relative(self.statement.path),
            self.project.header,
            partial(words.notes, language=self.statement.language),
        )
        path = self.project.template(self.statement.slug)
        if self.dry_run:
            return redate(pot, files.load_if_any(path))
        files.edit(path, lambda old: redate(pot, old), self.project.safe)
        return pot

    # ── the source in another language ──

    def _pivot(self) -> Pivot | None:
        """The translation that has become the source, where that is what happened."""
        catalog = files.load_if_any(self.leftover)
        if catalog is None or is_of_language(catalog, self.statement.language):
            return None
        self._vouch(catalog, self.source)
        if is_same_text(catalog, self.statement):
            return None  # its language was only called by a wrong name
        return pivot_of(catalog, ledger.load(ledger.path_of(self.leftover)))

    def _via(self, catalog: polib.POFile, locale: str, pivot: Pivot | None) -> Pivot | None:
        """What tells a catalog's texts under the new source; None where the source's text is the
        same, and only its language was called by a wrong name.
        """
        same = is_of_language(catalog, self.statement.language)
        if same or is_same_text(catalog, self.statement):
            return None
        former = cut_of(catalog).language
        with suppress(UsageError):
            if pivot and parse_locale(pivot.language) == parse_locale(former):
                return pivot
        raise CommuniqueError(
            f"the source was in {former} and is in {self.statement.language} now, and no "
            f"{self.source} translation of it tells which text is which: restore "
            f"{self.project.relative(self.leftover)} from git; or, if this is a new text, move "
            "its old catalogs away",
            self.project.catalog(self.statement.slug, locale),
        )

    def _tell_of_leftover(self, former: str) -> None:
        left = self.project.relative(self.leftover)
        self.found.notes.append(
            f"{self.statement.slug}: {left} is no longer used, its texts are the source now; the "
            f"former source is the {former} catalog (let the settings name {former} among the "
            "locales)"
        )
