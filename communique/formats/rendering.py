"""Translations put into a source: every text in its place, everything else to the byte."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from communique.errors import CommuniqueError
from communique.formats.base import Format
from communique.segmentation import join_sentences
from communique.statement import Block, Segment, Statement

_SHOWN = 60


class MissingTranslationError(CommuniqueError, KeyError):
    """A segment of the statement has no text among the translations given to ``render``."""


class _Edit(NamedTuple):
    """What stands between two offsets of the source from now on."""

    start: int
    end: int
    text: str


def render(form: Format, statement: Statement, translations: Mapping[Segment, str]) -> str:
    """Return a statement's source with the translations in it; see ``formats.render``.

    Raises:
        MissingTranslationError: a segment has no translation, or an empty one.
    """
    edits: list[_Edit] = []
    blocks, index = statement.blocks, 0
    while index < len(blocks):
        block, first = blocks[index], index + 1
        index = first
        while index < len(blocks) and blocks[index].start < block.end:
            index += 1
        inner = [_edit(form, each, statement, translations) for each in blocks[first:index]]
        edits.append(_edit(form, block, statement, translations, inner))
    return _spliced(statement.source, 0, len(statement.source), edits)


def _edit(
    form: Format,
    block: Block,
    statement: Statement,
    translations: Mapping[Segment, str],
    inner: Sequence[_Edit] = (),
) -> _Edit:
    """Return what stands in a block's place: what stood there, where its own texts are the same."""
    source, start, end = statement.source, block.start, block.end
    texts = [_translation(segment, block, statement, translations) for segment in block.segments]
    own = [segment.text for segment in block.segments]
    if texts == own:
        return _Edit(start, end, _spliced(source, start, end, inner))
    places = [each.start for each in inner]
    asides = [
        _spliced(
            source, one.start, one.end,
            inner[bisect_left(places, one.start) : bisect_left(places, one.end)],
        )
        for one in block.asides
    ]  # fmt: skip
    text = join_sentences(texts, block.gaps, own) if block.gaps else texts[0]
    return _Edit(start, end, form.write(block, source[start:end], text, asides))


def _spliced(source: str, start: int, end: int, edits: Sequence[_Edit]) -> str:
    """Return a stretch of the source with the edits in it, which are in order and apart."""
    if not edits:
        return source[start:end]
    parts, position = [], start
    for edit in edits:
        parts += [source[position : edit.start], edit.text]
        position = edit.end
    return "".join([*parts, source[position:end]])


def _translation(
    segment: Segment, block: Block, statement: Statement, translations: Mapping[Segment, str]
) -> str:
    found = translations.get(segment, "")
    if found == segment.text:
        return found
    found = found.strip()
    if not found:
        text = segment.text
        shown = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
        raise MissingTranslationError(f"no translation of “{shown}”", statement.path, block.line)
    return found
