"""Folders: may we read and write where the pipeline does, and is there room?"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from communique.doctor.base import Found, Level, Patient, counted, listed, register

if TYPE_CHECKING:
    from collections.abc import Iterator

    from communique.project import Project

_LITTLE = 200 * 2**20  # below it, a package or a site does not fit
_SCANT = 2 * 2**30
_INODES = 1000
_MANY = 5000  # files looked at; a workspace with more has the same owner throughout, or never will
_STATE = "sentences known already, locks, replaced catalogs, Prefect's database"


@register("folders", "Folders")
def look(patient: Patient) -> Iterator[Found]:
    """Look whether each folder can be used as the pipeline uses it."""
    yield from _room("disk", patient.root)
    project = patient.project
    if project is None:
        yield from _packages()
        return
    yield _folder("workspace", project.root, "settings, site, releases")
    yield _folder("source_texts", project.sources_folder, "statements", writes=False)
    yield _folder("locales", project.root / "locales", "catalogs and ledgers")
    yield _folder(".communique", project.state, _STATE)
    yield from _foreign(project)
    yield from _packages()


def _folder(what: str, path: Path, purpose: str, writes: bool = True) -> Found:
    """Say whether a folder, or the one in which it would be made, can be used."""
    there = path
    while not there.exists() and there != there.parent:
        there = there.parent
    if not there.is_dir():
        return Found(what, Level.BROKEN, f"{there} is no folder", purpose, f"move {there} away")
    want = os.R_OK | os.X_OK | (os.W_OK if writes else 0)
    if not os.access(there, want):
        says = f"{there} cannot be {'written' if writes else 'read'} by user {_user()}"
        get = f"sudo chown -R {_user()} {there}"
        return Found(what, Level.BROKEN, says, purpose, get)
    return Found(
        what, Level.OK, str(path) if there == path else f"{path}, made when needed", purpose
    )


def _user() -> str:
    import pwd

    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())


def _foreign(project: Project) -> Iterator[Found]:
    """Catalogs and releases of another user: a service then stops in the middle of a run."""
    found: list[str] = []
    folders = (project.root / name for name in ("locales", "releases", ".communique", "site"))
    for number, path in enumerate(one for folder in folders for one in folder.rglob("*")):
        if number >= _MANY:
            break
        if not path.is_symlink() and not os.access(path, os.W_OK):
            found.append(project.relative(path))
    if found:
        says = (
            f"{counted(len(found), 'file')} cannot be written by user {_user()}: {listed(found, 3)}"
        )
        get = f"sudo chown -R {_user()} {project.root}"
        yield Found("owner", Level.BROKEN, says, "catalogs and ledgers", get)


def _room(what: str, path: Path) -> Iterator[Found]:
    purpose = "packages, sites beside the ones they replace, Prefect's database"
    there = path if path.exists() else path.parent
    free = shutil.disk_usage(there).free
    says = f"{free / 2**30:.1f} GiB free at {there}"
    if hasattr(os, "statvfs"):
        told = os.statvfs(there)
        if told.f_files and told.f_favail < _INODES:
            get = "remove files, or move the workspace to a larger disk"
            yield Found(what, Level.BROKEN, "no more files can be made there", purpose, get)
            return
    if free >= _SCANT:
        yield Found(what, Level.OK, says, purpose)
        return
    level = Level.BROKEN if free < _LITTLE else Level.ADVICE
    get = "docs/operations.md, “Disk use”, says what may be deleted"
    yield Found(what, level, says, purpose, get)


def _packages() -> Iterator[Found]:
    """Where installed packages go; a service without a home of its own has none."""
    from communique.engines.packages import folders

    places = folders.folders()
    good = [place for place in places if _folder("", place, "").level is Level.OK]
    purpose = "packages that `communique models install` fetches"
    if good:
        yield Found("packages", Level.OK, str(good[0]), purpose)
        return
    says = f"{listed([str(place) for place in places])} cannot be written"
    get = "set ARGOS_PACKAGES_DIR to a folder of yours"
    yield Found("packages", Level.ADVICE, says, purpose, get)
