"""Moments: the clock's, those that are written down, and how they are written."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime

from communique.errors import UsageError

_EPOCH = "SOURCE_DATE_EPOCH"


def clock() -> datetime:
    """Return what the clock says, in UTC, to the second: it decides what may appear."""
    return datetime.fromtimestamp(int(time.time()), tz=UTC)


def told() -> datetime | None:
    """Return the moment that ``SOURCE_DATE_EPOCH`` tells; None where it is not set.

    See https://reproducible-builds.org/specs/source-date-epoch/.

    Raises:
        UsageError: it is set, and is no number of seconds since 1970.
    """
    given = os.environ.get(_EPOCH, "")
    if not given:
        return None
    try:
        return datetime.fromtimestamp(int(given), tz=UTC)
    except (ValueError, OverflowError, OSError):
        raise UsageError(f"{_EPOCH}={given} is no moment: whole seconds since 1970") from None


def stamp() -> datetime:
    """Return the moment to write down: the one that is told, else the clock's."""
    return told() or clock()


def written(at: datetime) -> str:
    """Return a moment as records have it: ``2026-03-05T09:00:00Z``."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def shown(at: datetime) -> str:
    """Return a moment as messages have it: ``2026-03-05 09:00 UTC``."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
