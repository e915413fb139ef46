"""Installing from files: one, or of each pair the newest that a folder holds."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from communique.engines.packages import archive, codes, lock
from communique.engines.packages.install import How, Installed, install_file
from communique.engines.packages.inventory import version_key
from communique.errors import CommuniqueError, UsageError

log = logging.getLogger(__name__)

SUFFIX = ".argosmodel"

#: The codes of a pair; None where a file does not say.
_Codes = tuple[str, str] | None


def install_files(path: Path, pair: tuple[str, str] | None, how: How) -> Iterator[Outcome]:
    """Install a package from a file, or from a folder the newest of each pair.

    What a lock file pins goes before what is newer. Where a file fails, the next of its pair is
    tried.

    Args:
        path: an ``.argosmodel`` file, or a folder of such.
        pair: the locales it has to be for; of a folder, others are passed over. None for any.
        how: see there.

    Raises:
        UsageError: there are no such files.
        CommuniqueError: the lock file cannot be read.
    """
    if not path.is_dir():
        if not path.exists():
            raise UsageError("no such file or folder", path)
        yield from each([partial(install_file, path, pair, how)])
        return
    for group in _groups(path, pair, how):
        for number, file in enumerate(group, 1):
            (outcome,) = each([partial(install_file, file, pair, how)])
            yield outcome
            if isinstance(outcome, Installed):
                for other in group[number:]:
                    log.info("%s is passed over: %s is taken", other.name, file.name)
                break


#: What came of one installation.
Outcome = Installed | CommuniqueError


def each(steps: Iterable[Callable[[], Installed]]) -> Iterator[Outcome]:
    """Do one installation after the other; those that fail do not stop the others."""
    for step in steps:
        outcome: Outcome
        try:
            outcome = step()
        except CommuniqueError as error:
            outcome = error
        yield outcome


def files_in(folder: Path) -> list[Path]:
    """Return the package files in a folder, those that cannot be read, too; hidden ones are none.

    Raises:
        UsageError: there are none, or it cannot be read.
    """
    try:
        found = sorted(path for path in folder.iterdir() if _is_package(path))
    except OSError as error:
        raise UsageError(f"cannot be read ({error.strerror})", folder) from None
    if not found:
        raise UsageError(f"holds no {SUFFIX} files", folder)
    return found


def _is_package(path: Path) -> bool:
    if path.name.startswith(".") or path.suffix.lower() != SUFFIX:
        return False
    return path.is_file() or path.is_symlink()


def _groups(folder: Path, pair: tuple[str, str] | None, how: How) -> list[list[Path]]:
    """Group the files of a folder by their pair, in the order in which they are to be tried."""
    pins = lock.read(how.lock) if how.lock and not how.upgrade else {}
    wanted = set(codes.argos_pairs(*pair)) if pair else None
    groups: dict[_Codes | Path, list[tuple[bool, tuple[int, ...], Path]]] = {}
    for path in files_in(folder):
        claimed = archive.peek(path)
        if claimed is None:
            groups[path] = [(False, (), path)]  # why, its installation says
        elif wanted is None or claimed[0] in wanted:
            version = claimed[1]
            pinned = claimed[0] in pins and pins[claimed[0]].version == version
            groups.setdefault(claimed[0], []).append((pinned, version_key(version), path))
    if not groups and pair:
        raise UsageError(f"holds no package {'→'.join(pair)}", folder)
    return [
        [path for *_, path in sorted(group, key=lambda one: one[:2], reverse=True)]
        for group in groups.values()
    ]
