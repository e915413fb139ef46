"""``communique.lock.json``: which packages a workspace translates with, to the byte."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from communique.engines.packages import codes
from communique.engines.packages.inventory import Package, has_tree
from communique.errors import CommuniqueError

FILE = "communique.lock.json"
_VERSION = 1
_TEXTS = ("from", "to", "version", "sha256")
_NOTE = "communique.json"  # in a package's folder: its own pin, as it was installed


@dataclass(frozen=True, slots=True)
class Pin:
    """One package, pinned.

    Attributes:
        source: the languages, by Argos's codes.
        target: likewise.
        version: the package's.
        sha256: of the archive that was installed.
        size: of the archive, in bytes.
        url: where it came from; empty where that was a file.
        tree: the digest of what was unpacked (:func:`inventory.tree_digest`), by which a package
            can be verified when its archive is gone.
    """

    source: str
    target: str
    version: str
    sha256: str
    size: int
    url: str
    tree: str

    @property
    def pair(self) -> tuple[str, str]:
        """The codes of both languages."""
        return self.source, self.target

    def as_json(self) -> dict[str, object]:
        """Return the entry as the file has it."""
        return {"from": self.source, "to": self.target, "version": self.version,
                "sha256": self.sha256, "size": self.size, "url": self.url,
                "tree": self.tree}  # fmt: skip


def read(path: Path) -> dict[tuple[str, str], Pin]:
    """Return the pins of a lock file by their pair; none where there is no such file.

    Raises:
        CommuniqueError: it cannot be read, or is no lock file of this version.
    """
    try:
        content = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise CommuniqueError(f"cannot be read ({error.strerror})", path) from None
    except UnicodeDecodeError:
        raise CommuniqueError("is not UTF-8; restore it from git", path) from None
    except json.JSONDecodeError as error:
        raise CommuniqueError(
            f"is not valid JSON ({error.msg}); restore it from git", path, error.lineno
        ) from None
    except RecursionError:
        raise CommuniqueError("is nested too deeply; restore it from git", path) from None
    version = content.get("version") if isinstance(content, dict) else None
    if version != _VERSION:
        raise CommuniqueError(
            f"is a lock file of version {version!r}; this communique knows {_VERSION}", path
        )
    entries = content.get("packages")
    if not isinstance(entries, list):
        raise CommuniqueError("has no list of `packages`; restore it from git", path)
    pins = []
    for number, entry in enumerate(entries, 1):
        try:
            pins.append(_pin(entry))
        except ValueError as error:
            raise CommuniqueError(
                f"has an entry that is none, number {number} ({error}); restore it from git", path
            ) from None
    return {pin.pair: pin for pin in pins}


def pinned(pins: Mapping[tuple[str, str], Pin], source: str, target: str) -> Pin | None:
    """Return the pin that serves a pair of locales: a variant's own, else its language's."""
    found = (pins[pair] for pair in codes.argos_pairs(source, target) if pair in pins)
    return next(found, None)


def _pin(entry: Any) -> Pin:
    """Read an entry; what is wrong with it is a ValueError, in words."""
    if not isinstance(entry, dict):
        raise ValueError("it is no object")
    if missing := [name for name in (*_TEXTS, "size") if name not in entry]:
        raise ValueError(f"it has no `{missing[0]}`")
    texts = {name: str(entry[name]) for name in _TEXTS}
    texts["sha256"] = texts["sha256"].lower()
    if not isinstance(entry["size"], int):
        raise ValueError(f"its size is no number: {entry['size']!r}")
    if len(texts["sha256"]) != 64 or not set(texts["sha256"]) <= set("0123456789abcdef"):
        raise ValueError(f"no SHA-256: {texts['sha256']}")
    return Pin(
        texts["from"], texts["to"], texts["version"], texts["sha256"],
        entry["size"], str(entry.get("url", "")), str(entry.get("tree", "")),
    )  # fmt: skip


def is_pinned(package: Package, pin: Pin) -> bool:
    """Say whether an installed package is the one that is pinned, to the byte."""
    if package.origin != "installed" or package.version != pin.version:
        return False
    if pin.tree:
        return has_tree(package, pin.tree)
    left = noted(package.path)
    return left is not None and left.sha256 == pin.sha256


def missing(pin: Pin, here: Sequence[Package]) -> str:
    """Return what a user is told where a pinned package is wanted, and others are here or none."""
    what = f"{pin.source}→{pin.target}"
    there = ", ".join(
        f"{one.version}, changed" if one.version == pin.version else one.version
        for one in here
        if one.origin == "installed"
    )
    get = f"`communique models install {pin.source} {pin.target}`"
    gets = f"{get} gets it" if pin.url else "`communique models install --from FILE` installs it"
    return (
        f"{what} {pin.version} is pinned, and is not on this machine"
        f"{f' (installed: {there})' if there else ''}, so nothing is translated {what}; {gets}, "
        f"{get[:-1]} --upgrade` pins the newest instead"
    )


def note(folder: Path, pin: Pin) -> None:
    """Leave a package's pin in its folder, for when no workspace remembers it."""
    (folder / _NOTE).write_text(json.dumps(pin.as_json(), indent=2) + "\n", "utf-8")


def noted(folder: Path) -> Pin | None:
    """Return the pin that was left in a package's folder; None where Argos itself installed it."""
    try:
        return _pin(json.loads((folder / _NOTE).read_text("utf-8")))
    except (OSError, ValueError, RecursionError):
        return None


def keep(path: Path, pin: Pin) -> None:
    """Write a pin into a lock file, in place of that pair's old one; made if it is not there.

    Raises:
        CommuniqueError: it cannot be read or written.
    """
    pins = read(path)
    if pins.get(pin.pair) != pin:
        _write(path, [*(one for one in pins.values() if one.pair != pin.pair), pin])


def forget(path: Path, pair: tuple[str, str]) -> bool:
    """Take a pair's pin out of a lock file; say whether there was one."""
    pins = read(path)
    if pair not in pins:
        return False
    _write(path, [one for one in pins.values() if one.pair != pair])
    return True


def _write(path: Path, pins: Iterable[Pin]) -> None:
    """Write the file whole or not at all: sorted, an entry's fields in lines of their own."""
    entries = [pin.as_json() for pin in sorted(pins, key=lambda pin: pin.pair)]
    text = json.dumps({"version": _VERSION, "packages": entries}, ensure_ascii=False, indent=2)
    new = path.with_name(f".{path.name}.{os.getpid()}.communique")
    try:
        with new.open("w", encoding="utf-8", newline="\n") as file:
            file.write(f"{text}\n")
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError as error:
        raise CommuniqueError(f"cannot be written ({error.strerror})", path) from None
    finally:
        new.unlink(missing_ok=True)
