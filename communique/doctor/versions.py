"""Versions: Python, communique, and every package that it declares, against what it asks for."""

from __future__ import annotations

import platform
import sys
from importlib import metadata
from typing import TYPE_CHECKING

from communique import __version__
from communique.doctor.base import Found, Level, Patient, counted, register

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packaging.requirements import Requirement

_NAME = "communique"
_PYTHON = "what everything runs on"
# What an extra of ours is for; it is asked for only by those who use that.
_EXTRAS = {"pdf": "PDF documents", "dask": "translating on several machines"}
# Until 3.9 Prefect does not say itself that this FastAPI breaks every flow run.
_PAIR = ("fastapi", "0.151", "prefect", "3.9")


@register("versions", "Versions")
def look(patient: Patient) -> Iterator[Found]:
    """Compare what is installed with what the package's metadata asks for."""
    yield _python()
    says = f"{__version__}, in {sys.prefix}"
    yield Found(_NAME, Level.OK, says, "this program")
    yield from _declared(patient)
    yield from _pair()


def _python() -> Found:
    from packaging.specifiers import SpecifierSet

    here = platform.python_version()
    wanted = metadata.metadata(_NAME)["Requires-Python"]
    if SpecifierSet(wanted).contains(here, prereleases=True):
        return Found("Python", Level.OK, f"{here} ({sys.executable})", _PYTHON)
    says = f"{here}; {wanted} is asked for"
    return Found("Python", Level.BROKEN, says, _PYTHON, "make setup PYTHON=python3.11")


def _declared(patient: Patient) -> Iterator[Found]:
    """What communique declares: a line for each package that is wrong, one for all the others."""
    from packaging.requirements import Requirement

    good = []
    for requirement in map(Requirement, metadata.requires(_NAME) or ()):
        extra = next((name for name in _EXTRAS if _asked_by(requirement, name)), "")
        here = _installed(requirement.name)
        if here and requirement.specifier.contains(here, prereleases=True):
            good.append(f"{requirement.name} {here}")
        elif here:
            says = f"{here}; {requirement.specifier} is asked for"
            yield Found(
                requirement.name, Level.BROKEN, says, _EXTRAS.get(extra, _NAME), _get(requirement)
            )
        elif not extra or (extra == "pdf" and patient.wants_pdf):
            purpose = _EXTRAS.get(extra, _NAME)
            get = f"pip install '{_NAME}[{extra}]'" if extra else _get(requirement)
            yield Found(requirement.name, Level.MISSING, "not installed", purpose, get)
    says = f"{counted(len(good), 'package')} as asked for: {', '.join(sorted(good))}"
    yield Found("packages", Level.OK, says, "what communique stands on")


def _asked_by(requirement: Requirement, extra: str) -> bool:
    marker = requirement.marker
    return bool(marker and marker.evaluate({"extra": extra}) and not marker.evaluate({"extra": ""}))


def _get(requirement: Requirement) -> str:
    bare = f"{requirement.name}{requirement.specifier}"
    return f"make setup; elsewhere pip install '{bare}'"


def _installed(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _pair() -> Iterator[Found]:
    """Tell of the pair with which every flow run dies with a TypeError, pip calling it sound."""
    from packaging.version import Version

    fastapi, first_bad, prefect, first_good = _PAIR
    here, beside = _installed(fastapi), _installed(prefect)
    if not (here and beside):
        return
    if Version(here) >= Version(first_bad) and Version(beside) < Version(first_good):
        says = f"{prefect} {beside} with {fastapi} {here}: every flow run dies with a TypeError"
        get = f"pip install '{fastapi}<{first_bad}'"
        yield Found(f"{prefect} and {fastapi}", Level.BROKEN, says, "flows", get)
