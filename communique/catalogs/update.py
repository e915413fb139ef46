"""The update: carry a catalog over to the source as it is now, and lose no human's word."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import polib
from babel import Locale

from communique.catalogs import comments
from communique.catalogs.carrying import Carrier, Fate, KeepApproval, Split, forget_previous
from communique.catalogs.ledger import Ledger, Record
from communique.catalogs.origins import Origin, origins
from communique.catalogs.state import OURS, by_key, key_of
from communique.catalogs.template import empty_catalog
from communique.statement import Key

#: What an update counts, in the order in which it is told.
COUNTS = (
    "kept", "new", "stale", "flipped", "approvals_kept", "revived", "obsolete", "dropped",
)  # fmt: skip
# What the header says of the template is the template's to say.
_OF_TEMPLATE = ("X-Source-Language", "X-Segmentation")


@dataclass(slots=True)
class UpdateResult:
    """What an update did to one catalog, in entries, and what the ledger has to know of it.

    ``stale`` counts human texts under an edited source, ``flipped`` those of them where the
    source changed in meaning, ``approvals_kept`` those that a coordinator let stand.
    """

    kept: int = 0
    new: int = 0
    stale: int = 0
    flipped: int = 0
    approvals_kept: int = 0
    revived: int = 0
    obsolete: int = 0
    dropped: int = 0
    records: list[Record] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """The counts by name."""
        return {name: getattr(self, name) for name in COUNTS}

    @property
    def changed(self) -> bool:
        """Whether the catalog's messages are others than before."""
        return any(count for name, count in self.counts.items() if name != "kept")


def update(
    old: polib.POFile | None,
    pot: polib.POFile,
    locale: Locale,
    ledger: Ledger,
    keep: KeepApproval | None = None,
    known: Mapping[Key, Origin] | None = None,
    split: Split | None = None,
) -> tuple[polib.POFile, UpdateResult]:
    """Return the catalog for a template, with everything a human wrote carried over.

    Unchanged text is kept as it stands. Where a block was edited, split or joined, the human's
    text stays with its new source, fuzzy, with ``#| msgid`` of what the human translated; where
    the source changed in meaning, the entry says so. What has left the source becomes obsolete,
    and is revived when exactly the same source returns. Machine drafts of vanished text are
    dropped.

    Args:
        old: the catalog as it stands; not modified. None makes a new one.
        pot: the template.
        locale: the catalog's locale.
        ledger: tells drafts from human text, and approved text from reviewed; not modified:
            what it has to learn is in the result.
        keep: which edits of the source ask for no new review, and who says so.
        known: where new segments come from, as far as a migration knows; the rest is found.
        split: what cuts sentences; where None, what knows no abbreviations but its own.

    Raises:
        CommuniqueError: an approval was to be kept across a change of meaning.
    """
    result = UpdateResult()
    catalog = empty_catalog(pot, locale)
    if old is None:
        catalog.extend(fresh(entry) for entry in pot)
        result.new = len(pot)
        return catalog, result
    catalog.header = old.header
    catalog.metadata = dict(old.metadata) | {
        name: value
        for name, value in catalog.metadata.items()
        if name not in old.metadata or name in _OF_TEMPLATE
    }
    language = pot.metadata.get("X-Source-Language", "")
    work = _Work(old, pot, ledger, Carrier(ledger, language, locale, keep, split))
    work.origins |= known or {}
    catalog.extend(work.live(entry, result) for entry in pot)
    catalog.extend(work.obsolete(result))
    if known is None:
        result.stale += _told_of_wholes(catalog, ledger)
    result.records = [*work.carrier.records, *ledger.outlived(catalog)]
    if result.changed:
        catalog.metadata["POT-Creation-Date"] = pot.metadata["POT-Creation-Date"]
    return catalog, result


