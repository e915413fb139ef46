"""From a file's bytes to text, or to a message that says which line to mend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.errors import CommuniqueError

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 20 * 1024 * 1024
MAX_LINES = 500_000
_BOM = b"\xef\xbb\xbf"


def read_text(path: Path) -> tuple[str, bool]:
    """Return a file's text, line ends as they stand, and whether a byte order mark stood first.

    Raises:
        CommuniqueError: no such file, unreadable, too large, empty, not UTF-8, or with NUL bytes.
    """
    data = _bytes_of(path)
    bom = data.startswith(_BOM)
    if bom:
        data = data[len(_BOM) :]
    text = _decode(data, path)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise CommuniqueError("a NUL byte; this is not a text file: save it as UTF-8", path, line)
    if max(text.count("\n"), text.count("\r")) > MAX_LINES:
        message = f"more than {MAX_LINES} lines: split the statement, or remove what is no text"
        raise CommuniqueError(message, path)
    if not text.strip():
        raise CommuniqueError("the statement is empty: write its text first", path)
    return text, bom


def _bytes_of(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            message = (
                f"larger than {MAX_BYTES >> 20} MB: split the statement, or remove what is no text"
            )
            raise CommuniqueError(message, path)
        return path.read_bytes()
    except FileNotFoundError:
        raise CommuniqueError("no such file", path) from None
    except OSError as error:
        raise CommuniqueError(f"cannot be read: {error.strerror}", path) from error


def _decode(data: bytes, path: Path) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        bad = data[error.start]
        message = f"byte 0x{bad:02X} is not UTF-8: save the file again with the encoding UTF-8"
        raise CommuniqueError(message, path, line) from None
