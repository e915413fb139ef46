"""What the doctor's checks share: whom they look at, what they report, the one registry."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from communique.project import Project


class Level(StrEnum):
    """What a finding asks for.

    ``ok`` and ``advice`` are fit for work. ``missing`` is not there, and the workspace's settings
    need it; ``broken`` is there, and does not do.
    """

    OK = "ok"
    ADVICE = "advice"
    MISSING = "missing"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Found:
    """What a check found of one thing.

    Attributes:
        what: the thing.
        level: how it is.
        says: the same in words.
        purpose: what the thing is for.
        get: the exact way to get or mend it; "" where there is nothing to do.
    """

    what: str
    level: Level
    says: str
    purpose: str
    get: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one thing, with the check that looked."""

    check: str
    what: str
    level: Level
    says: str
    purpose: str
    get: str

    @property
    def bad(self) -> bool:
        """Whether work that the settings ask for cannot be done so."""
        return self.level in (Level.MISSING, Level.BROKEN)

    def as_json(self) -> dict[str, str]:
        """Return the finding for machines."""
        return {"check": self.check, "what": self.what, "level": str(self.level),
                "says": self.says, "for": self.purpose, "get": self.get}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Patient:
    """What the checks look at.

    Attributes:
        root: the folder that was named, or the one we are in.
        project: the workspace there; None where there is none, or its settings are wrong.
        trouble: what is wrong with its settings.
        environment: the variables that count.
    """

    root: Path
    project: Project | None = None
    trouble: str = ""
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def wants_pdf(self) -> bool:
        """Whether the settings ask for PDF."""
        return self.project is not None and "pdf" in self.project.options.documents


Look = Callable[[Patient], Iterable[Found]]


@dataclass(frozen=True, slots=True)
class Check:
    """A registered check: its name, the heading of its findings, and the look it takes."""

    name: str
    title: str
    look: Look

    def findings(self, patient: Patient) -> list[Finding]:
        """Look; a check that breaks down says so, and lets the others go on."""
        try:
            found = list(self.look(patient))
        except Exception as error:
            says = f"this check broke down ({type(error).__name__}: {error})"
            get = "look for yourself; what the others say holds"
            found = [Found(self.name, Level.BROKEN, says, "the doctor itself", get)]
        return [
            Finding(self.name, one.what, one.level, one.says, one.purpose, one.get) for one in found
        ]


REGISTRY: dict[str, Check] = {}


def register(name: str, title: str) -> Callable[[Look], Look]:
    """Enter a function among the checks.

    Args:
        name: what ``--json`` calls it.
        title: the heading over its findings.
    """

    def enter(look: Look) -> Look:
        REGISTRY[name] = Check(name, title, look)
        return look

    return enter


def counted(number: int, thing: str) -> str:
    """Return a number with its noun: ``1 font``, ``2 fonts``."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def listed(things: Iterable[str], limit: int = 6) -> str:
    """Return things in a row: the first few, and how many more."""
    every = list(things)
    more = len(every) - limit
    return ", ".join(every[:limit]) + (f" and {more} more" if more > 0 else "")
