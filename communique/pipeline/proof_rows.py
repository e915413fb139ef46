"""What proof sheets say of each segment: from catalog, ledger, checks and memory."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import polib

from communique.catalogs import comments
from communique.catalogs.ledger import Ledger
from communique.catalogs.state import State, by_key
from communique.engines.doubt import band
from communique.errors import CommuniqueError
from communique.memory import Hit, MemoryStore
from communique.pipeline.embargoes import running, until
from communique.pipeline.findings import findings
from communique.pipeline.reading import read
from communique.pipeline.wordings import Wordings
from communique.project import Project
from communique.publishing import proof
from communique.statement import Block, Key, Kind, Statement, digest

_NEAR = 3
_LEAST = 0.75
# What a memory is asked for: the segment's own text is among the answers, and so are its sentences.
_ASKED = 12
# What the sheet says by itself.
_TOLD = ("machine draft (", "the source changed after this was translated")
_MARKER = re.compile(r"(?:^|[\s>])((?:[-+*•]|\d{1,9}[.)]))(?:[ \t]+\[[ xX]\])?[ \t]*$")
_ADDRESS = re.compile(r"\b(?:href|src|cite)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.I)


@dataclass(frozen=True, slots=True)
class Desk:
    """What all sheets of a run are drawn with.

    Attributes:
        project: the workspace.
        words: what it has agreed on.
        store: its memory; None where that cannot be opened.
        at: when the sheets are drawn.
    """

    project: Project
    words: Wordings
    store: MemoryStore | None
    at: datetime
    _held: dict[str, bool] = field(default_factory=dict)

    def holds_back(self, slug: str) -> bool:
        """Whether a statement is under embargo: the sheets of others must not quote it."""
        path = self.project.sources.get(slug)
        if slug not in self._held:
            self._held[slug] = path is not None and self._is_held(path)
        return self._held[slug]

    def _is_held(self, path: Path) -> bool:
        try:
            return running(until(self.project, read(self.project, path))) != ""
        except CommuniqueError:
            return True


@dataclass(frozen=True, slots=True)
class Opened:
    """One catalog with all that is known of it."""

    desk: Desk
    statement: Statement
    locale: str
    entries: Mapping[Key, polib.POEntry]
    known: Ledger
    found: Mapping[Key, tuple[State, str]]
    remarks: Mapping[Key, list[proof.Flag]]

    @property
    def errors(self) -> int:
        """How many errors nobody answers for."""
        said = (one for remarks in self.remarks.values() for one in remarks)
        return sum(one.severity == "error" and not one.waived_by for one in said)

    def rows(self) -> Iterator[proof.Row]:
        """Yield the segments where they stand in the document."""
        numbers: dict[Key, int] = {}
        for block in self.statement.blocks:
            marker = _marker(block, self.statement)
            for place, segment in enumerate(block.segments):
                again = segment.key in numbers
                number = numbers.setdefault(segment.key, len(numbers) + 1)
                yield self._row(segment.key, block, number, again, "" if place else marker)

    def packages(self) -> set[str]:
        """Return what drafted the segments that have a text."""
        drafts = (self._drafted(key) for key in self.found)
        return {one.package for one in drafts if one and one.package}

    def _row(self, key: Key, block: Block, number: int, again: bool, marker: str) -> proof.Row:
        state, text = self.found[key]
        return proof.Row(
            number, key, text, str(state), block.kind, again, len(block.headings), marker,
            approved=self._approved(key),
            drafted=self._drafted(key),
            before=self._before(key),
            flags=tuple(self.remarks.get(key, ())),
            near=() if again else tuple(self._near(key)),
            notes=tuple(self._notes(key)),
            addresses=_addresses(block, self.statement),
        )  # fmt: skip

    def _approved(self, key: Key) -> proof.Mark | None:
        state, text = self.found[key]
        given = self.known.approval(key, text) if state is State.APPROVED else None
        return proof.Mark(given.by, given.time[:10], given.kept) if given else None

    def _drafted(self, key: Key) -> proof.Drafted | None:
        state, text = self.found[key]
        draft = self.known.draft(key, text) or self.known.last_draft(key)
        if draft is None or state is State.EMPTY:
            return None
        doubted = draft.risk is not None and draft.text == digest(text)
        return proof.Drafted(
            draft.draft or (text if draft.text == digest(text) else ""),
            draft.origin,
            f"{draft.package} {draft.version}".strip(),
            draft.pivot,
            band(draft.risk) if doubted and draft.risk is not None else "",
        )

    def _before(self, key: Key) -> str:
        """The source that a text was made for, where an update put it under another."""
        _, text = self.found[key]
        entry = self.entries.get(key)
        if entry is None or not text:
            return ""
        carried = self.known.carried(key, text)
        return entry.previous_msgid or (carried.source if carried else "")

    def _near(self, key: Key) -> list[proof.Near]:
        """Look a text up in the memory; its own translation says nothing new."""
        if self.desk.store is None:
            return []
        pair = self.statement.language, self.locale
        hits = self.desk.store.near(key.text, *pair, limit=_ASKED, least=_LEAST)
        return [
            proof.Near(one.likeness, unit.source, unit.target, unit.origin, unit.approved)
            for one in hits
            if self._tells(key, one) and (unit := one.unit)
        ][:_NEAR]

    def _tells(self, key: Key, hit: Hit) -> bool:
        """Whether a hit is neither this segment's own, nor its text, nor to be kept secret."""
        unit, (_, text) = hit.unit, self.found[key]
        if unit.origin == self.statement.slug:
            return unit.source not in key.text
        return (hit.likeness, unit.target) != (1, text) and not self.desk.holds_back(unit.origin)

    def _notes(self, key: Key) -> Iterator[str]:
        entry = self.entries.get(key)
        if entry is None:
            return
        yield from (line for line in comments.ours(entry) if not line.startswith(_TOLD))
        if said := comments.human(entry):
            yield said


