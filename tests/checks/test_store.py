"""The store of findings: the same answers, without asking again."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

import pytest

from communique import checks
from communique.checks import Unit
from communique.checks.store import FindingStore
from communique.errors import CommuniqueError

UNITS = [
    Unit("We met 5 people.", "Nos reunimos con 6 personas.", "en", "es"),
    Unit("We met 5 people.", "Nos reunimos con 5 personas.", "en", "es"),
    Unit("We met 5 people.", "Nos reunimos con 6 personas.", "en", "es"),
]


def test_what_was_said_is_not_asked_again(tmp_path: Path) -> None:
    asked = [checks.run(unit) for unit in UNITS]
    assert [len(found) for found in asked] == [1, 0, 1]
    with FindingStore(tmp_path / "f.sqlite") as store:
        assert store.run(UNITS) == asked
    with (
        mock.patch.object(checks, "run", side_effect=AssertionError),
        FindingStore(tmp_path / "f.sqlite") as store,
    ):
        assert store.run(UNITS) == asked


def test_every_part_of_a_unit_counts(tmp_path: Path) -> None:
    with FindingStore(tmp_path / "f.sqlite") as store:
        store.run(UNITS)
        flipped = Unit(*("We met 5 people.", "Nos reunimos con 5 personas.", "en", "es"), flip="x")
        assert [one.check for one in store.run([flipped])[0]] == ["accepted_after_flip"]


def test_other_checks_do_not_answer_for_these(tmp_path: Path) -> None:
    with FindingStore(tmp_path / "f.sqlite") as store:
        store.run(UNITS)
        store.put("an older version", {"x": "[]"})
        store.sweep()
        assert store.get("an older version", ["x"]) == {}
        with mock.patch.object(checks, "run", side_effect=AssertionError):
            store.run(UNITS)


def test_a_damaged_file_is_one_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "f.sqlite"
    path.write_bytes(b"not a database, but long enough to be taken for one" * 50)
    with pytest.raises(CommuniqueError, match="delete it"):
        FindingStore(path)
