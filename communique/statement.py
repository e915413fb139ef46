"""The plain data of the house: a statement, its blocks, its segments."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple


class Kind(StrEnum):
    """What a block is to its reader."""

    TITLE = "title"
    SUBTITLE = "subtitle"
    SUMMARY = "summary"
    CAPTION = "caption"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list item"
    QUOTATION = "quotation"
    TABLE_CELL = "table cell"
    ALT = "alternative text"
    TOOLTIP = "tooltip"
    LABEL = "label"


# A kind whose text is translated by its role carries it as msgctxt; running text never does, so
# that the arrival of another block cannot re-key an entry that a human has reviewed.
_CONTEXTS = {
    Kind.TITLE: "title",
    Kind.SUBTITLE: "subtitle",
    Kind.SUMMARY: "summary",
    Kind.CAPTION: "caption",
    Kind.QUOTATION: "quotation",
    Kind.ALT: "alternative text",
    Kind.TOOLTIP: "tooltip",
    Kind.LABEL: "label",
}


def context_of(kind: Kind) -> str | None:
    """Return the msgctxt of a block's kind, or None where running text needs none."""
    return _CONTEXTS.get(kind)


class Key(NamedTuple):
    """A segment's identity in a catalog: gettext's (msgctxt, msgid)."""

    context: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Segment:
    """What a translator sees as one ``msgid``.

    ``text`` holds inline markup raw, soft line breaks unfolded, a hard break as ``\\n``, and never
    begins or ends with white space. ``note`` is the ``#.`` comment: kind, and the headings above.
    """

    text: str
    context: str | None = None
    note: str = ""

    @property
    def key(self) -> Key:
        """The segment's identity in a catalog."""
        return Key(self.context, self.text)


@dataclass(frozen=True, slots=True)
class Aside:
    """Markup of a block that its segments show in a short form, and where it stands whole.

    ``shown`` is that form (``<a1>``, ``![](map.png)``), ``start`` and ``end`` are offsets in
    ``Statement.source``.
    """

    shown: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """A structural unit of a source, and where its text stands.

    A text inside the markup of another block (an image's description, a link's tooltip) is a block
    too: it follows that block, and stands within its ``start`` and ``end``.

    ``start`` and ``end`` are offsets (in characters) of the text that the segments replace in
    ``Statement.source``. ``gaps`` holds what stood between neighbouring segments, one fewer than
    there are segments. ``indent`` begins each continuation line of the text in the source
    (``"> "``, three spaces). ``style`` is the format's own word for how the text is written there
    (for instance the quoting of a YAML value), and no one else's business. ``asides`` is the markup
    that the segments show in a short form.
    """

    kind: Kind
    start: int
    end: int
    segments: tuple[Segment, ...]
    gaps: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    indent: str = ""
    style: str = ""
    line: int = 1
    asides: tuple[Aside, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One source text, read.

    ``source`` is the decoded text as it stood, all that is not translated included; ``bom`` says
    whether a byte order mark stood before it. ``language`` is a locale identifier as Babel
    writes it (``en``, ``pt_BR``); ``language_from`` tells whence it is known: ``told`` by the
    caller, ``stated`` in the source, the workspace's ``default``, or ``detected``. ``metadata``
    holds the front matter (``title``, ``date``, ``author``, ``tags`` …) as plain values.
    ``segmentation`` names how its segments were cut: the ``level``, and the splitter's version
    where that has a say.
    """

    slug: str
    path: Path
    format: str
    language: str
    source: str
    blocks: tuple[Block, ...]
    metadata: dict[str, Any] = field(default_factory=dict, hash=False)
    level: str = "block"
    bom: bool = False
    segmentation: str = "block"
    language_from: str = "told"

    @property
    def segments(self) -> tuple[Segment, ...]:
        """All segments in document order; the same text may come more than once."""
        return tuple(segment for block in self.blocks for segment in block.segments)

    @property
    def keys(self) -> tuple[Key, ...]:
        """The distinct segments, by their identity in a catalog, in document order."""
        return tuple(dict.fromkeys(segment.key for segment in self.segments))

    @property
    def title_block(self) -> Block | None:
        """The block that names the statement: its title, else its first heading."""
        for wanted in (Kind.TITLE, Kind.HEADING):
            for block in self.blocks:
                if block.kind is wanted and block.segments:
                    return block
        return None

    @property
    def title(self) -> str:
        """The statement's title, as plain as the source has it; the slug where there is none."""
        block = self.title_block
        return block.segments[0].text if block else self.slug


def digest(text: str) -> str:
    """Return a short, stable name for a text: the first 16 hex digits of its SHA-256 (UTF-8)."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
