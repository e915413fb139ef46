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
from communique.catalogs.carrying import Split, divided
from communique.catalogs.ledger import Approval, Ledger, Record, key_digest
from communique.catalogs.merging import threeway
from communique.catalogs.merging.merge import NOTE
from communique.catalogs.migration.claims import (
    CUT,
    HERE,
    HERE_DONE,
    WORKED_ON,
    Claim,
    alternatives,
    chosen,
    in_work,
    note_of,
    put,
    remark,
)
from communique.catalogs.migration.cover import Covered, Row, covered
from communique.catalogs.migration.dividing import agrees, together, whole_of
from communique.catalogs.migration.marks import mark, mark_of
from communique.catalogs.origins import Origin
from communique.catalogs.state import DONE, OURS, State, by_key, key_of
from communique.statement import Key, Statement, digest


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
    old: polib.POFile,
    statement: Statement,
    locale: Locale,
    ledger: Ledger,
    why: str,
    split: Split | None = None,
) -> Regrouped:
    """Carry a catalog's human texts over to the segments of a statement as it is cut now.

    Args:
        old: the catalog; not modified.
        statement: the source.
        locale: the catalog's.
        ledger: tells drafts from human text, and approved text from reviewed.
        why: what an approval that goes along says of it: ``migrated from block to sentence``.
        split: what cuts sentences; where None, what knows no abbreviations but its own.
    """
    work = _Regrouping(old, statement, locale, ledger, why, split)
    for block in covered(statement, work.live):
        if block is not None:
            work.take(block)
    return work.finished()


