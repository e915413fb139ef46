"""Previews: every edition as it would look now, reviewed or not, for those who work on it."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from communique import formats
from communique.catalogs import ledger
from communique.catalogs.coverage import states
from communique.catalogs.state import DONE, State
from communique.editions.assemble import assemble, source_edition
from communique.editions.edition import Edition, Published
from communique.editions.released import asset_name
from communique.errors import CommuniqueError
from communique.language.scripts import html_tag
from communique.pipeline.embargoes import now, until
from communique.pipeline.reading import misfits, open_catalog, read, targets, without_path
from communique.pipeline.releasing import house
from communique.pipeline.results import Problem
from communique.project import FILE, Project
from communique.statement import Statement


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
    _stock: _Stock = field(default_factory=lambda: _Stock())
    _shown: dict[str, list[Published]] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """Where the site is."""
        return self.root / ".communique" / "preview"

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
        except CommuniqueError as error:
            return [Problem(project.relative(path), without_path(error, path))]
        shown, problems = [], []
        for locale in (statement.language, *targets(project, statement, self.wanted)):
            try:
                edition, note = _edition(project, statement, locale)
                shown.append(self._stock.take(edition))
                self._notes[f"{html_tag(locale)}/{statement.slug}"] = note
            except CommuniqueError as error:
                problems.append(Problem(statement.slug, str(error), locale))
        self._shown[statement.slug] = shown
        return problems

    def _build(self, project: Project) -> None:
        from communique.publishing import press
        from communique.publishing.release import swap
        from communique.publishing.site import SiteResult, build

        index = project.state / "preview.json"
        last = press.Build(self.folder, press.load(index))
        public = {slug for slug, shown in self._shown.items() if shown}
        published = [
            one for shown in self._shown.values() for one in shown if public.issuperset(one.links)
        ]

        def site(folder: Path) -> SiteResult:
            return build(published, self._stock, folder, house(project), last=last)

        press.save(index, swap(site, self.folder).index)

    def close(self) -> None:
        """Remove the site."""
        shutil.rmtree(self.folder, ignore_errors=True)


@dataclass
class _Stock:
    """Holds the texts of a preview; its files lie where the sources are."""

    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)

    def take(self, edition: Edition) -> Published:
        from communique.publishing.assets import gather
        from communique.publishing.shelf import stamp

        stamp(edition)
        found = gather(edition)
        kept = {name: asset_name(path) for name, path in found.files.items()}
        self.files |= {kept[name]: path for name, path in found.files.items()}
        self.texts[edition.slug, edition.locale] = edition.text
        links = tuple(sorted(found.links - {edition.slug}))
        return Published.of(edition, now(), assets=tuple(sorted(kept.items())), links=links)

    def text(self, one: Published) -> str:
        return self.texts[one.slug, one.locale]

    def asset(self, slug: str, name: str) -> Path:
        return self.files[name]


def _edition(project: Project, statement: Statement, locale: str) -> tuple[Edition, str]:
    """Return an edition as it would look now, and in a line how far it is."""
    end = until(project, statement)
    held = f"; under embargo until {end:%Y-%m-%d %H:%M} UTC" if end and end > now() else ""
    if locale == statement.language:
        return source_edition(statement), f"the original{held}"
    catalog = open_catalog(project, statement, locale)
    known = ledger.load(ledger.path_of(project.catalog(statement.slug, locale)))
    found = states(statement.keys, catalog, known)
    counts = Counter(state for state, _ in found.values())
    texts = {key: text or key.text for key, (_, text) in found.items()}
    unreviewed = sum(count for state, count in counts.items() if state not in DONE)
    told = ", ".join(f"{counts[state]} {state}" for state in State if counts[state])
    return assemble(statement, locale, texts, unreviewed=unreviewed), f"{told}{held}"


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
