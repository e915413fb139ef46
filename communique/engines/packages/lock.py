"""``communique.lock.json``: which packages a workspace translates with, to the byte."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from communique.errors import CommuniqueError

FILE = "communique.lock.json"
_VERSION = 1
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
    version = content.get("version") if isinstance(content, dict) else None
    if version != _VERSION:
        raise CommuniqueError(
            f"is a lock file of version {version!r}; this communique knows {_VERSION}", path
        )
    try:
        pins = [_pin(entry) for entry in content["packages"]]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CommuniqueError(f"has an entry that is none ({error!r})", path) from None
    return {pin.pair: pin for pin in pins}


def _pin(entry: dict[str, Any]) -> Pin:
    texts = {name: str(entry[name]) for name in ("from", "to", "version", "sha256")}
    if len(texts["sha256"]) != 64 or not set(texts["sha256"]) <= set("0123456789abcdef"):
        raise ValueError(f"no SHA-256: {texts['sha256']}")
    return Pin(
        texts["from"], texts["to"], texts["version"], texts["sha256"],
        int(entry["size"]), str(entry.get("url", "")), str(entry.get("tree", "")),
    )  # fmt: skip


def note(folder: Path, pin: Pin) -> None:
    """Leave a package's pin in its folder, for when no workspace remembers it."""
    (folder / _NOTE).write_text(json.dumps(pin.as_json(), indent=2) + "\n", "utf-8")


def noted(folder: Path) -> Pin | None:
    """Return the pin that was left in a package's folder; None where Argos itself installed it."""
    try:
        return _pin(json.loads((folder / _NOTE).read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
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
