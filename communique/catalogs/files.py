"""Reading catalogs, and the one way to write them: locked, compared, atomic, never half done."""

from __future__ import annotations

import logging
import os
import re
import stat
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import polib

from communique.errors import CommuniqueError
from communique.statement import digest

log = logging.getLogger(__name__)

_LOCK_SECONDS = 60
_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Safe:
    """Where writing keeps what it needs: locks, and the replaced versions of every catalog."""

    folder: Path

    def lock(self, path: Path) -> Path:
        """Return the lock file of a catalog."""
        return self.folder / "locks" / f"{digest(str(path.resolve()))}.lock"

    def replaced(self, path: Path, payload: bytes) -> Path:
        """Return where the replaced bytes of a catalog are kept."""
        name = f"{path.stem}.{path.parent.parent.name}.{digest(payload.decode('utf-8', 'replace'))}"
        return self.folder / "replaced" / f"{name}{path.suffix}"


def parse(payload: bytes, path: Path) -> polib.POFile:
    """Parse a catalog.

    Args:
        payload: the file's bytes, UTF-8.
        path: named in errors, not opened.

    Raises:
        CommuniqueError: the bytes are not a catalog; says which line and what to do.
    """
    text = _decode(payload, path)
    _check_lines(text, path)
    try:
        catalog = polib.pofile(
            _respelled(text), wrapwidth=0, check_for_duplicates=True, encoding="utf-8"
        )
    except (OSError, ValueError) as error:
        _refuse(path, str(error))
    if not catalog.metadata and any(not entry.obsolete for entry in catalog):
        raise CommuniqueError('no catalog header (the entry with msgid ""); restore it', path, 1)
    return catalog


# What a line of a catalog may be (gettext manual, "The Format of PO Files"); polib lets more pass,
# and would then write something else than what it read.
_LINE = re.compile(
    r"""\s*(?:\#(?!~)|(?:\#~\s*)?(?:\|\s*)?
        (?:(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d+\])?)\s*)?"(?:[^"\\]|\\.)*"\s*$|\#~\s*$|$)""",
    re.VERBOSE,
)


_KEYWORD = re.compile(r"(?:#~\s*)?(msgctxt|msgid_plural|msgid|msgstr)\b")


def _check_lines(text: str, path: Path) -> None:
    last, place = "msgstr", 1
    for number, line in enumerate(text.split("\n"), 1):
        if not _LINE.match(line):
            raise CommuniqueError(f"not a line of a catalog: {line.strip()[:60]}", path, number)
        keyword = _KEYWORD.match(line)
        if keyword is None:
            continue
        if keyword[1] in ("msgctxt", "msgid") and last in ("msgid", "msgid_plural"):
            break
        last, place = keyword[1], number
    if last != "msgstr":
        raise CommuniqueError("an entry without msgstr: the file is cut or damaged", path, place)


def _respelled(text: str) -> str:
    """Spell the comments that gettext lets pass as polib knows them: ``#,fuzzy``, ``#note``."""
    return re.sub(r"(?m)^#(?=[^\s,.:|~=!])", "# ", re.sub(r"(?m)^#([,.:])(?=\S)", r"#\1 ", text))


def _decode(payload: bytes, path: Path) -> str:
    if payload.startswith(b"\xef\xbb\xbf"):
        raise CommuniqueError(
            "begins with a byte order mark, which gettext refuses; save it as UTF-8 without BOM",
            path,
            1,
        )
    try:
        text = payload.decode("utf-8")
    except UnicodeDecodeError as error:
        line = payload.count(b"\n", 0, error.start) + 1
        raise CommuniqueError("not valid UTF-8; save the catalog as UTF-8", path, line) from None
    if not text.strip():
        raise CommuniqueError("the catalog is empty; delete it, or restore it from git", path)
    return text


def _refuse(path: Path, reason: str) -> NoReturn:
    line = re.search(r"line (\d+)", reason)
    twice = "the same entry twice" if "already exists" in reason else "not a valid catalog"
    raise CommuniqueError(
        f"{twice}; left as it is. Mend it (msgfmt -c shows what is wrong)",
        path,
        int(line.group(1)) if line else None,
    ) from None


