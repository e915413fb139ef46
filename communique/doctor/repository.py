"""Git: where the workspace is in a repository, does this clone merge catalogs entry by entry?"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from typing import TYPE_CHECKING

from communique.doctor.base import Found, Level, Patient, register

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FOR = "catalogs are merged entry by entry, not line by line"
_SETUP = "`communique git-setup`, then commit .gitattributes"
_ATTRIBUTES = {
    "locales/xx/LC_MESSAGES/a.po": "communique",
    "locales/xx/LC_MESSAGES/a.ledger.jsonl": "union",
}
_SECONDS = 5


@register("repository", "Git")
def look(patient: Patient) -> Iterator[Found]:
    """Compare the clone's settings with what ``communique git-setup`` writes."""
    project = patient.project
    if project is None:
        return
    root = project.root
    if not any((folder / ".git").exists() for folder in (root, *root.parents)):
        says = "the workspace is in no repository"
        purpose = "history, several people, going back"
        yield Found("repository", Level.ADVICE, says, purpose, "git init && communique git-setup")
        return
    if shutil.which("git") is None:
        yield Found("git", Level.MISSING, "not installed", _FOR, "apt install git")
        return
    trouble = _git(root, "rev-parse", "--is-inside-work-tree")[1]
    if trouble:
        get = f"git config --global --add safe.directory {root}"
        yield Found("repository", Level.BROKEN, trouble.splitlines()[0], _FOR, get)
        return
    attributes = _attributes(root)
    # Where no file asks for the driver, nothing is lost that this workspace counts on.
    yield _driver(root, Level.MISSING if attributes.level is Level.OK else Level.ADVICE)
    yield attributes
    yield from _ignored(root)


def _git(root: Path, *words: str) -> tuple[str, str]:
    """Return what git says, and what it complains of where it fails."""
    done = subprocess.run(  # noqa: S603
        ["git", "-C", str(root), *words],  # noqa: S607
        capture_output=True, text=True, check=False, timeout=_SECONDS,
    )  # fmt: skip
    return done.stdout.strip(), done.stderr.strip() if done.returncode else ""


def _driver(root: Path, absent: Level) -> Found:
    what = "merge driver"
    command = _git(root, "config", "--get", "merge.communique.driver")[0]
    if not command:
        return Found(what, absent, "this clone has none", _FOR, "communique git-setup")
    try:
        program = shlex.split(command)[0]
    except (ValueError, IndexError):
        program = command
    if shutil.which(program) is None:
        says = f"{program} is gone: it was set up by another installation"
        return Found(what, Level.BROKEN, says, _FOR, "communique git-setup")
    return Found(what, Level.OK, command, _FOR)


def _attributes(root: Path) -> Found:
    told = _git(root, "check-attr", "merge", "--", *_ATTRIBUTES)[0].splitlines()
    set_ = {line.split(": ")[0]: line.rpartition(": ")[2] for line in told}
    lacking = [path for path, wanted in _ATTRIBUTES.items() if set_.get(path) != wanted]
    if lacking:
        says = f"no line gives {', '.join(lacking)} its way of merging"
        return Found(".gitattributes", Level.ADVICE, says, _FOR, _SETUP)
    return Found(".gitattributes", Level.OK, "catalogs and ledgers have their ways", _FOR)


def _ignored(root: Path) -> Iterator[Found]:
    for name in (".communique", "site"):
        # With a final slash: the folder need not be there to match a pattern for folders.
        if not _git(root, "check-ignore", f"{name}{os.sep}")[0]:
            says = f"{name} would be committed"
            get = f"echo '/{name}/' >> {root / '.gitignore'}"
            yield Found(".gitignore", Level.ADVICE, says, "what a run can make anew", get)
