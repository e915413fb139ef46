"""Reading catalogs, and the one way to write them: locked, compared, atomic, never half done."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import stat
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polib

from communique.catalogs.po import dump, parse
from communique.errors import CommuniqueError
from communique.statement import digest

__all__ = ["Safe", "dump", "edit", "load", "load_if_any", "parse", "replace"]

log = logging.getLogger(__name__)

_LOCK_SECONDS = 60
_ATTEMPTS = 5
_UNFINISHED = ".communique"  # ends the names of files that are not whole yet
_DIGEST = 16
_KEPT_SECONDS = 90 * 24 * 3600
_KEPT_VERSIONS = 50


@dataclass(frozen=True, slots=True)
class Safe:
    """Where writing keeps what it needs: locks, and the replaced versions of every catalog.

    Of each catalog at least the newest 50 versions are kept, and all that were replaced in the
    last 90 days.
    """

    folder: Path

    def lock(self, path: Path) -> Path:
        """Return the lock file of a catalog."""
        return self.folder / "locks" / f"{digest(str(path.resolve()))}.lock"

    def replaced(self, path: Path, payload: bytes) -> Path:
        """Return where the replaced bytes of a catalog are kept."""
        name = f"{path.stem}.{path.parent.parent.name}.{digest(payload.decode('utf-8', 'replace'))}"
        return self.folder / "replaced" / f"{name}{path.suffix}"


def load(path: Path) -> polib.POFile:
    """Read a catalog from disk.

    Raises:
        CommuniqueError: it is missing, unreadable or not a catalog.
    """
    catalog = load_if_any(path)
    if catalog is None:
        raise CommuniqueError("no such catalog; `communique update` makes it", path)
    return catalog


def load_if_any(path: Path) -> polib.POFile | None:
    """Read a catalog from disk; None where there is none.

    Raises:
        CommuniqueError: it is unreadable or not a catalog.
    """
    try:
        return parse(path.read_bytes(), path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CommuniqueError(f"cannot be read ({error.strerror})", path) from None


def edit(
    path: Path, change: Callable[[polib.POFile | None], polib.POFile | None], safe: Safe
) -> bool:
    """Change a catalog in place, or make it; the only way this house writes one.

    Args:
        path: the catalog.
        change: gets the catalog as it stands (None where there is none) and returns what it shall
            be, or None to leave it alone. It runs under the catalog's lock, and again if another
            program saved meanwhile, so what else it does (the ledger's records) has to bear that.
        safe: where locks and replaced versions are kept.

    Returns:
        Whether the file was written.

    Raises:
        CommuniqueError: the file is not a catalog, or cannot be written. It is left as it was.
    """
    from filelock import FileLock, Timeout

    try:
        path = _resolved(path)
        lock = safe.lock(path)
        lock.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(lock, timeout=_LOCK_SECONDS):
            _sweep(path.parent, f".{path.name}.")
            return _edit_locked(path, change, safe)
    except Timeout:
        raise CommuniqueError("another run holds this catalog; try again later", path) from None
    except OSError as error:
        at_fault = Path(error.filename) if isinstance(error.filename, str) else path
        raise CommuniqueError(f"cannot be written ({error.strerror})", at_fault) from None


def _resolved(path: Path) -> Path:
    """Follow links, so that a link stays a link."""
    try:
        return path.resolve()
    except RuntimeError:  # how Python 3.11 and 3.12 say ELOOP
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path)) from None


def _edit_locked(
    path: Path, change: Callable[[polib.POFile | None], polib.POFile | None], safe: Safe
) -> bool:
    for _ in range(_ATTEMPTS):
        before = _bytes(path)
        current = None if before is None else parse(before, path)
        spelled_out = None if current is None else dump(current)  # before `change` touches it
        after = change(current)
        if after is None:
            return False
        payload = dump(after, like=current)
        if payload in (before, spelled_out):
            return False  # the same catalog, be it wrapped or spelled otherwise
        if replace(path, before, payload, safe):
            return True
        log.info("%s was saved by another program meanwhile; starting again", path)
    raise CommuniqueError("another program keeps saving this catalog; close it and retry", path)


def replace(path: Path, before: bytes | None, payload: bytes, safe: Safe) -> bool:
    """Put ``payload`` in a file's place if the file still holds ``before``.

    The old file is kept as a second name of itself, not as a copy. So what an editor writes into
    it in the last moment, or through a handle it opened before, is not lost with it: the former is
    seen and put back, the latter stays among the replaced versions. What remains is an editor
    that *renames* its own new file into place between the last look and our own renaming, some
    microseconds: its version is overwritten, and ours stands.

    Returns:
        False where the file changed meanwhile; then nothing was replaced.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    new = _written(path, payload)
    try:
        if before is None:
            return _put_first(new, path)
        kept = _keep(path, before, safe)
        if kept is None or _bytes(path) != before:
            return False
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
    _fsync_folder(path.parent)
    if kept.read_bytes() != before:  # an editor wrote into it after the last look
        kept.replace(path)
        return False
    _prune(path, safe)
    return True


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _written(path: Path, payload: bytes) -> Path:
    """Write a new file beside the old one, with its mode and its owner, and see it to the disk."""
    old = path.stat() if path.exists() else None
    if old is not None and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    handle, name = tempfile.mkstemp(_UNFINISHED, f".{path.name}.", path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(payload)
            file.flush()
            if old is not None:
                with contextlib.suppress(OSError):  # another's file, in a shared folder
                    os.fchown(handle, old.st_uid, old.st_gid)
            os.fchmod(handle, 0o644 if old is None else stat.S_IMODE(old.st_mode))
            os.fsync(handle)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _put_first(new: Path, path: Path) -> bool:
    """Put a file where none is; False where one has come meanwhile."""
    try:
        os.link(new, path)
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links
        if path.exists():
            return False
        new.replace(path)
    _fsync_folder(path.parent)
    return True


def _keep(path: Path, before: bytes, safe: Safe) -> Path | None:
    """Keep the file that is about to be replaced, under the name that its content has.

    Returns:
        Where it is kept; None where another program saved meanwhile.
    """
    kept = safe.replaced(path, before)
    kept.parent.mkdir(parents=True, exist_ok=True)
    held = _bytes(kept)
    if held not in (None, before):  # an editor wrote into it when it was a catalog's second name
        kept.replace(safe.replaced(path, held))
    spare = kept.with_name(f".{kept.name}{_UNFINISHED}")
    spare.unlink(missing_ok=True)
    try:
        try:
            os.link(path, spare)
        except OSError:  # another file system, or one without hard links
            spare.write_bytes(before)
        if spare.read_bytes() != before:
            return None
        spare.replace(kept)
    finally:
        spare.unlink(missing_ok=True)
    _fsync_folder(kept.parent)
    return kept


def _prune(path: Path, safe: Safe) -> None:
    """Forget replaced versions of a catalog that are both old and many; see :class:`Safe`."""
    name = safe.replaced(path, b"").name
    start, end = name[: -len(path.suffix) - _DIGEST], path.suffix
    try:
        _sweep(safe.folder / "replaced", f".{start}")
        found = [
            (item.stat().st_ctime, item.path)  # since when it has been here, not its last save
            for item in os.scandir(safe.folder / "replaced")
            if len(item.name) == len(name) and item.name.startswith(start)
        ]
        oldest = time.time() - _KEPT_SECONDS
        for since, version in sorted(found, reverse=True)[_KEPT_VERSIONS:]:
            if since < oldest and version.endswith(end):
                Path(version).unlink()
    except OSError as error:
        log.warning("old versions in %s cannot be removed (%s)", safe.folder, error.strerror)


def _sweep(folder: Path, start: str) -> None:
    """Remove what a killed run has left unfinished; the lock says that no other is at work."""
    if folder.is_dir():
        for item in os.scandir(folder):
            if item.name.startswith(start) and item.name.endswith(_UNFINISHED):
                Path(item.path).unlink(missing_ok=True)


def _fsync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
