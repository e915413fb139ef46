"""Previews: every edition as it would look now, reviewed or not, for those who work on it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from communique import formats
from communique.catalogs import ledger
from communique.catalogs.state import State
from communique.editions.edition import Edition, Published
from communique.editions.moments import stamp
from communique.errors import CommuniqueError
from communique.language.scripts import html_tag
from communique.pipeline.embargoes import running, until
from communique.pipeline.judging import original, told, weigh
from communique.pipeline.reading import misfits, read, targets
from communique.pipeline.releasing import house
from communique.pipeline.results import Problem
from communique.project import FILE, Project
from communique.publishing.stock import Loose
from communique.statement import Statement

if TYPE_CHECKING:
    from filelock import FileLock

    from communique.publishing.press import Index

_PREFIX = "preview-"
_LOCK = "lock"


@dataclass
class Preview:
    """The editions of a workspace as they are now, and the site of them in a folder of its own.

    What has no translation yet stands in the source's language; nothing is held back. So nothing
    of it is for the public, and it lies in ``.communique/``.

    Args:
        root: the workspace.
        slugs: the statements; None for all.
        wanted: the locales; None for those of the settings.
    """

    root: Path
    slugs: list[str] | None = None
    wanted: list[str] | None = None
    _notes: dict[str, str] = field(default_factory=dict)
    _stock: Loose = field(default_factory=Loose)
    _shown: dict[str, list[Published]] = field(default_factory=dict)
    _index: Index | None = None
    _lock: FileLock | None = None

    @property
    def folder(self) -> Path:
        """Where the site is."""
        return self._own / "site"

    @cached_property
    def _own(self) -> Path:
        """A folder of this preview alone: another one may run beside it."""
        from filelock import FileLock

        state = Project(self.root).state
        try:
            state.mkdir(parents=True, exist_ok=True)
            _sweep(state)
            folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=state))
            self._lock = FileLock(folder / _LOCK)
            self._lock.acquire()
        except OSError as error:
            raise CommuniqueError(f"cannot be written ({error.strerror})", state) from None
        return folder

    @property
    def watched(self) -> list[Path]:
        """What to look at for changes."""
        names = ("source_texts", "locales", "verbatim", "theme", "glossary.csv", FILE)
        return [self.root / name for name in names if (self.root / name).exists()]

    def note(self, page: str) -> str:
        """Return in a line how far the edition on a page is, by its path on the site."""
        return self._notes.get(page.removesuffix("/index.html"), "not public")

    def renew(self, changed: Iterable[Path] | None = None) -> list[Problem]:
        """Read what has changed, and make the site of it.

        Args:
            changed: files; None for all there is.

        Returns:
            What cannot be shown, and why; it looks as it did before, if it ever did.

        Raises:
            CommuniqueError: the workspace cannot be opened, or the site cannot be made.
        """
        project = Project(self.root)
        problems = [] if self.slugs else misfits(project)
        touched = _slugs(changed) if changed is not None else None
        for path in project.select(self.slugs):
            slug = formats.slug_of(path)
            if touched is None or slug in touched or slug not in self._shown:
                problems += self._take(project, path)
        for slug in set(self._shown) - set(project.sources):
            del self._shown[slug]
        self._build(project)
        return problems

    def _take(self, project: Project, path: Path) -> list[Problem]:
        try:
            statement = read(project, path)
            held = running(until(project, statement))
        except CommuniqueError as error:
            return [Problem(project.relative(path), told(project, error, path))]
        until_then = f"; under embargo until {held}" if held else ""
        shown, problems = [], []
        for locale in (statement.language, *targets(project, statement, self.wanted)):
            try:
                edition, note = _edition(project, statement, locale)
                shown.append(self._stock.take(edition, stamp()))
                self._notes[f"{html_tag(locale)}/{statement.slug}"] = note + until_then
            except CommuniqueError as error:
                problems.append(Problem(statement.slug, told(project, error), locale))
        self._shown[statement.slug] = shown
        return problems

    def _build(self, project: Project) -> None:
        from communique.publishing import press
        from communique.publishing.release import swap
        from communique.publishing.site import SiteResult, build

        last = press.Build(self.folder, self._index or press.NOTHING)
        public = {slug for slug, shown in self._shown.items() if shown}
        published = [
            one for shown in self._shown.values() for one in shown if public.issuperset(one.links)
        ]

        def site(folder: Path) -> SiteResult:
            return build(published, self._stock, folder, house(project), last=last)

        self._index = swap(site, self.folder).index

    def close(self) -> None:
        """Remove the site."""
        if self._lock is not None:
            shutil.rmtree(self._own, ignore_errors=True)
            self._lock.release()


def _edition(project: Project, statement: Statement, locale: str) -> tuple[Edition, str]:
    """Return an edition as it would look now, and in a line how far it is."""
    if locale == statement.language:
        return original(project, statement), "the original"
    weighed = weigh(project, statement, locale)
    texts = {key: text or key.text for key, (_, text) in weighed.found.items()}
    counts = weighed.counts
    return weighed.edition(texts), ", ".join(f"{counts[one]} {one}" for one in State if counts[one])


def _sweep(state: Path) -> None:
    """Remove what previews left that were killed: nobody holds their locks any more."""
    from filelock import FileLock, Timeout

    for lock in state.glob(f"{_PREFIX}*/{_LOCK}"):
        with suppress(Timeout, OSError), FileLock(lock, timeout=0):
            shutil.rmtree(lock.parent, ignore_errors=True)


def _slugs(changed: Iterable[Path]) -> set[str] | None:
    """Return the statements that files belong to; None where all may be concerned."""
    slugs = set()
    for path in changed:
        if path.suffix not in {".po", ".jsonl", *formats.SUFFIXES}:
            return None
        slugs.add(path.name.removesuffix(ledger.SUFFIX).removesuffix(".po"))
        if path.suffix in formats.SUFFIXES:
            try:
                slugs.add(formats.slug_of(path))
            except CommuniqueError:
                return None
    return slugs
