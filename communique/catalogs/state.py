"""The state of a segment, decided in one place from catalog, ledger and source."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import StrEnum

import polib

from communique.statement import Key, digest


class State(StrEnum):
    """How far a segment's translation has come. DESIGN.md, "States of a segment"."""

    EMPTY = "empty"
    DRAFT = "draft"
    IN_WORK = "in work"
    STALE = "stale"
    REVIEWED = "reviewed"
    APPROVED = "approved"


#: The states whose text a human has let pass.
DONE = frozenset({State.REVIEWED, State.APPROVED})
#: The states whose text is ours, or none: they may be drafted anew.
OURS = frozenset({State.EMPTY, State.DRAFT})


def decide(
    text: str,
    *,
    fuzzy: bool,
    previous: bool,
    recorded: Collection[str],
    approved: bool = False,
) -> State:
    """Return the state of a segment.

    Args:
        text: its msgstr.
        fuzzy: whether the entry carries the fuzzy flag.
        previous: whether the entry carries ``#| msgid``: its source changed under a human's text.
        recorded: digests of the texts that the ledger recorded as ours for this very segment.
        approved: whether an approval covers exactly this source and text.
    """
    if not text.strip():
        return State.EMPTY
    if not fuzzy:
        return State.APPROVED if approved else State.REVIEWED
    if previous:  # drafts never carry it, so this is what a human let pass for another source
        return State.STALE
    return State.DRAFT if digest(text) in recorded else State.IN_WORK


def key_of(entry: polib.POEntry) -> Key:
    """Return a catalog entry's identity."""
    return Key(entry.msgctxt, entry.msgid)


def by_key(
    entries: Iterable[polib.POEntry],
) -> tuple[dict[Key, polib.POEntry], list[polib.POEntry]]:
    """Return entries by their identity, and those that are the second of one, both in order."""
    first: dict[Key, polib.POEntry] = {}
    twins = [entry for entry in entries if first.setdefault(key_of(entry), entry) is not entry]
    return first, twins


def state_of(entry: polib.POEntry, recorded: Collection[str], *, approved: bool = False) -> State:
    """Return the state of a catalog entry; see :func:`decide`.

    The templates of this house have no plurals; what a human wrote in one counts all the same.
    """
    return decide(
        entry.msgstr or "".join(entry.msgstr_plural.values()),
        fuzzy=entry.fuzzy,
        previous=bool(entry.previous_msgid),
        recorded=recorded,
        approved=approved,
    )
