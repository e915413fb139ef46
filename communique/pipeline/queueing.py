"""Runs of one kind in one workspace, one after the other, whichever process they are in."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from communique.errors import CommuniqueError
from communique.project import Project

if TYPE_CHECKING:
    from filelock import FileLock

log = logging.getLogger(__name__)

_REMINDED = 60.0  # seconds between two lines about a run that is waited for
_POLLED = 0.2  # seconds


@contextmanager
def queue(project: Project, name: str, doing: str, patience: float | None = None) -> Iterator[None]:
    """Wait until no other run does this here; let no other begin before this one ends.

    The system itself takes the lock from a process that ends, however it ends. The log says at
    once that another run is waited for, and then once a minute.

    Args:
        project: the workspace.
        name: the lock's.
        doing: what the runs do, in a sentence: "drafting".
        patience: how long to wait, in seconds; None: for as long as it takes.

    Raises:
        CommuniqueError: the other did not end in time, or the lock cannot be made.
    """
    from filelock import FileLock

    path = project.state / f"{name}.lock"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path, timeout=0, thread_local=False)
        if not _taken(lock):
            _wait(lock, doing, patience)
    except OSError as error:
        raise CommuniqueError(f"cannot be locked ({error.strerror})", path) from None
    try:
        yield
    finally:
        lock.release()


def _wait(lock: FileLock, doing: str, patience: float | None) -> None:
    """Ask for the lock again and again: so a signal that ends the run ends the wait."""
    begun = time.monotonic()
    told = -_REMINDED
    while True:
        waited = time.monotonic() - begun
        if patience is not None and waited > patience:
            raise CommuniqueError(
                f"another run has been {doing} here for {_minutes(patience)}; end it and try again",
                Path(lock.lock_file),
            )
        if waited - told >= _REMINDED:
            since = f" (for {_minutes(waited)} by now)" if waited >= _REMINDED else ""
            log.info("another run is %s in this workspace; waiting for it to end%s", doing, since)
            told = waited
        time.sleep(_POLLED)
        if _taken(lock):
            log.info("the other run has ended")
            return


def _taken(lock: FileLock) -> bool:
    """Try to take the lock, once."""
    from filelock import Timeout

    try:
        lock.acquire(blocking=False)
    except Timeout:
        return False
    return True


def _minutes(seconds: float) -> str:
    minutes = round(seconds / 60)
    return "a minute" if minutes == 1 else f"{minutes} minutes"