class _Candid(Ledger):
    """A ledger that says nothing of waivers, so that what they lift is found as well."""

    def __init__(self, known: Ledger) -> None:
        super().__init__()
        self._records = known._records

    def waiver(self, key: Key, text: str, check: str) -> None:
        """Say that nobody answers for anything."""


def remarks_of(
    desk: Desk, statement: Statement, locale: str, catalog: polib.POFile, known: Ledger
) -> dict[Key, list[proof.Flag]]:
    """Return what the checks say of each segment, with who answers for it if somebody does."""
    live = by_key(entry for entry in catalog if not entry.obsolete)[0]
    said: dict[Key, list[proof.Flag]] = defaultdict(list)
    for one in findings(desk.project, statement, locale, catalog, _Candid(known), desk.words):
        waiver = known.waiver(one.key, live[one.key].msgstr, one.check)
        by, reason = (waiver.by, waiver.reason) if waiver else ("", "")
        said[one.key].append(proof.Flag(one.check, one.severity, one.message, by, reason))
    return said


def _marker(block: Block, statement: Statement) -> str:
    """Return what stands before a list item in its line; a dot where the source shows none."""
    if block.kind is not Kind.LIST_ITEM:
        return ""
    line = max(statement.source.rfind(end, 0, block.start) for end in "\r\n") + 1
    found = _MARKER.search(statement.source[line : block.start])
    return found[1] if found and found[1][0].isdigit() else "•"


def _addresses(block: Block, statement: Statement) -> dict[str, str]:
    """Return where the tags that a text shows in a short form lead."""
    found = {}
    for one in block.asides:
        address = _ADDRESS.search(statement.source, one.start, one.end)
        if address and one.shown.startswith("<"):
            found[one.shown] = html.unescape(next(filter(None, address.groups()), ""))
    return found
