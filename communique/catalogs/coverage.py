"""How far a catalog has come: counts by state, and words left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polib

from communique.catalogs.ledger import Ledger
from communique.catalogs.state import DONE, State, key_of
from communique.statement import Key


@dataclass(frozen=True, slots=True)
class Coverage:
    """The state of one statement in one locale, in segments; ``words_left`` in source words."""

    slug: str
    locale: str
    counts: dict[State, int] = field(default_factory=dict)
    words_left: int = 0

    @property
    def counts_by_state(self) -> list[int]:
        """The counts in the order of :class:`State`."""
        return [self.counts.get(state, 0) for state in State]


def states(
    keys: Iterable[Key], catalog: polib.POFile | None, ledger: Ledger
) -> dict[Key, tuple[State, str]]:
    """Return the state and the text of each segment that a statement has *now*.

    A segment that its catalog does not know, because there is none yet or because the source
    changed since the last update, is empty.
    """
    live = {key_of(entry): entry for entry in catalog or () if not entry.obsolete}
    found: dict[Key, tuple[State, str]] = {}
    for key in keys:
        entry = live.get(key)
        if entry is None or not entry.msgstr.strip():
            found[key] = State.EMPTY, ""
        else:
            found[key] = ledger.state_of(entry), entry.msgstr
    return found


def coverage(found: Mapping[Key, tuple[State, str]], slug: str, locale: str) -> Coverage:
    """Count segments by state."""
    counts = Counter(state for state, _ in found.values())
    words = sum(len(key.text.split()) for key, (state, _) in found.items() if state not in DONE)
    return Coverage(slug, locale, {state: counts[state] for state in State}, words)
