"""Unpacking a package: an archive of unknown origin, trusted with nothing."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import unicodedata
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from communique.errors import CommuniqueError

_CHUNK = 1024 * 1024
_DRIVE = re.compile(r"[A-Za-z]:")
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 0x1
_LONGEST = 200  # characters of a path
_METADATA = re.compile(r"[^/]+/metadata\.json")
# What zipfile raises over an archive that is none; RecursionError is a RuntimeError.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
_MAC = "__MACOSX"  # what the Finder adds beside; never unpacked
# What is unpacked, of the package's folder: the rest (sentence splitters, mostly) is baggage.
_WANTED = re.compile(
    r"metadata\.json|sentencepiece\.model|bpe\.model|(README|LICENSE)[^/]*|model/.+"
)


@dataclass(frozen=True, slots=True)
class Caps:
    """How large an archive may be: entries, bytes unpacked, and how many times its own size."""

    entries: int = 2000
    size: int = 3 * 1024**3
    ratio: int = 40


def unpack(archive: Path, folder: Path, caps: Caps = Caps()) -> None:
    """Unpack what a package needs into an empty folder, without the archive's own top folder.

    Everything is checked before anything is written, and what is written is counted.

    Args:
        archive: a zip file.
        folder: where the files go.
        caps: how large it may be.

    Raises:
        CommuniqueError: it is no zip file, it is damaged, or it is an attack; says which.
        OSError: it cannot be read, or the files cannot be written.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            entries = opened.infolist()
            _check_sizes(entries, archive, caps)
            for entry in entries:
                _check_entry(entry)
            chosen = _chosen(entries)
            for name, entry in chosen.items():
                _write(opened, entry, folder / name)
    except _BROKEN as error:
        raise refused(f"it is no zip file, or a damaged one ({error})") from None


def peek(archive: Path) -> tuple[tuple[str, str], str] | None:
    """Return the codes and the version that an archive claims, before anything is believed.

    None where it does not say; :func:`unpack` says why.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            named = (name for name in opened.namelist() if _METADATA.fullmatch(name))
            with opened.open(next(named)) as file:
                meta = json.loads(file.read(_CHUNK))
        return (str(meta["from_code"]), str(meta["to_code"])), str(meta["package_version"])
    except (StopIteration, *_BROKEN, OSError, ValueError, KeyError, TypeError):
        return None


def refused(why: str) -> CommuniqueError:
    """Return what a user is told of a package that does not get in."""
    return CommuniqueError(f"this package is refused: {why}")


def _check_sizes(entries: list[zipfile.ZipInfo], archive: Path, caps: Caps) -> None:
    packed, unpacked = archive.stat().st_size, sum(entry.file_size for entry in entries)
    if len(entries) > caps.entries:
        raise refused(f"it holds {len(entries)} files; {caps.entries} are the most")
    if unpacked > caps.size:
        raise refused(f"it unpacks to {unpacked} bytes; {caps.size} are the most")
    if unpacked > caps.ratio * packed + _CHUNK:
        raise refused(
            f"it unpacks to {unpacked // max(1, packed)} times its size, as a zip bomb does; "
            f"{caps.ratio} times is the most"
        )
    if sum(entry.compress_size for entry in entries) > packed:
        raise refused("its files overlap, as those of a zip bomb do")


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.orig_filename
    shown = ascii(name)
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        what = "a link" if kind == stat.S_IFLNK else "a device or the like"
        raise refused(f"{shown} is {what}")
    if entry.flag_bits & _ENCRYPTED:
        raise refused(f"{shown} is encrypted")
    if entry.compress_type not in _METHODS:
        raise refused(f"{shown} is packed by an unusual method; stored or deflated is expected")
    if name.startswith(("/", "\\")) or _DRIVE.match(name):
        raise refused(f"{shown} is an absolute path")
    parts = name.removesuffix("/").split("/")
    if "\\" in name or any(part in ("", ".", "..") for part in parts):
        raise refused(f"{shown} leads out of its folder, or is no plain path")
    if len(name) > _LONGEST or not _is_plain(name):
        raise refused(f"{shown} is no plain name")


def _is_plain(name: str) -> bool:
    """Whether a name is what it looks like: no controls, no look-alikes that normalise to others.

    What cannot be written in UTF-8 counts as no character at all.
    """
    if unicodedata.normalize("NFKC", name) != name:
        return False
    return not any(unicodedata.category(char).startswith("C") for char in name)


def _chosen(entries: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Return the files to unpack, by their path inside the package's folder."""
    entries = [one for one in entries if one.filename.split("/")[0] != _MAC]
    counts = Counter(one.filename.removesuffix("/").casefold() for one in entries)
    for name, count in counts.items():
        if count > 1:
            raise refused(f"it holds {name!a} {count} times")
    files = [one for one in entries if not one.is_dir()]
    _check_no_file_is_a_folder(files)
    tops = sorted({one.filename.split("/")[0] for one in entries})
    if len(tops) != 1 or any("/" not in one.filename for one in files):
        raise refused(
            f"a package is one folder with everything in it; here are {len(tops)} at the top "
            f"({', '.join(tops[:3])})"
        )
    inside = {one.filename.partition("/")[2]: one for one in files}
    return {name: one for name, one in inside.items() if _WANTED.fullmatch(name)}


def _check_no_file_is_a_folder(files: list[zipfile.ZipInfo]) -> None:
    names = {one.filename.casefold() for one in files}
    for name in names:
        if any(str(parent) in names for parent in PurePosixPath(name).parents):
            raise refused(f"{name!a} lies in what is a file")


def _write(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path) -> None:
    """Write one file, no longer than the archive said it is, and see it to the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with opened.open(entry) as source, path.open("xb") as target:
        shutil.copyfileobj(source, target, _CHUNK)
        if target.tell() > entry.file_size:
            raise refused(f"{entry.filename!a} is longer than the archive says")
        target.flush()
        os.fsync(target.fileno())