def load(path: Path) -> polib.POFile:
    """Read a catalog from disk.

    Raises:
        CommuniqueError: it is missing, unreadable or not a catalog.
    """
    catalog = load_if_any(path)
    if catalog is None:
        raise CommuniqueError("no such catalog; `communique update` makes it", path)
    return catalog


def load_if_any(path: Path) -> polib.POFile | None:
    """Read a catalog from disk; None where there is none.

    Raises:
        CommuniqueError: it is unreadable or not a catalog.
    """
    try:
        return parse(path.read_bytes(), path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CommuniqueError(f"cannot be read ({error.strerror})", path) from None


def dump(catalog: polib.POFile) -> bytes:
    """Return a catalog's bytes: UTF-8, LF, unwrapped, as ``msgcat --no-wrap`` writes it."""
    text = str(catalog).rstrip("\n") + "\n"
    if not catalog.header:
        text = text.removeprefix("#\n")  # polib writes a comment where there is none
    return text.encode("utf-8")


def edit(
    path: Path, change: Callable[[polib.POFile | None], polib.POFile | None], safe: Safe
) -> bool:
    """Change a catalog in place, or make it; the only way this house writes one.

    Args:
        path: the catalog.
        change: gets the catalog as it stands (None where there is none) and returns what it shall
            be, or None to leave it alone. It may be called again if another program saved
            meanwhile, so it must have no other effect.
        safe: where locks and replaced versions are kept.

    Returns:
        Whether the file was written.

    Raises:
        CommuniqueError: the file is not a catalog, or cannot be written. It is left as it was.
    """
    from filelock import FileLock, Timeout

    path = path.resolve()  # a link stays a link
    try:
        lock = safe.lock(path)
        lock.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(lock, timeout=_LOCK_SECONDS):
            return _edit_locked(path, change, safe)
    except Timeout:
        raise CommuniqueError("another run holds this catalog; try again later", path) from None
    except OSError as error:
        at_fault = Path(error.filename) if isinstance(error.filename, str) else path
        raise CommuniqueError(f"cannot be written ({error.strerror})", at_fault) from None


def _edit_locked(
    path: Path, change: Callable[[polib.POFile | None], polib.POFile | None], safe: Safe
) -> bool:
    for _ in range(_ATTEMPTS):
        before = path.read_bytes() if path.exists() else None
        current = None if before is None else parse(before, path)
        spelled_out = None if current is None else dump(current)  # before `change` touches it
        after = change(current)
        if after is None:
            return False
        payload = dump(after)
        if payload in (before, spelled_out):
            return False  # the same catalog, be it wrapped or spelled otherwise
        if replace(path, before, payload, safe):
            return True
        log.info("%s was saved by another program meanwhile; starting again", path)
    raise CommuniqueError("another program keeps saving this catalog; close it and retry", path)


def replace(path: Path, before: bytes | None, payload: bytes, safe: Safe) -> bool:
    """Put ``payload`` in a file's place if the file still holds ``before``.

    Returns:
        False where the file changed meanwhile; then nothing was replaced.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = stat.S_IMODE(path.stat().st_mode) if before is not None else 0o644
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as new:
        try:
            new.write(payload)
            new.flush()
            os.fchmod(new.fileno(), mode)
            os.fsync(new.fileno())
            if before is not None:
                _keep(path, before, safe)
            if (path.read_bytes() if path.exists() else None) != before:
                Path(new.name).unlink()
                return False
            Path(new.name).replace(path)
        except BaseException:
            Path(new.name).unlink(missing_ok=True)
            raise
    _fsync_folder(path.parent)
    return True


def _keep(path: Path, before: bytes, safe: Safe) -> None:
    kept = safe.replaced(path, before)
    kept.parent.mkdir(parents=True, exist_ok=True)
    if kept.exists():
        return
    try:
        os.link(path, kept)
    except OSError:  # another file system, or one without hard links
        kept.write_bytes(before)


def _fsync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
