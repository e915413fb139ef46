"""The versions that meet in a merge, and what follows an edited block from one to the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polib

from communique.catalogs import comments
from communique.catalogs.merging import threeway
from communique.catalogs.merging.threeway import forms, payload, previous, restated, translated
from communique.catalogs.state import by_key, key_of
from communique.statement import Key

# A draft whose source was edited leaves no trace in the new entry but its likeness (0 to 100).
_ALIKE = 70.0

#: Whether an entry's text is a human's.
IsHuman = Callable[[polib.POEntry], bool]


@dataclass(slots=True, eq=False)
class Side:
    """One version of a catalog, by key.

    ``twins`` are second entries of one key, obsolete; ``live`` the live keys in their order as
    the catalog had them, whatever the merge moves in ``entries``.
    """

    entries: dict[Key, polib.POEntry]
    twins: list[polib.POEntry]
    live: list[Key]
    metadata: Mapping[str, str]

    def is_live(self, key: Key) -> bool:
        """Whether there is a live entry of this key."""
        return key in self.entries and not self.entries[key].obsolete

    @property
    def age(self) -> tuple[object, ...]:
        """What decides which of two versions is newer; the same for the same version."""
        return (
            threeway.created(self.metadata),
            [threeway.order_of(key) for key in self.live],
            threeway.revised(self.metadata),
            [sorted(forms(entry).items()) for entry in self.entries.values()],
        )


def side_of(catalog: polib.POFile | None) -> Side:
    """Return a catalog by key; an empty side where there is none."""
    entries, twins = by_key(sorted(catalog or (), key=is_obsolete))
    live = [key for key, entry in entries.items() if not entry.obsolete]
    return Side(entries, twins, live, {} if catalog is None else catalog.metadata)


def is_obsolete(entry: polib.POEntry) -> bool:
    """Whether an entry's source has gone; to sort by."""
    return bool(entry.obsolete)


def is_by_hand(before: polib.POEntry, after: polib.POEntry, is_human: IsHuman) -> bool:
    """Whether a human has changed an entry: its text, or the comment."""
    if payload(before) != payload(after) and is_human(after):
        return True
    return comments.human(after) not in ("", comments.human(before))


def follow(base: Side, ours: Side, theirs: Side, is_human: IsHuman) -> int:
    """Bring what one side wrote for a source to where the other side's update put that block.

    The sides are changed in place: an entry moves to its new key, stale. The base learns what
    the update made of its entries, so that only what a human changed counts as changed.

    Returns:
        How many entries moved.
    """
    ways = ((ours, theirs), (theirs, ours))
    moved = sum(_follow_texts(base, updated, worker, is_human) for updated, worker in ways)
    return moved + sum(_follow_drafts(base, updated, worker, is_human) for updated, worker in ways)


def _follow_texts(base: Side, updated: Side, worker: Side, is_human: IsHuman) -> int:
    """Follow a human's text that the update carried to an edited source."""
    left = [key for key in base.live if key not in updated.entries]
    moved = 0
    for key, entry in updated.entries.items():
        if entry.obsolete or key in base.entries:
            continue
        origin = _origin(base, left, entry)
        if origin is None:
            continue
        if key not in worker.entries:
            if not worker.is_live(origin) or not is_human(worker.entries[origin]):
                continue
            _move(worker, origin, entry)
            moved += 1
        elif origin in worker.entries or not entry.previous_msgid:
            continue
        if is_human(base.entries[origin]):  # a draft that was let pass is a change
            base.entries[key] = threeway.recast(base.entries[origin], entry)
    return moved


def _origin(base: Side, left: list[Key], entry: polib.POEntry) -> Key | None:
    """Return which of the entries that an update left behind the new one was made of.

    It is the one that ``#| msgid`` names, or one that was stale for the same source already; else
    one with the same text.
    """
    named = previous(entry)
    found = [key for key in left if named and named in (key, previous(base.entries[key]))]
    same = [
        key
        for key in found or left
        if translated(entry) and forms(base.entries[key]) == forms(entry)
    ]
    return next(iter([*same, *found]), None)


def _follow_drafts(base: Side, updated: Side, worker: Side, is_human: IsHuman) -> int:
    """Follow likeness, where the source of a draft was edited while a human reviewed it."""
    orphans = [
        key
        for key in worker.live
        if key in worker.entries
        and key not in updated.entries
        and base.is_live(key)
        and is_human(worker.entries[key])
        and is_by_hand(base.entries[key], worker.entries[key], is_human)
    ]
    fresh = [
        key
        for key in updated.live
        if key not in base.entries
        and key not in worker.entries
        and not is_human(updated.entries[key])
    ]
    pairs = threeway.alike(orphans, fresh, _ALIKE)
    for origin, key in pairs:
        _move(worker, origin, updated.entries[key])
    return len(pairs)


def _move(worker: Side, origin: Key, target: polib.POEntry) -> None:
    """Put the worker's entry under the source it was edited to, in the same place."""
    moved = (key_of(target), restated(worker.entries[origin], target))
    worker.entries = dict(
        moved if key == origin else (key, entry) for key, entry in worker.entries.items()
    )
