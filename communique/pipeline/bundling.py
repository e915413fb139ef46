"""The step that binds what is public into archives; it reads only what was released."""

from __future__ import annotations

import logging
import zipfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from communique import formats
from communique.editions.edition import Published
from communique.editions.moments import told
from communique.editions.released import Releases
from communique.errors import CommuniqueError, UsageError
from communique.language.scripts import html_tag
from communique.pipeline.releasing import house
from communique.pipeline.results import Problem, Report
from communique.project import Project

if TYPE_CHECKING:
    from communique.publishing.bundle import Bindery, Bundle

FOLDER = "bundles"
_log = logging.getLogger(__name__)


def bundle(
    project: Project,
    names: list[str] | None,
    wanted: list[str] | None,
    folder: Path | None = None,
) -> tuple[list[Bundle], Report]:
    """Bind each statement that is public into an archive of its own.

    Args:
        project: the workspace.
        names: the statements, by slug or file; None for all that are public.
        wanted: the translations; None for all that are public. The original always goes along.
        folder: where the archives go; None for ``bundles/`` in the workspace.

    Returns:
        The bundles; and a report of the statements of which none could be made.

    Raises:
        UsageError: nothing of a statement is public, or there is no such locale.
    """
    project.check_locales(wanted)
    locales = set(project.locales("", wanted)) if wanted else None
    releases = Releases(project.releases)
    public = _Public(releases)
    made, report = [], Report()
    place = folder or project.root / FOLDER
    with _bindery(project, releases) as binder:
        for slug in _slugs(public, names):
            try:
                made += _bind(binder, public, slug, locales, place)
            except CommuniqueError as error:
                report.problems.append(Problem(slug, str(error)))
    if not made and not report.problems:
        where = f" in {', '.join(wanted)}" if wanted else ""
        raise UsageError(f"nothing is public{where}; `communique publish` releases what is ready")
    if folder is None:
        _tell_of_old(place, public)
    return made, report


def _bind(
    binder: Bindery, public: _Public, slug: str, locales: set[str] | None, folder: Path
) -> list[Bundle]:
    """Bind a statement; no bundle where none of the translations asked for is public."""
    chosen = [one for one in public(slug) if _is_wanted(one, locales)]
    if locales is not None and not any(one.locale in locales for one in chosen):
        return []
    links = {link for one in chosen for link in one.links} - {slug}
    linked = [one for link in sorted(links) for one in public(link)]
    return [binder.statement(chosen, linked, folder / _name(slug, chosen, locales))]


def bundle_release(project: Project, target: Path) -> Bundle:
    """Bind all that is public, as one site, into one archive.

    Raises:
        UsageError: nothing is public; or the file is something else than a bundle.
        CommuniqueError: it cannot be made or written; the one before it stands.
    """
    _refuse_others(target)
    releases = Releases(project.releases)
    published = [one for slug in releases.slugs for one in releases.of(slug).values()]
    if not published:
        raise UsageError("nothing is public yet; `communique publish` releases what is ready")
    with _bindery(project, releases) as binder:
        return binder.release(published, target)


def _refuse_others(target: Path) -> None:
    """Refuse to replace what is plainly no bundle."""
    if target.suffix.lower() != ".zip":
        raise UsageError("a bundle is a zip archive; name a file that ends in .zip", target)
    if target.exists():
        with suppress(OSError, zipfile.BadZipFile), zipfile.ZipFile(target) as archive:
            if "manifest.json" in archive.namelist():
                return
        raise UsageError("is there, and is no bundle; name another file", target)


def _bindery(project: Project, releases: Releases) -> AbstractContextManager[Bindery]:
    from communique.publishing.bundle import opened

    return opened(house(project), releases, told())


@dataclass(frozen=True)
class _Public:
    """What is public of each statement, read once."""

    releases: Releases
    _known: dict[str, list[Published]] = field(default_factory=dict)

    def __call__(self, slug: str) -> list[Published]:
        """Return the editions of a statement; none where nothing of it is public."""
        if slug not in self._known:
            self._known[slug] = list(self.releases.of(slug).values())
        return self._known[slug]


def _slugs(public: _Public, names: list[str] | None) -> Iterator[str]:
    """Yield the statements that were asked for; a broken one too, to be told of in its turn."""
    if not names:
        yield from (slug for slug in public.releases.slugs if _is_public(public, slug))
        return
    slugs = list(dict.fromkeys(map(_slug, names)))
    for slug in slugs:
        if not _is_public(public, slug):
            there = [one for one in public.releases.slugs if _is_public(public, one)]
            known = ", ".join(there) or "none"
            raise UsageError(f"nothing of {slug!r} is public (there are: {known})")
    yield from slugs


def _is_public(public: _Public, slug: str) -> bool:
    try:
        return bool(public(slug))
    except CommuniqueError:
        return True


def _slug(name: str) -> str:
    path = Path(name)
    return formats.slug_of(path) if path.suffix else name


def _is_wanted(one: Published, locales: set[str] | None) -> bool:
    return locales is None or one.locale in locales or one.locale == one.source_locale


def _name(slug: str, chosen: list[Published], locales: set[str] | None) -> str:
    """Return the name of an archive; that of a selection is another than that of the whole."""
    if locales is None:
        return f"{slug}.zip"
    tags = sorted(html_tag(one.locale) for one in chosen if one.locale in locales)
    return ".".join([slug, *tags, "zip"])


def _tell_of_old(folder: Path, public: _Public) -> None:
    """Tell of bundles of statements that are public no more: they are not ours to delete."""
    for path in sorted(folder.glob("*.zip")):
        if not _is_public(public, path.name.split(".")[0]):
            _log.warning("%s: nothing of it is public any more; delete it", path)
