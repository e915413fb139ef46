"""What a proof sheet says, as plain data: no catalog, no clock, no HTML."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from communique.inline import Syntax
from communique.statement import Key, Kind

#: A segment's key → its source and its text as they were published last.
Last = Mapping[Key, tuple[str, str]]

_GROUP = 8
_ORDER = ("approved", "reviewed", "in work", "draft", "stale", "empty")


@dataclass(frozen=True, slots=True)
class Flag:
    """What a check found; ``waived_by`` answers for it, for this ``reason``."""

    check: str
    severity: str
    message: str
    waived_by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Drafted:
    """The draft that was made for a segment.

    Attributes:
        text: the draft; "" where the ledger does not have it.
        origin: ``engine``, ``memory``, ``glossary`` or ``verbatim``.
        package: the model package of an engine's, name and version.
        pivot: the locale that it was translated through, if it was.
        doubt: ``low``, ``medium``, ``high``; "" where nothing tells.
    """

    text: str
    origin: str
    package: str = ""
    pivot: str = ""
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """Who approved a text, when (a day, ISO 8601), and why it outlived an edit of the source."""

    by: str
    on: str = ""
    kept: str = ""


@dataclass(frozen=True, slots=True)
class Near:
    """A reviewed translation of a text like this one; ``likeness`` runs up to 1, the same."""

    likeness: float
    source: str
    target: str
    origin: str
    approved: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A segment where it stands in the document.

    Attributes:
        number: what ``--segment`` takes; the same text again has the number of its first place.
        key: its identity in the catalog; ``key.text`` is the source.
        target: its translation; "" where there is none.
        state: one of :class:`communique.catalogs.state.State`, as a word.
        kind: what its block is.
        again: whether the same text stood further up; the rest is told there.
        depth: how many headings a heading stands under.
        marker: what a list item begins with.
        approved: who stands for the text.
        drafted: the draft that was made for it.
        before: the source that the text was made for, where that was another.
        flags: what the checks found.
        near: translations of texts like it.
        notes: what else the catalog says to a human.
        addresses: of the markup that the text shows in a short form (``<a1>``), where it leads.
    """

    number: int
    key: Key
    target: str
    state: str
    kind: Kind = Kind.PARAGRAPH
    again: bool = False
    depth: int = 0
    marker: str = ""
    approved: Mark | None = None
    drafted: Drafted | None = None
    before: str = ""
    flags: tuple[Flag, ...] = ()
    near: tuple[Near, ...] = ()
    notes: tuple[str, ...] = ()
    addresses: Mapping[str, str] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """The source text."""
        return self.key.text


@dataclass(frozen=True, slots=True)
class Sheet:
    """One statement in one locale, for whoever signs.

    Attributes:
        slug: the statement.
        title: its title in its own language.
        workspace: the name of the house.
        source_locale: the locale of the source.
        locale: the locale of the translation.
        rows: the segments in the order of the document.
        publish: whether the gate lets the edition through now.
        reason: what it says of it.
        require: what it asks for.
        source_file: the source's path from the workspace.
        source_hash: the digest of the source.
        catalog: the catalog's path from the workspace.
        date: when the sheet was drawn, as it is to be printed.
        syntax: how the texts write their inline markup.
        embargo: until when nothing may appear, in words; "" where nothing is held back.
        translator: who translated last, as the catalog says.
        packages: the model packages that drafted any of the texts, name and version.
        last: the texts as published last; None where nothing was.
        released_on: the day of that, ISO 8601.
        removed: source and text of the segments that were published last and are gone.
    """

    slug: str
    title: str
    workspace: str
    source_locale: str
    locale: str
    rows: tuple[Row, ...]
    publish: bool
    reason: str
    require: str
    source_file: str
    source_hash: str
    catalog: str
    date: str
    syntax: Syntax = "markdown"
    embargo: str = ""
    translator: str = ""
    packages: tuple[str, ...] = ()
    last: Last | None = None
    released_on: str = ""
    removed: tuple[tuple[str, str], ...] = ()

    @property
    def segments(self) -> Iterator[Row]:
        """Each segment once."""
        return (row for row in self.rows if not row.again)

    @property
    def counts(self) -> dict[str, int]:
        """How many segments are in which state."""
        found = Counter(row.state for row in self.segments)
        return {state: found[state] for state in _ORDER if found[state]}

    @property
    def fingerprint(self) -> str:
        """What names exactly these sources and texts: a SHA-256, 64 hex digits.

        It covers slug, both locales, the source file's digest, and context, source and text of
        each segment in the order of the document; neither states nor dates.
        """
        said = [[row.key.context, row.key.text, row.target] for row in self.rows]
        whole = [self.slug, self.source_locale, self.locale, self.source_hash, said]
        plain = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()

    def released(self, row: Row) -> tuple[str, str] | None:
        """Return a segment's source and text as published last, if anything was."""
        return None if self.last is None else self.last.get(row.key)


