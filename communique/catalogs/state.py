"""The state of a segment, decided in one place from catalog, ledger and source."""

from __future__ import annotations

from collections.abc import Collection
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
    if not text:
        return State.EMPTY
    if not fuzzy:
        return State.APPROVED if approved else State.REVIEWED
    if digest(text) in recorded:
        return State.DRAFT
    return State.STALE if previous else State.IN_WORK


def key_of(entry: polib.POEntry) -> Key:
    """Return a catalog entry's identity."""
    return Key(entry.msgctxt, entry.msgid)


def state_of(entry: polib.POEntry, recorded: Collection[str], *, approved: bool = False) -> State:
    """Return the state of a catalog entry; see :func:`decide`."""
    return decide(
        entry.msgstr,
        fuzzy=entry.fuzzy,
        previous=bool(entry.previous_msgid),
        recorded=recorded,
        approved=approved,
    )
