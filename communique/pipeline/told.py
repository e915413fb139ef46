"""What was told to whom of what became public: nothing is to be told twice, and nothing lost.

The histories of ``releases/`` are the truth. ``.communique/told.json`` remembers which of their
events were seen, and which are still owed to a channel. Events are known by what they say, not by
their place or their moment: git merges histories, and puts lines in the middle.
"""

from __future__ import annotations

import json
import logging
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from communique.editions.released import Event, Releases
from communique.errors import CommuniqueError
from communique.pipeline.queueing import queue
from communique.project import Project
from communique.statement import digest

log = logging.getLogger(__name__)

FILE = "told.json"
_PATIENCE = 180.0  # seconds; several receivers may have to time out

#: Events by slug: how often each mark is there.
Marks = dict[str, Counter[str]]


@dataclass
class Channel:
    """What one channel is owed, and the problems that it was told last, by what was asked for."""

    owed: Marks = field(default_factory=dict)
    problems: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Told:
    """All that is remembered: the events that were seen, and what each channel is owed."""

    seen: Marks = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)


def mark(event: Event) -> str:
    """Return what an event is known by."""
    return digest(repr((event.at, event.event, event.locales, event.by, event.reason)))


def alone(project: Project) -> AbstractContextManager[None]:
    """Wait until no other run tells anybody: two would tell the same.

    Raises:
        CommuniqueError: the other does not end, or the folder cannot be written.
    """
    return queue(project, "told", "telling the news", _PATIENCE)


def owe(project: Project, channels: Iterable[str], since: datetime | None = None) -> Told:
    """See what happened, and owe it to every channel that is known, and to those named.

    What is found is remembered at once: a run that is killed before it tells owes it still. A
    channel that is named for the first time is owed what was not seen before.

    Args:
        project: the workspace.
        channels: who is told from now on.
        since: where nothing is remembered, all that happened before it is old; None for all.

    Raises:
        CommuniqueError: it cannot be remembered.
    """
    told = _load(project)
    histories = dict(_histories(project))
    if told is None:
        told = Told({slug: _old(events, since) for slug, events in histories.items()})
    for name in channels:
        told.channels.setdefault(name, Channel())
    for slug, events in histories.items():
        marks = Counter(map(mark, events))
        seen = told.seen.get(slug, Counter())
        if new := marks - seen:
            told.seen[slug] = seen | marks
            for one in told.channels.values():
                one.owed[slug] = one.owed.get(slug, Counter()) + new
    _save(project, told)
    return told


def pay(project: Project, channel: str, paid: Marks, scope: str, problems: list[str]) -> None:
    """Remember that a channel was told.

    Args:
        project: the workspace.
        channel: which.
        paid: the events that it is no longer owed.
        scope: what was asked for of the run that had the problems.
        problems: the marks of the problems of that run; none where it had none.

    Raises:
        CommuniqueError: it cannot be remembered.
    """
    told = _load(project) or Told()
    one = told.channels.setdefault(channel, Channel())
    for slug, marks in paid.items():
        one.owed[slug] = one.owed.get(slug, Counter()) - marks
    one.owed = {slug: marks for slug, marks in one.owed.items() if marks}
    one.problems.pop(scope, None)
    if problems:
        one.problems[scope] = problems
    _save(project, told)


def _histories(project: Project) -> Iterator[tuple[str, list[Event]]]:
    """Yield what happened to each statement; one whose history is damaged has to wait."""
    releases = Releases(project.releases)
    for slug in releases.slugs:
        try:
            yield slug, releases.history(slug)
        except (CommuniqueError, OSError) as error:
            log.warning("%s: nothing of it is told until it is mended", error)


def _old(events: Iterable[Event], since: datetime | None) -> Counter[str]:
    """Return the marks of what happened before a moment."""
    if since is None:
        return Counter(map(mark, events))
    whole = since.replace(microsecond=0)  # as events are written
    return Counter(mark(one) for one in events if datetime.fromisoformat(one.at) < whole)


def _load(project: Project) -> Told | None:
    """Return what is remembered; None where nothing is, or nothing that can be read."""
    path = project.state / FILE
    try:
        fields = json.loads(path.read_bytes())
        channels = {
            name: Channel(
                _marks(one["owed"]),
                {scope: [str(each) for each in found] for scope, found in one["problems"].items()},
            )
            for name, one in fields["channels"].items()
        }
        return Told(_marks(fields["seen"]), channels)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        log.warning("%s is damaged (%s): who is told what starts anew", path, error)
        return None


def _marks(fields: Mapping[str, Any]) -> Marks:
    return {slug: Counter(map(str, marks)) for slug, marks in fields.items()}


def _save(project: Project, told: Told) -> None:
    """Write what is remembered, at once or not at all; what stands there already stays."""
    path = project.state / FILE
    fields = {
        "seen": _listed(told.seen),
        "channels": {
            name: {"owed": _listed(one.owed), "problems": one.problems}
            for name, one in told.channels.items()
        },
    }
    content = json.dumps(fields, sort_keys=True, indent=0).encode()
    new = path.with_name(f".{FILE}.{os.getpid()}.new")
    try:
        if path.exists() and path.read_bytes() == content:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(new, content)
        new.replace(path)
    except OSError as error:
        raise CommuniqueError(f"cannot be written ({error.strerror})", path) from None
    finally:
        new.unlink(missing_ok=True)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _listed(marks: Marks) -> dict[str, list[str]]:
    return {slug: sorted(each.elements()) for slug, each in marks.items()}
