"""The ledger: the append-only sidecar that remembers what a catalog cannot say."""

from __future__ import annotations

import json
import logging
import os
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import polib

from communique.catalogs.state import State, key_of, state_of
from communique.errors import CommuniqueError
from communique.statement import Key, digest

SUFFIX = ".ledger.jsonl"
log = logging.getLogger(__name__)


def key_digest(key: Key) -> str:
    """Return the ledger's name for a catalog key, as gettext joins msgctxt and msgid."""
    return digest(key.text if key.context is None else f"{key.context}\x04{key.text}")


def gist(text: str) -> str:
    """Return a digest of what a text says: its letters, and its numbers with their signs."""
    kept = (
        sign
        for place, sign in enumerate(text)
        if unicodedata.category(sign)[0] in "LMN" or _is_of_number(text, place)
    )
    return digest("".join(kept).casefold())


def _is_of_number(text: str, place: int) -> bool:
    """Whether a sign stands between two digits, or is a minus before one."""
    before, sign, after = text[place - 1 : place], text[place], text[place + 1 : place + 2]
    between = before.isdigit() and after.isdigit() and not sign.isspace()
    return between or (sign in "-−" and after.isdigit() and not before.isalnum())


def now() -> str:
    """Return the time as the ledger writes it: UTC, ISO 8601, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True)
class Record:
    """What every record says: of which segment, of which text, and when.

    ``key`` names the source (:func:`key_digest`), ``text`` the digest of the msgstr: whatever is
    recorded holds for exactly this source and this text. ``time`` is ISO 8601.
    """

    key: str
    text: str
    time: str = field(default="", kw_only=True)


@dataclass(frozen=True, slots=True)
class Draft(Record):
    """A text that no human wrote.

    ``origin`` says what made it (``engine``, ``glossary``, ``verbatim``, ``memory``). ``score`` is
    the mean log-probability of a token, ``risk`` runs from 0 (trust) to 1 (doubt). ``draft`` is
    the text itself, so that a reviewer's changes can be shown and measured.

    Where a third language lay between, ``pivot`` is its locale and ``pivot_origin`` says whether
    an ``engine`` (then ``pivot_package``, ``pivot_version``) made the text in it, or it is
    ``reviewed`` (then ``pivot_text`` is its digest).
    """

    origin: str
    package: str = ""
    version: str = ""
    score: float | None = None
    risk: float | None = None
    draft: str = ""
    pivot: str = ""
    pivot_origin: str = ""
    pivot_package: str = ""
    pivot_version: str = ""
    pivot_text: str = ""


@dataclass(frozen=True, slots=True)
class Carried(Record):
    """A human's text that an update put under an edited source.

    ``source`` is what the human translated, ``was`` the text's state there. ``flips`` tells each
    change of meaning between the two, in words; where there is one, the text may not be let pass
    as it is, nor with nothing but its spaces and signs changed: ``gist`` (:func:`gist`) says so.
    """

    source: str
    was: str
    gist: str = ""
    flips: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Approval(Record):
    """Somebody stands for a text. ``kept`` tells why it outlived an edit of the source."""

    by: str
    kept: str = ""


@dataclass(frozen=True, slots=True)
class Revoked(Record):
    """An approval ended: the source or the text changed, or fuzzy was set again."""


@dataclass(frozen=True, slots=True)
class Kept(Record):
    """A coordinator's word that an edit of the source asks for no new review.

    ``before`` names the source as it was.
    """

    before: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Waiver(Record):
    """Somebody answers for a finding: ``check`` is the check's name."""

    check: str
    by: str
    reason: str


_KINDS: dict[str, type[Record]] = {
    kind.__name__.lower(): kind for kind in (Draft, Carried, Approval, Revoked, Kept, Waiver)
}
R = TypeVar("R", bound=Record)


