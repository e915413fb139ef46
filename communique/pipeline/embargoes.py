"""Which statements are under embargo, and until when: by their front matter and the settings."""

from __future__ import annotations

from datetime import datetime

from communique.editions import embargo
from communique.editions.moments import clock, shown
from communique.editions.moments import stamp as now  # noqa: F401 (two callers are being changed)
from communique.errors import CommuniqueError
from communique.pipeline.reading import read
from communique.project import Project
from communique.statement import Statement


def until(project: Project, statement: Statement) -> datetime | None:
    """Return when a statement's embargo ends: as its source says, or the settings; the later.

    Raises:
        CommuniqueError: one of them is no moment with a time zone; says which.
    """
    found = []
    for said, place in (
        (statement.metadata.get("embargo"), statement.path),
        (project.statement_options(statement.slug).embargo, project.file),
    ):
        if said is not None and said != "":
            try:
                found.append(embargo.end_of(said))
            except CommuniqueError as error:
                raise CommuniqueError(error.message, place) from None
    return max(found, default=None)


def running(end: datetime | None) -> str:
    """Return until when an embargo holds, in words; "" where there is none, or it has ended."""
    return shown(end) if end and end > clock() else ""


def held(project: Project) -> set[str]:
    """Return the slugs of the statements that nobody outside may see yet.

    One whose source, or whose embargo, cannot be read is among them.
    """
    found = set()
    for slug, path in project.sources.items():
        try:
            end = until(project, read(project, path))
        except CommuniqueError:
            found.add(slug)
        else:
            found |= {slug} if running(end) else set()
    return found
