"""The packages on this machine: where they lie, what they are, what decides their output."""

from __future__ import annotations

import errno
import hashlib
import json
import logging
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from communique.engines.packages.folders import folders
from communique.errors import CommuniqueError

log = logging.getLogger(__name__)

_STARTER = "starter"
_DECISIVE = ("metadata.json", "sentencepiece.model", "bpe.model")
# How Argos names the folder of a package.
_NAME = re.compile(r"translate-([^_]+)_([^-]+)-(.+)")
_SHORT = 16  # characters of a digest that do for telling packages apart
_DIGITS = 18  # of a version's number; longer ones are no numbers that anybody counts by


@dataclass(frozen=True, slots=True)
class Package:
    """An Argos model package on this machine. ``origin`` is ``installed`` or ``starter``.

    ``source`` and ``target`` are Argos's codes (``pb``, ``zt``), not locales.
    """

    source: str
    target: str
    version: str
    origin: str
    path: Path

    @property
    def name(self) -> str:
        """How the package is named to people: ``Argos en→es 1.9``."""
        kind = "starter" if self.origin == _STARTER else "Argos"
        return f"{kind} {self.source}→{self.target} {self.version}"

    @property
    def pair(self) -> tuple[str, str]:
        """The codes of both languages."""
        return self.source, self.target

    @property
    def runs(self) -> bool:
        """Whether communique can run it: it needs a SentencePiece tokeniser."""
        return (self.path / "sentencepiece.model").is_file()


def installed() -> list[Package]:
    """Return the packages that are installed on this machine, by communique or by Argos itself.

    A folder that is no package is passed over with a warning: Argos itself would stop there.

    Raises:
        CommuniqueError: a folder of packages is there, and cannot be looked into.
    """
    return [package for root in folders() for package in installed_in(root)]


def remains() -> list[Package]:
    """Return what is left of packages that are none any more, by the names of their folders."""
    found = []
    for folder in (one for root in folders() for one in _visible(root)):
        match = _NAME.fullmatch(folder.name)
        if match and not _readable(folder):
            source, target, version = match.groups()
            found.append(Package(source, target, version.replace("_", "."), "damaged", folder))
    return found


def installed_in(root: Path) -> list[Package]:
    """Return the packages in one folder of packages, in the order of their names.

    Raises:
        CommuniqueError: it is there, and cannot be looked into.
    """
    return [found for folder in _visible(root) if (found := _installed(folder))]


def _visible(root: Path) -> list[Path]:
    """The folders in a folder; names with a dot are unfinished work of ours."""
    try:
        found = [path for path in root.iterdir() if path.is_dir()]
    except FileNotFoundError:
        return []
    except OSError as error:  # better packages must not be missed without a word
        raise CommuniqueError(
            f"the installed packages cannot be looked for ({error.strerror}); mend that, or set "
            "ARGOS_PACKAGES_DIR to another folder",
            root,
        ) from None
    return sorted(path for path in found if not path.name.startswith("."))


def _installed(folder: Path) -> Package | None:
    try:
        return read(folder, "installed")
    except (OSError, ValueError):
        _warn_once(folder)
        return None


@cache
def _warn_once(folder: Path) -> None:
    """Tell of a folder once in each process, however often it is looked at."""
    log.warning("%s is no Argos package; passed over", folder)


def _readable(folder: Path) -> bool:
    try:
        read(folder, "installed")
    except (OSError, ValueError):
        return False
    return True


def shipped() -> list[Package]:
    """Return the starter packages that come with communique."""
    root = Path(str(resources.files("communique.engines"))) / _STARTER
    return [read(folder, _STARTER) for folder in sorted(root.glob("translate-*"))]


def read(folder: Path, origin: str) -> Package:
    """Read what a folder says it is.

    Raises:
        OSError: it cannot be read.
        ValueError: it is no package that translates.
    """
    meta = metadata(folder)
    fields = [meta.get(name) for name in ("from_code", "to_code", "package_version")]
    if meta.get("type", "translate") != "translate" or not (folder / "model/model.bin").is_file():
        raise ValueError(folder)
    # What a terminal would obey instead of showing it is no version.
    if not all(isinstance(field, str) and field and field.isprintable() for field in fields):
        raise ValueError(folder)
    source, target, version = map(str, fields)
    return Package(source, target, version, origin, folder)


def metadata(folder: Path) -> dict[str, object]:
    """Return a package's ``metadata.json``.

    Raises:
        OSError: it cannot be read.
        ValueError: it is no JSON object.
    """
    try:
        found = json.loads((folder / "metadata.json").read_text("utf-8"))
    except RecursionError:
        raise ValueError(f"{folder / 'metadata.json'} is nested too deeply") from None
    if not isinstance(found, dict):
        raise ValueError(f"{folder / 'metadata.json'} is no JSON object")
    return found


def home() -> Path:
    """Return the folder into which packages go: the first of Argos's that can be written.

    Raises:
        CommuniqueError: there is none; says what to do.
    """
    looked = []
    for folder in folders():
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            looked.append(f"{folder}: {error.strerror}")
            continue
        if os.access(folder, os.W_OK | os.X_OK):
            return folder
        looked.append(f"{folder}: {os.strerror(errno.EACCES)}")
    named = os.environ.get("ARGOS_PACKAGES_DIR")
    raise CommuniqueError(
        f"no folder for packages can be written ({'; '.join(looked)}); set ARGOS_PACKAGES_DIR to "
        f"{'another one, which' if named else 'one that'} is yours"
    )


def version_key(version: str) -> tuple[int, ...]:
    """Return a version as numbers, so that 1.10 comes after 1.9."""
    return tuple(int(part[:_DIGITS]) for part in re.findall(r"\d+", version))


@cache
def fingerprint(folder: Path) -> str:
    """Return a digest of what decides a package's output: its model, vocabulary and tokeniser.

    Raises:
        CommuniqueError: a file of it cannot be read.
    """
    try:
        return tree_digest(folder)[:_SHORT]
    except OSError as error:
        path = Path(error.filename) if isinstance(error.filename, str) else folder
        raise CommuniqueError(f"cannot be read ({error.strerror})", path) from None


def has_tree(package: Package, tree: str) -> bool:
    """Say whether a package's files are those of a digest (:func:`tree_digest`)."""
    try:
        return bool(tree) and tree.startswith(fingerprint(package.path))
    except CommuniqueError:
        return False


def tree_digest(folder: Path) -> str:
    """Return the SHA-256 of a package's files, of those that decide its output; read anew.

    Raises:
        OSError: one cannot be read.
    """
    total = hashlib.sha256()
    for path in _decisive(folder):
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
        total.update(f"{path.relative_to(folder)} {content}\n".encode())
    return total.hexdigest()


def _decisive(folder: Path) -> Iterator[Path]:
    """The model and its tokeniser; readmes, and what other programs brought along, are not."""
    inside = [path for path in (folder / "model").rglob("*") if path.suffix != ".md"]
    for path in sorted([*inside, *(folder / name for name in _DECISIVE)]):
        if path.is_file():
            yield path
