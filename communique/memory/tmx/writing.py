"""Writing TMX 1.4b: the same units give the same bytes, at whatever time."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from communique import __version__
from communique.errors import CommuniqueError
from communique.language import unfit
from communique.language.scripts import html_tag
from communique.memory.unit import Unit, moment

# What a parser would change: the ends of lines.
_KEPT = {"\r": "&#13;"}


def write(
    file: Path | BinaryIO,
    units: Iterable[Unit],
    *,
    source_language: str,
    tool: str = "communique",
    tool_version: str | None = None,
) -> int:
    """Write units as TMX, one ``tu`` each, in the order given.

    Inline markup stays raw text. A character that XML cannot hold becomes a ``ph`` of the type
    ``x-character`` in a segment, from which :func:`read` restores it, and U+FFFD elsewhere.

    Args:
        file: a file, replaced at once when all is written, or a binary stream.
        units: what to write; read one by one.
        source_language: the locale most sources are in, for the header.
        tool: the name of the tool for the header.
        tool_version: its version; that of this package if None.

    Returns:
        How many units were written.

    Raises:
        CommuniqueError: the file cannot be written.
    """
    head = _head(source_language, tool, __version__ if tool_version is None else tool_version)
    if not isinstance(file, Path):
        return _pour(file, head, units, source_language)
    try:
        return _replace(file, head, units, source_language)
    except OSError as error:
        raise CommuniqueError(f"cannot write the memory ({error.strerror})", file) from None


def _replace(path: Path, head: str, units: Iterable[Unit], source_language: str) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            count = _pour(stream, head, units, source_language)
        Path(name).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
    return count


def _pour(stream: BinaryIO, head: str, units: Iterable[Unit], source_language: str) -> int:
    stream.write(head.encode())
    count = 0
    for unit in units:
        count += 1
        stream.write("".join(_tu(unit, source_language)).encode())
    stream.write(b"  </body>\n</tmx>\n")
    return count


def _head(source_language: str, tool: str, tool_version: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<tmx version="1.4">\n'
        f"  <header creationtool={_value(tool)} creationtoolversion={_value(tool_version)}"
        ' segtype="paragraph" o-tmf="communique" adminlang="en"'
        f' srclang={_value(html_tag(source_language))} datatype="plaintext"/>\n'
        "  <body>\n"
    )


def _tu(unit: Unit, source_language: str) -> Iterator[str]:
    other = unit.source_language != source_language
    source = f" srclang={_value(html_tag(unit.source_language))}" if other else ""
    yield f'    <tu{source} segtype="{"sentence" if unit.sentence else "paragraph"}">\n'
    if unit.context is not None:
        yield _prop("x-context", unit.context)
    yield _prop("x-origin", unit.origin)
    if unit.approved:
        yield _prop("x-approved", "yes")
    yield _tuv(unit.source_language, unit.source, "")
    yield _tuv(unit.locale, unit.target, _changed(unit))
    yield "    </tu>\n"


def _tuv(locale: str, text: str, attributes: str) -> str:
    tag = _value(html_tag(locale))
    return (
        f"      <tuv xml:lang={tag}{attributes}>\n        <seg>{_seg(text)}</seg>\n      </tuv>\n"
    )


def _changed(unit: Unit) -> str:
    when = moment(unit.changed)
    date = f' changedate="{when:%Y%m%dT%H%M%SZ}"' if when else ""
    return date + (f" changeid={_value(unit.by)}" if unit.by else "")


def _prop(kind: str, text: str) -> str:
    clean = escape(unfit.XML.sub("\ufffd", text), _KEPT)
    return f'      <prop type="{kind}">{clean}</prop>\n'


def _seg(text: str) -> str:
    return unfit.XML.sub(
        lambda match: f'<ph type="x-character">U+{ord(match[0]):04X}</ph>', escape(text, _KEPT)
    )


def _value(text: str) -> str:
    return quoteattr(unfit.XML.sub("\ufffd", text), _KEPT)
