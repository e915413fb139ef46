"""From a page's bytes to its text, in the encoding that it states; or a message what to do."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from communique.errors import CommuniqueError
from communique.formats.decode import MAX_BYTES

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_STATED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.IGNORECASE)
_STATED_WITHIN = 4096
# What browsers take these names for.
_MEANT = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252",
          "ascii": "cp1252", "iso-8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030",
          "ks_c_5601-1987": "cp949", "euc-kr": "cp949", "shift_jis": "cp932"}  # fmt: skip


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        CommuniqueError: no such file, unreadable, or too large.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise too_large(path)
        return path.read_bytes()
    except FileNotFoundError:
        raise CommuniqueError("no such file", path) from None
    except OSError as error:
        raise CommuniqueError(f"cannot be read: {error.strerror}", path) from None


def too_large(path: Path) -> CommuniqueError:
    """Return the error of a file that no statement can be as large as."""
    return CommuniqueError(
        f"larger than {MAX_BYTES >> 20} MB: save the page without its pictures, or its text only",
        path,
    )


def text_of(data: bytes, path: Path, *, page: bool) -> str:
    """Return the text of a file: UTF-8, or what a byte order mark or a page's own words say.

    Args:
        data: the bytes.
        path: the file's name, for messages.
        page: whether it is a web page, which may state its encoding.

    Raises:
        CommuniqueError: too large, in no known encoding, with NUL bytes, or empty.
    """
    if len(data) > MAX_BYTES:
        raise too_large(path)
    text = _decoded(data, path, page=page)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise CommuniqueError("a NUL byte; this is not a text file: save it as UTF-8", path, line)
    if not text.strip():
        raise CommuniqueError("nothing in it to import: the file is empty", path)
    return text


def _decoded(data: bytes, path: Path, *, page: bool) -> str:
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _in(data[len(bom) :], name, path)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        stated = _STATED.search(data[:_STATED_WITHIN]) if page else None
        return _in(data, stated[1].decode("ascii") if stated else "utf-8", path)


def _in(data: bytes, name: str, path: Path) -> str:
    try:
        return data.decode(_MEANT.get(name.lower(), name))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = (
            f"byte 0x{data[error.start]:02X} is not {name.upper()}: "
            "save the file again with the encoding UTF-8"
        )
        raise CommuniqueError(message, path, line) from None
    except (LookupError, UnicodeError, ValueError):  # "undefined", "idna" are codecs too
        message = f"states an unknown encoding {name!r}: save the page again as UTF-8"
        raise CommuniqueError(message, path) from None
