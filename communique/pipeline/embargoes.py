"""Which statements are under embargo, and until when: by their front matter and the settings."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from communique.editions import embargo
from communique.editions.moments import clock, shown
from communique.errors import CommuniqueError
from communique.pipeline.reading import read
from communique.project import Project
from communique.statement import Statement

_NAMED = re.compile(r"\s*embargo", re.IGNORECASE)
_HEAD = 4000  # characters
_LOOKS = re.compile(
    r"[\s\W]*(?:meta\s+name\W+)?embargo(?:ed)?\b[\s\"']*(?:[:=]|content)", re.IGNORECASE
)
_UNCLEAR = (
    "speaks of an embargo in a way that is not understood; say it once, as `embargo: 2026-12-01 "
    "09:00 Europe/Berlin` in the front matter of Markdown, or for the statement in communique.toml"
)


def until(project: Project, statement: Statement) -> datetime | None:
    """Return when a statement's embargo ends: as its source says, or the settings; the later.

    Raises:
        CommuniqueError: one of them is no moment with a time zone; says which.
    """
    own = project.statement_options(statement.slug).embargo
    found = [] if own is None else [_end(own, project.file)]
    said = [value for name, value in statement.metadata.items() if _NAMED.match(name)]
    found += [_end(value, statement.path) for value in said]
    if own is None and len(_said(statement.source)) > len(said):
        raise CommuniqueError(_UNCLEAR, statement.path)
    return max(found, default=None)


def _end(said: object, path: Path) -> datetime:
    try:
        return embargo.end_of(said)
    except CommuniqueError as error:
        raise CommuniqueError(error.message, path) from None


def _said(source: str) -> list[str]:
    """Return the lines at the beginning of a source that look like an embargo."""
    return [line for line in source[:_HEAD].splitlines() if _LOOKS.match(line)]


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
