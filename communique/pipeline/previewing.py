"""Previews: every edition as it would look now, reviewed or not, for those who work on it."""

from __future__ import annotations

import logging
import re
import shutil
import tempfile
import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from communique import formats
from communique.catalogs import ledger
from communique.catalogs.state import State
from communique.editions.edition import Edition, Published
from communique.editions.moments import stamp
from communique.errors import CommuniqueError
from communique.language.scripts import html_tag
from communique.pipeline import addresses
from communique.pipeline.embargoes import running, until
from communique.pipeline.judging import original, told, weigh
from communique.pipeline.reading import misfits, read, targets
from communique.pipeline.releasing import house
from communique.pipeline.results import Problem
from communique.project import FILE, Project
from communique.publishing.serving import Note
from communique.publishing.stock import Loose
from communique.statement import Statement

if TYPE_CHECKING:
    from filelock import FileLock

    from communique.publishing.press import Index

log = logging.getLogger(__name__)

_PREFIX = "preview-"
_LOCK = "lock"
_SHEET = re.compile(rf"{addresses.PROOFS}/([a-z0-9-]+)\.([A-Za-z0-9_@-]+)\.html")
_PATIENCE = 20.0  # seconds that a proof sheet waits for the one before it
_TOLD, _TOLD_WHERE_ABSENT = 3, 20  # problems on a page
_LENGTH = 500  # characters of a problem


@dataclass
class Preview:
    """The editions of a workspace as they are now, and the site of them in a folder of its own.

    What has no translation yet stands in the source's language; nothing is held back. So nothing
    of it is for the public, and it lies in ``.communique/``. It may be asked from many threads;
    one of them makes it anew.

    Args:
        root: the workspace.
        slugs: the statements; None for all.
        wanted: the locales; None for those of the settings.
    """

    root: Path
    slugs: list[str] | None = None
    wanted: list[str] | None = None
    _notes: dict[str, Note] = field(default_factory=dict)
    _stock: Loose = field(default_factory=Loose)
    _shown: dict[str, list[Published]] = field(default_factory=dict)
    _wrong: dict[str, list[Problem]] = field(default_factory=dict)
    _failed: str = ""
    _index: Index | None = None
    _spare: Index | None = None
    _place: Path | None = None
    _lock: FileLock | None = None
    _drawing: threading.Lock = field(default_factory=threading.Lock)

    @property
    def folder(self) -> Path:
        """Where the site is, as soon as there is one."""
        return (self._place or self.root / ".communique") / "site"

    @property
    def lost(self) -> bool:
        """Whether somebody removed the site."""
        return self._index is not None and not self.folder.is_dir()

    @property
    def watched(self) -> list[Path]:
        """What to look at for changes."""
        names = ("source_texts", "locales", "verbatim", "theme", "glossary.csv", FILE)
        return [self.root / name for name in names if (self.root / name).exists()]

    def note(self, page: str) -> Note:
        """Return how far the edition on a page is, by its path on the site, or what is wrong."""
        place = page.removesuffix("index.html").strip("/")
        sheet = _SHEET.fullmatch(place)
        if sheet:
            edition = (("edition", f"/{addresses.page(sheet[1], sheet[2])}"),)
            return Note("Proof sheet, as of now", edition)
        note = self._notes.get(place, Note("Preview · not public"))
        wrong = self._reasons(place)
        return replace(note, text=" · ".join(_few(wrong)), bad=True) if wrong else note

    def reasons(self, page: str) -> list[str]:
        """Return why a page is not there; nothing where no reason is known."""
        found = self._reasons(page.removesuffix("index.html").strip("/"))
        return _few(found, _TOLD_WHERE_ABSENT)

    def _reasons(self, place: str) -> list[str]:
        """Return what is wrong with all, and with an edition; on other pages, with any."""
        wrong = self._wrong  # another thread may replace it
        tag, _, slug = place.rpartition("/")
        if tag and (slug in wrong or slug in self._shown):
            found = [str(one) for one in wrong.get(slug, ()) if _tag(one.locale) in {"", tag}]
        else:
            found = [str(one) for each in wrong.values() for one in each]
        return [self._failed, *found] if self._failed else found

    def drawn(self, page: str) -> str | None:
        """Draw a proof sheet of what stands now, by its place; None for another page.

        Nothing of it is kept.

        Raises:
            CommuniqueError: it cannot be drawn; says why.
        """
        sheet = _SHEET.fullmatch(page)
        if sheet is None:
            return None
        if not self._drawing.acquire(timeout=_PATIENCE):
            raise CommuniqueError("other proof sheets are being drawn; load this one again")
        try:
            place = self._place if self._place and self._place.is_dir() else None
            with tempfile.TemporaryDirectory(prefix="proof-", dir=place) as folder:
                return _drawn(Project(self.root), sheet[1], sheet[2], Path(folder))
        except OSError as error:
            raise CommuniqueError(f"cannot be written ({error.strerror})", self.root) from None
        finally:
            self._drawing.release()

    def follow(self, changed: Iterable[Path] | None = None) -> list[str]:
        """Make the site anew like :meth:`renew`, whatever is wrong with the workspace.

        What fails as a whole is tried as a whole the next time.

        Args:
            changed: files; None for all there is.

        Returns:
            What cannot be shown, and why; it looks as it did before, if it ever did.
        """
        try:
            problems = [str(one) for one in self.renew(None if self._failed else changed)]
        except CommuniqueError as error:
            self._failed = str(error)
        except Exception as error:  # of whatever kind: the next save is another try
            log.debug("where it failed", exc_info=error)
            self._failed = f"the preview could not be made ({error!r}); the next save tries again"
        else:
            self._failed = ""
            return problems
        return [self._failed]

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
        self._settle(project.state)
        wrong = dict(self._wrong)
        wrong[""] = [] if self.slugs else misfits(project)
        touched = _slugs(changed) if changed is not None else None
        for path in project.select(self.slugs):
            slug = formats.slug_of(path)
            if touched is None or slug in touched or slug not in self._shown:
                wrong[slug] = self._take(project, path)
        self._forget(set(self._shown) - set(project.sources), wrong)
        known = {"", *project.sources}
        self._wrong = {slug: found for slug, found in wrong.items() if found and slug in known}
        self._build(project)
        return [one for found in self._wrong.values() for one in found]

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
                place = addresses.page(statement.slug, locale).strip("/")
                links = () if locale == statement.language else (_sheet(statement.slug, locale),)
                self._notes[place] = Note(f"Preview · {note}{until_then}", links)
            except CommuniqueError as error:
                problems.append(Problem(statement.slug, told(project, error), locale))
        self._shown[statement.slug] = shown
        return problems

    def _forget(self, gone: set[str], wrong: dict[str, list[Problem]]) -> None:
        """Forget statements whose sources are gone."""
        for slug in gone:
            wrong.pop(slug, None)
            for one in self._shown.pop(slug):
                self._stock.texts.pop((slug, one.locale), None)
                self._notes.pop(addresses.page(slug, one.locale).strip("/"), None)

    def _build(self, project: Project) -> None:
        from communique.publishing import press
        from communique.publishing.release import swap
        from communique.publishing.site import SiteResult, build

        last = press.Build(self.folder, self._index or press.NOTHING)
        there, self._spare = self._spare or press.NOTHING, None
        public = {slug for slug, shown in self._shown.items() if shown}
        published = [
            one for shown in self._shown.values() for one in shown if public.issuperset(one.links)
        ]

        def site(folder: Path) -> SiteResult:
            return build(published, self._stock, folder, house(project), last=last, there=there)

        spare = self.folder.with_name("spare")
        if not there.units:
            shutil.rmtree(spare, ignore_errors=True)
        made = swap(site, self.folder, spare).index
        self._index, self._spare = made, self._index

    def _settle(self, state: Path) -> None:
        """Have a folder of this preview alone, with a site in it or none that is known."""
        from filelock import FileLock

        if self.lost:
            self._index = self._spare = None
        if self._place is not None and self._place.is_dir():
            return
        try:
            state.mkdir(parents=True, exist_ok=True)
            _sweep(state)
            place = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=state))
            if self._lock is not None:
                self._lock.release()  # of a folder that is gone
            self._lock = FileLock(place / _LOCK, thread_local=False)
            self._lock.acquire()
        except OSError as error:
            raise CommuniqueError(f"cannot be written ({error.strerror})", state) from None
        self._place = place

    def close(self) -> None:
        """Remove the site, the lock last: what is left, the next preview removes."""
        if self._lock is not None and self._place is not None:
            for path in list(self._place.iterdir()) if self._place.is_dir() else ():
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)
            shutil.rmtree(self._place, ignore_errors=True)
            self._lock.release()


