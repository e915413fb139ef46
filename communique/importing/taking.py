"""A web page or a pasted text in, the draft of a statement out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from communique.errors import CommuniqueError, UsageError
from communique.importing import inputs, pages, pasted, ready, telling
from communique.importing.draft import Draft, Warned
from communique.importing.parts import Form, leaves
from communique.language.locales import parse_locale

if TYPE_CHECKING:
    from pathlib import Path

PAGES = (".html", ".htm", ".xhtml")
MARKDOWN = (".md", ".markdown")
TEXTS = (".txt", ".text", *MARKDOWN)
SUFFIXES = (*PAGES, *TEXTS)
_SHOWN = 3


def take(
    data: bytes, path: Path, *, language: str | None = None, default: str | None = None
) -> Draft:
    """Return the draft of a statement.

    Args:
        data: what the file holds.
        path: its name, whose suffix says what it is: a page or a text.
        language: its locale identifier; where None, what the page states or its text shows.
        default: what a text that states nothing is taken to be.

    Raises:
        CommuniqueError: it cannot be read, or holds no text.
        UsageError: an unknown suffix or language.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        known = ", ".join(SUFFIXES)
        raise UsageError(f"cannot import {suffix or 'a name without suffix'}: use {known}", path)
    told = _locale(language) if language else None
    page = suffix in PAGES
    source = inputs.text_of(data, path, page=page)
    return pages.drafted(source, path, told) if page else _text(source, path, told, default)


def _text(source: str, path: Path, told: str | None, default: str | None) -> Draft:
    reader = ready if path.suffix.lower() in MARKDOWN else pasted
    apart = reader.taken_apart(source, path)
    every = tuple(leaves(apart.nodes))
    removed = {number: proposal.why for number, proposal in apart.proposals.items()}
    kept = [leaf for leaf in every if leaf.number not in removed]
    if not any(leaf.plain.strip() for leaf in kept):
        raise CommuniqueError("no text in it that a statement could have: paste it again", path)
    title = next((leaf for leaf in kept if leaf.form is Form.HEADING and leaf.level == 1), None)
    shown = telling.language([leaf.plain for leaf in kept], told, default, "the workspace")
    told_by_site = apart.proposals.values()
    metadata = {
        "title": title.plain if title else telling.title(told_by_site),
        **telling.dates(
            telling.said(telling.datelines(kept, title), shown.language),
            telling.published(told_by_site, shown.language),
        ),
        "author": telling.author(told_by_site),
        "language": shown.language,
    }
    quoted = [leaf.plain for leaf in kept if leaf.number in apart.announced]
    warnings = (*shown.warnings, *_of_quotations(quoted))
    return Draft.of(apart.nodes, metadata, removed, title, shown.by, warnings)


def _of_quotations(texts: Sequence[str]) -> list[Warned]:
    """Ask to look at the quotations that only a colon before them shows."""
    if not texts:
        return []
    shown = ", ".join(f"“{text[:30]}…”" for text in texts[:_SHOWN])
    more = f" and {len(texts) - _SHOWN} more" if len(texts) > _SHOWN else ""
    message = f"taken for quotations, because the line above ends with a colon: {shown}{more}"
    return [Warned(message)]


def _locale(code: str) -> str:
    try:
        return str(parse_locale(code))
    except UsageError:
        raise UsageError(f"unknown language {code!r}: use a code such as en or pt-BR") from None
