"""Human texts carried to segments that are cut otherwise: joined, split, or both.

A text stays what it is (reviewed, approved) only where the block reads, to the letter, as before.
Whatever is in doubt is left to the update, which carries it as it carries any edit of the source.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import polib
from babel import Locale

from communique.catalogs import comments
from communique.catalogs.carrying import forget_previous
from communique.catalogs.ledger import Approval, Ledger, Record, key_digest
from communique.catalogs.merging import threeway
from communique.catalogs.merging.merge import NOTE
from communique.catalogs.migration.cover import Covered, Row, covered
from communique.catalogs.migration.dividing import divided, is_plausible, together
from communique.catalogs.origins import Origin
from communique.catalogs.state import DONE, OURS, State, key_of
from communique.statement import Key, Statement, digest

#: Begins our line that says what a text was translated from, where the source's language changed.
TRANSLATED_FROM = "translated from"
_WORKED_ON = "its parts were worked on since; they stand below, obsolete"


@dataclass(frozen=True, slots=True)
class Claim:
    """A human's text for a segment, as one place in the statement gives it.

    ``done`` says whether the text may stand as reviewed; ``by`` who approved it, if one person did
    so of all it was made of. ``olds`` are the entries whose comments and flags go along.
    """

    text: str
    done: bool
    olds: Sequence[polib.POEntry]
    place: str
    by: str = ""
    note: str = ""
    remarks: Sequence[str] = ()


@dataclass(slots=True)
class Regrouped:
    """A catalog whose human texts stand under the segments of now, as far as that was safe.

    ``origins`` tells the update where the other segments come from. ``aside`` are obsolete
    entries whose place a newer text takes, ``records`` what the ledger has to know; ``conflicts``
    counts segments for which two humans' texts met. ``followed`` says of each approved segment to
    which ones its approval was to go along.
    """

    catalog: polib.POFile
    origins: dict[Key, Origin] = field(default_factory=dict)
    aside: list[polib.POEntry] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    conflicts: int = 0
    followed: dict[Key, set[Key]] = field(default_factory=dict)


def regroup(
    old: polib.POFile, statement: Statement, locale: Locale, ledger: Ledger, why: str
) -> Regrouped:
    """Carry a catalog's human texts over to the segments of a statement as it is cut now.

    Args:
        old: the catalog; not modified.
        statement: the source.
        locale: the catalog's.
        ledger: tells drafts from human text, and approved text from reviewed.
        why: what an approval that goes along says of it: ``migrated from block to sentence``.
    """
    work = _Regrouping(old, locale, ledger, why, set(statement.keys))
    for block in covered(statement, work.live):
        if block is not None:
            work.take(block)
    return work.finished()


class _Regrouping:
    """One regrouping under way."""

    def __init__(
        self, old: polib.POFile, locale: Locale, ledger: Ledger, why: str, wanted: set[Key]
    ) -> None:
        self.old, self.locale, self.ledger, self.why = old, str(locale), ledger, why
        self.wanted = wanted
        self.live = {key_of(entry): entry for entry in old if not entry.obsolete}
        self.retired: dict[Key, polib.POEntry] = {}
        self.twins = []
        for entry in old.obsolete_entries():
            if self.retired.setdefault(key_of(entry), entry) is not entry:
                self.twins.append(entry)
        self.states = {key: ledger.state_of(entry) for key, entry in self.live.items()}
        self.claims: dict[Key, list[Claim]] = {}
        self.consumed: set[Key] = set()
        self.left: list[tuple[Row, Row, str]] = []
        self.result = Regrouped(polib.POFile())

    # ── block by block ──

    def take(self, block: Covered) -> None:
        """Carry what stands in one block."""
        place = f"line {block.line}"
        plans = [self._planned(olds, news, place) for olds, news in block.groups]
        if not self._reads_as_before(block, plans):
            plans = [[_in_work(one) for one in plan] if plan else plan for plan in plans]
        for (olds, news), plan in zip(block.groups, plans, strict=True):
            if olds.keys == news.keys:
                continue
            if plan is None:
                self._leave(olds, news, place)
                continue
            self.consumed.update(olds.keys)
            for key in olds.keys:
                self.result.followed.setdefault(key, set()).update(news.keys)
            for key, claim in zip(news.keys, plan, strict=True):
                self.claims.setdefault(key, []).append(claim)

    def _planned(self, olds: Row, news: Row, place: str) -> list[Claim] | None:
        """Return a claim for each new segment; None where the update has to look at them."""
        entries = [self.live[key] for key in olds.keys]
        states = [self.states[key] for key in olds.keys]
        if olds.keys == news.keys:
            return [Claim(entries[0].msgstr, states[0] in DONE, (), place)]
        if State.EMPTY in states or OURS.issuperset(states) or any(map(self._is_doubted, entries)):
            return None
        whole = together([entry.msgstr for entry in entries], olds.gaps)
        pieces, sure = self._pieces(whole, news)
        if not pieces:
            return None
        done = sure and DONE.issuperset(states)
        people = {self._approver(entry) for entry in entries} if done else {""}
        by = people.pop() if len(people) == 1 else ""
        note = "" if done else _note(states, len(pieces))
        remarks = self._remarks(entries, news)
        claims = [Claim(piece, done, entries, place, by, note) for piece in pieces]
        return [
            Claim(one.text, done, entries, place, by, note, remarks.get(key, ()))
            for key, one in zip(news.keys, claims, strict=True)
        ]

    def _is_doubted(self, entry: polib.POEntry) -> bool:
        """Whether a text was made for a source that has changed since, or is none of ours."""
        stale = self.states[key_of(entry)] is State.STALE
        flipped = self.ledger.flipped(key_of(entry), entry.msgstr) is not None
        return stale or flipped or bool(entry.msgid_plural)

    def _pieces(self, whole: str, news: Row) -> tuple[list[str], bool]:
        """Cut a text for its new segments, and say whether each is sure to be in its place."""
        if len(news.keys) == 1:
            return [whole], True
        texts = [self._had(key) for key in news.keys]
        if all(texts) and together(texts, news.gaps) == whole:
            return texts, True  # as a human had cut it, before it was joined
        pieces = divided(whole, news, self.locale)
        if not pieces:
            return [], False
        sure = is_plausible([key.text for key in news.keys], pieces)
        return pieces, sure and together(pieces, news.gaps) == whole

    def _had(self, key: Key) -> str:
        """A human's text for a segment, from elsewhere in the statement or from before."""
        entry = self.live[key] if self._is_humans(key) else self.retired.get(key)
        return entry.msgstr.strip() if entry is not None else ""

    def _approver(self, entry: polib.POEntry) -> str:
        approval = self.ledger.approval(key_of(entry), entry.msgstr)
        return approval.by if approval else ""

    def _remarks(self, entries: Iterable[polib.POEntry], news: Row) -> dict[Key, list[str]]:
        """Say which lines of the humans' comments go to which segment.

        Each goes where it stood before, when the text was cut as it is now; else to the first.
        """
        lines = list(dict.fromkeys(line for one in entries for line in _remark(one)))
        found = {key: _remark(self.retired[key]) for key in news.keys if key in self.retired}
        placed = {line for remark in found.values() for line in remark}
        first = news.keys[0]
        rest = [line for line in lines if line not in placed]
        kept = {key: [line for line in remark if line in lines] for key, remark in found.items()}
        return kept | {first: [*kept.get(first, ()), *rest]}

    def _reads_as_before(self, block: Covered, plans: Sequence[list[Claim] | None]) -> bool:
        """Whether an edition has, to the letter, the text that it had."""
        if None in plans:
            return True  # nothing of the block is published until a human has looked at it
        texts = [claim.text for plan in plans for claim in plan or ()]
        before = [self.live[key].msgstr for key in block.olds.keys]
        return together(texts, block.news.gaps) == together(before, block.olds.gaps)

    def _leave(self, olds: Row, news: Row, place: str) -> None:
        """Leave segments to the update, and tell it where they come from."""
        found: dict[tuple[Key, str], Key] = {}
        for key in olds.keys:
            entry = self.live[key]
            source = Key(entry.previous_msgctxt, entry.previous_msgid or "")
            found.setdefault((source if entry.previous_msgid else key, entry.msgstr), key)
        self.left.append((olds, news, place))
        origin = Origin(tuple(found.values()), news.keys if len(news.keys) > 1 else ())
        human = any(self.states[key] not in OURS for key in olds.keys)
        for key in news.keys:
            self.result.origins.setdefault(key, origin)
            if human and not self._returns(olds, key):
                self._set_aside(key)

    def _returns(self, olds: Row, key: Key) -> bool:
        """Whether a source returns, exactly, whose translation was too whole to be split.

        It is what it was, where nobody has worked on the parts meanwhile; else a human looks.
        """
        entries = [self.live[one] for one in olds.keys]
        sources = [Key(one.previous_msgctxt, one.previous_msgid or "") for one in entries]
        if key not in self.retired or key not in sources:
            return False
        if any(entry.msgstr not in self.retired[key].msgstr for entry in entries):
            again = threeway.copied(self.retired[key])
            threeway.make_fuzzy(again)
            comments.set_ours(again, [_WORKED_ON])
            self.retired[key] = again
        return True

    def _set_aside(self, key: Key) -> None:
        """What was translated here once makes room for what stands here now."""
        if key in self.retired:
            self.result.aside.append(self.retired.pop(key))

    # ── all together ──

    def finished(self) -> Regrouped:
        """Return the whole, once every block was taken."""
        for olds, news, place in self.left:
            self._object(olds, news, place)
        needed = self.wanted | {key for olds, _, _ in self.left for key in olds.keys}
        made = {key: self._entry(key, claims) for key, claims in self.claims.items()}
        catalog = self.result.catalog
        catalog.header, catalog.metadata = self.old.header, dict(self.old.metadata)
        for key, entry in self.live.items():
            if key in made:
                continue
            if key in self.consumed and key not in needed:
                self._retire(entry)
            else:
                catalog.append(entry)
        catalog.extend(made.values())
        catalog.extend([*self.retired.values(), *self.twins])
        return self.result

    def _object(self, olds: Row, news: Row, place: str) -> None:
        """Let a human see a text that was left to the update, where each new segment has a text
        from elsewhere already: else another edition would be published, and nobody asked.
        """
        human = [self.live[key] for key in olds.keys if self._is_humans(key)]
        if human and all(key in self.claims or self._is_humans(key) for key in news.keys):
            whole = together([entry.msgstr for entry in human], [" "] * (len(human) - 1))
            self.claims.setdefault(news.keys[0], []).append(Claim(whole, False, human, place))

    def _is_humans(self, key: Key) -> bool:
        return key in self.live and self.states[key] not in OURS and bool(self.live[key].msgstr)

    def _retire(self, entry: polib.POEntry) -> None:
        """Keep what was joined or split, obsolete, if a human wrote it."""
        key = key_of(entry)
        if self.states[key] in OURS:
            return  # a remark on it has gone along
        self._set_aside(key)
        gone = threeway.retired(entry)
        if not gone.fuzzy:
            comments.set_ours(gone, [])
        self.retired[key] = gone

    def _entry(self, key: Key, claims: list[Claim]) -> polib.POEntry:
        """Return the entry of a new segment, with all that its places say of it."""
        standing = self.live.get(key)
        if standing is not None and self.states[key] not in OURS:
            done = self.states[key] in DONE
            mine = Claim(standing.msgstr, done, (), "here before", self._approver(standing))
            claims = [mine, *claims]
        texts = {claim.text.strip(): claim.place for claim in reversed(claims)}
        if standing is not None and len(texts) == 1 and self._is_doubted(standing):
            return standing
        entry = threeway.copied(standing or claims[0].olds[0])
        _put(entry, key, claims, _remark(standing) if standing else [])
        if len(texts) > 1:
            self._meet(entry, claims)
        elif all(claim.done for claim in claims):
            self._approve(entry, {claim.by for claim in claims})
        return entry

    def _meet(self, entry: polib.POEntry, claims: Sequence[Claim]) -> None:
        """Two humans' texts for one source cannot both be kept apart: a human has to choose."""
        entry.msgstr = threeway.joined(entry.msgid, *((one.place, one.text) for one in claims))
        threeway.make_fuzzy(entry)
        comments.set_ours(entry, [NOTE])
        self.result.conflicts += 1

    def _approve(self, entry: polib.POEntry, people: set[str]) -> None:
        key = key_of(entry)
        if len(people) != 1 or "" in people or self.ledger.approval(key, entry.msgstr):
            return
        time = self.ledger.time_after(key)
        said = Approval(
            key_digest(key), digest(entry.msgstr), people.pop(), f"migrated {self.why}", time=time
        )
        self.result.records.append(said)