def grouped(fingerprint: str) -> str:
    """Return a fingerprint as people compare it: in groups of eight."""
    pieces = (fingerprint[at : at + _GROUP] for at in range(0, len(fingerprint), _GROUP))
    return " ".join(pieces)


def spans(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Return numbers as runs, first and last of each: 1, 2, 3, 5 → (1, 3), (5, 5)."""
    found: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


@dataclass(frozen=True, slots=True)
class Concern:
    """Something to look at before signing, and in which segments; ``weight`` is ``error``,
    ``warning`` or ``info``.
    """

    weight: str
    what: str
    numbers: Sequence[int]


_OPEN = {
    "empty": ("error", "No translation"),
    "stale": ("error", "The source changed after it was translated"),
    "draft": ("warning", "A draft that nobody has reviewed"),
    "in work": ("warning", "Still being worked on"),
}
_DOUBTFUL = "A machine draft of high doubt that nobody has reviewed"


def gravity(row: Row) -> str:
    """Return how much a segment wants to be looked at: ``error``, ``warning`` or ""."""
    found = {one.severity for one in row.flags if not one.waived_by}
    found.add(_OPEN[row.state][0] if row.state in _OPEN else "")
    return next((weight for weight in ("error", "warning") if weight in found), "")


def concerns(sheet: Sheet) -> list[Concern]:
    """Return what needs attention, the gravest first."""
    rows = list(sheet.segments)
    found = [*_said(rows, "error")]
    for state, (weight, what) in _OPEN.items():
        numbers = [row.number for row in rows if row.state == state]
        found.append(Concern(weight, what, numbers))
    doubtful = [
        row.number
        for row in rows
        if row.state == "draft" and row.drafted and row.drafted.doubt == "high"
    ]
    found.append(Concern("warning", _DOUBTFUL, doubtful))
    found += _said(rows, "warning")
    waived = [row.number for row in rows if any(one.waived_by for one in row.flags)]
    found.append(Concern("info", "A finding that somebody answers for", waived))
    found += _moved(sheet, rows)
    weights = ("error", "warning", "info")
    return sorted((one for one in found if one.numbers), key=lambda one: weights.index(one.weight))


def _said(rows: Iterable[Row], severity: str) -> Iterator[Concern]:
    """What the checks said and nobody waived: the same words of several segments once."""
    found: dict[str, list[int]] = {}
    for row in rows:
        for one in row.flags:
            if one.severity == severity and not one.waived_by:
                found.setdefault(one.message, []).append(row.number)
    for message, numbers in found.items():
        yield Concern(severity, message[:1].upper() + message[1:], numbers)


def _moved(sheet: Sheet, rows: Sequence[Row]) -> Iterator[Concern]:
    """What is not as it was published last."""
    if sheet.last is None:
        return
    known = {row.number: sheet.released(row) for row in rows}
    new = [row.number for row in rows if known[row.number] is None]
    changed = [row.number for row in rows if known[row.number] not in (None, _now(row))]
    yield Concern("info", "New since the last release", new)
    yield Concern("info", "Changed since the last release", changed)


def _now(row: Row) -> tuple[str, str]:
    return row.source, row.target
