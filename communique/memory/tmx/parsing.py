"""The XML of a TMX file, read as a stream by expat, which trusts nobody.

A document type may be named but not bring entities of its own, so that a small file cannot unfold
into a large one and no other file or address is ever read. What has been read is let go: memory
holds one ``tu`` and one block of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, NoReturn
from xml.parsers import expat

from communique.errors import CommuniqueError

_BLOCK = 1 << 16
_LONGEST = 1_000_000
_CODES = {"bpt", "ept", "ph", "it", "ut"}
_MARKUP = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|br|cite|code|del|em|i|img|ins|kbd|mark|q|s|small|span|strong|sub|sup"
    r"|time|u)\b[^<>]*>|[*_~`]{1,3}|!?\[|\]\([^()]*\)",
    re.IGNORECASE,
)
_CHARACTER = re.compile(r"U\+(00[01][0-9A-F]|D[89A-F][0-9A-F]{2}|FFF[EF])")


@dataclass(slots=True)
class Variant:
    """A ``tuv``: a text in one language."""

    language: str
    changed: str
    by: str
    text: str = ""


@dataclass(slots=True)
class Entry:
    """A ``tu``: the same text in several languages. Variants without text are left out."""

    source_language: str
    sentence: bool
    changed: str
    by: str
    variants: list[Variant] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)


def entries(path: Path) -> Iterator[Entry]:
    """Yield the entries of a TMX file.

    Raises:
        CommuniqueError: the file cannot be read, is no TMX, is broken, or declares entities.
    """
    try:
        with path.open("rb") as stream:
            yield from _parsed(path, stream)
    except OSError as error:
        raise CommuniqueError(f"cannot be read ({error.strerror})", path) from None


def _parsed(path: Path, stream: BinaryIO) -> Iterator[Entry]:
    reader = _Reader(path)
    last = False
    while not last:
        block = stream.read(_BLOCK)
        last = not block
        yield from reader.feed(block, last)


class _Reader:
    """Builds entries from what expat reports."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._done: list[Entry] = []
        self._root = False
        self._source_language = ""
        self._entry: Entry | None = None
        self._variant: Variant | None = None
        self._text: list[str] | None = None  # of the seg or prop that is open
        self._kind = ""  # of that prop, or of the code that is open
        self._code: list[str] = []
        self._depth = 0  # of elements in a code, itself included
        self._size = 0
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.EntityDeclHandler = self._entity
        self._parser.SkippedEntityHandler = self._entity

    def feed(self, block: bytes, last: bool) -> list[Entry]:
        """Read a block and return the entries that end in it."""
        try:
            self._parser.Parse(block, last)
        except expat.ExpatError as error:
            reason = expat.ErrorString(error.code)
            self._refuse(f"the XML is broken ({reason}); export the file again", error.lineno)
        except (LookupError, ValueError):
            self._refuse("the encoding cannot be read; save the file as UTF-8", 1)
        done, self._done = self._done, []
        return done

    def _refuse(self, message: str, line: int | None = None) -> NoReturn:
        raise CommuniqueError(message, self._path, line or self._parser.CurrentLineNumber) from None

    def _entity(self, *_: object) -> None:
        self._refuse("entities are not read, they can hide other text; export the file again")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._root and name != "tmx":
            self._refuse(f"not a TMX file: it begins with <{name[:40]}>")
        self._root = True
        if self._depth:
            self._depth += 1
        elif name in _CODES and self._text is not None:
            self._depth, self._kind, self._code = 1, attributes.get("type", ""), []
        elif name == "header":
            self._source_language = attributes.get("srclang", "")
        elif name == "tu":
            self._entry = self._new_entry(attributes)
        elif name == "tuv":
            language = attributes.get("xml:lang") or attributes.get("lang") or ""
            self._variant = Variant(language, *_change(attributes))
        elif name in {"seg", "prop"}:
            self._text, self._kind, self._size = [], attributes.get("type", ""), 0

    def _new_entry(self, attributes: dict[str, str]) -> Entry:
        language = attributes.get("srclang") or self._source_language
        return Entry(language, attributes.get("segtype") == "sentence", *_change(attributes))

    def _end(self, name: str) -> None:
        if self._depth:
            self._depth -= 1
            if not self._depth and self._text is not None:
                self._text.append(_flat(self._kind, "".join(self._code)))
        elif name in {"seg", "prop"} and self._text is not None:
            self._keep(name, "".join(self._text))
            self._text = None
        elif name == "tuv" and self._entry and self._variant:
            if self._variant.language and self._variant.text.strip():
                self._entry.variants.append(self._variant)
            self._variant = None
        elif name == "tu" and self._entry:
            self._done.append(self._entry)
            self._entry = None

    def _keep(self, name: str, text: str) -> None:
        if name == "seg" and self._variant:
            self._variant.text = text
        elif name == "prop" and self._entry and not self._variant:
            self._entry.properties.setdefault(self._kind, text)

    def _characters(self, text: str) -> None:
        if self._text is None or self._depth > 1:
            return
        self._size += len(text)
        if self._size > _LONGEST:
            self._refuse(f"a segment has more than {_LONGEST:,} characters")
        (self._code if self._depth else self._text).append(text)


def _change(attributes: dict[str, str]) -> tuple[str, str]:
    """Return when something last changed and who did it, as far as it says so."""
    return (
        attributes.get("changedate") or attributes.get("creationdate") or "",
        attributes.get("changeid") or attributes.get("creationid") or "",
    )


def _flat(kind: str, code: str) -> str:
    """Return what stands for an inline code in plain text."""
    character = _CHARACTER.fullmatch(code) if kind == "x-character" else None
    if character:
        return chr(int(character[1], 16))
    if kind == "lb":
        return "\n"
    return code if _MARKUP.fullmatch(code) else ""
