"""Editions as papers for the printer: what a document needs to know of an edition and its site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.publishing import notices, pages
from communique.publishing.documents.paper import Paper, Remark
from communique.publishing.words import words_for

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from communique.publishing.shelf import Entry, Shelf


def paper(shelf: Shelf, entry: Entry, body: str, images: Mapping[str, Path]) -> Paper:
    """Return an edition as a document has it; no remark to its reader is left out.

    Args:
        shelf: the site.
        entry: the edition.
        body: its text, as sanitised HTML.
        images: the files that travel with it, by the names that the text gives them.

    Raises:
        CommuniqueError: it is a draft without its original.
    """
    words = words_for(entry.edition.locale)
    listed = pages.listed(shelf, entry.path, entry)
    facts = [*notices.standing(entry.edition), *notices.moments(entry.edition)]
    return Paper(
        slug=entry.edition.slug,
        tag=entry.tag,
        direction=entry.direction,
        title=entry.title,
        subtitle=listed["subtitle"],
        summary=listed["summary"],
        dateline=listed["date"],
        byline=words.around.names(listed["authors"]).striptags(),
        site=shelf.title,
        remarks=tuple(_remark(shelf, entry, one) for one in notices.remarks(shelf, entry)),
        standing=tuple(notices.in_a_line(one, words) for one in facts),
        body=body,
        images=images,
        published=entry.edition.published,
        url=shelf.url(entry.path) or "",
    )


def _remark(shelf: Shelf, entry: Entry, said: notices.Told) -> Remark:
    original = shelf.original(entry)
    link = shelf.url(original.path) if original and said.label else None
    text = notices.space(words_for(entry.edition.locale)).join(filter(None, (said.text, said.more)))
    return Remark(text, link or "", said.label if link else "")