def _edition(project: Project, statement: Statement, locale: str) -> tuple[Edition, str]:
    """Return an edition as it would look now, and in a line how far it is."""
    if locale == statement.language:
        return original(project, statement), "the original"
    weighed = weigh(project, statement, locale)
    texts = {key: text or key.text for key, (_, text) in weighed.found.items()}
    counts = weighed.counts
    return weighed.edition(texts), ", ".join(f"{counts[one]} {one}" for one in State if counts[one])


def _sheet(slug: str, locale: str) -> tuple[str, str]:
    return "proof sheet", f"/{addresses.proof_page(slug, locale)}"


def _drawn(project: Project, slug: str, locale: str, folder: Path) -> str:
    """Draw a proof sheet into an empty folder, and return it.

    Raises:
        CommuniqueError: there is no such statement, locale or catalog; or it cannot be read.
    """
    from communique.pipeline.proofing import draw_proofs

    try:
        _, report = draw_proofs(project, [slug], [locale], folder)
    except CommuniqueError as error:
        raise CommuniqueError(str(error)[:_LENGTH]) from None
    for path in folder.glob("*.html"):
        return path.read_text("utf-8")
    said = [str(one) for one in report.problems]
    raise CommuniqueError(said[0] if said else f"{slug} is written in {locale}: nothing to proof")


def _few(said: Sequence[str], most: int = _TOLD) -> list[str]:
    """Return the first of what is said, and how much more there is."""
    shown = [one[:_LENGTH] for one in said[:most]]
    more = len(said) - len(shown)
    return [*shown, f"and {more} more"] if more else shown


def _tag(locale: str) -> str:
    return html_tag(locale) if locale else ""


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