class Ledger:
    """What the ledger of one catalog says, by segment. A lost ledger says nothing, so that every
    text counts as a human's, and unapproved, until proven otherwise.
    """

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self._records: dict[str, list[Record]] = defaultdict(list)
        for record in records:
            self.add(record)

    def add(self, record: Record) -> None:
        """Take a record in, in memory only; :func:`append` writes."""
        self._records[record.key].append(record)

    def recorded(self, key: Key) -> Collection[str]:
        """Return the digests of all texts that were ever drafted for a segment."""
        found = self._records.get(key_digest(key), ())
        return {record.text for record in found if isinstance(record, Draft)}

    def draft(self, key: Key, text: str) -> Draft | None:
        """Return the newest record of exactly this text as a draft for a segment."""
        return self._last(Draft, key, text)

    def tells(self, draft: Draft) -> bool:
        """Whether the newest record of a draft's text says the same of it, but for the time."""
        found = [
            one
            for one in self._records.get(draft.key, ())
            if isinstance(one, Draft) and one.text == draft.text
        ]
        return bool(found) and replace(found[-1], time=draft.time) == draft

    def last_draft(self, key: Key) -> Draft | None:
        """Return the newest draft that was made for a segment, whatever stands there now."""
        found = [one for one in self._records.get(key_digest(key), ()) if isinstance(one, Draft)]
        return found[-1] if found else None

    def carried(self, key: Key, text: str) -> Carried | None:
        """Return how a human's text came under this source, if an update put it there."""
        return self._last(Carried, key, text)

    def is_carried_to(self, key: Key) -> bool:
        """Whether an update ever put a human's text under this source."""
        return any(isinstance(one, Carried) for one in self._records.get(key_digest(key), ()))

    def was_touched(self, key: Key, text: str) -> bool:
        """Whether a human has changed a text since an update put it under this source."""
        wanted = gist(text)
        found = [
            one.gist for one in self._records.get(key_digest(key), ()) if isinstance(one, Carried)
        ]
        return bool(found) and wanted not in found

    def time_after(self, key: Key) -> str:
        """Return the time, or that of the newest record of a segment where clocks differ."""
        return max([now(), *(one.time for one in self._records.get(key_digest(key), ()))])

    def flipped(self, key: Key, text: str) -> Carried | None:
        """Return how a text came under a source of other meaning, if it did and nobody answers
        for it, and if it is still, letter for letter, what it was.
        """
        wanted = gist(text)
        for record in reversed(self._records.get(key_digest(key), ())):
            if isinstance(record, Carried) and record.gist == wanted:
                waived = self.waiver(key, text, "accepted_after_flip")
                return record if record.flips and not waived else None
        return None

    def waiver(self, key: Key, text: str, check: str) -> Waiver | None:
        """Return who answers for a finding of this check in this very text, if somebody does."""
        wanted = digest(text)
        for record in reversed(self._records.get(key_digest(key), ())):
            if isinstance(record, Waiver) and (record.text, record.check) == (wanted, check):
                return record
        return None

    def approval(self, key: Key, text: str) -> Approval | None:
        """Return the approval in force for exactly this source and text."""
        found = self._in_force(self._records.get(key_digest(key), ()))
        return found.get(digest(text))

    def last_approval(self, key: Key, text: str) -> Approval | None:
        """Return the newest approval of exactly this source and text, in force or not."""
        return self._last(Approval, key, text)

    def state_of(self, entry: polib.POEntry) -> State:
        """Return the state of an entry of this ledger's catalog."""
        key = key_of(entry)
        approved = not entry.fuzzy and self.approval(key, entry.msgstr) is not None
        return state_of(entry, self.recorded(key), approved=approved)

    def outlived(self, catalog: Iterable[polib.POEntry]) -> Iterator[Revoked]:
        """Say which approvals in force no longer hold in a catalog as it now is."""
        standing = {
            (key_digest(key_of(entry)), digest(entry.msgstr))
            for entry in catalog
            if not entry.obsolete and not entry.fuzzy and entry.msgstr
        }
        for key, records in self._records.items():
            for text, approval in self._in_force(records).items():
                if (key, text) not in standing:
                    yield Revoked(key, text, time=max(now(), approval.time))

    @staticmethod
    def _in_force(records: Iterable[Record]) -> dict[str, Approval]:
        """The approvals that nothing ended since, by text; ledgers of two clones may interleave,
        so the time decides, and the order of lines where it cannot.
        """
        found: dict[str, Approval] = {}
        ended = [one for one in records if isinstance(one, Approval | Revoked)]
        for record in sorted(ended, key=lambda one: one.time):
            if isinstance(record, Approval):
                found[record.text] = record
            else:
                found.pop(record.text, None)
        return found

    def _last(self, kind: type[R], key: Key, text: str) -> R | None:
        wanted = digest(text)
        for record in reversed(self._records.get(key_digest(key), ())):
            if isinstance(record, kind) and record.text == wanted:
                return record
        return None


def path_of(catalog: Path) -> Path:
    """Return the ledger's path beside its catalog."""
    return catalog.with_suffix(SUFFIX)


def load(path: Path) -> Ledger:
    """Read a ledger; a missing file is an empty one, a torn or foreign line is passed over.

    Raises:
        CommuniqueError: the file is there and cannot be read.
    """
    try:
        lines = path.read_text("utf-8", "replace").split("\n")
    except FileNotFoundError:
        return Ledger()
    except OSError as error:
        raise CommuniqueError(f"cannot be read ({error.strerror})", path) from None
    ledger = Ledger()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            ledger.add(_read(line))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            log.warning("%s:%d: not a ledger record; passed over", path, number)
    return ledger


def _read(line: str) -> Record:
    """Read a record; a field that only a newer version knows is passed over.

    Raises:
        ValueError, TypeError, KeyError, AttributeError: it is no record.
    """
    said: dict[str, Any] = json.loads(line)
    kind = _KINDS[said.pop("record")]
    known = {one.name for one in fields(kind)}
    said = {name: value for name, value in said.items() if name in known}
    numbers: dict[str, Any] = {
        name: float(said.pop(name)) for name in ("score", "risk") if name in said
    }
    flips: dict[str, Any] = {}
    if "flips" in said:
        flips["flips"] = tuple(map(str, said.pop("flips")))
    if not all(isinstance(value, str) for value in said.values()):
        raise TypeError
    if "was" in said:
        State(said["was"])
    whole: dict[str, Any] = {**said, **numbers, **flips}
    return kind(**whole)


def append(path: Path, records: Iterable[Record]) -> None:
    """Append records and see them to the disk, in one write.

    A torn last line, left by a kill, is first ended, so that it cannot swallow a new record.

    Raises:
        CommuniqueError: the file cannot be written.
    """
    lines = [_written(record) for record in records]
    if not lines:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab+") as file:
            if file.tell():
                file.seek(-1, os.SEEK_END)
                torn = file.read(1) != b"\n"
            else:
                torn = False
            file.write((("\n" if torn else "") + "\n".join(lines) + "\n").encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise CommuniqueError(f"cannot be written ({error.strerror})", path) from None


def _written(record: Record) -> str:
    whole = {"record": type(record).__name__.lower()} | asdict(record)
    said = {name: value for name, value in whole.items() if value not in (None, "", ())}
    return json.dumps(said, ensure_ascii=False)
