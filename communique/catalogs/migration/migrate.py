"""The migration: a catalog carried over to another level, splitter or source language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polib
from babel import Locale

from communique.catalogs import comments
from communique.catalogs.carrying import Split
from communique.catalogs.gate import Cut, cut_of
from communique.catalogs.ledger import Ledger, Record, Revoked, key_digest
from communique.catalogs.merging import threeway
from communique.catalogs.migration.claims import TRANSLATED_FROM
from communique.catalogs.migration.marks import mark, mark_of
from communique.catalogs.migration.regroup import Regrouped, regroup
from communique.catalogs.migration.rekey import Pivot, mirrored, name_of, names, rekeyed
from communique.catalogs.state import DONE, OURS, State, key_of
from communique.catalogs.template import Header, empty_catalog, template
from communique.catalogs.update import update
from communique.errors import CommuniqueError
from communique.statement import Key, Statement, digest

#: What a migration counts, in the order in which it is told.
COUNTS = (
    "kept", "reviewed", "to_review", "to_draft", "conflicts", "approvals_kept", "approvals_ended",
)  # fmt: skip
#: Begins our line in an entry whose text was corrected while it was the source.
CORRECTED_AS_SOURCE = "this was the source meanwhile, and was corrected"
#: The context of an obsolete text in whose place a newer one stands.
EARLIER = "earlier translation"
# The field of a header that names the former source that a catalog's texts were taken from.
_TAKEN = "X-Former-Source"


@dataclass(slots=True)
class Migration:
    """What a migration did to one catalog, in segments, and what the ledger has to know of it.

    ``kept`` are those that are cut as before. Of the others, ``reviewed`` are those whose text
    stayed reviewed, ``to_review`` hold a human's text that a human has to look at, ``to_draft``
    none. In ``conflicts`` two humans' texts met. Approvals are counted where they were given. The
    ledger has to know ``records`` before the catalog is written, and ``ended`` approvals after.
    ``took_back`` says that an older catalog got texts that had been the source meanwhile.
    """

    kept: int = 0
    reviewed: int = 0
    to_review: int = 0
    to_draft: int = 0
    conflicts: int = 0
    approvals_kept: int = 0
    approvals_ended: int = 0
    took_back: bool = False
    records: list[Record] = field(default_factory=list)
    ended: list[Revoked] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """The counts by name."""
        return {name: getattr(self, name) for name in COUNTS}


@dataclass(frozen=True, slots=True)
class Target:
    """Where catalogs are to go.

    ``statement`` is the source as it is cut now, ``pot`` its template; ``before`` is the same
    source cut at the level that the catalog has now, where that is another. ``split`` is what
    cuts the sentences of translations; where None, what knows no abbreviations but its own.
    """

    statement: Statement
    pot: polib.POFile
    before: Statement | None = None
    split: Split | None = None


def migrate(
    old: polib.POFile, target: Target, locale: Locale, ledger: Ledger, pivot: Pivot | None = None
) -> tuple[polib.POFile, Migration]:
    """Return a catalog for a source that is cut otherwise, or is in another language now.

    Human text goes along. It stays reviewed or approved only where the source is the same and
    the edition reads as before, to the letter; else a human has to look at it. What was joined or
    split stays below, obsolete.

    Args:
        old: the catalog; not modified.
        target: where it is to go.
        locale: the catalog's.
        ledger: tells drafts from human text; what the migration records is added to it, in memory.
        pivot: the translation that is the source now, where the source's language is another.

    Raises:
        CommuniqueError: the source has nothing of that translation.
    """
    work = _Work(target, locale, ledger)
    catalog = old
    if pivot is not None:
        called = _called(pivot, target)
        moved = rekeyed(old, called, pivot.language, ledger)
        work.take(moved.records)
        work.notes, work.result.conflicts = moved.notes, moved.conflicts
        catalog = moved.catalog
    before, after = cut_of(old), Cut(target.statement.segmentation, target.statement.language)
    why = f"from {before.told_beside(after)} to {after.told_beside(before)}"
    return work.finished(old, catalog, why), work.result


def make(
    target: Target, locale: Locale, ledger: Ledger, pivot: Pivot
) -> tuple[polib.POFile, Migration]:
    """Return a new catalog of the language that was the source's, with the old source's texts.

    Args: as those of :func:`migrate`.
    """
    work = _Work(target, locale, ledger)
    empty = empty_catalog(target.pot, locale)
    old = empty_catalog(target.pot, locale)
    moved = mirrored(pivot, _called(pivot, target), empty)
    work.result.conflicts = moved.conflicts
    catalog = work.finished(old, moved.catalog, "")
    catalog.metadata[_TAKEN] = name_of(pivot)
    return catalog, work.result


def take_back(
    old: polib.POFile, target: Target, locale: Locale, ledger: Ledger, pivot: Pivot
) -> tuple[polib.POFile, Migration] | None:
    """Return an older catalog of the language that was the source's, with the old source's texts.

    Where the source said otherwise than the catalog did before it was the source, its text stands
    there now, fuzzy; a line of ours tells what was there, and it stands below, obsolete.

    Args: as those of :func:`migrate`.

    Returns:
        None where the catalog has the texts of this very source already.
    """
    if old.metadata.get(_TAKEN) == name_of(pivot):
        return None
    mirror, made = make(target, locale, Ledger(), pivot)
    work = _Work(target, locale, ledger)
    catalog, updated = update(old, target.pot, locale, ledger, split=target.split)
    work.take(made.records)
    work.take(updated.records)
    work.correct(catalog, mirror)
    work.result.took_back = True
    catalog.metadata[_TAKEN] = name_of(pivot)
    return catalog, work.result


def _called(pivot: Pivot, target: Target) -> dict[Key, Key]:
    called = names(pivot, target.before or target.statement)
    if not called:
        raise CommuniqueError(
            "the source has nothing of the translation that was made of the former one: if this is "
            "a new text, give it a name of its own"
        )
    return called


class _Work:
    """One migration under way."""

    def __init__(self, target: Target, locale: Locale, ledger: Ledger) -> None:
        self.target, self.locale, self.ledger = target, locale, ledger
        self.notes: Mapping[str, str] = {}
        self.result = Migration()

    def take(self, records: Iterable[Record]) -> None:
        """Remember what the ledger has to know, for the next step too."""
        for record in records:
            self.ledger.add(record)
            if isinstance(record, Revoked):
                self.result.ended.append(record)
            else:
                self.result.records.append(record)

    def finished(self, old: polib.POFile, catalog: polib.POFile, why: str) -> polib.POFile:
        """Bring a catalog to the target, step by step, and count what became of the old one."""
        states = {key_of(entry): self._state(entry) for entry in old if not entry.obsolete}
        approved = {key for key, state in states.items() if state is State.APPROVED}
        if self.target.before is not None:
            catalog = self._up_to_date(catalog, self.target.before)
        pot, statement = self.target.pot, self.target.statement
        split = self.target.split
        regrouped = regroup(catalog, statement, self.locale, self.ledger, why, split)
        self.take(regrouped.records)
        after, updated = update(
            regrouped.catalog, pot, self.locale, self.ledger, known=regrouped.origins, split=split
        )
        self.take(updated.records)
        self._tidy(after, regrouped)
        _mark_retired(after, states)
        self._count(old, after)
        self._count_approvals(after, approved, regrouped.followed)
        self.result.conflicts += regrouped.conflicts
        if _keys(after) != _keys(old):
            after.metadata["POT-Creation-Date"] = pot.metadata["POT-Creation-Date"]
        return after

    def correct(self, catalog: polib.POFile, source: polib.POFile) -> None:
        """Put the texts of what was the source into a catalog, in place, where they differ."""
        texts = {key_of(entry): entry for entry in source if not entry.obsolete}
        taken = {key_of(entry): entry for entry in catalog}
        before = {key for key, entry in taken.items() if self._state(entry) is State.APPROVED}
        for entry in [one for one in catalog if not one.obsolete]:
            text = texts.get(key_of(entry))
            if text is None or text.msgstr.split() in ([], entry.msgstr.split()):
                self.result.kept += 1
                continue
            self.result.to_review += 1
            if self._state(entry) not in OURS:
                gone = _renamed(entry, taken)
                taken[key_of(gone)] = gone
                catalog.append(gone)
            _correct(entry, text)
        self.take(self.ledger.outlived(catalog))
        self._count_approvals(catalog, before, {})

    def _up_to_date(self, catalog: polib.POFile, statement: Statement) -> polib.POFile:
        """Carry a catalog over to edits of the source first, while it is still cut as it was."""
        pot = template(statement, "", Header("", "", ""))
        split = self.target.split
        after, updated = update(catalog, pot, self.locale, self.ledger, split=split)
        self.take(updated.records)
        after.metadata = dict(catalog.metadata)
        return after

    def _state(self, entry: polib.POEntry) -> State | None:
        return None if entry.obsolete else self.ledger.state_of(entry)

    def _tidy(self, catalog: polib.POFile, regrouped: Regrouped) -> None:
        """Let no two entries have one key, and let each say where its text comes from."""
        live = {key_of(entry): entry for entry in catalog if not entry.obsolete}
        for entry in live.values():
            note = self.notes.get(entry.msgstr)
            said = comments.ours(entry)
            if entry.fuzzy and note and not any(one.startswith(TRANSLATED_FROM) for one in said):
                comments.set_ours(entry, [*said, note])
        taken = dict(live)
        below = []
        for entry in (*catalog.obsolete_entries(), *regrouped.aside):
            standing = taken.get(key_of(entry))
            if standing is None:
                taken[key_of(entry)] = entry
                below.append(entry)
            elif not _says_all(standing, entry):
                gone = _renamed(entry, taken)
                taken[key_of(gone)] = gone
                below.append(gone)
        catalog[:] = [*live.values(), *below]

    def _count_approvals(
        self, after: polib.POFile, before: set[Key], followed: Mapping[Key, set[Key]]
    ) -> None:
        standing = {
            key_of(entry): entry.msgstr for entry in after if self._state(entry) is State.APPROVED
        }
        kept = {key for key in before if followed.get(key, {key}) <= standing.keys()}
        self.result.approvals_kept = len(kept)
        self.result.approvals_ended = len(before - kept)
        # What a run that was killed had approved already has not ended.
        lasting = {(key_digest(key), digest(text)) for key, text in standing.items()}
        self.result.ended = [one for one in self.result.ended if (one.key, one.text) not in lasting]

    def _count(self, old: polib.POFile, after: polib.POFile) -> None:
        before = _keys(old)
        result = self.result
        for entry in after:
            state = self._state(entry)
            if state is None:
                continue
            if key_of(entry) in before:
                result.kept += 1
            elif state in DONE:
                result.reviewed += 1
            elif state in OURS:
                result.to_draft += 1
            else:
                result.to_review += 1


def _keys(catalog: polib.POFile) -> set[Key]:
    return {key_of(entry) for entry in catalog if not entry.obsolete}


def _correct(entry: polib.POEntry, source: polib.POEntry) -> None:
    """Put into an entry the text that was the source; say what stood there."""
    said = " ".join(entry.msgstr.split())
    lines = [f"{CORRECTED_AS_SOURCE}; before, it said here: {said}"] if said else []
    entry.msgstr = source.msgstr
    threeway.put_previous(entry, source)
    if said or source.fuzzy:
        threeway.make_fuzzy(entry)
    else:
        entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
    comments.set_ours(entry, [*lines, *comments.ours(source)])


def _mark_retired(catalog: polib.POFile, states: Mapping[Key, State | None]) -> None:
    """Let what the update retired say what it was, as the rest does, in place."""
    for entry in catalog.obsolete_entries():
        state = states.get(key_of(entry))
        if state in DONE and not entry.fuzzy and mark_of(entry) is None:
            mark(entry, state)


def _says_all(standing: polib.POEntry, entry: polib.POEntry) -> bool:
    """Whether an entry's text and a human's remark on it are in another entry, too."""
    remark = comments.human(entry).split("\n")
    known = comments.human(standing).split("\n")
    if not threeway.translated(entry):
        return set(remark) <= {*known, ""}
    return threeway.says_all(standing, threeway.forms(entry)) and set(remark) <= {*known, ""}


def _renamed(entry: polib.POEntry, taken: Mapping[Key, polib.POEntry]) -> polib.POEntry:
    """Return an obsolete entry under a context of its own: gettext allows no two of one key."""
    gone = threeway.retired(entry)
    threeway.make_fuzzy(gone)
    context, number = f"{entry.msgctxt}, {EARLIER}" if entry.msgctxt else EARLIER, 1
    gone.msgctxt = context
    while key_of(gone) in taken:
        number += 1
        gone.msgctxt = f"{context} {number}"
    return gone
