"""Embargoes: a moment, with its time zone, before which nothing may appear."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from communique.errors import CommuniqueError

_ZONED = re.compile(
    r"(?P<time>\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?) +(?P<zone>[A-Za-z][A-Za-z0-9_/+-]*)\Z"
)
_EXAMPLE = "2026-12-01 09:00 Europe/Berlin"


def end_of(said: object) -> datetime:
    """Return the moment at which an embargo ends.

    Args:
        said: ``2026-12-01 09:00 Europe/Berlin`` (a zone of the IANA database), or a date and time
            with an offset (ISO 8601), or a ``datetime``.

    Returns:
        The moment in UTC. A local time that comes twice, or never, because clocks are changed,
        means the later one.

    Raises:
        CommuniqueError: it is no date and time, or has no zone.
    """
    if isinstance(said, str) and (zoned := _ZONED.match(said.strip())):
        return _local(zoned["time"], zoned["zone"])
    try:
        found = said if isinstance(said, datetime) else datetime.fromisoformat(str(said).strip())
        if found.tzinfo is None:
            raise CommuniqueError(f"embargo: “{said}” has no time zone; write {_EXAMPLE}")
        return found.astimezone(UTC)
    except ValueError:
        raise CommuniqueError(f"embargo: “{said}” is no date and time; write {_EXAMPLE}") from None
    except OverflowError:
        return _edge(found)


def _local(time: str, zone: str) -> datetime:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        there = ZoneInfo(zone)
        local = datetime.fromisoformat(time)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise CommuniqueError(
            f"embargo: “{time} {zone}” is no date and time in a known zone; write {_EXAMPLE}"
        ) from None
    try:
        return max(local.replace(tzinfo=there, fold=fold).astimezone(UTC) for fold in (0, 1))
    except OverflowError:
        return _edge(local)


def _edge(found: datetime) -> datetime:
    """Return the last moment there is, or the first, for one that lies beyond it in UTC."""
    last = found.year > 1
    return (datetime.max if last else datetime.min).replace(microsecond=0, tzinfo=UTC)
