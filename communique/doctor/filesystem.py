"""The file system: does it lock, link and exchange as atomic writing wants it to?"""

from __future__ import annotations

import ctypes
import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from communique.doctor.base import Found, Level, Patient, register

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_HERE, _EXCHANGE = -100, 2  # of Linux's renameat2
_REMOTE = {
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "9p",
    "afs",
    "ceph",
    "fuse.sshfs",
    "fuse.glusterfs",
}
_MOVE = "move the workspace to a local disk (ext4, xfs, btrfs)"


@register("filesystem", "File system")
def look(patient: Patient) -> Iterator[Found]:
    """Try, in a folder that is removed again, what the pipeline relies on.

    In a workspace that has been used that is a folder in ``.communique``; elsewhere one beside the
    settings. Outside a workspace nothing is written.
    """
    if patient.project is None:
        return
    state = patient.project.state
    where = state if state.is_dir() else patient.project.root
    try:
        with tempfile.TemporaryDirectory(prefix=".communique-doctor-", dir=where) as folder:
            yield from _tried(Path(folder))
    except OSError as error:
        says = f"nothing can be tried in {where} ({error.strerror})"
        yield Found("trial", Level.BROKEN, says, "everything that is written", "see “Folders”")
    yield from _kind(where)


def _tried(folder: Path) -> Iterator[Found]:
    trials: tuple[tuple[str, Callable[[Path], bool], Level, str, str], ...] = (
        ("locks", _locks, Level.BROKEN, "two runs at once do not overwrite each other", _MOVE),
        ("SQLite", _database, Level.BROKEN, "sentences known already, memory, Prefect", _MOVE),
        ("hard links", _links, Level.ADVICE, "replaced catalogs are kept without copying", _MOVE),
        ("exchange", _exchanges, Level.ADVICE, "a site is replaced in one step", _MOVE),
        ("letter case", _cased, Level.ADVICE, "files whose names differ in case only", _MOVE),
    )
    for what, trial, level, purpose, get in trials:
        if _holds(trial, folder):
            yield Found(what, Level.OK, "works", purpose)
        else:
            instead = "; a slower or less tight way is taken" if level is Level.ADVICE else ""
            yield Found(what, level, f"does not work here{instead}", purpose, get)


def _holds(trial: Callable[[Path], bool], folder: Path) -> bool:
    try:
        return trial(folder)
    except (OSError, sqlite3.Error, NotImplementedError, AttributeError):
        return False


def _locks(folder: Path) -> bool:
    """Whether a second holder is kept out."""
    from filelock import FileLock, Timeout

    path = folder / "lock"
    with FileLock(path, timeout=0):
        try:
            with FileLock(path, timeout=0, is_singleton=False):
                return False
        except Timeout:
            return True


def _database(folder: Path) -> bool:
    with closing(sqlite3.connect(folder / "trial.sqlite", timeout=1)) as database:
        mode = database.execute("PRAGMA journal_mode=WAL").fetchone()[0]
        database.execute("CREATE TABLE trial (one)")
        database.commit()
    return bool(mode == "wal")


def _links(folder: Path) -> bool:
    (folder / "one").write_bytes(b"")
    os.link(folder / "one", folder / "other")
    return (folder / "other").stat().st_nlink == 2


def _exchanges(folder: Path) -> bool:
    for name in ("left", "right"):
        (folder / name).mkdir()
    (folder / "left" / "mark").touch()
    exchange = ctypes.CDLL(None, use_errno=True).renameat2
    names = os.fsencode(folder / "left"), os.fsencode(folder / "right")
    done = exchange(_HERE, names[0], _HERE, names[1], _EXCHANGE) == 0
    return bool(done and (folder / "right" / "mark").exists())


def _cased(folder: Path) -> bool:
    (folder / "case").touch()
    return not (folder / "CASE").exists()


def _kind(where: Path) -> Iterator[Found]:
    """Warn of a network: there locks and SQLite work until the day when two machines write."""
    kind = _type(where.resolve())
    if kind in _REMOTE:
        says = f"{where} is on a network ({kind}): let one machine alone write there"
        yield Found("kind", Level.ADVICE, says, "one workspace, one writer", _MOVE)


def _type(path: Path) -> str:
    """Return the type of the file system that a path is on; "" where the system does not say."""
    try:
        lines = Path("/proc/self/mounts").read_text("utf-8", "replace").splitlines()
    except OSError:
        return ""
    best, kind = "", ""
    for line in lines:
        point, type_ = line.split(" ")[1:3]
        point = point.replace("\\040", " ")
        if path.is_relative_to(point) and len(point) >= len(best):
            best, kind = point, type_
    return kind
