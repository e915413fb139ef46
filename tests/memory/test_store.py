"""The memory on disk: order, replacement, damage, several processes."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.errors import CommuniqueError
from communique.memory import Count, MemoryStore, Unit
from communique.statement import Key

PEACE = Unit("en", "es", None, "Peace", "Paz", "appeal")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / ".communique" / "memory.sqlite"


@pytest.fixture
def memory(path: Path) -> Iterator[MemoryStore]:
    with MemoryStore(path) as opened:
        yield opened


def fill(memory: MemoryStore, *units: Unit) -> None:
    for number, unit in enumerate(units):
        memory.sync(f"place-{number}", "1", lambda unit=unit: [unit])  # type: ignore[misc]


def test_an_empty_memory_knows_nothing(memory: MemoryStore) -> None:
    assert memory.exact(Key(None, "Peace"), "en", "es") is None
    assert memory.exact_all([], "en", "es") == {}
    assert memory.near("Peace", "en", "es") == []
    assert memory.counts() == []
    assert list(memory.units()) == []


# Best first, for a title: each differs from the one after it in what decides between them.
BY_WORTH = [
    replace(PEACE, context="title", target="1", approved=True, changed="2024-01-01T00:00:00Z"),
    replace(PEACE, context="title", target="2", changed="2025-01-01T23:30:00-02:00"),
    replace(PEACE, context="title", target="3", changed="2025-01-02T01:00:00Z"),
    replace(PEACE, context="title", target="4", origin="a"),
    replace(PEACE, context="title", target="5", origin="b"),
    replace(PEACE, target="6", approved=True),
    replace(PEACE, context="caption", target="7", changed="2026-01-01T00:00:00Z"),
    replace(PEACE, context="title", target="8", sentence=True, approved=True),
    replace(PEACE, context=None, target="9", sentence=True, changed="2026-01-01T00:00:00Z"),
]


@pytest.mark.parametrize("first", range(len(BY_WORTH)))
def test_the_best_translation_comes_back_however_they_came_in(
    memory: MemoryStore, first: int
) -> None:
    fill(memory, *reversed(BY_WORTH[first:]))
    found = memory.exact(Key("title", "Peace"), "en", "es")
    assert found == BY_WORTH[first]


def test_the_order_does_not_depend_on_the_order_of_coming_in(tmp_path: Path) -> None:
    seen = set()
    units = [BY_WORTH[5], BY_WORTH[6], BY_WORTH[8]]
    for number, order in enumerate(permutations(units)):
        with MemoryStore(tmp_path / f"{number}.sqlite") as memory:
            fill(memory, *order)
            near = tuple(hit.unit.target for hit in memory.near("Peace", "en", "es"))
            seen.add((near, tuple(memory.units())))
    assert len(seen) == 1
    assert seen.pop()[0] == ("6", "7", "9")


def test_other_languages_and_other_texts_stay_apart(memory: MemoryStore) -> None:
    fill(memory, PEACE, replace(PEACE, locale="fr", target="Paix"))
    assert memory.exact(Key(None, "Peace"), "en", "de") is None
    assert memory.exact(Key(None, "peace"), "en", "es") is None
    french = memory.exact(Key(None, "Peace"), "en", "fr")
    assert french is not None
    assert french.target == "Paix"
    assert memory.near("Peace", "es", "en") == []


def test_many_at_once_each_in_its_context(memory: MemoryStore) -> None:
    texts = [f"Text {number}" for number in range(1200)]
    units = [replace(PEACE, source=text, target=text.upper()) for text in texts]
    memory.sync("a", "1", lambda: [*units, replace(units[7], context="title", target="T")])
    keys = [Key("title", "Text 7"), Key(None, "Text 7"), Key(None, "unknown")]
    keys += [Key(None, text) for text in reversed(texts)]
    found = memory.exact_all(keys, "en", "es")
    assert [found[key].target for key in keys[:2]] == ["T", "TEXT 7"]
    assert list(found) == [key for key in dict.fromkeys(keys) if key.text != "unknown"]


def test_only_a_new_fingerprint_replaces_and_replaces_all(memory: MemoryStore) -> None:
    assert memory.sync("a.po", "1", lambda: [PEACE, replace(PEACE, source="War")])
    assert not memory.sync("a.po", "1", lambda: pytest.fail("asked for the units"))
    assert memory.near("War", "en", "es")
    assert memory.sync("a.po", "2", lambda: [replace(PEACE, target="La paz")])
    assert [unit.target for unit in memory.units()] == ["La paz"]
    assert memory.near("War", "en", "es") == []


def test_what_fails_half_way_changes_nothing(memory: MemoryStore, path: Path) -> None:
    memory.sync("a.po", "1", lambda: [PEACE])

    def broken() -> Iterator[Unit]:
        yield replace(PEACE, source="War")
        raise CommuniqueError("no such luck")

    with pytest.raises(CommuniqueError, match="no such luck"):
        memory.sync("a.po", "2", broken)
    assert list(memory.units()) == [PEACE]
    with MemoryStore(path) as other:
        assert other.sync("b.po", "1", lambda: [PEACE])
    assert not memory.sync("a.po", "1", lambda: pytest.fail("asked for the units"))


def test_an_error_of_the_caller_is_not_blamed_on_the_memory(memory: MemoryStore) -> None:
    def broken() -> Iterator[Unit]:
        raise FileNotFoundError("a.po")

    with pytest.raises(FileNotFoundError):
        memory.sync("a.po", "1", broken)


def test_what_is_not_kept_is_forgotten(memory: MemoryStore) -> None:
    fill(memory, PEACE, replace(PEACE, target="La paz"), replace(PEACE, target="¡Paz!"))
    assert memory.keep(["place-1", "unheard-of"]) == 2
    assert [unit.target for unit in memory.units()] == ["La paz"]
    assert memory.keep(["place-1"]) == 0
    assert memory.sync("place-0", "1", lambda: [PEACE])


def test_counts_and_units_of_a_pair(memory: MemoryStore) -> None:
    french = replace(PEACE, locale="fr", approved=True)
    fill(memory, french, PEACE, replace(PEACE, sentence=True, approved=True))
    assert memory.counts() == [Count("en", "es", 1, 1, 0), Count("en", "fr", 1, 0, 1)]
    assert list(memory.units("en", "fr")) == [french]
    assert len(list(memory.units("en"))) == 3
    assert list(memory.units(locale="de")) == []


def test_no_translation_comes_twice_and_the_same_text_first(memory: MemoryStore) -> None:
    fill(
        memory,
        replace(PEACE, source="We demand peace now.", target="a"),
        replace(PEACE, source="We demand peace today.", target="b"),
        replace(PEACE, source="We demand peace here.", target="b"),
        replace(PEACE, source="We demand  peace now.", target="c"),
        replace(PEACE, source="Nothing of the sort", target="d"),
    )
    hits = memory.near("We demand peace now.", "en", "es")
    assert [(hit.unit.target, round(hit.likeness, 3)) for hit in hits] == [
        ("a", 1.0),
        ("c", 1.0),
        ("b", 0.818),
    ]
    assert hits[1].likeness < 1
    assert len(memory.near("We demand peace now.", "en", "es", limit=2)) == 2
    assert len(memory.near("We demand peace now.", "en", "es", least=0.9)) == 2


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 300, b"\0" * 5000])
def test_a_damaged_file_is_made_anew(
    path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with MemoryStore(path) as memory:
        fill(memory, PEACE)
        assert memory.exact(Key(None, "Peace"), "en", "es") == PEACE
    assert bool(content) == ("damaged" in caplog.text)


def test_damage_found_later_says_what_to_do(path: Path) -> None:
    units = [replace(PEACE, source=f"{number} " * 200) for number in range(300)]
    with MemoryStore(path) as memory:
        memory.sync("a", "1", lambda: units)
    with path.open("r+b") as file:
        file.seek(3 * 4096)
        file.write(os.urandom(path.stat().st_size - 3 * 4096))
    with MemoryStore(path) as memory, pytest.raises(CommuniqueError, match="delete it") as error:
        list(memory.units())
    assert error.value.path == path


def test_a_file_of_another_version_is_made_anew(path: Path) -> None:
    with MemoryStore(path) as memory:
        fill(memory, PEACE)
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 999")
    db.close()
    with MemoryStore(path) as memory:
        assert list(memory.units()) == []
        assert memory.sync("place-0", "1", lambda: [PEACE])


def test_a_place_that_cannot_hold_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path, tmp_path / "file" / "memory.sqlite"):
        with pytest.raises(CommuniqueError, match="the memory cannot be used"):
            MemoryStore(path)


def test_one_sees_what_another_writes(memory: MemoryStore, path: Path) -> None:
    assert memory.near("Peace", "en", "es") == []
    with MemoryStore(path) as other:
        fill(other, PEACE)
    assert [hit.unit for hit in memory.near("Peace", "en", "es")] == [PEACE]


def test_one_waits_for_another_to_finish(memory: MemoryStore, path: Path) -> None:
    started, waited = threading.Event(), threading.Event()

    def slow() -> None:
        def units() -> Iterator[Unit]:
            yield PEACE
            started.set()
            waited.wait(0.3)

        with MemoryStore(path) as other:
            other.sync("a.po", "1", units)

    thread = threading.Thread(target=slow)
    thread.start()
    started.wait(5)
    assert list(memory.units()) == []  # a reader need not wait, and sees nothing half done
    assert not memory.sync("a.po", "1", lambda: pytest.fail("the other did it"))
    thread.join()
    assert list(memory.units()) == [PEACE]


WRITER = """
import sys
from pathlib import Path
from communique.memory import MemoryStore, Unit
path, name = Path(sys.argv[1]), sys.argv[2]
sys.stdin.readline()
for number in range(25):
    with MemoryStore(path) as memory:
        unit = Unit("en", "es", None, f"{name} {number}", "x", name)
        assert memory.sync(f"{name}-{number}", "1", lambda: [unit] * 20)
        assert memory.near(unit.source, "en", "es")[0].likeness == 1
