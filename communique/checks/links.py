"""Links: none lost or added, and each leads where the source's does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from communique.checks.base import Severity, Unit, listed, register
from communique.checks.pieces import Pieces, read
from communique.checks.urls_emails import exchanged

if TYPE_CHECKING:
    from collections.abc import Iterator

_ANY = re.compile(r"\]\(|\]\[|<(?:a|img)\s", re.IGNORECASE)


@register("links", Severity.ERROR)
def lost(unit: Unit) -> Iterator[str]:
    """Count links and images apart, Markdown's and HTML's; no texts belong in their markup."""
    if (both := _both(unit)) is None:
        return
    ours, theirs = both
    if strange := set(theirs.labels) - set(ours.labels):
        yield (
            f"{listed(f'[{one}]' for one in sorted(strange))} leads nowhere: translate the first "
            "bracket of a link, keep the second as it is in the source"
        )
    else:
        yield from _counted("links", ours.links, theirs.links)
        yield from _counted("images", ours.images, theirs.images)
    if len(ours.worded) < len(theirs.worded):
        words = [one for one in theirs.worded if one not in ours.worded]
        yield (
            f"{listed(words or theirs.worded)}: descriptions of images and titles of links are "
            "entries of their own: leave the link or image as the source shows it"
        )


def _counted(what: str, ours: list[str], theirs: list[str]) -> Iterator[str]:
    if len(ours) != len(theirs):
        yield f"{what}: {len(ours)} in the source, {len(theirs)} in the translation"


@register("link_targets", Severity.WARNING)
def moved(unit: Unit) -> Iterator[str]:
    """Compare where links lead; a page's own address in the target language will do."""
    if (both := _both(unit)) is None:
        return
    ours, theirs = ([*one.links, *one.images] for one in both)
    if len(ours) != len(theirs):
        return
    if said := exchanged((ours, unit.source_language), (theirs, unit.locale)):
        yield f"links lead elsewhere: {said}"


def _both(unit: Unit) -> tuple[Pieces, Pieces] | None:
    """The pieces of source and target; None where neither has a link."""
    if not _ANY.search(unit.source) and not _ANY.search(unit.target):
        return None
    return read(unit.source, unit.source), read(unit.target, unit.source)
