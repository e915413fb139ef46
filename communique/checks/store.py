"""What the checks said: a cache, so that what did not change is not looked at again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from communique import __version__, checks
from communique.cache import Cache
from communique.checks.base import Finding, Severity, Unit
from communique.statement import digest

_ROOT = Path(__file__).resolve().parent.parent
# What decides a finding besides the unit.
_ROOMS = ("checks", "language", "segmentation")


@lru_cache(maxsize=1)
def _recipe() -> str:
    """A digest of the version and, for those who work on the checks, of their files' states."""
    states = [
        f"{path.relative_to(_ROOT)} {seen.st_size} {seen.st_mtime_ns}"
        for room in _ROOMS
        for path in sorted((_ROOT / room).rglob("*"))
        if path.suffix in (".py", ".toml", ".txt") and (seen := path.stat())
    ]
    return digest("\n".join([__version__, *states]))


class FindingStore(Cache):
    """Findings on disk, by unit. Use it as a context manager."""

    def run(self, units: Sequence[Unit]) -> list[list[Finding]]:
        """Return for each unit what :func:`communique.checks.run` says of it.

        Raises:
            CommuniqueError: the file is damaged or cannot be written.
        """
        names = [digest(repr(unit)) for unit in units]
        known = self.get(_recipe(), names)
        new: dict[str, str] = {}
        for name, unit in zip(names, units, strict=True):
            if name not in known and name not in new:
                found = checks.run(unit)
                new[name] = json.dumps([(one.check, one.severity, one.message) for one in found])
        if new:
            self.put(_recipe(), new)
        said = known | new
        return [list(_read(said[name])) for name in names]

    def sweep(self) -> None:
        """Forget what the checks of another version said."""
        self.keep_only(_recipe())


def _read(text: str) -> Iterator[Finding]:
    for check, severity, message in json.loads(text):
        yield Finding(check, Severity(severity), message)
