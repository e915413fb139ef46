"""Builds beside what is public and exchanges the two in one swap."""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import secrets
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from communique.errors import CommuniqueError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")
_PRECIOUS = (".git", "communique.toml")


def swap(build: Callable[[Path], T], target: Path, spare: Path | None = None) -> T:
    """Build a folder beside ``target``, then put it in its place; return what ``build`` did.

    A reader sees the old folder or the new one, never a mixture. If building or exchanging fails,
    the old folder stays, or comes back. What a killed run left behind is removed by the next run;
    if it was killed between the two renames, the old folder is first put back.

    Args:
        build: fills the folder that it is given: an empty one, or what stood in ``spare``.
        target: the folder to replace; it need not exist.
        spare: where the old folder goes, to be filled anew by the next run; None to remove it.
    """
    target = target.resolve()
    _refuse_precious(target)
    with _plainly(target.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
        _clean_up(target)
        fresh = _fresh(target, spare)
    try:
        with _held(fresh):
            result = build(fresh)
            with _plainly(target.parent):
                _exchange(fresh, target, spare)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    return result


def _fresh(target: Path, spare: Path | None) -> Path:
    """Return the folder to fill: the spare one where it can be moved here, else an empty one."""
    fresh = _beside(target, "new")
    try:
        if spare is None:
            raise FileNotFoundError
        spare.rename(fresh)
    except OSError:
        fresh.mkdir()
    return fresh


def _exchange(fresh: Path, target: Path, spare: Path | None) -> None:
    if not target.exists():
        fresh.rename(target)
        return
    shutil.copymode(target, fresh)
    if _at_once(fresh, target):
        old = fresh
    else:
        old = _beside(target, "old")
        target.rename(old)
        try:
            fresh.rename(target)
        except BaseException:
            old.rename(target)
            raise
    _put_away(old, spare)


def _at_once(one: Path, other: Path) -> bool:
    """Exchange two folders in one step, as Linux can: ``renameat2(2)``; False where it cannot."""
    try:
        exchange = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    here = -100  # AT_FDCWD
    both = 2  # RENAME_EXCHANGE
    return bool(exchange(here, os.fsencode(one), here, os.fsencode(other), both) == 0)


def _put_away(old: Path, spare: Path | None) -> None:
    """Keep what was replaced for the next run, or remove it."""
    with contextlib.suppress(OSError):
        if spare is not None:
            if spare.exists():
                shutil.rmtree(spare)
            old.rename(spare)
            return
    shutil.rmtree(old, ignore_errors=True)


def _clean_up(target: Path) -> None:
    """Remove what killed runs left behind, and mend the worst of it: a target that is gone."""
    leftovers = {kind: _leftovers(target, kind) for kind in ("new", "old")}
    for folder in leftovers["new"]:
        with _held(folder):
            shutil.rmtree(folder)
    if leftovers["old"] and not target.exists():
        leftovers["old"].pop().rename(target)
    for folder in leftovers["old"]:
        shutil.rmtree(folder)


def _leftovers(target: Path, kind: str) -> list[Path]:
    prefix = _prefix(target, kind)
    found = [place for place in target.parent.iterdir() if place.name.startswith(prefix)]
    return sorted(found, key=lambda place: (place.stat().st_mtime_ns, place.name))


def _beside(target: Path, kind: str) -> Path:
    return target.with_name(_prefix(target, kind) + secrets.token_hex(4))


def _prefix(target: Path, kind: str) -> str:
    return f".{target.name}.{kind}-"


@contextlib.contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Hold a folder's lock, which ends with its process: who finds it held, finds a live run."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        message = "another run is publishing here; wait for it and try again."
        raise CommuniqueError(message, path=folder.parent) from error
    finally:
        os.close(handle)


@contextlib.contextmanager
def _plainly(folder: Path) -> Iterator[None]:
    """Say in one sentence what the system refused."""
    try:
        yield
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        message = f"cannot publish into this folder ({reason}); check its permissions."
        raise CommuniqueError(message, path=folder) from error


def _refuse_precious(target: Path) -> None:
    """Refuse to replace a folder that is plainly not a release."""
    if target.exists() and not target.is_dir():
        raise CommuniqueError("is a file; a release needs a folder of its own.", path=target)
    around = Path.cwd().resolve()
    if target in (around, *around.parents, Path.home().resolve()):
        message = "is a folder in use; a release needs a folder of its own."
        raise CommuniqueError(message, path=target)
    if any((target / name).exists() for name in _PRECIOUS):
        message = "holds a project; a release needs a folder of its own."
        raise CommuniqueError(message, path=target)
