"""How far a catalog has come: counts by state, and words left."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import polib

from communique.catalogs.ledger import Ledger
from communique.catalogs.state import DONE, State, key_of, state_of


@dataclass(frozen=True, slots=True)
class Coverage:
    """The state of one statement in one locale, in segments; ``words_left`` in source words."""

    slug: str
    locale: str
    counts: dict[State, int] = field(default_factory=dict)
    words_left: int = 0

    @property
    def segments(self) -> int:
        """How many segments there are."""
        return sum(self.counts.values())

    @property
    def counts_by_state(self) -> list[int]:
        """The counts in the order of :class:`State`."""
        return [self.counts.get(state, 0) for state in State]

    @property
    def done(self) -> int:
        """How many a human has let pass."""
        return sum(self.counts.get(state, 0) for state in DONE)


def coverage(catalog: polib.POFile, ledger: Ledger, slug: str, locale: str) -> Coverage:
    """Count a catalog's segments by state."""
    counts: Counter[State] = Counter()
    words = 0
    for entry in catalog:
        if entry.obsolete:
            continue
        state = state_of(entry, ledger.recorded(key_of(entry)))
        counts[state] += 1
        if state not in DONE:
            words += len(entry.msgid.split())
    return Coverage(slug, locale, {state: counts[state] for state in State}, words)
