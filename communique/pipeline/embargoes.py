"""Which statements are under embargo, and until when: by their front matter and the settings."""

from __future__ import annotations

import os
import time
from datetime import datetime

from communique.editions import embargo
from communique.editions.released import moment
from communique.errors import CommuniqueError
from communique.pipeline.reading import read
from communique.project import Project
from communique.statement import Statement


def now() -> datetime:
    """Return the moment of a run, in UTC: ``SOURCE_DATE_EPOCH`` where it is set."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    return moment(float(given) if given.isdigit() else time.time())


def until(project: Project, statement: Statement) -> datetime | None:
    """Return when a statement's embargo ends: as its source says, or the settings; the later.

    Raises:
        CommuniqueError: one of them is no moment with a time zone; says which.
    """
    moments = []
    for said, place in (
        (statement.metadata.get("embargo"), statement.path),
        (project.statement_options(statement.slug).embargo, project.file),
    ):
        if said is not None and said != "":
            try:
                moments.append(embargo.moment(said))
            except CommuniqueError as error:
                raise CommuniqueError(error.message, place) from None
    return max(moments, default=None)


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
            found |= {slug} if end and end > now() else set()
    return found
