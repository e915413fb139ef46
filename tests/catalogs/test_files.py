"""The one way to write a catalog: nothing lost, nothing half done, bad files left alone."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

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


Change = Callable[[polib.POFile | None], polib.POFile | None]


def _set(text: str) -> Change:
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
    assert files.edit(catalog, _set("Exigimos la paz."), safe)
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
        (PO.encode() + b'\nmsgid "x"\nmsgstr "y"\n\nmsgid "x"\nmsgstr "z"\n', 18, "line 15"),
    ],
)
def test_what_is_no_catalog_is_refused_and_left(
    catalog: Path, safe: files.Safe, payload: bytes, line: int | None, word: str
) -> None:
    catalog.write_bytes(payload)
    with pytest.raises(CommuniqueError, match=word) as refused:
        files.edit(catalog, _set("x"), safe)
    assert refused.value.line == line
    assert catalog.read_bytes() == payload


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_one_clear_error(catalog: Path, safe: files.Safe) -> None:
    catalog.parent.chmod(0o555)
    try:
        with pytest.raises(CommuniqueError, match="cannot be written"):
            files.edit(catalog, _set("x"), safe)
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
        files.edit(catalog, _set("x"), safe)
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
    assert files.edit(link, _set("Exigimos la paz."), safe)
    assert link.is_symlink()
    assert files.load(catalog)[0].msgstr == "Exigimos la paz."


def _versions(safe: files.Safe) -> list[bytes]:
    return [path.read_bytes() for path in (safe.folder / "replaced").iterdir()]


NEW = PO.replace("Exigimos", "Pedimos").encode()
OTHER = PO.replace("Exigimos", "Reclamamos").encode()


def _renew(old: polib.POFile | None) -> polib.POFile:
    return files.parse(NEW, Path("a.po"))


# --- killed, full, denied: at every line of the module -------------------------------------------


def _before_line(step: int, act: Callable[[], object]) -> Any:
    """Return a trace function that acts once, before the n-th line that an edit runs."""

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal step
        code = frame.f_code
        if code.co_filename != files.__file__ or code.co_name == "edit":
            return None
        step -= event == "line"
        if step == 0:
            act()
        return trace

    return trace


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _fill() -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def _harmed(step: int, act: Callable[[], None], catalog: Path, safe: files.Safe) -> bool:
    """Edit in another process that comes to harm on the way; False where it was done before."""
    acted = []

    def now() -> None:
        acted.append(True)
        act()

    child = os.fork()
    if not child:
        sys.settrace(_before_line(step, now))
        try:
            files.edit(catalog, _renew, safe)
        except CommuniqueError as error:
            os._exit(1 if "No space left" in str(error) else 2)
        except BaseException:
            os._exit(2)
        os._exit(1 if acted else 0)
    status = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) < 2
    return status != 0


@pytest.mark.parametrize("old", [PO.encode(), None], ids=["replaced", "made"])
@pytest.mark.parametrize("harm", [_kill, _fill])
def test_harm_before_any_line_leaves_the_old_file_or_the_new(
    catalog: Path, safe: files.Safe, old: bytes | None, harm: Callable[[], None]
) -> None:
    for step in range(1, 1000):
        catalog.unlink()
        if old is not None:
            catalog.write_bytes(old)
        went_on = not _harmed(step, harm, catalog, safe)
        now = catalog.read_bytes() if catalog.exists() else None
        assert now in (old, NEW)
        assert files.edit(catalog, _renew, safe) is (now != NEW)
        assert catalog.read_bytes() == NEW
        assert [path.name for path in catalog.parent.iterdir()] == ["a.po"]
        if old is not None:
            assert _versions(safe) == [old]
        if went_on:
            break
        shutil.rmtree(safe.folder)
    assert 30 < step < 999


def test_a_write_protected_catalog_is_left_alone(
    catalog: Path, safe: files.Safe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root is never denied
    with pytest.raises(CommuniqueError, match=r"cannot be written \(Permission denied\)"):
        files.edit(catalog, _renew, safe)
    assert catalog.read_bytes() == PO.encode()


def test_a_circle_of_links_is_one_clear_error(catalog: Path, safe: files.Safe) -> None:
    catalog.unlink()
    catalog.symlink_to(catalog)
    with pytest.raises(CommuniqueError, match="cannot be written"):
        files.edit(catalog, _renew, safe)


def test_the_owner_is_kept(
    catalog: Path, safe: files.Safe, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root gives files away")
    os.chown(catalog, 1234, 4321)
    assert files.edit(catalog, _renew, safe)
    assert (catalog.stat().st_uid, catalog.stat().st_gid) == (1234, 4321)

    def denied(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "fchown", denied)
    assert files.edit(catalog, lambda old: files.parse(PO.encode(), catalog), safe)


# --- other editors, at the worst moment ----------------------------------------------------------


def _once(monkeypatch: pytest.MonkeyPatch, moment: str, act: Callable[[], object]) -> None:
    """Act once, just before or just after one of the module's functions is called."""
    when, name = moment.split()
    real, acts = getattr(files, name), [act]

    def first(*args: Any) -> Any:
        if acts and when == "before":
            acts.pop()()
        result = real(*args)
        if acts:
            acts.pop()()
        return result

    monkeypatch.setattr(files, name, first)


