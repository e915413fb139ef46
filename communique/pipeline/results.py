"""What the steps hand on, and what a run did: plain data with counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from communique.catalogs.coverage import Coverage
from communique.catalogs.effort import Effort
from communique.catalogs.update import UpdateResult
from communique.engines.base import Tries
from communique.statement import Key, Statement


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something was left out; the rest went on."""

    statement: str
    message: str
    locale: str = ""

    def __str__(self) -> str:
        place = f"{self.statement} ({self.locale})" if self.locale else self.statement
        return f"{place}: {self.message}" if place else self.message


@dataclass(slots=True)
class Prepared:
    """A statement, read, its catalogs brought up to date; what each locale still lacks."""

    statement: Statement
    keys: dict[str, list[Key]] = field(default_factory=dict)
    updates: dict[str, UpdateResult] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class Report:
    """What a run did. ``translated`` and ``reused`` count sentences, ``drafted`` segments;
    ``retries`` says how often each way to try a failed sentence anew was taken, and mended it.
    """

    coverage: list[Coverage] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    updates: dict[tuple[str, str], UpdateResult] = field(default_factory=dict)
    packages: set[str] = field(default_factory=set)
    translated: int = 0
    reused: int = 0
    drafted: int = 0
    retries: dict[str, Tries] = field(default_factory=dict)

    def count(self, retries: Mapping[str, Tries]) -> None:
        """Add to what was tried anew."""
        for name, one in retries.items():
            tried, mended = self.retries.get(name, (0, 0))
            self.retries[name] = Tries(tried + one.tried, mended + one.mended)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found in one entry of a catalog; ``line`` counts from 1."""

    statement: str
    locale: str
    file: str
    line: int
    msgid: str
    check: str
    severity: str
    message: str
    context: str | None = None

    @property
    def key(self) -> Key:
        """The segment that it speaks of."""
        return Key(self.context, self.msgid)


@dataclass(frozen=True, slots=True)
class Risky:
    """A segment to look at: ``risk`` runs from 0 (trust) to 1, ``why`` says what spoke of it."""

    statement: str
    locale: str
    line: int
    state: str
    risk: float
    msgid: str
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one statement stands in one locale; ``findings`` are counted by severity.

    ``language`` and ``language_from`` are the source's, as in ``Statement``.
    """

    coverage: Coverage
    findings: Mapping[str, int]
    due: date | None
    risky: tuple[Risky, ...] = ()
    language: str = ""
    language_from: str = ""


@dataclass(slots=True)
class Status:
    """Where everything stands, and how far humans changed the drafts."""

    standings: list[Standing] = field(default_factory=list)
    efforts: list[Effort] = field(default_factory=list)
    report: Report = field(default_factory=Report)

    @property
    def risky(self) -> list[Risky]:
        """What to review, the riskiest first."""
        found = [one for standing in self.standings for one in standing.risky]
        return sorted(found, key=lambda one: -one.risk)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What publishing did with one edition, and why.

    ``published`` says whether an edition is public now; ``action`` what became of it: ``publish``
    (new), ``change``, ``correct``, ``unchanged``, ``keep``, ``outdated``, ``withhold``, ``remove``,
    ``withdraw``.
    """

    statement: str
    locale: str
    published: bool
    reason: str
    action: str = ""
