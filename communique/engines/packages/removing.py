"""Removing installed packages."""

from __future__ import annotations

from pathlib import Path

from communique.engines.packages import codes, lock, place
from communique.engines.packages.inventory import (
    Package,
    fingerprint,
    installed,
    remains,
    shipped,
)
from communique.errors import CommuniqueError


class NoneInstalledError(CommuniqueError):
    """There is nothing to remove."""


def remove(source: str, target: str, version: str | None = None) -> list[Package]:
    """Remove the installed packages of a pair of locales; those that ship with communique stay.

    A variant without packages of its own stands for its language's, as in drafting. What is left of
    a damaged package goes, too.

    Args:
        source: a locale.
        target: a locale.
        version: only this one.

    Returns:
        What was removed.

    Raises:
        NoneInstalledError: there is none.
        CommuniqueError: its folder cannot be written.
    """
    found = _here(source, target, version)
    if not found:
        raise _none((codes.argos_code(source), codes.argos_code(target)), version)
    for package in found:
        root = package.path.parent
        try:
            with place.locked(root), place.workshop(root) as work:
                place.remove(package, root, work)
        except OSError as error:
            raise CommuniqueError(f"cannot be removed ({error.strerror})", package.path) from None
    fingerprint.cache_clear()
    return found


def unpin(lock_file: Path, source: str, target: str) -> lock.Pin | None:
    """Take the pin of a pair of locales out of a lock file; return it, if there was one.

    Raises:
        CommuniqueError: the lock file cannot be read or written.
    """
    pin = lock.pinned(lock.read(lock_file), source, target)
    if pin:
        lock.forget(lock_file, pin.pair)
    return pin


def _here(source: str, target: str, version: str | None) -> list[Package]:
    known = [one for one in [*installed(), *remains()] if version in (None, one.version)]
    for pair in codes.argos_pairs(source, target):
        if found := [one for one in known if one.pair == pair]:
            return found
    return []


def _none(pair: tuple[str, str], version: str | None) -> NoneInstalledError:
    what = f"{pair[0]}→{pair[1]}" + (f" {version}" if version else "")
    others = sorted(f"{one.source}→{one.target} {one.version}" for one in installed())
    there = f"installed are: {', '.join(others)}" if others else "none is installed"
    starter = any(one.pair == pair for one in shipped())
    note = "; the starter comes with communique and stays" if starter else ""
    return NoneInstalledError(f"no package {what} is installed ({there}){note}")