def _in_work(claim: Claim) -> Claim:
    note = claim.note or "the whole reads otherwise than before: look at it"
    return Claim(claim.text, False, claim.olds, claim.place, "", note, claim.remarks)


def _note(states: Sequence[State], pieces: int) -> str:
    """Say, in our line, how a text came under a source that nobody has confirmed it for."""
    count, drafts = len(states), sum(state in OURS for state in states)
    if pieces > 1:
        return "part of a translation that was split; the whole stands below, obsolete"
    machine = f", {drafts} of them machine drafts" if drafts else ""
    return f"joined from {count} segments{machine}"


def _remark(entry: polib.POEntry) -> list[str]:
    return [line for line in comments.human(entry).split("\n") if line]


def _put(entry: polib.POEntry, key: Key, claims: Sequence[Claim], lines: list[str]) -> None:
    """Put a text under its segment, in place, with the flags and comments that go along."""
    entry.msgctxt, entry.msgid = key.context, key.text  # type: ignore[assignment]
    entry.obsolete, entry.msgstr = False, claims[0].text
    forget_previous(entry)
    olds = [old for claim in claims for old in claim.olds]
    flags = dict.fromkeys([*entry.flags, *(flag for old in olds for flag in old.flags)])
    done = all(claim.done for claim in claims)
    entry.flags = ["fuzzy"] * (not done) + [flag for flag in flags if flag != "fuzzy"]
    lines += [line for claim in claims for line in claim.remarks if line not in lines]
    ours = [line for old in olds for line in comments.ours(old) if _stays(line)]
    ours += [claim.note for claim in claims if claim.note]
    entry.tcomment = "\n".join(lines)
    comments.set_ours(entry, [] if done else list(dict.fromkeys(ours)))


def _stays(line: str) -> bool:
    return line == NOTE or line.startswith(TRANSLATED_FROM)
