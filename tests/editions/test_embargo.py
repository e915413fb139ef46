"""An embargo ends at a moment, and never sooner."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from communique.editions.embargo import end_of
from communique.errors import CommuniqueError


@pytest.mark.parametrize(
    ("said", "utc"),
    [
        ("2026-12-01 09:00 Europe/Berlin", "2026-12-01T08:00"),
        ("2026-07-01T09:00:30 Europe/Berlin", "2026-07-01T07:00:30"),
        ("2026-12-01 09:00 UTC", "2026-12-01T09:00"),
        ("2026-12-01 09:00 Etc/GMT+5", "2026-12-01T14:00"),
        ("2026-12-01 09:00 America/Argentina/Buenos_Aires", "2026-12-01T12:00"),
        ("2026-12-01T09:00:00+05:30", "2026-12-01T03:30"),
        ("2026-12-01 09:00:00Z", "2026-12-01T09:00"),
        # until further notice
        ("9999-12-31 23:59 America/New_York", "9999-12-31T23:59:59"),
        ("9999-12-31T23:59:00-05:00", "9999-12-31T23:59:59"),
        ("0001-01-01 00:00 Asia/Tokyo", "0001-01-01T00:00:00"),
        # clocks are set back: the hour comes twice, and the second one counts
        ("2026-10-25 02:30 Europe/Berlin", "2026-10-25T01:30"),
        # clocks are set forward: the hour never comes, and the later reading counts
        ("2026-03-29 02:30 Europe/Berlin", "2026-03-29T01:30"),
    ],
)
def test_moments(said: str, utc: str) -> None:
    assert end_of(said) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("2026-12-01", "no time zone"),
        ("2026-12-01 09:00", "no time zone"),
        (datetime(2026, 12, 1, 9), "no time zone"),
        ("tomorrow", "no date and time"),
        ("2026-13-01 09:00 Europe/Berlin", "known zone"),
        ("2026-12-01 09:00 Europe/Atlantis", "known zone"),
        ("2026-12-01 09:00 ../../etc/passwd", "no date and time"),
        (True, "no date and time"),
    ],
)
def test_what_is_no_moment(said: object, what: str) -> None:
    with pytest.raises(CommuniqueError, match=what):
        end_of(said)