def _by_rename(path: Path, payload: bytes) -> None:
    path.with_name("editor").write_bytes(payload)
    path.with_name("editor").replace(path)


@pytest.mark.parametrize("save", [Path.write_bytes, _by_rename])
@pytest.mark.parametrize("moment", ["before _written", "before _keep", "after _keep"])
def test_a_save_at_any_moment_before_the_last_look_is_seen(
    catalog: Path,
    safe: files.Safe,
    monkeypatch: pytest.MonkeyPatch,
    save: Callable[[Path, bytes], object],
    moment: str,
) -> None:
    seen = []

    def change(old: polib.POFile | None) -> polib.POFile | None:
        seen.append(files.dump(old) if old is not None else None)
        return _renew(old)

    _once(monkeypatch, moment, lambda: save(catalog, OTHER))
    assert files.edit(catalog, change, safe)
    assert seen == [PO.encode(), OTHER]
    assert OTHER in _versions(safe)
    if moment != "after _keep":  # else the editor writes into a file that has two names by then
        for path in (safe.folder / "replaced").iterdir():
            assert path == safe.replaced(catalog, path.read_bytes())


def test_a_save_in_place_after_the_last_look_is_put_back(
    catalog: Path, safe: files.Safe, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, handle = Path.replace, catalog.open("r+b")

    def late(self: Path, target: Path) -> Path:
        if target == catalog and handle.tell() == 0:
            handle.write(OTHER)
            handle.truncate()
            handle.flush()
        return real(self, target)

    monkeypatch.setattr(Path, "replace", late)
    seen = []

    def change(old: polib.POFile | None) -> polib.POFile | None:
        assert old is not None
        seen.append(old[0].msgstr)
        return _set("Pedimos «paz».")(old)

    with handle:
        assert files.edit(catalog, change, safe)
    assert seen == ["Exigimos «paz».", "Reclamamos «paz»."]
    assert catalog.read_bytes() == NEW
    assert OTHER in _versions(safe)


def test_what_an_editor_writes_into_the_old_file_later_is_kept(
    catalog: Path, safe: files.Safe
) -> None:
    with catalog.open("r+b") as handle:  # opened before, written after
        assert files.edit(catalog, _renew, safe)
        handle.write(OTHER)
        handle.truncate()
    assert catalog.read_bytes() == NEW
    assert _versions(safe) == [OTHER]
    catalog.write_text(PO, "utf-8")
    assert files.edit(catalog, _renew, safe)  # the same version again, whose name is taken
    assert sorted(_versions(safe)) == sorted([PO.encode(), OTHER])


def test_a_catalog_that_another_makes_meanwhile_is_not_overwritten(
    catalog: Path, safe: files.Safe, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalog.unlink()
    _once(monkeypatch, "before _put_first", lambda: catalog.write_bytes(OTHER))
    assert files.edit(catalog, _renew, safe)
    assert OTHER in _versions(safe)


@pytest.mark.parametrize("old", [PO.encode(), None], ids=["replaced", "made"])
def test_a_file_system_without_hard_links_serves(
    catalog: Path, safe: files.Safe, monkeypatch: pytest.MonkeyPatch, old: bytes | None
) -> None:
    def none(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", none)
    catalog.unlink()
    if old is not None:
        catalog.write_bytes(old)
    assert files.edit(catalog, _renew, safe)
    assert catalog.read_bytes() == NEW
    assert old is None or _versions(safe) == [old]


# --- what is kept --------------------------------------------------------------------------------


def test_old_versions_go_when_they_are_many_and_old(
    catalog: Path, safe: files.Safe, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = safe.folder / "replaced"
    folder.mkdir(parents=True)
    for number in range(60):
        safe.replaced(catalog, str(number).encode()).write_text(str(number))
    others = [folder / f"b.es.{0:016x}.po", folder / f"a.fr.{0:016x}.po", folder / "a.es.note.po"]
    for other in others:
        other.touch()
    assert files.edit(catalog, _set("uno"), safe)
    assert len(list(folder.iterdir())) == 64  # many, but none is old
    later = time.time() + 91 * 24 * 3600
    monkeypatch.setattr(time, "time", lambda: later)
    assert files.edit(catalog, _set("dos"), safe)
    assert len(list(folder.iterdir())) == 53
    assert all(other.exists() for other in others)
    assert PO.encode() in _versions(safe)


def test_what_surrounds_the_entries_survives_a_change_that_makes_a_new_catalog(
    catalog: Path, safe: files.Safe
) -> None:
    text = PO.replace('"Language', '"X-Mine:yes\\n"\n"Language') + "\n# the end\n"
    catalog.write_text(text, "utf-8")

    def change(old: polib.POFile | None) -> polib.POFile:
        assert old is not None
        new = polib.POFile(wrapwidth=0)
        new.metadata = dict(sorted(old.metadata.items()))
        new.extend(old)
        return new

    assert files.edit(catalog, change, safe) is False
