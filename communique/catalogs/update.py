"""The update: carry a catalog over to the source as it is now, and lose no human's word."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polib
from babel import Locale

from communique.catalogs import comments
from communique.catalogs.ledger import Ledger
from communique.catalogs.state import OURS, key_of, state_of
from communique.catalogs.template import empty_catalog
from communique.statement import Key

# Two blocks are the same one, edited, where their texts are this much alike (0 to 100): between
# the same neighbours a rewritten sentence is enough, elsewhere it has to be a clear likeness.
_ALIKE_IN_PLACE = 45.0
_ALIKE_ELSEWHERE = 70.0
# How many vanished entries on either side are looked at for one new entry: keeps the work linear.
_WINDOW = 20


@dataclass(slots=True)
class UpdateResult:
    """What an update did to one catalog, in entries."""

    kept: int = 0
    new: int = 0
    stale: int = 0
    revived: int = 0
    obsolete: int = 0
    dropped: int = 0

    @property
    def changed(self) -> bool:
        """Whether the catalog's messages are others than before."""
        return bool(self.new or self.stale or self.revived or self.obsolete or self.dropped)


def update(
    old: polib.POFile | None, pot: polib.POFile, locale: Locale, ledger: Ledger
) -> tuple[polib.POFile, UpdateResult]:
    """Return the catalog for a template, with everything a human wrote carried over.

    Unchanged text is kept as it stands. Where a block was edited, the human's text stays with its
    new source, fuzzy, with ``#| msgid`` of what the human translated. What has left the source
    becomes obsolete, and is revived when exactly the same source returns. Machine drafts of
    vanished text are dropped.

    Args:
        old: the catalog as it stands; not modified. None makes a new one.
        pot: the template.
        locale: the catalog's locale.
        ledger: tells drafts from human text.
    """
    result = UpdateResult()
    catalog = empty_catalog(pot, locale)
    if old is None:
        catalog.extend(_fresh(entry) for entry in pot)
        result.new = len(pot)
        return catalog, result
    catalog.header = old.header
    catalog.metadata = dict(old.metadata) | _missing(old.metadata, catalog.metadata)
    live = {key_of(entry): entry for entry in old if not entry.obsolete}
    retired: dict[Key, polib.POEntry] = {}
    twins = []
    for entry in old.obsolete_entries():
        if retired.setdefault(key_of(entry), entry) is not entry:
            twins.append(entry)
    origins = _origins(list(live), [key_of(entry) for entry in pot])
    for entry in pot:
        key = key_of(entry)
        if key in live:
            catalog.append(_kept(entry, live.pop(key)))
            result.kept += 1
        elif key in retired:
            catalog.append(_kept(entry, retired.pop(key)))
            result.revived += 1
        else:
            before = live.get(origins[key]) if key in origins else None
            if before is not None and _is_human(before, ledger):
                catalog.append(_stale(entry, before))
                live.pop(origins[key])
                result.stale += 1
            else:
                catalog.append(_fresh(entry))
                result.new += 1
    _retire(catalog, [*retired.values(), *twins], live.values(), ledger, result)
    if result.changed:
        catalog.metadata["POT-Creation-Date"] = pot.metadata["POT-Creation-Date"]
    return catalog, result


def _missing(have: dict[str, str], full: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in full.items() if name not in have}


def _is_human(entry: polib.POEntry, ledger: Ledger) -> bool:
    if state_of(entry, ledger.recorded(key_of(entry))) not in OURS:
        return True
    return bool(comments.human(entry))


def _fresh(entry: polib.POEntry) -> polib.POEntry:
    return polib.POEntry(
        msgctxt=entry.msgctxt,
        msgid=entry.msgid,
        comment=entry.comment,
        occurrences=entry.occurrences,
    )


