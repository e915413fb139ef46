"""The clock and the time zones: embargoes and dates of publication go by them."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from communique.doctor.base import Found, Level, Patient, register

if TYPE_CHECKING:
    from collections.abc import Iterator

_FOR = "embargoes end when they shall"
_ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland")
_AHEAD = 120  # seconds by which a file may be newer than the clock says it is
_SYNC = Path("/run/systemd/timesync")


@register("clock", "Clock")
def look(_patient: Patient) -> Iterator[Found]:
    """Look whether the clock can be right, and the time zones are known."""
    yield _clock()
    yield _zones()


def _clock() -> Found:
    now = datetime.now(UTC)
    says = f"{now:%Y-%m-%d %H:%M:%S} UTC, this machine's zone is {time.tzname[0]}"
    installed = datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC)
    get = "timedatectl set-ntp true (Debian: apt install systemd-timesyncd)"
    if (installed - now).total_seconds() > _AHEAD:
        says += f"; yet communique was installed on {installed:%Y-%m-%d %H:%M}"
        return Found("clock", Level.BROKEN, says, _FOR, get)
    if _SYNC.is_dir() and not (_SYNC / "synchronized").exists():
        return Found("clock", Level.ADVICE, f"{says}; set by nobody yet", _FOR, get)
    return Found("clock", Level.OK, says, _FOR)


def _zones() -> Found:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

    try:
        for zone in _ZONES:
            ZoneInfo(zone)
    except (ZoneInfoNotFoundError, OSError, ValueError) as error:
        return Found("time zones", Level.BROKEN, str(error), _FOR, "pip install --upgrade tzdata")
    return Found("time zones", Level.OK, f"{len(available_timezones())} known", _FOR)