"""


def test_two_processes_make_and_write_one_file(path: Path) -> None:
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), name],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("one", "two")
    ]
    for writer in writers:
        assert writer.stdin
        writer.stdin.write("go\n")
        writer.stdin.flush()
    errors = [writer.communicate(timeout=60)[1] for writer in writers]
    assert errors == ["", ""]
    with MemoryStore(path) as memory:
        assert memory.counts() == [Count("en", "es", 1000, 0, 0)]


TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)  # as any file can hold


@given(source=TEXT, target=TEXT, context=st.none() | TEXT)
def test_any_text_comes_back(source: str, target: str, context: str | None) -> None:
    unit = replace(PEACE, source=source, target=target, context=context)
    with MemoryStore(Path(":memory:")) as memory:
        memory.sync("a", "1", lambda: [unit])
        assert memory.exact(Key(context, source), "en", "es") == unit
        if source.split():
            assert memory.near(source, "en", "es")[0].unit == unit


def test_half_a_character_is_left_out(memory: MemoryStore) -> None:
    fill(memory, replace(PEACE, source="\ud800"), PEACE)
    assert list(memory.units()) == [PEACE]
    assert memory.exact(Key(None, "\ud800"), "en", "es") is None
    assert memory.near("\ud800", "en", "es") == []
