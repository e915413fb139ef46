"""An anatomy for machines; the package's docstring describes the shape."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from communique.language.scripts import direction, endonym

if TYPE_CHECKING:
    from pathlib import Path

    from communique.anatomy.parts import Anatomy, Cut, Part
    from communique.statement import Statement

_WHENCE = {
    "told": "as told",
    "stated": "stated in the source",
    "default": "the workspace’s default",
    "detected": "detected, not stated",
}
_LINE_ENDS = {"\n": "lf", "\r\n": "crlf", "\r": "cr"}


def as_json(anatomy: Anatomy) -> dict[str, Any]:
    """Return an anatomy as plain values that JSON can hold."""
    statement = anatomy.statement
    return {
        "slug": statement.slug,
        "path": shown_path(statement.path),
        "format": statement.format,
        "title": statement.title,
        "language": statement.language,
        "language_from": statement.language_from,
        "direction": direction(statement.language),
        "level": statement.level,
        "segmentation": statement.segmentation,
        "splitter": anatomy.splitter,
        "bom": statement.bom,
        "line_ends": line_ends(statement.source),
        "counts": anatomy.counts,
        "blocks": [_block(part) for part in anatomy.parts],
        "segments": [
            {"number": cut.number} | _place(part) | _text(cut)
            for part in anatomy.parts
            for cut in part.cuts
        ],
    }


def spoken(statement: Statement) -> str:
    """Say a statement's language and whence it is known: ``es (Spanish, español), as told``."""
    from babel import Locale

    language = statement.language
    names = [Locale.parse(language).get_display_name("en"), endonym(language)]
    told = ", ".join(dict.fromkeys(name for name in names if name))
    return f"{language} ({told}), {_WHENCE[statement.language_from]}"


def line_ends(source: str) -> str:
    """Name what ends the lines of a source: ``lf``, ``crlf``, ``cr``, ``mixed`` or ``none``."""
    found = {_LINE_ENDS[end] for end in re.findall(r"\r\n|\r|\n", source)}
    return "mixed" if len(found) > 1 else next(iter(found), "none")


def shown_path(path: Path) -> str:
    """Return a path as text that can be written as UTF-8, whatever bytes the file's name has."""
    return str(path).encode("utf-8", "replace").decode("utf-8")


def _block(part: Part) -> dict[str, Any]:
    block = part.block
    return _place(part) | {
        "headings": list(block.headings),
        "segments": [
            {"number": cut.number}
            | _text(cut)
            | {
                "sentences": [
                    {"start": one.start, "end": one.end, "text": one.text} for one in cut.sentences
                ]
            }
            for cut in part.cuts
        ],
    }


def _place(part: Part) -> dict[str, Any]:
    block = part.block
    return {"kind": str(block.kind), "line": block.line, "start": block.start, "end": block.end}


def _text(cut: Cut) -> dict[str, Any]:
    segment = cut.segment
    return {"context": segment.context, "note": segment.note, "text": segment.text}