class _Regrouping:
    """One regrouping under way."""

    def __init__(
        self,
        old: polib.POFile,
        statement: Statement,
        locale: Locale,
        ledger: Ledger,
        why: str,
        split: Split | None,
    ) -> None:
        self.old, self.locale, self.ledger, self.why = old, str(locale), ledger, why
        self.language, self.wanted, self.split = statement.language, set(statement.keys), split
        self.live = {key_of(entry): entry for entry in old if not entry.obsolete}
        self.retired, self.twins = by_key(old.obsolete_entries())
        self.states = {key: ledger.state_of(entry) for key, entry in self.live.items()}
        self.claims: dict[Key, list[Claim]] = {}
        self.consumed: set[Key] = set()
        self.left: list[tuple[Row, Row, str]] = []
        self.unchanged: set[Key] = set()
        self.given_back: dict[Key, set[str]] = {}
        self.result = Regrouped(polib.POFile())

    # ── block by block ──

    def take(self, block: Covered) -> None:
        """Carry what stands in one block."""
        place = f"line {block.line}"
        plans = [self._planned(olds, news, place) for olds, news in block.groups]
        if not all(map(self._reads_as_before, block.groups, plans)):
            plans = [[in_work(one) for one in plan] if plan else plan for plan in plans]
        for (olds, news), plan in zip(block.groups, plans, strict=True):
            if olds.keys == news.keys:
                self.unchanged.update(olds.keys)
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
        if restored := self._restored(entries, news, place):
            return [restored]
        if State.EMPTY in states or OURS.issuperset(states) or any(map(self._is_doubted, entries)):
            return None
        whole = whole_of([entry.msgstr for entry in entries], olds.gaps)
        pieces, sure = self._pieces(whole, news)
        if not pieces:
            return None
        done = sure and DONE.issuperset(states)
        people = self._approvers(entries, news, pieces) if done else {""}
        by = people.pop() if len(people) == 1 else ""
        note = "" if done else note_of(states, len(pieces))
        remarks = self._remarks(entries, news)
        return [
            Claim(piece, done, entries, place, by, note, remarks.get(key, ()))
            for key, piece in zip(news.keys, pieces, strict=True)
        ]

    def _restored(self, entries: Sequence[polib.POEntry], news: Row, place: str) -> Claim | None:
        """Return the claim of a text that is below, if it was let pass for this very segment, and
        if nobody has changed since what a migration made of it.
        """
        key = news.keys[0]
        whole = self.retired.get(key)
        said = mark_of(whole) if whole is not None else None
        if len(news.keys) > 1 or whole is None or whole.fuzzy or said is None:
            return None
        if not said.holds_for(whole) or not all(map(self._is_untouched, entries)):
            return None
        used = chosen(whole.msgstr, [alternatives(entry) for entry in entries])
        if not used:
            return None
        for entry, text in zip(entries, used, strict=True):
            self.given_back.setdefault(key_of(entry), set()).add(text)
        approval = self.ledger.last_approval(key, whole.msgstr)
        by = approval.by if approval and said.state is State.APPROVED else ""
        if not by:
            people = {self._approver(entry) for entry in entries}
            by = people.pop() if len(people) == 1 else ""
        remarks = self._remarks(entries, news).get(key, ())
        return Claim(whole.msgstr, True, entries, place, by, "", remarks, restored=True)

    def _is_untouched(self, entry: polib.POEntry) -> bool:
        """Whether an entry was let pass, or is in work only because a migration left it so."""
        if entry.msgid_plural or self.ledger.flipped(key_of(entry), entry.msgstr) is not None:
            return False
        said, met = comments.ours(entry), len(alternatives(entry)) > 1
        in_work = self.states[key_of(entry)] is State.IN_WORK
        return self.states[key_of(entry)] in DONE or (in_work and (met or CUT in said))

    def _approvers(
        self, entries: Sequence[polib.POEntry], news: Row, pieces: Sequence[str]
    ) -> set[str]:
        """Who approved all that a text is made of; of the pieces of a text, who approved each.

        Where a whole was cut, nobody has seen what stands under each sentence, unless it had been
        approved there once.
        """
        people = {self._approver(entry) for entry in entries}
        if len(news.keys) == 1:
            return people
        found = [
            self.ledger.last_approval(key, piece)
            for key, piece in zip(news.keys, pieces, strict=True)
        ]
        return people if all(found) else {""}

    def _is_doubted(self, entry: polib.POEntry) -> bool:
        """Whether a text was made for a source that has changed since, or is none of ours."""
        stale = self.states[key_of(entry)] is State.STALE
        flipped = self.ledger.flipped(key_of(entry), entry.msgstr) is not None
        met = len(alternatives(entry)) > 1
        return stale or flipped or met or bool(entry.msgid_plural)

    def _pieces(self, whole: str, news: Row) -> tuple[list[str], bool]:
        """Cut a text for its new segments, and say whether each is sure to be in its place."""
        if len(news.keys) == 1:
            return [whole], True
        whole = whole.strip()
        sources = [key.text for key in news.keys]
        texts = [self._had(key) for key in news.keys]
        if all(texts) and together(texts, news.gaps) == whole:
            sure = not any(map(self._is_in_work, news.keys))
            return texts, sure or agrees(sources, texts, self.language, self.locale)
        pieces = divided(whole, sources, self.language, self.locale, self.split)
        if not all(pieces):
            return [], False
        sure = agrees(sources, pieces, self.language, self.locale) if pieces else False
        return pieces, sure and together(pieces, news.gaps) == whole

    def _had(self, key: Key) -> str:
        """A human's text for a segment, from elsewhere in the statement or from before."""
        entry = self._known(key)
        return entry.msgstr if entry is not None else ""

    def _known(self, key: Key) -> polib.POEntry | None:
        return self.live[key] if self._is_humans(key) else self.retired.get(key)

    def _is_in_work(self, key: Key) -> bool:
        entry = self._known(key)
        return entry is not None and bool(entry.fuzzy)

    def _approver(self, entry: polib.POEntry) -> str:
        approval = self.ledger.approval(key_of(entry), entry.msgstr)
        return approval.by if approval else ""

    def _remarks(self, entries: Iterable[polib.POEntry], news: Row) -> dict[Key, list[str]]:
        """Say which lines of the humans' comments go to which segment.

        Each goes where it stood before, when the text was cut as it is now; else to the first.
        """
        lines = list(dict.fromkeys(line for one in entries for line in remark(one)))
        found = {key: remark(self.retired[key]) for key in news.keys if key in self.retired}
        placed = {line for remark in found.values() for line in remark}
        first = news.keys[0]
        rest = [line for line in lines if line not in placed]
        kept = {key: [line for line in remark if line in lines] for key, remark in found.items()}
        return kept | {first: [*kept.get(first, ()), *rest]}

    def _reads_as_before(self, group: tuple[Row, Row], plan: list[Claim] | None) -> bool:
        """Whether an edition has, to the letter, the text that it had."""
        if plan is None or plan[0].restored:
            return True  # nothing of it is published until a human has looked; or all as it was
        olds, news = group
        before = [self.live[key].msgstr for key in olds.keys]
        texts = [claim.text for claim in plan]
        return together(texts, news.gaps) == together(before, olds.gaps)

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
        whole = self.retired[key].msgstr
        if whole and any(entry.msgstr not in whole for entry in entries):
            again = threeway.copied(self.retired[key])
            threeway.make_fuzzy(again)
            comments.set_ours(again, [WORKED_ON])
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
        for key in self.unchanged & self.given_back.keys():
            self._free(key)
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
            mark(gone, self.states[key])
        self.retired[key] = gone

    def _entry(self, key: Key, claims: list[Claim]) -> polib.POEntry:
        """Return the entry of a new segment, with all that its places say of it."""
        standing = self.live.get(key)
        if standing is not None and self.states[key] not in OURS:
            done = self.states[key] in DONE
            place = HERE_DONE if done else HERE
            mine = Claim(standing.msgstr, done, (), place, self._approver(standing))
            claims = [mine, *claims]
        texts = {claim.text.strip(): claim.place for claim in reversed(claims)}
        if standing is not None and len(texts) == 1 and self._is_doubted(standing):
            return standing
        entry = threeway.copied(standing or claims[0].olds[0])
        put(entry, key, claims, remark(standing) if standing else [])
        if len(texts) > 1:
            self._meet(entry, claims)
        elif all(claim.done for claim in claims):
            self._approve(entry, {claim.by for claim in claims})
        return entry

    def _free(self, key: Key) -> None:
        """Let an entry have again what it had, once all that had met it is back in its place."""
        met = threeway.pieces(self.live[key].msgstr)
        mine = [text for label, text in met if label == HERE_DONE]
        if len(met) < 2 or len(mine) != 1 or key in self.claims:
            return
        if not {text for _, text in met} <= {*mine, *self.given_back[key]}:
            return
        entry = threeway.copied(self.live[key])
        entry.msgstr, entry.flags = mine[0], [one for one in entry.flags if one != "fuzzy"]
        comments.set_ours(entry, [])
        approval = self.ledger.last_approval(key, mine[0])
        self._approve(entry, {approval.by if approval else ""})
        self.live[key] = entry

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
