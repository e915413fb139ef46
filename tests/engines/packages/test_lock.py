"""The lock file: sorted, versioned, whole, and readable again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from communique.engines.packages import lock
from communique.errors import CommuniqueError


def pin(source: str = "en", target: str = "de", **fields: object) -> lock.Pin:
    base = {"version": "1.0", "sha256": "a" * 64, "size": 5, "url": "http://x", "tree": "b" * 64}
    return lock.Pin(source, target, **{**base, **fields})  # type: ignore[arg-type]


def test_its_format(tmp_path: Path) -> None:
    path = tmp_path / lock.FILE
    lock.keep(path, pin("es", "pt"))
    lock.keep(path, pin())
    content = json.loads(path.read_text("utf-8"))
    assert content["version"] == 1
    assert [(one["from"], one["to"]) for one in content["packages"]] == [("en", "de"), ("es", "pt")]
    assert list(content["packages"][0]) == [
        "from", "to", "version", "sha256", "size", "url", "tree",
    ]  # fmt: skip
    assert path.read_text("utf-8").endswith("]\n}\n")
    assert [one.name for one in tmp_path.iterdir() if lock.FILE in one.name] == [lock.FILE]


@given(
    st.lists(
        st.tuples(st.sampled_from(["de", "en", "fr"]), st.sampled_from("abc"), st.text(max_size=9)),
        max_size=4,
    )
)
@settings(max_examples=25)
def test_what_is_kept_comes_back_and_order_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, entries: list[tuple[str, str, str]]
) -> None:
    pins = {(a, b): pin(a, b, url=url) for a, b, url in entries}
    contents = set()
    for order in (list(pins.values()), list(pins.values())[::-1]):
        path = tmp_path_factory.mktemp("lock") / lock.FILE
        for one in order:
            lock.keep(path, one)
        assert lock.read(path) == pins
        contents.add(path.read_bytes() if path.exists() else b"")
    assert len(contents) == 1


def test_what_is_the_same_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / lock.FILE
    lock.keep(path, pin())
    before = path.stat().st_ino
    lock.keep(path, pin())
    assert path.stat().st_ino == before


def test_forgetting(tmp_path: Path) -> None:
    path = tmp_path / lock.FILE
    assert not lock.forget(path, ("en", "de"))
    lock.keep(path, pin())
    assert lock.forget(path, ("en", "de"))
    assert lock.read(path) == {}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('{\n"version": 1,\n<<<<<<< HEAD\n}', ":3: is not valid JSON"),
        ("[]", "of version None"),
        ('{"version": 2, "packages": []}', "of version 2; this communique knows 1"),
        ('{"version": 1}', "has no list of `packages`"),
        ('{"version": 1, "packages": [{"from": "en"}]}', "has an entry that is none"),
        ('{"version": 1, "packages": [{"from": "en", "to": "de", "version": "1", "sha256": "no",'
         ' "size": 1}]}', "number 1 (no SHA-256: no)"),
        ("[" * 100_000, "is nested too deeply"),
        ('{"version": 1, "packages": [5]}', "it is no object"),
        ('{"version": 1, "packages": [{"from": "en", "to": "de", "sha256": "no"}]}',
         "it has no `version`"),
    ],
    ids=range(9),
)  # fmt: skip
def test_what_is_no_lock_file_says_where(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / lock.FILE
    path.write_text(content, "utf-8")
    with pytest.raises(CommuniqueError) as caught:
        lock.read(path)
    assert says in str(caught.value)
    assert lock.FILE in str(caught.value)


def test_a_digest_in_capitals_is_the_same_digest(tmp_path: Path) -> None:
    path = tmp_path / lock.FILE
    lock.keep(path, pin())
    path.write_text(path.read_text("utf-8").replace("a" * 64, "A" * 64), "utf-8")
    assert lock.read(path)["en", "de"].sha256 == "a" * 64


def test_the_pin_that_serves_a_pair_of_locales() -> None:
    pins = {one.pair: one for one in (pin("en", "pt"), pin("en", "zh"))}
    assert lock.pinned(pins, "en", "pt_BR") == pins["en", "pt"]
    assert lock.pinned(pins, "en", "zh_Hant") is None
    own = pin("en", "pb")
    assert lock.pinned(pins | {own.pair: own}, "en", "pt_BR") == own


def test_a_note_in_a_package(tmp_path: Path) -> None:
    assert lock.noted(tmp_path) is None
    lock.note(tmp_path, pin())
    assert lock.noted(tmp_path) == pin()
    (tmp_path / "communique.json").write_text("[1")
    assert lock.noted(tmp_path) is None
