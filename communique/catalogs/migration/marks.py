"""What a migration says of a text that it retired: what it was, so that a later change is seen."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import polib

from communique.catalogs import comments
from communique.catalogs.ledger import Ledger
from communique.catalogs.merging import threeway
from communique.catalogs.migration.cover import Pieces
from communique.catalogs.state import OURS, State, key_of
from communique.statement import Key, digest

#: What our line in a piece says, where its whole was corrected after it was cut.
CORRECTED = "the text below, obsolete, was corrected after the migration: see that this agrees"
_MARK = re.compile(r"(approved|reviewed), then migrated \(([0-9a-f]{8})\)")


class Mark(NamedTuple):
    """The state that a text had when a migration retired it, and the digest of what it was."""

    state: State
    text: str

    def holds_for(self, entry: polib.POEntry) -> bool:
        """Whether an entry's text is still what it was."""
        return _short(entry.msgstr) == self.text


def mark(entry: polib.POEntry, state: State) -> None:
    """Let a retired entry that a human had let pass say what it was, in place."""
    comments.set_ours(entry, [f"{state}, then migrated ({_short(entry.msgstr)})"])


def mark_of(entry: polib.POEntry) -> Mark | None:
    """Return what a migration said of an entry when it retired it, if it did."""
    for line in comments.ours(entry):
        if found := _MARK.fullmatch(line):
            return Mark(State(found[1]), found[2])
    return None


def tell_of_changes(catalog: polib.POFile, ledger: Ledger) -> int:
    """Make fuzzy, in place, what was made of a text that was changed after the migration.

    Another clone may have corrected the block while this one cut it; a merge then leaves the
    correction among the obsolete entries, where nobody looks.

    Returns:
        how many entries.
    """
    live = {key_of(entry): entry for entry in catalog if not entry.obsolete}
    told: dict[Key, polib.POEntry] = {}
    for entry in catalog.obsolete_entries():
        made = _changed_since(entry, live, ledger, catalog.metadata.get("X-Segmentation", ""))
        for key in made:
            if ledger.state_of(live[key]) not in OURS and entry.msgstr not in live[key].msgstr:
                told[key] = live[key]
        if made:
            said = mark_of(entry)
            mark(entry, said.state if said else State.REVIEWED)
    for entry in told.values():
        threeway.make_fuzzy(entry)
        lines = comments.ours(entry)
        comments.set_ours(entry, [*(one for one in lines if one != CORRECTED), CORRECTED])
    return len(told)


def _changed_since(
    entry: polib.POEntry, live: Mapping[Key, polib.POEntry], ledger: Ledger, segmentation: str
) -> Sequence[Key]:
    """Return what a retired entry was made into, if its text was changed afterwards.

    A merge that takes the other side's text takes its comment too, so that the mark is gone: then
    it is one that was cut into sentences, by no update, and that does not say what they say.
    """
    said = mark_of(entry)
    if not threeway.translated(entry) or (said is not None and said.holds_for(entry)):
        return ()
    if said is not None:
        return _made_of(key_of(entry), live)
    if entry.fuzzy or not segmentation.startswith("sentence"):
        return ()
    made = [key for key in _made_of(key_of(entry), live) if key.text in entry.msgid]
    cut = [live[key].msgstr for key in made if not ledger.is_carried_to(key)]
    same = "".join("".join(cut).split()) == "".join(entry.msgstr.split())
    return () if len(made) < 2 or len(cut) < len(made) or same or not all(cut) else made


def _made_of(key: Key, live: Collection[Key]) -> Sequence[Key]:
    """Return the live segments that a retired one was cut into, or that it is part of."""
    near = [one for one in live if one.context == key.context]
    spans = Pieces([one.text for one in near]).cover(key.text)
    if spans:
        return [Key(key.context, key.text[start:end]) for start, end in spans]
    return [one for one in near if key.text in one.text]


def _short(text: str) -> str:
    return digest(text.strip())[:8]
