"""Source formats: a file in, a statement of blocks and segments out, and translations put back."""

from __future__ import annotations

import re
import unicodedata
from functools import partial
from typing import TYPE_CHECKING

from communique.errors import CommuniqueError, UsageError
from communique.formats import html, markdown, rendering, text
from communique.formats.base import Format, Piece, note_of
from communique.formats.decode import read_text
from communique.formats.languages import language_of
from communique.formats.rendering import MissingTranslationError
from communique.language.scripts import html_tag
from communique.segmentation import Splitter
from communique.statement import Block, Segment, Statement, context_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    _Cut = Callable[[str], list[str]]

__all__ = ["FORMATS", "LEVELS", "SUFFIXES", "MissingTranslationError", "read", "render", "slug_of"]

FORMATS: tuple[Format, ...] = (markdown.FORMAT, html.FORMAT, text.FORMAT)
SUFFIXES: tuple[str, ...] = tuple(suffix for each in FORMATS for suffix in each.suffixes)
LEVELS = ("block", "sentence")
_RESERVED = "communique"
_BY_SUFFIX = {suffix: each for each in FORMATS for suffix in each.suffixes}
_BY_NAME = {each.name: each for each in FORMATS}


def read(
    path: Path,
    *,
    language: str | None = None,
    level: str = "block",
    default: str | None = None,
    splitter: Splitter | None = None,
) -> Statement:
    """Read a source file.

    Args:
        path: a file whose suffix is one of ``SUFFIXES``.
        language: its locale identifier; where None, what the file states or its text shows.
        default: what it is taken to be where neither it nor the file says.
        level: ``block``, or ``sentence`` for one segment per sentence.
        splitter: what cuts sentences; where None, the one that knows no abbreviations but its own.

    Raises:
        CommuniqueError: the file cannot be read, is no UTF-8, or holds nothing to translate.
        UsageError: unknown suffix, level or language, or a name that yields no slug.
    """
    if level not in LEVELS:
        raise UsageError(f"unknown level {level!r}: use one of {', '.join(LEVELS)}")
    slug, form = slug_of(path), _format_of(path)
    source, bom = read_text(path)
    scan = form.scan(source, path)
    if not scan.pieces:
        raise CommuniqueError("the statement is empty: nothing in it can be translated", path)
    texts = (piece.text for piece in scan.pieces)
    locale, whence = language_of(language, scan.language, default, texts, path)
    splitter = splitter or Splitter()
    cut = partial(splitter, language=locale) if level == "sentence" else None
    blocks = _blocks(scan.pieces, source, cut)
    return Statement(
        slug,
        path,
        form.name,
        locale,
        source,
        blocks,
        dict(scan.metadata),
        level=level,
        bom=bom,
        segmentation=level if level == "block" else f"{level}, {splitter.version_for(locale)}",
        language_from=whence,
    )


def render(
    statement: Statement, translations: Mapping[Segment, str], *, language: str | None = None
) -> str:
    """Return the statement's source with each segment's text replaced by its translation.

    Whatever is not text stays as it is, to the byte; so does a block whose translations equal its
    segments. Segments equal by value share a translation.

    Args:
        statement: the source, read.
        translations: a text for each of its segments.
        language: the locale of the translations; where given, a result that says what language it
            is in (``language:`` in the front matter, ``<html lang>``) says this one.

    Raises:
        MissingTranslationError: a segment has no translation, or an empty one.
    """
    form = _BY_NAME[statement.format]
    text = rendering.render(form, statement, translations)
    return text if language is None else form.relabel(text, html_tag(language))


def slug_of(path: Path) -> str:
    """Return the slug, ``[a-z0-9-]+``, that a statement takes from its file's name.

    Raises:
        UsageError: nothing is left of the name, or it is one that is not free.
    """
    plain = unicodedata.normalize("NFKD", path.stem).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if not slug:
        raise UsageError("the name yields no slug: use Latin letters or digits in it", path)
    if slug == _RESERVED:
        raise UsageError(f"the name {_RESERVED!r} is the project's own: rename the file", path)
    return slug


def _format_of(path: Path) -> Format:
    form = _BY_SUFFIX.get(path.suffix.lower())
    if form is None:
        raise UsageError(f"unknown format {path.suffix!r}: use one of {', '.join(SUFFIXES)}", path)
    return form


def _blocks(pieces: tuple[Piece, ...], source: str, cut: _Cut | None) -> tuple[Block, ...]:
    """Turn pieces into blocks, of one segment each, or of sentences where they are to be cut."""
    blocks: list[Block] = []
    line, position = 1, 0
    for piece in pieces:
        line += source.count("\n", position, piece.start)
        position = piece.start
        blocks.append(_block(piece, line, cut))
    return tuple(blocks)


def _block(piece: Piece, line: int, cut: _Cut | None) -> Block:
    texts, gaps = ([piece.text], ()) if cut is None else _sentences(piece.text, cut)
    note = note_of(piece.kind, piece.headings, piece.hints)
    context = context_of(piece.kind)
    return Block(
        piece.kind,
        piece.start,
        piece.end,
        tuple(Segment(each, context, note) for each in texts),
        gaps,
        piece.headings,
        piece.indent,
        piece.style,
        line,
        piece.asides,
    )


def _sentences(whole: str, cut: _Cut) -> tuple[list[str], tuple[str, ...]]:
    """Cut a text into sentences without outer white space, and what stands between them."""
    pieces = cut(whole)
    texts = [piece.strip() for piece in pieces]
    ends = [piece[len(piece.rstrip()) :] for piece in pieces]
    starts = [piece[: len(piece) - len(piece.lstrip())] for piece in pieces]
    gaps = tuple(end + start for end, start in zip(ends, starts[1:], strict=False))
    return texts, gaps
