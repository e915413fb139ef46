"""The folder of packages, changed so that it is whole at every moment, whoever is killed."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import json
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from communique.engines.packages.inventory import Package, installed_in
from communique.errors import CommuniqueError

log = logging.getLogger(__name__)

_WORK = ".communique-"  # begins the names of folders of unfinished work
_LOCK = ".communique.lock"
_LOCK_SECONDS = 7200
_OLD = "old"  # in a work folder: what goes back where it was if the new one never came
_AT_FDCWD, _EXCHANGE = -100, 2  # of Linux's renameat2


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """Hold a folder of packages alone, and clear away what a killed run has left in it.

    Raises:
        CommuniqueError: another run holds it and does not end, or it cannot be written.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(root / _LOCK)
    try:
        try:
            lock.acquire(timeout=0)
        except Timeout:
            log.info("another run is changing the packages in %s; waiting for it", root)
            lock.acquire(timeout=_LOCK_SECONDS)
    except Timeout:
        raise CommuniqueError(
            "another run holds the packages here; try again later", root
        ) from None
    except OSError as error:
        raise CommuniqueError(f"cannot be written ({error.strerror})", root) from None
    try:
        _sweep(root)
        yield
    finally:
        lock.release()


@contextmanager
def workshop(root: Path) -> Iterator[Path]:
    """Make a folder for unfinished work among the packages, and remove it in the end.

    It says of itself that it is no translation package: Argos reads every folder there is, and
    stops at one that says nothing.
    """
    folder = Path(tempfile.mkdtemp(prefix=_WORK, dir=root))
    try:
        (folder / "metadata.json").write_text(json.dumps({"type": "unfinished"}), "utf-8")
        yield folder
    finally:
        _clear(folder)


def put(new: Path, root: Path, work: Path) -> Path:
    """Put a finished package where Argos expects it; another of that name makes room.

    At every moment the old one or the new one is there.

    Args:
        new: the package's folder, on the same file system, named as it shall be.
        root: the folder of packages.
        work: a workshop there, to take what was replaced.

    Returns:
        Where it is now.
    """
    target = root / new.name
    if os.path.lexists(target):
        if not _exchanged(new, target):
            _step_aside(target, work)
            new.rename(target)
    else:
        new.rename(target)
    _sync(root)
    return target


def remove(package: Package, root: Path, work: Path) -> None:
    """Take a package out of a folder of packages: gone in one step, deleted afterwards."""
    if package.path.parent != root:
        raise CommuniqueError(f"lies outside {root}; not removed", package.path)
    package.path.rename(work / f"gone-{package.path.name}")
    _sync(root)


def others(root: Path, new: Package) -> list[Package]:
    """Return the packages in a folder that a new one of the same pair takes the place of."""
    return [one for one in installed_in(root) if one.pair == new.pair and one.path != new.path]


def _sweep(root: Path) -> None:
    """Remove the work of killed runs; under the lock, no other is at work."""
    for work in sorted(root.glob(f"{_WORK}*")):
        for old in (work / _OLD).glob("*"):
            if not os.path.lexists(root / old.name):
                old.rename(root / old.name)
        _clear(work)


def _clear(folder: Path) -> None:
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        pass
    except OSError as error:
        log.warning("%s cannot be removed (%s); delete it", folder, error.strerror)


def _exchanged(one: Path, other: Path) -> bool:
    """Let two folders change their names in one step; False where the system cannot."""
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    names = os.fsencode(one), os.fsencode(other)
    if call(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
        return False
    raise OSError(code, os.strerror(code), str(other))


def _step_aside(target: Path, work: Path) -> None:
    """Where two names cannot be exchanged: the next run puts the old one back if we are killed."""
    (work / _OLD).mkdir()
    target.rename(work / _OLD / target.name)


def _sync(folder: Path) -> None:
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
