"""Argos packages: which are there, which one serves a language pair, how to get more."""

from __future__ import annotations

from pathlib import Path

from communique.engines.packages.codes import argos_code, argos_codes, argos_pairs, locale_of
from communique.engines.packages.inventory import (
    Package,
    fingerprint,
    installed,
    metadata,
    shipped,
    version_key,
)
from communique.errors import CommuniqueError

__all__ = [
    "Package",
    "argos_code",
    "argos_codes",
    "argos_pairs",
    "by_pair",
    "find",
    "fingerprint",
    "installed",
    "like",
    "locale_of",
    "metadata",
    "shipped",
]


def by_pair() -> dict[tuple[str, str], list[Package]]:
    """Return the packages that can be run, by Argos's codes of their pair, the best first.

    The best is the newest of those installed; the starters come last.

    Raises:
        CommuniqueError: a folder of packages is there, and cannot be looked into.
    """
    found: dict[tuple[str, str], list[Package]] = {}
    newest = sorted(installed(), key=lambda package: version_key(package.version), reverse=True)
    for package in newest + shipped():
        if package.runs:
            found.setdefault(package.pair, []).append(package)
    return found


def like(source: str, target: str, digest: str, first: Path) -> Path | None:
    """Return the folder of a package that is the same as one on another machine, if one is here.

    Args:
        source: Argos's code of the language it translates from.
        target: of the language it translates into.
        digest: its :func:`fingerprint` there.
        first: the folder in which it lies there, which is looked at first.

    Raises:
        CommuniqueError: a folder of packages is there, and cannot be looked into.
    """
    if _is(first, digest):
        return first
    found = (package.path for package in by_pair().get((source, target), ()))
    return next((folder for folder in found if _is(folder, digest)), None)


def _is(folder: Path, digest: str) -> bool:
    try:
        return (folder / "metadata.json").is_file() and fingerprint(folder) == digest
    except CommuniqueError:
        return False


def find(source: str, target: str) -> Package:
    """Return the package for a pair of locales: an installed one first, else the starter.

    A variant is served by its language where it has no package of its own: ``es_AR`` by ``es``.

    Raises:
        CommuniqueError: there is none; says what to do.
    """
    there = by_pair()
    for pair in argos_pairs(source, target):
        if pair in there:
            return there[pair][0]
    pairs = ", ".join(f"{one}→{other}" for one, other in sorted(there))
    raise CommuniqueError(
        f"no package translates {source}→{target} (there are: {pairs}); "
        f"`communique models install {source} {target}` gets one, "
        "or translate the catalog by hand"
    )
