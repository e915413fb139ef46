"""The step that binds what is public into archives; it reads only what was released."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from communique import formats
from communique.editions.edition import Published
from communique.editions.released import Releases, moment
from communique.errors import CommuniqueError, UsageError
from communique.language.scripts import html_tag
from communique.pipeline.publishing import house
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
    editions = cache(lambda slug: list(releases.of(slug).values()))
    binder = _bindery(project, releases)
    made, report = [], Report()
    place = folder or project.root / FOLDER
    for slug in _slugs(releases, names):
        try:
            chosen = [one for one in editions(slug) if _is_wanted(one, locales)]
            if not any(locales is None or one.locale in locales for one in chosen):
                continue
            links = sorted({link for one in chosen for link in one.links} - {slug})
            linked = [one for link in links for one in editions(link)]
            target = place / _name(slug, chosen, locales)
            made.append(binder.statement(chosen, linked, target))
        except CommuniqueError as error:
            report.problems.append(Problem(slug, str(error)))
    _refuse_nothing(made, report, names, wanted)
    if folder is None:
        _tell_of_old(place, releases)
    return made, report


def bundle_release(project: Project, target: Path) -> Bundle:
    """Bind all that is public, as one site, into one archive.

    Raises:
        UsageError: nothing is public.
        CommuniqueError: it cannot be made or written; the one before it stands.
    """
    releases = Releases(project.releases)
    published = [one for slug in releases.slugs for one in releases.of(slug).values()]
    if not published:
        raise UsageError("nothing is public yet; `communique publish` releases what is ready")
    return _bindery(project, releases).release(published, target)


def _bindery(project: Project, releases: Releases) -> Bindery:
    from communique.publishing.bundle import Bindery

    return Bindery(house(project), releases, told_moment())


def told_moment() -> datetime | None:
    """Return the moment of ``SOURCE_DATE_EPOCH``; None where it is not set."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    return moment(float(given)) if given.isdigit() else None


def _slugs(releases: Releases, names: list[str] | None) -> Iterator[str]:
    if not names:
        yield from (slug for slug in releases.slugs if releases.of(slug))
        return
    for slug in dict.fromkeys(map(_slug, names)):
        if not releases.of(slug):
            raise UsageError(f"nothing of {slug!r} is public ({_public(releases)})")
        yield slug


def _slug(name: str) -> str:
    path = Path(name)
    return formats.slug_of(path) if path.suffix else name


def _public(releases: Releases) -> str:
    found = [slug for slug in releases.slugs if releases.of(slug)]
    return f"there are: {', '.join(found)}" if found else "`communique publish` releases statements"


def _is_wanted(one: Published, locales: set[str] | None) -> bool:
    return locales is None or one.locale in locales or one.locale == one.source_locale


def _name(slug: str, chosen: list[Published], locales: set[str] | None) -> str:
    """Return the name of an archive; that of a selection is another than that of the whole."""
    if locales is None:
        return f"{slug}.zip"
    tags = sorted(html_tag(one.locale) for one in chosen if one.locale in locales)
    return ".".join([slug, *tags, "zip"])


def _refuse_nothing(
    made: list[Bundle], report: Report, names: list[str] | None, wanted: list[str] | None
) -> None:
    if made or report.problems:
        return
    what = f"of {', '.join(names)} " if names else ""
    where = f" in {', '.join(wanted)}" if wanted else ""
    message = f"nothing {what}is public{where}; `communique publish` releases what is ready"
    raise UsageError(message)


def _tell_of_old(folder: Path, releases: Releases) -> None:
    """Tell of bundles of statements that are public no more: they are not ours to delete."""
    public = {slug for slug in releases.slugs if releases.of(slug)}
    for path in sorted(folder.glob("*.zip")):
        if path.name.split(".")[0] not in public:
            _log.warning("%s: nothing of it is public any more; delete it", path)
