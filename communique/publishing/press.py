"""Writes the files of a build, unit by unit; a unit that has not changed is taken over as it is."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

_VERSION = 1


class File(NamedTuple):
    """A file of a build.

    ``sha256`` and ``size`` (bytes) are of its content, ``changed`` is its modification time in
    nanoseconds, ``facts`` is what else a manifest tells of it.
    """

    sha256: str
    size: int
    changed: int
    facts: Mapping[str, Any]


class Unit(NamedTuple):
    """What was made of one thing: ``key`` stands for all that decides the content."""

    key: str
    files: Mapping[str, File]


Units = dict[str, Unit]


class Index(NamedTuple):
    """What a build holds: its units; and the modification times of its folders (nanoseconds)."""

    units: Units
    folders: dict[str, int]


NOTHING = Index({}, {})


class Build(NamedTuple):
    """A build that stands: its folder, which is never written to, and what it holds."""

    folder: Path
    holds: Index


@dataclass
class Tray:
    """Takes the files of one unit."""

    press: Press
    files: dict[str, File] = field(default_factory=dict)

    def put(self, path: str, content: bytes, **facts: Any) -> None:
        """Write a file; ``facts`` go into the manifest."""
        place = self.press.place(path)
        place.write_bytes(content)
        changed = place.stat().st_mtime_ns
        digest = hashlib.sha256(content).hexdigest()
        self.files[path] = File(digest, len(content), changed, facts)


@dataclass
class Press:
    """Fills the folder of a build.

    Args:
        out: the folder; what it holds is an older build, or nothing.
        there: what that build was; anything else in the folder is removed.
        last: the last build, if there is one.
    """

    out: Path
    there: Index = NOTHING
    last: Build | None = None
    units: Units = field(default_factory=dict)
    renewed: int = 0
    _made: set[Path] = field(default_factory=set)
    _written: set[str] = field(default_factory=set)

    def unit(self, name: str, key: str, make: Callable[[Tray], None]) -> Unit:
        """Have a unit in the build: as it is there, as it was in the last, or made anew."""
        there = self.there.units.get(name)
        if there is not None and there.key == key and _stands(there, self.out):
            return self._done(name, there)
        self._clear(there)
        last = self.last.holds.units.get(name) if self.last else None
        if last is not None and last.key == key and self._taken_over(last):
            return self._done(name, last)
        tray = Tray(self)
        make(tray)
        self.renewed += len(tray.files)
        return self._done(name, Unit(key, tray.files))

    def place(self, path: str) -> Path:
        """Return where a file is to be written: nothing is there, but its folder is."""
        place = self.out / path
        _mkdir(place.parent, self._made)
        place.unlink(missing_ok=True)  # it may be one with a file of the last build
        self._written.add(path)
        return place

    def __post_init__(self) -> None:
        """Remove what somebody else put into the folder; a folder's time tells that."""
        known = {path for unit in self.there.units.values() for path in unit.files}
        for folder, changed in self.there.folders.items():
            place = f"{self.out}/{folder}"
            with contextlib.suppress(OSError):
                if os.stat(place).st_mtime_ns != changed:  # noqa: PTH116 (as below)
                    _remove_others(self.out, folder, known, self.there.folders)

    def finish(self) -> Index:
        """Remove the files of units that are no more; return what the build holds."""
        for name, unit in self.there.units.items():
            if name not in self.units:
                self._clear(unit)
        folders = {""}
        for path in self._written:
            while path := path.rpartition("/")[0]:
                folders.add(path)
        times = {one: os.stat(f"{self.out}/{one}").st_mtime_ns for one in folders}  # noqa: PTH116
        return Index(self.units, times)

    @property
    def files(self) -> dict[str, File]:
        """Every file so far, by its path."""
        return {path: file for unit in self.units.values() for path, file in unit.files.items()}

    def _done(self, name: str, unit: Unit) -> Unit:
        self.units[name] = unit
        self._written.update(unit.files)
        return unit

    def _clear(self, unit: Unit | None) -> None:
        """Remove what a unit had, but for what another has by now; and folders left empty."""
        for path in unit.files if unit else ():
            if path not in self._written:
                place = self.out / path
                place.unlink(missing_ok=True)
                with contextlib.suppress(OSError):
                    for folder in place.relative_to(self.out).parents:
                        (self.out / folder).rmdir()
                        self._made.discard(self.out / folder)

    def _taken_over(self, unit: Unit) -> bool:
        """Link the files of the last build; False where one is not as it was left."""
        if self.last is None or not _stands(unit, self.last.folder):
            return False
        try:
            for path in unit.files:
                os.link(self.last.folder / path, self.place(path))
        except OSError:
            return False
        return True


def _stands(unit: Unit, folder: Path) -> bool:
    """Whether the files of a unit are in a folder as they were left there."""
    for path, file in unit.files.items():
        try:
            found = os.stat(f"{folder}/{path}")  # noqa: PTH116 (ten thousand times a build)
        except OSError:
            return False
        if (found.st_size, found.st_mtime_ns) != (file.size, file.changed):
            return False
    return True


def _remove_others(
    out: Path, folder: str, known: Collection[str], folders: Collection[str]
) -> None:
    """Remove the files and folders in a folder that no build put there."""
    for place in (out / folder).iterdir():
        name = place.relative_to(out).as_posix()
        if place.is_dir() and not place.is_symlink():
            if name not in folders:
                shutil.rmtree(place)
        elif name not in known:
            place.unlink()


def _mkdir(folder: Path, made: set[Path]) -> None:
    if folder not in made:
        folder.mkdir(parents=True, exist_ok=True)
        made.add(folder)


def load(path: Path) -> Index:
    """Return what a build holds; nothing where the file is missing or of no use."""
    try:
        value = json.loads(path.read_bytes())
        if value["version"] != _VERSION:
            return NOTHING
        units = {
            name: Unit(key, {place: File(*file) for place, file in files.items()})
            for name, (key, files) in value["units"].items()
        }
        return Index(units, dict(value["folders"]))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return NOTHING


def save(path: Path, index: Index) -> None:
    """Keep what a build holds for the next one; harmless where nothing may be written."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f".{path.name}.new")
        new.write_text(json.dumps({"version": _VERSION} | index._asdict()), "utf-8")
        new.replace(path)


def fingerprint(folders: Iterable[Path]) -> str:
    """Return a digest of the files in some folders, by their names, sizes and times."""
    seen = []
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                found = path.stat()
                seen.append((str(path), found.st_size, found.st_mtime_ns))
    return hashlib.sha256(repr(seen).encode()).hexdigest()
