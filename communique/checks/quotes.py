"""Quotations: as many as in the source, in whatever marks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from communique.checks.base import Severity, Unit, register
from communique.language import quotes

if TYPE_CHECKING:
    from collections.abc import Iterator


_ANY = re.compile(r"[\"＂«»“”„‟「」『』‹›]|``|''")
_DOUBLE = re.compile(r"[\"＂«»“”„‟「」『』]")
_MEASURE = re.compile(r"(?<=\d)[\"”]")
_IN_A_WORD = re.compile(r"(?<=[^\W\d_])[\"”“](?=[^\W\d_])")
# A single mark at a word's edge may open or close a quotation, or be an apostrophe.
_EDGE = re.compile(r"(?<!\w)['‘’‚](?=\w)|(?<=[\w.,;!?…])['’](?!\w)|(?<=\s)['‘’](?=\s)")

# A title or a name: one language puts it between marks, another in italics, or leaves it bare.
_TITLE = re.compile(r"[\"«“„]\s?((?=[A-ZÀ-ÖØ-ÞĀ-ſЀ-Я])[^\"«»“”„.,;:!?\n]+)[\"»”“]")
_TITLE_WORDS = 6
# “No,” she said, “never.”: English closes the quotation before "she said", others do not.
_INTERRUPTED = re.compile(r"[,.;:!?…—][\"”»]\s?[^\"“”«»\n]{2,120}\s(?=[\"“«])")


@register("quotes", Severity.WARNING)
def look(unit: Unit) -> Iterator[str]:
    """Compare how many quotations the texts hold; what may be apostrophes is not held against."""
    if not _ANY.search(unit.source_prose) and not _ANY.search(unit.target_prose):
        return
    fewest, most = _count(unit.source_prose)
    least, greatest = _count(unit.target_prose)
    if greatest < fewest:
        yield f"quotations: {fewest} in the source, {greatest} in the translation"
    elif least > most:
        yield f"quotations: {most} in the source, {least} in the translation"
    elif _unpaired(unit.target_prose) and not _unpaired(unit.source_prose):
        yield "a quotation is opened and not closed, or closed and not opened"


def _count(text: str) -> tuple[int, int]:
    fewest, most = quotes.count(text)
    titles = sum(len(found.split()) <= _TITLE_WORDS for found in _TITLE.findall(text))
    return max(0, fewest - titles - len(_INTERRUPTED.findall(text))), most + len(
        _EDGE.findall(text)
    )


def _unpaired(text: str) -> bool:
    """Whether a text has an odd number of double marks, inches and acronyms aside."""
    marks = len(_DOUBLE.findall(_IN_A_WORD.sub("", text)))
    return bool(marks % 2 and (marks - len(_MEASURE.findall(text))) % 2)
