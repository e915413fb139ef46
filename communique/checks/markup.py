"""Inline markup: emphasis, HTML tags, images and footnotes, as the source has them."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from communique.checks.base import Severity, Unit, difference, listed, register
from communique.checks.pieces import Pieces, is_numbered, read

if TYPE_CHECKING:
    from collections.abc import Iterator

_ANY = re.compile(r"[*_~<\[]")
# Tags that a translator may add, in pairs and without attributes, where the source has tags.
_OWN = {"b", "bdi", "br", "em", "i", "q", "s", "small", "strong", "sub", "sup", "u"}
# The marks of an emphasis as characters, which a text shows where CommonMark sees no emphasis.
_SEEN = {
    "**…**": re.compile(r"\*\*[^*]+\*\*|__[^_]+__"),
    "*…*": re.compile(r"\*[^*]+\*|(?<!\w)_[^_]+_(?!\w)"),
    "~~…~~": re.compile(r"~~[^~]+~~"),
}


@register("markup", Severity.ERROR)
def look(unit: Unit) -> Iterator[str]:
    """Compare what of each kind there is, and that it nests; where it stands is the translator's
    to say.
    """
    if not _ANY.search(unit.source) and not _ANY.search(unit.target):
        return
    ours, theirs = read(unit.source, unit.source), read(unit.target, unit.source)
    missing, extra = ours.counts - theirs.counts, _added(ours, theirs)
    if said := difference(missing.elements(), extra.elements()):
        yield said + _unseen(missing, theirs)
    elif theirs.unpaired and not ours.unpaired:
        yield (
            f"{listed(dict.fromkeys(theirs.unpaired))} stands without its pair: each tag opens "
            "before it closes, and an inner one closes before the outer one"
        )
    if hollow := theirs.hollow - ours.hollow:
        yield f"nothing stands in {listed(hollow)}: put it round the words that it belongs to"
    if is_numbered(unit.source):
        yield from _dressed(ours, theirs)


def _added(ours: Pieces, theirs: Pieces) -> Counter[str]:
    """What a translation has beyond its source, but for what it may have."""
    extra = theirs.counts - ours.counts
    has_tags = any(name.startswith("<") for name in ours.counts)
    for name in list(extra):
        own = has_tags and name.strip("</>") in _OWN
        dressed = len(theirs.dressed.get(name, ())) > len(ours.dressed.get(name, ()))
        if (own and not dressed) or _is_literal(name, ours):
            del extra[name]
    return extra


def _is_literal(name: str, pieces: Pieces) -> bool:
    """Say whether the marks of an emphasis stand in a text as characters."""
    return name in _SEEN and _SEEN[name].search(pieces.literal) is not None


def _unseen(missing: Counter[str], theirs: Pieces) -> str:
    """A hint where marks are there, but are no emphasis to a reader of Markdown."""
    marks = [name for name in missing if _is_literal(name, theirs)]
    if not marks:
        return ""
    return (
        f" ({listed(marks)} would be seen as it is written: put punctuation and spaces that are "
        "next to a mark outside the emphasis, or put a space between the mark and the word outside)"
    )


def _dressed(ours: Pieces, theirs: Pieces) -> Iterator[str]:
    """A numbered tag with attributes is none of the source's, and would be seen as it is."""
    for name, tags in theirs.dressed.items():
        if name in ours.counts:
            yield f"{listed(tags)}: write {name}, its attributes are kept for you"
