"""From a statement and a reviewed catalog to an edition."""

from __future__ import annotations

from collections.abc import Mapping

from communique.editions.edition import Edition, EditionState
from communique.formats import render
from communique.statement import Block, Key, Kind, Segment, Statement, digest

_TEXT_FIELDS = {Kind.TITLE: "title", Kind.SUBTITLE: "subtitle", Kind.SUMMARY: "summary"}


def source_edition(statement: Statement) -> Edition:
    """Return the edition in the statement's own language: the source as it is."""
    return _edition(
        statement,
        statement.language,
        {segment: segment.text for segment in statement.segments},
        EditionState.SOURCE,
    )


def assemble(
    statement: Statement,
    locale: str,
    texts: Mapping[Key, str],
    *,
    unreviewed: int = 0,
    packages: tuple[str, ...] = (),
) -> Edition:
    """Return a statement's edition in a locale.

    Args:
        statement: the source.
        locale: the target.
        texts: a translation for each of the statement's keys.
        unreviewed: how many of them no human has let pass; any makes the edition a draft.
        packages: what drafted those.

    Raises:
        CommuniqueError: a segment has no translation.
    """
    translations = {s: texts[s.key] for s in statement.segments if s.key in texts}
    state = EditionState.DRAFT if unreviewed else EditionState.REVIEWED
    return _edition(
        statement, locale, translations, state, unreviewed=unreviewed, packages=packages
    )


def _edition(
    statement: Statement,
    locale: str,
    translations: Mapping[Segment, str],
    state: EditionState,
    *,
    unreviewed: int = 0,
    packages: tuple[str, ...] = (),
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
        metadata=statement.metadata | fields,
        unreviewed=unreviewed,
        segments=len(statement.keys),
        packages=packages,
        source_hash=digest(statement.source),
        folder=statement.path.parent,
    )


def _text(block: Block, translations: Mapping[Segment, str]) -> str:
    parts = [translations[segment] for segment in block.segments]
    gaps = (*block.gaps, "")
    return "".join(part + gap for part, gap in zip(parts, gaps, strict=False))
