"""How far humans changed the drafts: edit distance and chrF, for a locale and a package."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import polib

from communique.catalogs.ledger import Draft, Ledger
from communique.catalogs.state import DONE, key_of


@dataclass(frozen=True, slots=True)
class Effort:
    """What reviewing drafts of one package into one locale took.

    ``segments`` were reviewed, ``unchanged`` of them let pass as drafted. ``edited`` is the share
    of characters that had to change (Levenshtein distance by the longer text; 0 none, 1 all),
    over all segments together. ``chrf`` is the drafts' score against the reviewed texts, 0 to
    100 (Popović 2015, as sacreBLEU computes it with its defaults).
    """

    locale: str
    package: str
    segments: int
    unchanged: int
    edited: float
    chrf: float


def reviewed_drafts(
    catalog: Iterable[polib.POEntry], ledger: Ledger
) -> Iterator[tuple[Draft, str]]:
    """Yield each engine's draft with the text that a human let pass in its place."""
    for entry in catalog:
        if entry.obsolete or ledger.state_of(entry) not in DONE:
            continue
        draft = ledger.last_draft(key_of(entry))
        if draft and draft.draft and draft.origin == "engine":
            yield draft, entry.msgstr


def effort(locale: str, package: str, pairs: Iterable[tuple[str, str]]) -> Effort:
    """Measure what became of drafts.

    Args:
        locale: their locale.
        package: what made them, name and version.
        pairs: draft and reviewed text, at least one.
    """
    from rapidfuzz.distance import Levenshtein
    from sacrebleu.metrics.chrf import CHRF

    drafts, finals = zip(*pairs, strict=True)
    changed = sum(map(Levenshtein.distance, drafts, finals))
    length = sum(max(len(one), len(other)) for one, other in zip(drafts, finals, strict=True))
    return Effort(
        locale=locale,
        package=package,
        segments=len(drafts),
        unchanged=sum(one == other for one, other in zip(drafts, finals, strict=True)),
        edited=changed / max(1, length),
        chrf=float(CHRF().corpus_score(list(drafts), [list(finals)]).score),
    )
