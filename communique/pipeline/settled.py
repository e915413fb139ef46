"""Which catalogs have nothing to be drafted: nothing has changed since they were drafted last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from communique import drafting, formats
from communique.catalogs import ledger
from communique.catalogs.coverage import Coverage, coverage, states
from communique.catalogs.state import State
from communique.engines import packages, running
from communique.engines.base import Model
from communique.engines.packages.lock import FILE as LOCK
from communique.errors import CommuniqueError
from communique.language.locales import parse_locale
from communique.memory import MemoryStore
from communique.pipeline import planning
from communique.pipeline.known import Known, Seen, coverage_as_json, coverage_from_json
from communique.pipeline.planning import Plan
from communique.pipeline.reading import open_catalog
from communique.pipeline.results import Report
from communique.project import Project
from communique.statement import Key

#: The sources that may have something to be drafted, each with the locales; None for all of them.
Asked = Iterator[tuple[Path, list[str] | None]]


class Settled(Known):
    """Catalogs with which drafting is done, on disk. Use it as a context manager.

    What decides is the statement, its catalog and ledger, what the memory has for its drafts, the
    reviewed texts that they go by, the packages, the settings and the code. A catalog in which a
    gap is left, or of which an engine failed, is never settled.

    Args:
        project: the workspace.
    """

    def __init__(self, project: Project) -> None:
        super().__init__(project, "draft", *_engines(project))
        self._project = project
        self._sources: dict[str, Seen] = {}
        self._rows: dict[Path, dict[str, dict[str, Any]]] = {}

    def asked(self, paths: Iterable[Path], wanted: list[str] | None) -> Asked:
        """Yield the sources with which a run cannot know that it is done; each is looked at when
        it is yielded.

        Args:
            paths: the sources asked for.
            wanted: the locales asked for; None for those of the settings.
        """
        for path in paths:
            slug = formats.slug_of(path)
            self._sources[slug] = self.see([path])
            known = self.find(slug)
            if known is None:
                yield path, wanted
                continue
            locales = [one for one in self._project.locales(slug, wanted) if one != known["own"]]
            found = {locale: self.find(_name(slug, locale)) for locale in locales}
            self._rows[path] = {locale: row for locale, row in found.items() if row}
            if left := [locale for locale, row in found.items() if not row]:
                yield path, left

    def doubted(self, store: MemoryStore) -> Asked:
        """Yield the sources of catalogs for which the memory has something else by now.

        Args:
            store: the memory, up to date.
        """
        for path, rows in self._rows.items():
            left = []
            for locale, row in rows.items():
                keys = [Key(*key) for key in row["keys"]]
                pair = row["language"], locale
                if keys and planning.offered(store.exact_all(keys, *pair)) != row["offered"]:
                    left.append(locale)
            for locale in left:
                del rows[locale]
            if left:
                yield path, left

    def tell(self, report: Report) -> int:
        """Put into a report what is known of the settled catalogs, and count them."""
        rows = [row for found in self._rows.values() for row in found.values()]
        for row in rows:
            report.coverage.append(coverage_from_json(row["coverage"]))
            report.packages |= set(row["packages"])
        return len(rows)

    def look(self, plan: Plan, drafts: Sequence[drafting.Drafted], *, sound: bool) -> Coverage:
        """See how far a catalog is after it was filled; learn it if drafting is done with it.

        Args:
            plan: what it lacked.
            drafts: what was made for it.
            sound: whether another run would make the same drafts.

        Raises:
            CommuniqueError: the catalog or its ledger cannot be read.
        """
        project, statement, locale = self._project, plan.statement, plan.locale
        seen = self.see(_files(project, statement.slug, [locale, plan.pivot]))
        catalog = open_catalog(project, statement, locale)
        known = ledger.load(ledger.path_of(project.catalog(statement.slug, locale)))
        found = states(statement.keys, catalog, known)
        row = coverage(found, statement.slug, locale)
        made = {one.key: one.filling.text for one in drafts}
        if sound and _is_done(found, made) and self._goes_by_the_same(plan):
            self._learn(plan, drafts, row, seen)
        return row

    def _goes_by_the_same(self, plan: Plan) -> bool:
        """Whether the reviewed texts in between are what they were when the drafts were planned."""
        if not plan.pivot:
            return True
        texts = planning.reviewed(self._project, plan.statement.slug, plan.pivot)
        return planning.digest_of(texts) == plan.between

    def _learn(
        self, plan: Plan, drafts: Sequence[drafting.Drafted], row: Coverage, seen: Seen
    ) -> None:
        statement = plan.statement
        slug, language = statement.slug, statement.language
        value = {
            "language": language,
            "keys": plan.keys,
            "offered": plan.offered,
            "packages": sorted({model.name for one in drafts for model in one.route}),
            "coverage": coverage_as_json(row),
        }
        source = self._sources[slug]
        self.learn(_name(slug, plan.locale), value, {**source, **seen})
        template = self.see([self._project.template(slug)])
        self.learn(slug, {"own": str(parse_locale(language))}, {**source, **template})


def _name(slug: str, locale: str) -> str:
    return f"{slug}/{locale}"


def _files(project: Project, slug: str, locales: Iterable[str]) -> Iterator[Path]:
    for locale in filter(None, locales):
        path = project.catalog(slug, locale)
        yield from (path, ledger.path_of(path))


def _is_done(found: dict[Key, tuple[State, str]], made: dict[Key, str]) -> bool:
    """Whether every segment has a text, and each draft is what was made of it in this run."""
    for key, (state, text) in found.items():
        if state is State.EMPTY:
            return False
        if state is State.DRAFT and made.get(key) not in (text, ""):
            return False  # "" where an engine failed: what was drafted once is better than nothing
    return True


def _engines(project: Project) -> Iterator[object]:
    """Yield what decides which engine drafts what, and how, besides the settings."""
    lock = project.root / LOCK
    yield lock.read_bytes() if lock.is_file() else b""
    try:
        found = [*packages.installed(), *packages.shipped()]
        yield [(str(one.path), one.version, one.origin, _package(one.path)) for one in found]
    except CommuniqueError as error:
        yield str(error)
    choice = project.engines
    named = {name for names in (choice.engines, *choice.pairs.values()) for name in names}
    for name in sorted(named - {"argos"}):
        yield running.fingerprint(Model(name, "", "", choice.server, origin="server"))


@cache
def _package(folder: Path) -> list[tuple[str, int, int]]:
    """Return the sizes and times of a package's files; once in each process, as its digest is
    made, so that what is learnt is of the package that was in use.
    """
    found = ((path, path.stat()) for path in sorted(folder.rglob("*")))
    return [(path.name, seen.st_size, seen.st_mtime_ns) for path, seen in found]
