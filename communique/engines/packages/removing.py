"""Removing installed packages."""

from __future__ import annotations

from communique.engines.packages import codes, place
from communique.engines.packages.inventory import Package, fingerprint, installed, shipped
from communique.errors import CommuniqueError


def remove(source: str, target: str, version: str | None = None) -> list[Package]:
    """Remove the installed packages of a pair of locales; those that ship with communique stay.

    Args:
        source: a locale.
        target: a locale.
        version: only this one.

    Returns:
        What was removed.

    Raises:
        CommuniqueError: there is none, or its folder cannot be written.
    """
    pair = codes.argos_code(source), codes.argos_code(target)
    found = [one for one in installed() if one.pair == pair and version in (None, one.version)]
    if not found:
        raise _none(pair, version)
    for package in found:
        root = package.path.parent
        try:
            with place.locked(root), place.workshop(root) as work:
                place.remove(package, root, work)
        except OSError as error:
            raise CommuniqueError(f"cannot be removed ({error.strerror})", package.path) from None
    fingerprint.cache_clear()
    return found


def _none(pair: tuple[str, str], version: str | None) -> CommuniqueError:
    what = f"{pair[0]}→{pair[1]}" + (f" {version}" if version else "")
    others = sorted(f"{one.source}→{one.target} {one.version}" for one in installed())
    there = f"installed are: {', '.join(others)}" if others else "none is installed"
    starter = any(one.pair == pair for one in shipped())
    note = "; the starter comes with communique and stays" if starter else ""
    return CommuniqueError(f"no package {what} is installed ({there}){note}")
