"""Put drafts into a catalog: fuzzy, with their origin, and only where no human has been."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polib

from communique.catalogs import comments
from communique.catalogs.ledger import Ledger
from communique.catalogs.state import OURS, key_of
from communique.statement import Key


@dataclass(frozen=True, slots=True)
class Filling:
    """A text for a segment, and what its entry says of it (the ``# communique:`` lines)."""

    text: str
    notes: tuple[str, ...] = ()


def gaps(catalog: polib.POFile, ledger: Ledger) -> list[Key]:
    """Return the segments that may be drafted: the empty ones, and those whose text is ours."""
    return [
        key_of(entry) for entry in catalog if not entry.obsolete and ledger.state_of(entry) in OURS
    ]


def fill(catalog: polib.POFile, fillings: Mapping[Key, Filling], ledger: Ledger) -> int:
    """Put texts into their entries, in place.

    Returns:
        How many entries now hold a text other than before.
    """
    changed = 0
    for entry in catalog:
        key = key_of(entry)
        filling = fillings.get(key)
        if entry.obsolete or filling is None:
            continue
        if entry.msgid_plural or ledger.state_of(entry) not in OURS:
            continue  # a human came first, or it is no entry of ours
        if entry.msgstr.strip() and not filling.text:
            comments.set_ours(entry, list(filling.notes))
            continue  # what was drafted once is better than nothing
        changed += entry.msgstr != filling.text
        entry.msgstr = filling.text
        entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
        if filling.text:
            entry.flags.insert(0, "fuzzy")
        entry.previous_msgid = entry.previous_msgctxt = None
        comments.set_ours(entry, list(filling.notes))
    return changed
