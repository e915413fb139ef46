"""The one way to write a catalog: nothing lost, nothing half done, bad files left alone."""

from __future__ import annotations

import os
import subprocess
import threading
from pathlib import Path

import polib
import pytest

from communique.catalogs import files
from communique.errors import CommuniqueError

PO = """\
msgid ""
msgstr ""
"Language: es\\n"
"Content-Type: text/plain; charset=UTF-8\\n"

#. paragraph
#, fuzzy, no-wrap
#| msgid "We ask."
msgid "We demand \\"peace\\"."
msgstr "Exigimos «paz»."

#~ msgid "Gone."
#~ msgstr "Ido."
"""


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    path = tmp_path / "es" / "LC_MESSAGES" / "a.po"
    path.parent.mkdir(parents=True)
    path.write_text(PO, "utf-8")
    return path


@pytest.fixture
def safe(tmp_path: Path) -> files.Safe:
    return files.Safe(tmp_path / ".communique")


def _set(text: str) -> object:
    def change(catalog: polib.POFile | None) -> polib.POFile | None:
        assert catalog is not None
        catalog[0].msgstr = text
        return catalog

    return change


def test_a_dump_is_what_msgcat_writes(catalog: Path) -> None:
    written = files.dump(files.load(catalog))
    expected = subprocess.run(
        ["msgcat", "--no-wrap", str(catalog)], capture_output=True, check=True
    ).stdout
    assert written == expected


def test_nothing_to_do_touches_nothing(catalog: Path, safe: files.Safe) -> None:
    wrapped = subprocess.run(
        ["msgcat", "--width=30", str(catalog)], capture_output=True, check=True
    ).stdout
    catalog.write_bytes(wrapped)
    before = catalog.stat().st_mtime_ns, catalog.stat().st_ino
    assert files.edit(catalog, lambda old: old, safe) is False
    assert (catalog.stat().st_mtime_ns, catalog.stat().st_ino) == before


def test_the_replaced_version_is_kept_with_its_mode(catalog: Path, safe: files.Safe) -> None:
    catalog.chmod(0o640)
    assert files.edit(catalog, _set("Exigimos la paz."), safe)  # type: ignore[arg-type]
    kept = list((safe.folder / "replaced").iterdir())
    assert [path.read_text("utf-8") for path in kept] == [PO]
    assert catalog.stat().st_mode & 0o777 == 0o640
    assert files.load(catalog)[0].msgstr == "Exigimos la paz."
    assert [path.name for path in catalog.parent.iterdir()] == ["a.po"]


def test_a_save_by_another_editor_meanwhile_is_not_lost(catalog: Path, safe: files.Safe) -> None:
    calls = []

    def change(old: polib.POFile | None) -> polib.POFile | None:
        assert old is not None
        calls.append(old[0].msgstr)
        if len(calls) == 1:  # the translator saves while we are at work
            catalog.write_text(PO.replace("Exigimos", "Reclamamos"), "utf-8")
        old[0].tcomment = "seen"
        return old

    assert files.edit(catalog, change, safe)
    assert calls == ["Exigimos «paz».", "Reclamamos «paz»."]
    assert files.load(catalog)[0].msgstr == "Reclamamos «paz»."


def test_two_runs_at_once_lose_neither_change(catalog: Path, safe: files.Safe) -> None:
    def comment(number: int) -> None:
        def change(old: polib.POFile | None) -> polib.POFile | None:
            assert old is not None
            old[0].tcomment = "\n".join(filter(None, [old[0].tcomment, f"note {number}"]))
            return old

        files.edit(catalog, change, safe)

    threads = [threading.Thread(target=comment, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    notes = files.load(catalog)[0].tcomment.split("\n")
    assert sorted(notes) == [f"note {number}" for number in range(8)]


@pytest.mark.parametrize(
    ("payload", "line", "word"),
    [
        (PO.replace('msgstr "Exig', "msgstr Exig").encode(), 10, "not a line"),
        (b"\xef\xbb\xbf" + PO.encode(), 1, "byte order mark"),
        (PO.encode("latin-1", "replace").replace(b"Ido", b"Id\xf3"), 10, "UTF-8"),
        (b"  \n", None, "empty"),
        (PO.encode().split(b'msgstr "Exi')[0], 9, "without msgstr"),
        (PO.encode().replace(b'msgstr "Exigimos', b'msgid "Exigimos'), 9, "without msgstr"),
        (b'msgid "a"\nmsgstr "b"\n', 1, "header"),
        (PO.encode() + b'\nmsgid "x"\nmsgstr "y"\n\nmsgid "x"\nmsgstr "z"\n', None, "twice"),
    ],
)
def test_what_is_no_catalog_is_refused_and_left(
    catalog: Path, safe: files.Safe, payload: bytes, line: int | None, word: str
) -> None:
    catalog.write_bytes(payload)
    with pytest.raises(CommuniqueError, match=word) as refused:
        files.edit(catalog, _set("x"), safe)  # type: ignore[arg-type]
    assert refused.value.line == line
    assert catalog.read_bytes() == payload


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_one_clear_error(catalog: Path, safe: files.Safe) -> None:
    catalog.parent.chmod(0o555)
    try:
        with pytest.raises(CommuniqueError, match="cannot be written"):
            files.edit(catalog, _set("x"), safe)  # type: ignore[arg-type]
    finally:
        catalog.parent.chmod(0o755)
    assert catalog.read_text("utf-8") == PO


def test_a_failure_while_writing_leaves_the_old_file(
    catalog: Path, safe: files.Safe, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CommuniqueError, match="No space left"):
        files.edit(catalog, _set("x"), safe)  # type: ignore[arg-type]
    assert catalog.read_text("utf-8") == PO
    assert [path.name for path in catalog.parent.iterdir()] == ["a.po"]


def test_comments_as_other_tools_write_them_are_read(catalog: Path) -> None:
    text = PO.replace("#, fuzzy, no-wrap", "#,fuzzy\n#TODO ask").replace("#. para", "#.para")
    catalog.write_text(text, "utf-8")
    entry = files.load(catalog)[0]
    assert (entry.fuzzy, entry.tcomment, entry.comment) == (True, "TODO ask", "paragraph")


def test_a_linked_catalog_stays_a_link(catalog: Path, safe: files.Safe) -> None:
    link = catalog.with_name("b.po")
    link.symlink_to(catalog)
    assert files.edit(link, _set("Exigimos la paz."), safe)  # type: ignore[arg-type]
    assert link.is_symlink()
    assert files.load(catalog)[0].msgstr == "Exigimos la paz."
