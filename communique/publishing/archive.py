"""Zip archives that are the same bytes for the same content, and that nobody need trust unseen."""

from __future__ import annotations

import filecmp
import hashlib
import json
import os
import re
import stat
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from communique.errors import CommuniqueError
from communique.publishing import manifest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)  # what a zip archive can tell
_LATEST = datetime(2107, 12, 31, tzinfo=UTC)
_LEVEL = 9
_UNIX = 3
_MODE = stat.S_IFREG | 0o644
_UNSAFE = re.compile(r"[\\\x00-\x1f\x7f\ud800-\udfff]")
_CHUNK = 1 << 20
_END = 22  # bytes of the record that ends an archive without a comment
_MANIFEST_LIMIT = 1 << 26  # bytes; a hundred thousand files
_TOLD = 20  # problems of an archive


def member(path: str) -> str:
    """Return the name that a file has in an archive, and where it is unpacked: always inside.

    Raises:
        CommuniqueError: it is absolute, leads upwards, or is no name on every system.
    """
    parts = [part for part in path.split("/") if part not in {"", "."}]
    if path.startswith("/") or not parts or ".." in parts or _UNSAFE.search(path):
        raise CommuniqueError(f"“{shown(path)}” is no name for a file in a bundle; rename the file")
    return "/".join(parts)


def shown(text: str) -> str:
    """Return a text of unknown origin as it may be shown in a terminal."""
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text)


def write(target: Path, members: Iterable[tuple[str, bytes]], when: datetime) -> bool:
    """Write an archive, in one step; one that would be the same again is left as it is.

    The bytes depend on the arguments only, and on the version of zlib.

    Args:
        target: the archive.
        members: names and contents, in the order that they are to have.
        when: the moment that every file in it bears.

    Returns:
        Whether the archive is another than before.

    Raises:
        CommuniqueError: it cannot be written; the one before it stands.
    """
    new = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            _fill(new, members, when)
            if target.is_file() and filecmp.cmp(new, target, shallow=False):
                return False
            new.replace(target)
        finally:
            new.unlink(missing_ok=True)
    except OSError as error:
        raise CommuniqueError(f"cannot be written ({error.strerror})", target) from None
    return True


def _fill(path: Path, members: Iterable[tuple[str, bytes]], when: datetime) -> None:
    moment = min(max(when.astimezone(UTC), _EARLIEST), _LATEST)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members:
            info = zipfile.ZipInfo(member(name), moment.timetuple()[:6])
            info.create_system = _UNIX
            info.external_attr = _MODE << 16
            archive.writestr(info, content, zipfile.ZIP_DEFLATED, _LEVEL)


def sha256(path: Path) -> str:
    """Return the digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class Verified:
    """What an archive is, and what is wrong with it.

    Args:
        path: the archive.
        problems: what is wrong; nothing, if it is what its manifest says.
        scope: ``statement`` or ``release``; "" if that cannot be told.
        site: the name of whose statements these are, as it says itself.
        editions: slug, locale and state of each edition.
        files: how many files it holds.
        sha256: of the archive itself, to be compared with what its maker tells.
    """

    path: Path
    problems: tuple[str, ...]
    scope: str = ""
    site: str = ""
    editions: tuple[tuple[str, str, str], ...] = ()
    files: int = 0
    sha256: str = ""


def verify(path: Path) -> Verified:
    """Say whether an archive holds what its manifest says: all of it, unchanged, nothing else.

    It unpacks nothing, and needs neither a workspace nor a network.

    Raises:
        CommuniqueError: it cannot be read at all.
    """
    try:
        digest = sha256(path)
        with zipfile.ZipFile(path) as archive:
            if not _is_bare(path):
                return Verified(path, ("holds more than a zip archive",), sha256=digest)
            return _verified(path, archive, digest)
    except (zipfile.BadZipFile, zlib.error, EOFError):
        return Verified(path, ("is no zip archive, or a damaged one",))
    except OSError as error:
        raise CommuniqueError(f"cannot be read ({error.strerror})", path) from None


def _is_bare(path: Path) -> bool:
    """Whether nothing stands before or after the archive, for a program to take for another."""
    with path.open("rb") as file:
        begins = file.read(4) == b"PK\x03\x04"
        file.seek(-_END, os.SEEK_END)
        return begins and file.read(4) == b"PK\x05\x06"


def _verified(path: Path, archive: zipfile.ZipFile, digest: str) -> Verified:
    names = Counter(info.filename for info in archive.infolist())
    wrong = list(islice(_misnamed(archive, names), _TOLD))
    value, more = _manifest(archive)
    wrong += more
    if value is None or wrong:
        return Verified(path, tuple(wrong), files=len(names), sha256=digest)
    files = value["files"]
    wrong += islice(_differences(archive, files), _TOLD)
    editions = {(one["slug"], one["locale"], one["state"]) for one in files if "slug" in one}
    return Verified(
        path, tuple(wrong), value["scope"], shown(value["site"]), tuple(sorted(editions)),
        len(files), digest,
    )  # fmt: skip


def _misnamed(archive: zipfile.ZipFile, names: Counter[str]) -> Iterator[str]:
    """Yield what could do harm when it is unpacked."""
    for info in archive.infolist():
        mode = info.external_attr >> 16
        if not _is_safe(info.orig_filename):
            yield f"“{shown(info.orig_filename)}” is no safe name"
        elif stat.S_IFMT(mode) not in {0, stat.S_IFREG}:
            yield f"“{shown(info.filename)}” is no plain file"
    twice = (name for name, times in names.items() if times > 1)
    yield from (f"“{shown(name)}” is there twice" for name in twice)


def _is_safe(name: str) -> bool:
    try:
        return member(name) == name
    except CommuniqueError:
        return False


def _manifest(archive: zipfile.ZipFile) -> tuple[dict[str, Any] | None, list[str]]:
    try:
        with archive.open(manifest.NAME) as file:
            content = file.read(_MANIFEST_LIMIT + 1)
    except KeyError:
        return None, [f"has no {manifest.NAME}: it is no bundle"]
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        return None, [f"{manifest.NAME} cannot be read ({error})"]
    if len(content) > _MANIFEST_LIMIT:
        return None, [f"{manifest.NAME} is too large"]
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return None, [f"{manifest.NAME} is no JSON"]
    return value, [shown(one) for one in islice(manifest.problems(value), _TOLD)]


def _differences(archive: zipfile.ZipFile, files: list[dict[str, Any]]) -> Iterator[str]:
    """Yield where an archive and its manifest differ."""
    listed = Counter(one["path"] for one in files)
    yield from (f"“{shown(path)}” is listed twice" for path, n in listed.items() if n > 1)
    held = set(archive.namelist())
    for one in files:
        path = one["path"]
        if path not in held:
            yield f"“{shown(path)}” is missing"
        elif wrong := _changed(archive, one):
            yield f"“{shown(path)}” {wrong}"
    more = sorted(held - set(listed) - {manifest.NAME})
    yield from (f"“{shown(path)}” is in no manifest" for path in more)


def _changed(archive: zipfile.ZipFile, one: Mapping[str, Any]) -> str:
    """Say what is wrong with a file; read no more of it than it may have."""
    found, size = hashlib.sha256(), 0
    try:
        with archive.open(one["path"]) as file:
            while size <= one["bytes"] and (chunk := file.read(_CHUNK)):
                found.update(chunk)
                size += len(chunk)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        return f"cannot be read ({shown(str(error))})"
    if size != one["bytes"] or found.hexdigest() != one["sha256"]:
        return "is not what the manifest says (it was changed or damaged)"
    return ""
