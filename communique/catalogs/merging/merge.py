"""The merge of two versions of a catalog: entry by entry, and no human's word is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import polib

from communique.catalogs import comments, po
from communique.catalogs.merging import threeway
from communique.catalogs.merging.sides import Side, follow, is_by_hand, is_obsolete, side_of
from communique.catalogs.merging.threeway import copied, forms, payload, three
from communique.catalogs.state import OURS, key_of, state_of
from communique.statement import Key

#: Tells the digests of the texts that were recorded as ours for a segment.
Recorded = Callable[[Key], Collection[str]]

#: What our line in an entry with two texts says.
NOTE = "two translations met; keep one"


@dataclass(frozen=True, slots=True)
class MergeResult:
    """What a merge did.

    ``counts`` says how many entries were the ``same`` on both sides, come from ``ours``, from
    ``theirs``, hold ``both`` texts; were ``carried`` to an edited source; were ``dropped``.
    ``conflicts`` names the entries where two humans differ, in the order of the catalog.
    """

    counts: Mapping[str, int]
    conflicts: tuple[Key, ...]


def merge(
    base: polib.POFile | None, ours: polib.POFile, theirs: polib.POFile, recorded: Recorded
) -> tuple[polib.POFile, MergeResult]:
    """Merge two versions of a catalog (or template) over the one that both came from.

    What one side alone changed is taken from it. Where both did, a human's text beats a
    machine's; where two humans differ, the entry holds both texts, fuzzy, as msgcat writes them.
    A text changed on one side follows its block to the source as edited on the other. Whether an
    entry is live is decided likewise; order and ``#.`` are those of the newer template.

    Args:
        base: the common ancestor; None where there is none.
        ours: one version; not modified, as the others are not.
        theirs: the other version.
        recorded: tells drafts from human text; says nothing where nothing is known.
    """
    one = _one_sided(base, ours, theirs)
    if one is not None:
        return _like(one, map(copied, one)), MergeResult(Counter(same=len(one)), ())
    work = _Merge(side_of(base), side_of(ours), side_of(theirs), recorded)
    newer = ours if work.newer is work.ours else theirs
    catalog = _like(newer, work.entries())
    empty = polib.POFile()
    before = empty if base is None else base
    catalog.header = threeway.lines(before.header, ours.header, theirs.header)
    catalog.metadata = threeway.header(
        before.metadata, ours.metadata, theirs.metadata, newer.metadata
    )
    catalog.metadata_is_fuzzy = three(
        before.metadata_is_fuzzy, ours.metadata_is_fuzzy, theirs.metadata_is_fuzzy, True
    )
    if isinstance(catalog, po.Catalog):
        tails = ("\n".join(getattr(side, "tail", ())) for side in (before, ours, theirs))
        catalog.tail = [line for line in threeway.lines(*tails).split("\n") if line]
    met = tuple(key for key in map(key_of, catalog) if key in work.conflicts)
    _mark_carried(catalog, (ours, theirs), met)
    return catalog, MergeResult(work.counts, met)


def _mark_carried(
    catalog: polib.POFile, sides: Iterable[polib.POFile], met: Collection[Key]
) -> None:
    """Say of each text that neither side had under this source that the merge put it there.

    The driver writes no ledger; the next update does, when it finds the mark.
    """
    had = {(key_of(entry), entry.msgstr) for side in sides for entry in side if not entry.obsolete}
    for entry in catalog:
        carried = entry.fuzzy and entry.previous_msgid and not entry.obsolete
        if carried and key_of(entry) not in met and (key_of(entry), entry.msgstr) not in had:
            comments.set_ours(entry, [*comments.ours(entry), comments.MERGED])


def _one_sided(
    base: polib.POFile | None, ours: polib.POFile, theirs: polib.POFile
) -> polib.POFile | None:
    """Return the version that says it all: the other one is the same, or unchanged."""
    before = None if base is None else po.dump(base)
    mine, yours = po.dump(ours), po.dump(theirs)
    if yours in (mine, before):
        return ours
    return theirs if mine == before else None


def _like(catalog: polib.POFile, entries: Iterable[polib.POEntry]) -> polib.POFile:
    """Return a catalog with other entries and, for the rest, all that this one has."""
    other = type(catalog).__new__(type(catalog))
    vars(other).update(vars(catalog))
    other.metadata = dict(catalog.metadata)
    list.extend(other, entries)
    return other


@dataclass(slots=True)
class _Merge:
    """One merge at work: its three versions, and what came of it so far."""

    base: Side
    ours: Side
    theirs: Side
    recorded: Recorded
    newer: Side = field(init=False)
    counts: Counter[str] = field(default_factory=Counter)
    conflicts: set[Key] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.newer = self._newer()

    def _newer(self) -> Side:
        """Return the side that saw the newer source: alone it has other entries, or it is later."""
        if self.ours.live != self.theirs.live:
            if self.ours.live == self.base.live:
                return self.theirs
            if self.theirs.live == self.base.live:
                return self.ours
        return max(self.ours, self.theirs, key=lambda side: side.age)

    def entries(self) -> list[polib.POEntry]:
        """Return the merged entries: the live ones in document order, the obsolete ones last."""
        self.counts["carried"] += follow(self.base, self.ours, self.theirs, self._is_human)
        older = self.theirs if self.newer is self.ours else self.ours
        merged = {}
        for key in (*self.newer.entries, *older.entries):
            if key not in merged and (entry := self._entry(key)) is not None:
                merged[key] = entry
        twins = [twin for twin in self._twins() if not self._folded(twin, merged)]
        have = threeway.said([*merged.values(), *twins])
        for side, other in ((self.newer, older), (older, self.newer)):
            for entry in self._owed(side, other, have):
                self._give_back(entry, merged, side is self.ours)
                have |= threeway.said([entry])
        return [*self._in_order(merged, older), *twins]

    def _in_order(self, merged: dict[Key, polib.POEntry], older: Side) -> list[polib.POEntry]:
        """Return live entries in the newer template's order, then obsolete ones."""
        ordered = []
        for obsolete in (False, True):
            first, second = (
                [
                    key
                    for key, entry in side.entries.items()
                    if key in merged
                    and is_obsolete(merged[key]) is obsolete
                    and (is_obsolete(entry) is obsolete or obsolete)
                ]
                for side in (self.newer, older)
            )
            ordered += [merged[key] for key in threeway.woven(first, second)]
        return ordered

    def _is_human(self, entry: polib.POEntry) -> bool:
        return state_of(entry, self.recorded(key_of(entry))) not in OURS

    def _newest(self, ours: polib.POEntry, theirs: polib.POEntry) -> polib.POEntry:
        return ours if self.newer is self.ours else theirs

    # ── one entry ──

    def _entry(self, key: Key) -> polib.POEntry | None:
        """Return the merged entry of a key, or None where it is dropped."""
        base, ours, theirs = (side.entries.get(key) for side in (self.base, self.ours, self.theirs))
        if ours is not None and theirs is not None:
            merged = self._of_two(base, ours, theirs)
        elif ours is not None:
            merged = self._of_one(base, ours, "ours")
        elif theirs is not None:
            merged = self._of_one(base, theirs, "theirs")
        else:
            return None
        self.counts["dropped"] += merged is None
        return merged

    def _of_one(
        self, base: polib.POEntry | None, one: polib.POEntry, name: str
    ) -> polib.POEntry | None:
        """Return an entry that one side added, revived, or changed while the other dropped it."""
        if base is None or (base.obsolete and not one.obsolete):
            merged = copied(one)
        elif is_by_hand(base, one, self._is_human):
            merged = threeway.retired(one)
        else:
            return None
        self.counts[name] += 1
        return merged

    def _of_two(
        self, base: polib.POEntry | None, ours: polib.POEntry, theirs: polib.POEntry
    ) -> polib.POEntry | None:
        """Return the entry made of two: each part is that of the side that changed it."""
        merged = copied(self._chosen(base, ours, theirs))
        was_live = base is not None and not base.obsolete
        live = three(was_live, not ours.obsolete, not theirs.obsolete, True)
        merged.obsolete = not live
        merged.comment, merged.occurrences = self._references(base, ours, theirs, live)
        threeway.put_flags(merged, base, ours, theirs)
        self._put_comment(merged, base, ours, theirs)
        if live or (ours.obsolete and theirs.obsolete) or self._is_worth(merged):
            return merged
        return None

    def _is_worth(self, entry: polib.POEntry) -> bool:
        return self._is_human(entry) or bool(comments.human(entry))

    def _chosen(
        self, base: polib.POEntry | None, ours: polib.POEntry, theirs: polib.POEntry
    ) -> polib.POEntry:
        """Return the entry whose text stands, or a new one that holds both."""
        old = None if base is None else payload(base)
        if payload(ours) == payload(theirs):
            self.counts["same"] += 1
            return self._newest(ours, theirs)
        if payload(theirs) == old:
            chosen = ours
        elif payload(ours) == old:
            chosen = theirs
        else:
            chosen = self._contested(base, ours, theirs)
        self.counts["ours" if chosen is ours else "theirs" if chosen is theirs else "both"] += 1
        return chosen

    def _contested(
        self, base: polib.POEntry | None, ours: polib.POEntry, theirs: polib.POEntry
    ) -> polib.POEntry:
        """Return what stands where both sides changed: a human's before a machine's."""
        first = self._newest(ours, theirs)
        second = theirs if first is ours else ours
        human = self._is_human(ours)
        if human != self._is_human(theirs):
            return ours if human else theirs
        if not human:
            return max(first, second, key=threeway.translated)
        if forms(ours) == forms(theirs):  # reviewed before not; what says its source before not
            return max(first, second, key=lambda one: (not one.fuzzy, bool(one.previous_msgid)))
        if base is not None and self._is_human(base):
            for one, other in ((ours, theirs), (theirs, ours)):
                if one.fuzzy and forms(one) == forms(base):
                    return other  # a doubt about the very text that the other side has replaced
        return self._both(first, ours, theirs)

    def _both(
        self, first: polib.POEntry, ours: polib.POEntry, theirs: polib.POEntry
    ) -> polib.POEntry:
        """Return the first entry with the texts of two humans, for one of them to keep one."""
        texts = threeway.met(first.msgid, ours, theirs)
        for one in (ours, theirs):
            if one.fuzzy and threeway.says_all(one, texts):
                return one  # it has met the other's text before
        merged = copied(first)
        merged.msgid_plural = first.msgid_plural or ours.msgid_plural or theirs.msgid_plural
        threeway.put_forms(merged, texts)
        threeway.make_fuzzy(merged)
        if not merged.previous_msgid:
            threeway.put_previous(merged, ours if ours.previous_msgid else theirs)
        comments.set_ours(merged, [NOTE])
        self.conflicts.add(key_of(merged))
        return merged

    def _references(
        self,
        base: polib.POEntry | None,
        ours: polib.POEntry,
        theirs: polib.POEntry,
        live: bool,
    ) -> tuple[str, list[tuple[str, str]]]:
        """Return ``#.`` and ``#:``, which are the template's, of a side that is as live."""
        mine, yours = ((one.comment, list(one.occurrences)) for one in (ours, theirs))
        if ours.obsolete != theirs.obsolete:
            return mine if ours.obsolete != live else yours
        old = ("", []) if base is None else (base.comment, list(base.occurrences))
        return three(old, mine, yours, mine if self.newer is self.ours else yours)

    def _put_comment(
        self,
        merged: polib.POEntry,
        base: polib.POEntry | None,
        ours: polib.POEntry,
        theirs: polib.POEntry,
    ) -> None:
        """Unite the humans' lines; ours are those of the text that stands."""
        before = polib.POEntry() if base is None else base
        human = threeway.lines(*map(comments.human, (before, ours, theirs)))
        own = comments.ours(merged)
        if payload(ours) == payload(theirs):
            own = three(comments.ours(before), comments.ours(ours), comments.ours(theirs), own)
        threeway.put_comment(merged, human, own, (merged, ours, theirs))

    # ── what would fall between two moves ──

    def _owed(self, side: Side, other: Side, have: set[str]) -> Iterator[polib.POEntry]:
        """Find the entries of a side with a human's text that is nowhere in the merge.

        So it is where the sides put one text under different sources. What the other side found
        and replaced is not owed.
        """
        replaced: set[str] | None = None
        for entry in side.entries.values():
            lost = threeway.said([entry]) - have
            if not lost or not self._is_human(entry):
                continue
            if replaced is None:
                replaced = threeway.said(filter(self._is_human, self.base.entries.values()))
                replaced -= threeway.said([*other.entries.values(), *other.twins])
            if lost - replaced:
                yield entry

    def _give_back(
        self, entry: polib.POEntry, merged: dict[Key, polib.POEntry], is_ours: bool
    ) -> None:
        """Put a text back: into its entry if that is free, beside another human's, or obsolete."""
        key = key_of(entry)
        one = merged.get(key)
        if one is None:
            merged[key] = threeway.retired(entry)
            return
        merged[key] = copied(entry)
        if self._is_human(one):
            merged[key] = copied(self._both(one, *((entry, one) if is_ours else (one, entry))))
        merged[key].obsolete, merged[key].comment = one.obsolete, one.comment
        merged[key].occurrences = one.occurrences

    # ── twins ──

    def _twins(self) -> list[polib.POEntry]:
        """Return the obsolete second entries of a key that neither side has swept out."""
        old, ours, theirs = (
            {(key_of(twin), payload(twin)): twin for twin in side.twins}
            for side in (self.base, self.ours, self.theirs)
        )
        return [
            copied(twin)
            for mark, twin in (ours | theirs).items()
            if three(mark in old, mark in ours, mark in theirs, True)
        ]

    def _folded(self, twin: polib.POEntry, merged: dict[Key, polib.POEntry]) -> bool:
        """Put a twin's text into the live entry of its key, beside which it may not stand."""
        key = key_of(twin)
        one = merged.get(key)
        if one is None:
            return False
        if one.obsolete:
            return payload(one) == payload(twin)
        if self._is_human(twin) and forms(twin) != forms(one):
            both = copied(self._both(one, one, twin))
            both.obsolete, both.comment, both.occurrences = False, one.comment, one.occurrences
            merged[key] = both
        return True
