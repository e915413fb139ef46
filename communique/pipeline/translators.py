"""Who let a text pass: a guess, from git where the catalog is committed, else from its header."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path

from communique.catalogs import files
from communique.catalogs.state import key_of
from communique.errors import CommuniqueError
from communique.statement import Key

# How many versions of a catalog are looked at.
_DEPTH = 200


@dataclass(frozen=True, slots=True)
class Translator:
    """Somebody, and what told of them: ``git`` or ``Last-Translator``."""

    name: str
    email: str
    told_by: str

    def is_named(self, by: str) -> bool:
        """Whether this is the person who is named in ``by``: ``Name``, ``Name <address>``."""
        name, email = parseaddr(by) if "@" in by else (by, "")
        same_name = _plain(name) == _plain(self.name) != ""
        return same_name or _plain(email) == _plain(self.email) != ""


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def translators(
    path: Path, texts: Mapping[Key, str], last_translator: str
) -> dict[Key, list[Translator]]:
    """Say of each reviewed text who may have let it pass, as far as can be told.

    For what is committed, that is the author of the commit and whom the header named then: who
    commits may have collected the work of another.

    Args:
        path: the catalog.
        texts: the reviewed texts, as the file has them now.
        last_translator: the header's field, which answers for what is not committed.

    Returns:
        Guesses for each text; none where nothing tells.
    """
    found: dict[Key, list[Translator]] = {}
    waiting = dict(texts)
    newest = _from_header(last_translator)
    for people, reviewed in _versions(path):
        for key in [key for key in waiting if reviewed.get(key) != waiting[key]]:
            del waiting[key]
            found[key] = newest
        newest = people
    return found | dict.fromkeys(waiting, newest)


def _from_header(field: str) -> list[Translator]:
    name, email = parseaddr(field)
    if not name or name in ("Automatically generated", "FULL NAME"):
        return []
    return [Translator(name, email, "Last-Translator")]


def _versions(path: Path) -> Iterator[tuple[list[Translator], dict[Key, str]]]:
    """The committed versions of a catalog, newest first: who made each, what it let pass."""
    log = _git(
        path.parent, "-c", "core.quotepath=off", "log", f"-{_DEPTH}", "--follow", "--name-only",
        "--format=%x01%H%x00%an%x00%ae%x00", "--", path.name,
    )  # fmt: skip
    for told in log.decode("utf-8", "replace").split("\x01")[1:]:
        commit, name, email, file = told.split("\0", 3)
        payload = _git(path.parent, "show", f"{commit}:{file.strip()}")
        try:
            catalog = files.parse(payload, path)
        except CommuniqueError:
            continue
        reviewed = {
            key_of(entry): entry.msgstr
            for entry in catalog
            if not entry.obsolete and not entry.fuzzy and entry.msgstr
        }
        header = _from_header(catalog.metadata.get("Last-Translator", ""))
        yield [Translator(name, email, "git"), *header], reviewed


def _git(folder: Path, *words: str) -> bytes:
    """Return what git says; nothing where there is no git, or no repository."""
    try:
        done = subprocess.run(  # noqa: S603
            ["git", "-C", str(folder), *words],  # noqa: S607
            capture_output=True, check=False, timeout=60,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return b""
    return done.stdout if done.returncode == 0 else b""
