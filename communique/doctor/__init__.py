"""The doctor: is this machine fit for the workspace, and if not, how does it become so?"""

from __future__ import annotations

import os
from pathlib import Path

# To import a check is to register it.
from communique.doctor import (  # noqa: F401
    clock,
    filesystem,
    folders,
    models,
    orchestration,
    pdf,
    repository,
    settings,
    tools,
    typefaces,
    versions,
)
from communique.doctor.base import REGISTRY, Check, Finding, Found, Level, Patient, register

__all__ = [
    "Check",
    "Finding",
    "Found",
    "Level",
    "Patient",
    "examine",
    "patient",
    "register",
    "titles",
]

# What is asked first when something does not work comes first; what others register, last.
_ORDER = (
    "settings", "versions", "models", "folders", "filesystem", "repository", "orchestration",
    "typefaces", "pdf", "tools", "clock",
)  # fmt: skip


def patient(folder: Path) -> Patient:
    """Return what there is to look at in a folder, be there a workspace or not."""
    from communique.errors import CommuniqueError
    from communique.project import FILE, Project

    root = folder.absolute()
    environment = dict(os.environ)
    if not (root / FILE).exists():
        return Patient(root, environment=environment)
    try:
        return Patient(root, Project(root), environment=environment)
    except (CommuniqueError, OSError) as error:
        return Patient(root, trouble=str(error), environment=environment)


def examine(whom: Patient) -> list[Finding]:
    """Return what the checks find, in their order. Nothing is raised."""
    return [finding for name in titles() for finding in REGISTRY[name].findings(whom)]


def titles() -> dict[str, str]:
    """Return the headings of the checks by their names, in the order in which they report."""
    return {name: REGISTRY[name].title for name in dict.fromkeys([*_ORDER, *REGISTRY])}
