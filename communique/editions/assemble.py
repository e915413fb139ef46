"""From a statement and a reviewed catalog to an edition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from communique.editions.edition import Edition, EditionState
from communique.formats import render
from communique.statement import Block, Key, Kind, Segment, Statement, digest

_TEXT_FIELDS = {Kind.TITLE: "title", Kind.SUBTITLE: "subtitle", Kind.SUMMARY: "summary"}


def source_edition(statement: Statement, **more: Any) -> Edition:
    """Return the edition in the statement's own language: the source as it is.

    Args:
        statement: the source.
        more: what the house says of the edition: ``rank``, ``prevails``.
    """
    return _edition(
        statement,
        statement.language,
        {segment: segment.text for segment in statement.segments},
        EditionState.SOURCE,
        more,
    )


def assemble(
    statement: Statement,
    locale: str,
    texts: Mapping[Key, str],
    *,
    unreviewed: int = 0,
    packages: tuple[str, ...] = (),
    **more: Any,
) -> Edition:
    """Return a statement's edition in a locale.

    Args:
        statement: the source.
        locale: the target.
        texts: a translation for each of the statement's keys.
        unreviewed: how many of them no human has let pass; any makes the edition a draft.
        packages: what drafted those.
        more: what the house says of the edition: ``rank``, ``prevails``, ``translators``.

    Raises:
        CommuniqueError: a segment has no translation.
    """
    translations = {s: texts[s.key] for s in statement.segments if s.key in texts}
    state = EditionState.DRAFT if unreviewed else EditionState.REVIEWED
    counted = {"unreviewed": unreviewed, "packages": packages}
    return _edition(statement, locale, translations, state, counted | more)


def words_of(statement: Statement) -> str:
    """Return the digest of all that a source says."""
    return _digest(statement, {segment: segment.text for segment in statement.segments})


def _digest(statement: Statement, translations: Mapping[Segment, str]) -> str:
    """Return the digest of all words, however they are cut into segments and spaced."""
    blocks = (_text(block, translations) for block in statement.blocks)
    return digest("\0".join("".join(text.split()) for text in blocks))


def _edition(
    statement: Statement,
    locale: str,
    translations: Mapping[Segment, str],
    state: EditionState,
    more: Mapping[str, Any],
) -> Edition:
    fields = {
        _TEXT_FIELDS[block.kind]: _text(block, translations)
        for block in statement.blocks
        if block.kind in _TEXT_FIELDS
    }
    heading = statement.title_block
    language = None if locale == statement.language else locale
    return Edition(
        slug=statement.slug,
        locale=locale,
        source_locale=statement.language,
        state=state,
        format=statement.format,
        title=_text(heading, translations) if heading else statement.slug,
        text=render(statement, translations, language=language),
        metadata=_public(statement.metadata) | fields,
        segments=len(statement.keys),
        source_hash=digest(statement.source),
        words=_digest(statement, translations),
        source_words=words_of(statement),
        folder=statement.path.parent,
        translations=tuple(_pairs(translations)),
        **more,
    )


def _public(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what concerns the house alone."""
    return {name: value for name, value in metadata.items() if name != "embargo"}


def _pairs(translations: Mapping[Segment, str]) -> Iterator[tuple[Key, str]]:
    yield from {segment.key: text for segment, text in translations.items()}.items()


def _text(block: Block, translations: Mapping[Segment, str]) -> str:
    parts = [translations[segment] for segment in block.segments]
    gaps = (*block.gaps, "")
    return "".join(part + gap for part, gap in zip(parts, gaps, strict=False))
