"""Writes the files of a build, unit by unit; a unit that has not changed is taken over as it is."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

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


@dataclass
class Tray:
    """Takes the files of one unit."""

    out: Path
    made: set[Path]
    files: dict[str, File] = field(default_factory=dict)

    def put(self, path: str, content: bytes, **facts: Any) -> None:
        """Write a file; ``facts`` go into the manifest."""
        place = self.out / path
        _mkdir(place.parent, self.made)
        place.write_bytes(content)
        changed = place.stat().st_mtime_ns
        digest = hashlib.sha256(content).hexdigest()
        self.files[path] = File(digest, len(content), changed, facts)


@dataclass
class Press:
    """Fills the folder of a build.

    Args:
        out: the folder, empty.
        before: the folder of the last build; None if there is none.
        known: the units of the last build.
    """

    out: Path
    before: Path | None = None
    known: Units = field(default_factory=dict)
    units: Units = field(default_factory=dict)
    renewed: int = 0
    _made: set[Path] = field(default_factory=set)

    def unit(self, name: str, key: str, make: Callable[[Tray], None]) -> Unit:
        """Have a unit in the build: as it was, if its key is the same, or made anew."""
        last = self.known.get(name)
        if last is None or last.key != key or not self._taken_over(last):
            tray = Tray(self.out, self._made)
            make(tray)
            last = Unit(key, tray.files)
            self.renewed += len(tray.files)
        self.units[name] = last
        return last

    @property
    def files(self) -> dict[str, File]:
        """Every file so far, by its path."""
        return {path: file for unit in self.units.values() for path, file in unit.files.items()}

    def _taken_over(self, unit: Unit) -> bool:
        """Link the files of the last build; False, and none, where one is not as it was left."""
        if self.before is None:
            return False
        linked: list[str] = []
        try:
            for path, file in unit.files.items():
                old, new = f"{self.before}/{path}", f"{self.out}/{path}"
                found = os.stat(old)  # noqa: PTH116 (ten thousand times a build)
                if (found.st_size, found.st_mtime_ns) != (file.size, file.changed):
                    raise FileNotFoundError(old)
                _mkdir(Path(new).parent, self._made)
                os.link(old, new)
                linked.append(new)
        except OSError:
            for path in linked:  # or writing anew would write into the last build
                Path(path).unlink()
            return False
        return True


def _mkdir(folder: Path, made: set[Path]) -> None:
    if folder not in made:
        folder.mkdir(parents=True, exist_ok=True)
        made.add(folder)


def load(path: Path) -> Units:
    """Return the units of the last build; none where the file is missing or of no use."""
    try:
        value = json.loads(path.read_bytes())
        if value["version"] != _VERSION:
            return {}
        return {
            name: Unit(key, {place: File(*file) for place, file in files.items()})
            for name, (key, files) in value["units"].items()
        }
    except (OSError, ValueError, TypeError, KeyError):
        return {}


def save(path: Path, units: Units) -> None:
    """Keep the units of a build for the next one; harmless where nothing may be written."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f".{path.name}.new")
        new.write_text(json.dumps({"version": _VERSION, "units": units}), "utf-8")
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
