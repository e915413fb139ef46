"""The press: what has not changed is taken over, and nothing else is left."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest

from communique.publishing import press
from communique.publishing.press import NOTHING, Build, Index, Press, Tray
from communique.publishing.release import swap


class House:
    """A folder that is published again and again, from files in memory."""

    def __init__(self, root: Path) -> None:
        self.site, self.spare = root / "site", root / "spare"
        self.last, self.there = NOTHING, NOTHING
        self.made: list[str] = []

    def publish(self, wanted: dict[str, dict[str, str]]) -> None:
        """Publish units, each of files with their contents."""
        self.made = []

        def build(folder: Path) -> Index:
            printed = Press(folder, self.there, Build(self.site, self.last))
            for name, files in wanted.items():
                printed.unit(name, json.dumps(files), partial(self._make, name, files))
            return printed.finish()

        index = swap(build, self.site, self.spare)
        self.there = self.last if self.spare.exists() else NOTHING
        self.last = index

    def _make(self, name: str, files: dict[str, str], tray: Tray) -> None:
        self.made.append(name)
        for path, content in files.items():
            tray.put(path, content.encode())

    @property
    def holds(self) -> dict[str, str]:
        return {
            path.relative_to(self.site).as_posix(): path.read_text("utf-8")
            for path in self.site.rglob("*")
            if path.is_file()
        }

    @property
    def folders(self) -> set[str]:
        return {p.relative_to(self.site).as_posix() for p in self.site.rglob("*") if p.is_dir()}


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


FIRST = {"a": {"a/1": "one", "a/2": "two"}, "b": {"b/1": "three"}}


def flat(units: dict[str, dict[str, str]]) -> dict[str, str]:
    return {path: text for files in units.values() for path, text in files.items()}


def test_only_what_changed_is_made(house: House) -> None:
    house.publish(FIRST)
    assert house.made == ["a", "b"]
    for number in range(4):
        wanted = FIRST | {"b": {"b/1": str(number)}}
        house.publish(wanted)
        assert house.made == ["b"]
        assert house.holds == flat(wanted)
    house.publish(wanted)
    house.publish(wanted)
    assert house.made == []


def test_what_is_gone_is_gone_with_its_folder(house: House) -> None:
    house.publish(FIRST)
    house.publish(FIRST)
    for wanted in ({"a": {"a/1": "one"}}, {"a": {"a/1": "one"}}, {"c": {"a/2": "x"}}):
        house.publish(wanted)
        assert house.holds == flat(wanted)
        assert house.folders == {"a"}


def test_a_file_may_pass_from_one_unit_to_another(house: House) -> None:
    house.publish(FIRST)
    house.publish(FIRST)
    for wanted in (
        {"a": {"a/1": "one"}, "b": {"a/2": "two", "b/1": "three"}},
        {"b": {"a/1": "one"}, "a": {"b/1": "three"}},
        FIRST,
    ):
        house.publish(wanted)
        assert house.holds == flat(wanted)


def test_what_others_put_there_does_not_come_back(house: House) -> None:
    house.publish(FIRST)
    house.publish(FIRST)
    (house.site / "CNAME").touch()
    (house.site / "a" / "note").touch()
    (house.site / "own" / "deep").mkdir(parents=True)
    for _ in range(3):
        house.publish(FIRST)
        assert house.holds == flat(FIRST)
        assert house.folders == {"a", "b"}


def test_what_others_changed_is_made_anew(house: House) -> None:
    house.publish(FIRST)
    house.publish(FIRST)
    path = house.site / "b" / "1"
    path.unlink()
    path.write_text("by hand", "utf-8")
    for _ in range(3):
        house.publish(FIRST)
        assert house.holds == flat(FIRST)


def test_the_last_build_is_never_written_to(house: House) -> None:
    house.publish(FIRST)
    held = (house.site / "b" / "1").open()
    house.publish(FIRST | {"b": {"b/1": "new"}})
    house.publish(FIRST | {"b": {"b/1": "newer"}})
    assert held.read() == "three"
    held.close()


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"version": 0}', '{"version": 1}', "null"])
def test_an_index_of_no_use_is_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "x").write_text(content, "utf-8")
    assert press.load(tmp_path / "x") == NOTHING


def test_an_index_is_read_as_it_was_written(house: House, tmp_path: Path) -> None:
    house.publish(FIRST)
    press.save(tmp_path / "index.json", house.last)
    assert press.load(tmp_path / "index.json") == house.last
