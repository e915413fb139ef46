"""Make a new workspace: its settings, its folders, what git leaves alone and how it merges."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

from communique.errors import CommuniqueError, UsageError

_SETTINGS = """\
# A communique workspace. Every command takes --project with this folder's path.
name = {name}

# Into which locales the statements are translated (es, pt_BR, zh_Hant …).
locales = [{locales}]

# What an edition needs before it is published: "approved", "reviewed", "keep-last" or
# "drafts-labelled". And when the editions of a statement appear: "source-first", "per-locale" or
# "together".
require = "reviewed"
release = "source-first"

# Documents beside each page: "docx", "pdf", "text", "markdown", "fragment" (HTML for a CMS).
documents = []

# Where the site will stand, for canonical addresses, feeds and the sitemap.
# base_url = "https://statements.example.org"

# What one statement has of its own:
# [statements.its-slug]
# locales = ["es"]
# require = "drafts-labelled"
# embargo = "2026-12-01 09:00 Europe/Berlin"
"""
_IGNORE = "/.communique/\n/site/\n/proofs/\n/bundles/\n"
_ATTRIBUTES = ".gitattributes"
_ATTRIBUTES_NOTE = (
    "# Once in every clone: communique git-setup (docs/git.md of communique says why)."
)
# Catalogs and templates are merged entry by entry; a ledger is a set of lines. What was published
# is kept to the byte, and is never half of this and half of that.
_ATTRIBUTES_LINES = (
    "locales/**/*.po text eol=lf merge=communique",
    "locales/**/*.pot text eol=lf merge=communique",
    "locales/**/*.ledger.jsonl text eol=lf merge=union",
    "releases/** -text -merge",
    "releases/*/history.jsonl text eol=lf merge=union",
)


def create(folder: Path, name: str, locales: list[str]) -> list[Path]:
    """Make a workspace in a folder, new or not; what is there already stays as it is.

    Where the folder is in a git repository, that clone learns to merge catalogs, too.

    Args:
        folder: the folder to make or fill.
        name: the workspace's name.
        locales: its target locales, normalised.

    Returns:
        What was made or added to.

    Raises:
        UsageError: there is a workspace already.
        CommuniqueError: the folder cannot be written.
    """
    from communique.project import FILE

    if (folder / FILE).exists():
        raise UsageError("there is a workspace already", folder / FILE)
    quoted = ", ".join(f'"{locale}"' for locale in locales)
    texts = {
        FILE: _SETTINGS.format(name=_toml(name), locales=quoted),
        ".gitignore": _IGNORE,
        "source_texts/.gitkeep": "",
        "locales/.gitkeep": "",
    }
    made = []
    try:
        for relative, text in texts.items():
            path = folder / relative
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                path.write_text(text, "utf-8")
                made.append(path)
    except OSError as error:
        raise CommuniqueError(f"cannot be written ({error.strerror})", folder) from None
    if add_attributes(folder):
        made.append(folder / _ATTRIBUTES)
    set_up_driver(folder)
    return made


def add_attributes(folder: Path) -> bool:
    """Add what a workspace needs to its ``.gitattributes``; what is there stays as it is.

    A pattern that has a line already, whatever it says, gets no other.

    Returns:
        Whether anything was missing.

    Raises:
        CommuniqueError: the file cannot be read or written.
    """
    path = folder / _ATTRIBUTES
    try:
        there = path.read_text("utf-8") if path.exists() else ""
        patterns = {line.split()[0] for line in there.splitlines() if line.strip()}
        missing = [line for line in _ATTRIBUTES_LINES if line.split()[0] not in patterns]
        if not missing:
            return False
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write("\n" if there and not there.endswith("\n") else "")
            file.write("\n".join([_ATTRIBUTES_NOTE, *missing, ""]))
    except UnicodeDecodeError:
        raise CommuniqueError("not valid UTF-8; save it as UTF-8", path) from None
    except OSError as error:
        raise CommuniqueError(f"cannot be written ({error.strerror})", path) from None
    return True


def set_up_driver(folder: Path) -> bool:
    """Make the merge driver known to the clone that a folder is in; git never clones that.

    Returns:
        False where the folder is in no git repository, or git is not installed.
    """
    # By its full path: an editor or a hook that runs git may know another PATH. And -P, for git
    # runs the driver in the work tree, where any module may lie.
    driver = f"{shlex.quote(sys.executable)} -P -m communique merge-driver %O %A %B %P"
    settings = {
        "merge.communique.name": "catalogs, entry by entry",
        "merge.communique.driver": driver,
    }
    return _git(folder, "rev-parse", "--is-inside-work-tree") and all(
        _git(folder, "config", "--local", name, value) for name, value in settings.items()
    )


def _git(folder: Path, *words: str) -> bool:
    try:
        done = subprocess.run(  # noqa: S603
            ["git", "-C", str(folder), *words],  # noqa: S607
            capture_output=True,
            check=False,
        )
    except OSError:
        return False
    return done.returncode == 0


def _toml(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