def _kept(entry: polib.POEntry, before: polib.POEntry) -> polib.POEntry:
    """Return the old entry with all it has, under what the template says of it now."""
    after = copy.copy(before)
    after.flags = list(before.flags)
    after.comment, after.occurrences = entry.comment, entry.occurrences
    after.obsolete = False
    if not after.fuzzy:
        _forget_previous(after)
        if comments.ours(after):
            comments.set_ours(after, [])
    return after


def _stale(entry: polib.POEntry, before: polib.POEntry) -> polib.POEntry:
    """Return the entry of an edited block: the human's text under the new source, fuzzy."""
    after = _kept(entry, before)
    after.msgid, after.msgctxt = entry.msgid, entry.msgctxt
    comments.set_ours(after, [])
    if not (before.msgstr or any(before.msgstr_plural.values())):
        return after
    if not (before.fuzzy and before.previous_msgid):
        after.previous_msgid, after.previous_msgctxt = before.msgid, before.msgctxt
    if not after.fuzzy:
        after.flags.insert(0, "fuzzy")
    return after


def _forget_previous(entry: polib.POEntry) -> None:
    entry.previous_msgid = entry.previous_msgctxt = entry.previous_msgid_plural = None


def _retire(
    catalog: polib.POFile,
    retired: Iterable[polib.POEntry],
    vanished: Iterable[polib.POEntry],
    ledger: Ledger,
    result: UpdateResult,
) -> None:
    catalog.extend(retired)
    for entry in vanished:
        if not _is_human(entry, ledger):
            result.dropped += 1
            continue
        gone = copy.copy(entry)
        gone.obsolete = True
        gone.occurrences = []
        catalog.append(gone)
        result.obsolete += 1


def _origins(old: Sequence[Key], new: Sequence[Key]) -> dict[Key, Key]:
    """Say which vanished key each new key was edited from, by likeness and by place."""
    from rapidfuzz import fuzz

    known, still = set(old), set(new)
    vanished = [(place, key) for place, key in enumerate(old) if key not in still]
    if not vanished:
        return {}
    before, after = _neighbours(old, still), _neighbours(new, known)
    scale = len(old) / max(1, len(new))
    pairs: list[tuple[float, Key, Key]] = []
    for place, key in enumerate(new):
        if key in known:
            continue
        for _, candidate in _window(vanished, place * scale):
            if candidate.context != key.context:
                continue
            shared = sum(a == b for a, b in zip(before[candidate], after[key], strict=True))
            least = _ALIKE_IN_PLACE if shared == 2 else _ALIKE_ELSEWHERE - 10 * shared
            alike = fuzz.ratio(candidate.text, key.text, score_cutoff=least)
            if alike:
                pairs.append((alike + 10 * shared, candidate, key))
    return _best(pairs)


def _neighbours(keys: Sequence[Key], anchors: set[Key]) -> dict[Key, tuple[Key | None, Key | None]]:
    """Return for each key the nearest anchor before and after it."""
    above: list[Key | None] = []
    last: Key | None = None
    for key in keys:
        above.append(last)
        last = key if key in anchors else last
    found: dict[Key, tuple[Key | None, Key | None]] = {}
    last = None
    for place in range(len(keys) - 1, -1, -1):
        found[keys[place]] = (above[place], last)
        last = keys[place] if keys[place] in anchors else last
    return found


def _window(vanished: Sequence[tuple[int, Key]], place: float) -> Sequence[tuple[int, Key]]:
    from bisect import bisect_left

    middle = bisect_left(vanished, place, key=lambda item: item[0])
    return vanished[max(0, middle - _WINDOW) : middle + _WINDOW]


def _best(pairs: list[tuple[float, Key, Key]]) -> dict[Key, Key]:
    """Pair greedily, the most alike first; each old entry serves once."""
    taken: set[Key] = set()
    origins: dict[Key, Key] = {}
    for _, candidate, key in sorted(pairs, key=lambda pair: -pair[0]):
        if key not in origins and candidate not in taken:
            origins[key] = candidate
            taken.add(candidate)
    return origins
