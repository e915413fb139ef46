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
from communique.catalogs.ledger import Ledger
from communique.catalogs.migration import (
    Migration,
    Pivot,
    Target,
    is_relabelled,
    is_same_text,
    make,
    migrate,
    pivot_of,
    take_back,
)
from communique.catalogs.state import key_of
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
        self.broken: CommuniqueError | None = None
        self.relabelled: bool | None = None

    def run(self) -> None:
        """Carry every catalog over, and make the one of a language that was the source's."""
        pivot = self._pivot()
        for path in self.project.all_catalogs:
            locale = path.parent.parent.name
            if path.stem == self.statement.slug and locale != self.source:
                self._try(locale, partial(self._carried, locale, pivot))
        if pivot is not None:
            former = str(parse_locale(pivot.language))
            made = self._try(former, partial(self._made, pivot))
            if made is not None and made.took_back and made.to_review:
                self._tell_of_corrections(former, made.to_review)

    def _try(self, locale: str, change: _Change) -> Migration | None:
        """Change one catalog; what hinders that is a problem of its locale."""
        path = self.project.catalog(self.statement.slug, locale)
        try:
            old = files.load_if_any(path)
            migration = self._written(locale, change)
        except CommuniqueError as error:
            told = Problem(self.statement.slug, str(error), locale)
            if told not in self.found.report.problems:
                self.found.report.problems.append(told)
            return None
        if migration is not None:
            before = Cut("", "") if old is None else self._cut(old)
            after = Cut(self.statement.segmentation, self.statement.language)
            self.found.done.append(Migrated(self.statement.slug, locale, before, after, migration))
            if old is None:
                self._tell_of_leftover(locale)
        return migration

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
                ledger.append(beside, made[1].records)
            return made[0]

        if self.dry_run:
            changed(files.load_if_any(path))
            return last[-1] if last else None
        files.edit(path, changed, self.project.safe)
        for migration in last:
            ledger.append(beside, migration.ended)
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
        target = self._target(files.load(self.leftover))
        locale = parse_locale(pivot.language)
        if old is None:
            return make(target, locale, known, pivot)
        if self._differs(old) and not self.dry_run:
            return None  # why it was not carried over is told already
        return take_back(old, target, locale, known, pivot)

    def _differs(self, catalog: polib.POFile) -> bool:
        same_cut = self._cut(catalog).segmentation == self.statement.segmentation
        said = "X-Segmentation" in catalog.metadata or self.statement.level == "block"
        return not (same_cut and said and is_of_language(catalog, self.statement.language))

    def _cut(self, catalog: polib.POFile) -> Cut:
        """How a catalog's source was cut; where its header says nothing, its keys tell."""
        said = cut_of(catalog)
        if "X-Segmentation" in catalog.metadata:
            return said
        live = {key_of(entry) for entry in catalog if not entry.obsolete}
        keys = {level: live.intersection(self._at(level).keys) for level in formats.LEVELS}
        likely = max(formats.LEVELS, key=lambda level: len(keys[level]))  # the first, of equals
        return Cut(self._at(likely).segmentation, said.language)

    def _at(self, level: str) -> Statement:
        """The statement, cut at a level."""
        if level == self.statement.level:
            return self.statement
        return read(self.project, self.statement.path, level)

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
        level = self._cut(catalog).level
        before = None
        if level in formats.LEVELS and level != self.statement.level:
            before = self._at(level)
        return Target(self.statement, self._pot, before, self.project.splitter)

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
        """The translation that has become the source, where that is what happened.

        One that cannot be read is no matter of catalogs that ask for none.
        """
        try:
            catalog = files.load_if_any(self.leftover)
            if catalog is None or is_of_language(catalog, self.statement.language):
                return None
            self._vouch(catalog, self.source)
        except CommuniqueError as error:
            self.broken = error
            return None
        pivot = pivot_of(catalog, ledger.load(ledger.path_of(self.leftover)))
        self.relabelled = is_relabelled(catalog, pivot, self.statement)
        return pivot if self.relabelled is False else None

    def _via(self, catalog: polib.POFile, locale: str, pivot: Pivot | None) -> Pivot | None:
        """What tells a catalog's texts under the new source; None where the source's text is the
        same, and only its language was called by a wrong name.
        """
        if is_of_language(catalog, self.statement.language):
            return None
        former = cut_of(catalog).language
        if pivot is None:
            if self.relabelled or is_same_text(catalog, self.statement):
                return None
        else:
            with suppress(UsageError):
                if parse_locale(pivot.language) == parse_locale(former):
                    return pivot
        raise CommuniqueError(
            self._unclear(former), self.project.catalog(self.statement.slug, locale)
        )

    def _unclear(self, former: str) -> str:
        """Say why nothing tells what became of the texts of the former source, and what to do."""
        left, now = self.project.relative(self.leftover), self.statement.language
        begin = f"the source was in {former} and is in {now} now, and "
        renamed = f"if only its name was wrong, write X-Source-Language: {now} into this header"
        if self.broken is not None:
            return (
                f"{begin}the translation that tells which text is which is damaged: {self.broken}"
            )
        if self.leftover.exists():
            return (
                f"{begin}it cannot be told whether this is its {self.source} translation or the "
                f"same text: too much is alike in both, or was edited. Make the source what {left} "
                f"says, migrate, and edit it then; or, {renamed}"
            )
        return (
            f"{begin}no {self.source} translation of it tells which text is which: restore {left} "
            f"from git; {renamed}; or, if this is a new text, move its old catalogs away"
        )

    def _tell_of_corrections(self, former: str, count: int) -> None:
        where = self.project.relative(self.project.catalog(self.statement.slug, former))
        self.found.notes.append(
            f"{self.statement.slug}: in {where}, {count} of its texts were corrected or written "
            "while they were the source; a human has to look at those that are fuzzy"
        )

    def _tell_of_leftover(self, former: str) -> None:
        left = self.project.relative(self.leftover)
        self.found.notes.append(
            f"{self.statement.slug}: {left} is no longer used, its texts are the source now; the "
            f"former source is the {former} catalog (let the settings name {former} among the "
            "locales)"
        )
