"""What the steps hand on, and what a run did: plain data with counts."""

from __future__ import annotations

from dataclasses import dataclass, field

from communique.catalogs.coverage import Coverage
from communique.catalogs.update import UpdateResult
from communique.editions.edition import Edition
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
    """What a run did. ``translated`` and ``reused`` count sentences, ``drafted`` segments."""

    coverage: list[Coverage] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    updates: dict[tuple[str, str], UpdateResult] = field(default_factory=dict)
    packages: set[str] = field(default_factory=set)
    translated: int = 0
    reused: int = 0
    drafted: int = 0


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


@dataclass(frozen=True, slots=True)
class Outcome:
    """What publishing did with one edition, and why."""

    statement: str
    locale: str
    published: bool
    reason: str


@dataclass(slots=True)
class Judged:
    """The editions of one statement: what the gate says of each, and those it lets through."""

    outcomes: list[Outcome]
    editions: list[Edition]
    report: Report = field(default_factory=Report)