class _Work:
    """One update under way: the old entries that have not found their place yet."""

    def __init__(
        self, old: polib.POFile, pot: polib.POFile, ledger: Ledger, carrier: Carrier
    ) -> None:
        self.ledger, self.carrier = ledger, carrier
        self.wanted = {key_of(entry) for entry in pot}
        self.before = {key_of(entry): entry for entry in old if not entry.obsolete}
        self.vanished = dict(self.before)
        self.retired, self.twins = by_key(old.obsolete_entries())
        self.origins = origins(list(self.before), [key_of(entry) for entry in pot])

    def live(self, entry: polib.POEntry, result: UpdateResult) -> polib.POEntry:
        """Return the entry of the new catalog for one of the template."""
        key = key_of(entry)
        if key in self.before:
            result.kept += 1
            after = kept(entry, self.vanished.pop(key))
            _count(self.carrier.settle(after), result)
            return after
        if key in self.retired:
            result.revived += 1
            after = kept(entry, self.retired.pop(key))
            _count(self.carrier.settle(after), result)
            return after
        origin = self.origins.get(key, Origin(()))
        befores = [self.before[one] for one in origin.olds]
        if human := [before for before in befores if not self._is_ours(before)]:
            return self._carried(entry, human, origin, result)
        result.new += 1
        return self._fresh(entry, befores, origin)

    def _carried(
        self,
        entry: polib.POEntry,
        befores: Sequence[polib.POEntry],
        origin: Origin,
        result: UpdateResult,
    ) -> polib.POEntry:
        if origin.is_edit:
            self._moved(origin.olds[0])
        after = kept(entry, befores[0])
        _count(self.carrier.carry(after, befores, key_of(entry), origin), result)
        return after

    def _fresh(
        self, entry: polib.POEntry, befores: Sequence[polib.POEntry], origin: Origin
    ) -> polib.POEntry:
        """An entry to be drafted; a human's remark on the draft before it goes along."""
        after = fresh(entry)
        for before in befores:
            if origin.parts[1:] and key_of(entry) != origin.parts[0]:
                continue
            if (remark := comments.human(before)) and self._is_ours(before):
                said = after.tcomment.split("\n")
                lines = [line for line in remark.split("\n") if line not in said]
                after.tcomment = "\n".join(filter(None, [*said, *lines]))
                self._moved(key_of(before))
        return after

    def _moved(self, key: Key) -> None:
        """An old entry has found its new place; unless the source has it still where it was."""
        if key not in self.wanted:
            self.vanished.pop(key, None)

    def _is_ours(self, entry: polib.POEntry) -> bool:
        return self.ledger.state_of(entry) in OURS

    def obsolete(self, result: UpdateResult) -> Iterable[polib.POEntry]:
        """Return what the source no longer has: old obsolete entries, then the new ones."""
        yield from (*self.retired.values(), *self.twins)
        for entry in self.vanished.values():
            if self._is_ours(entry) and not comments.human(entry):
                result.dropped += 1
                continue
            result.obsolete += 1
            gone = copy.copy(entry)
            gone.obsolete = True
            gone.occurrences = []
            if not gone.fuzzy:
                comments.set_ours(gone, [])
            yield gone


def _told_of_wholes(catalog: polib.POFile, ledger: Ledger) -> int:
    """Let a human look at what a migration cut, where the whole was corrected afterwards."""
    from communique.catalogs.migration.marks import tell_of_changes

    return tell_of_changes(catalog, ledger)


def _count(fate: Fate, result: UpdateResult) -> None:
    result.stale += fate.stale
    result.flipped += fate.flipped
    result.approvals_kept += fate.approval_kept
    result.revived += fate.restored


def fresh(entry: polib.POEntry) -> polib.POEntry:
    """Return a template's entry, untranslated."""
    return polib.POEntry(
        msgctxt=entry.msgctxt,
        msgid=entry.msgid,
        comment=entry.comment,
        occurrences=entry.occurrences,
    )


def kept(entry: polib.POEntry, before: polib.POEntry) -> polib.POEntry:
    """Return the old entry with all it has, under what the template says of it now."""
    after = copy.copy(before)
    after.flags = list(before.flags)
    after.comment, after.occurrences = entry.comment, entry.occurrences
    after.obsolete = False
    if not after.fuzzy:
        forget_previous(after)
        if comments.ours(after):
            comments.set_ours(after, [])
    return after
