"""What a check is: a unit to look at, findings to report, and the one registry of checks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from communique.language.scripts import language_of
from communique.language.spans import prose
from communique.segmentation import split_sentences


class Severity(StrEnum):
    """What a finding does to an edition: an error withholds it, the others only speak."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Must(StrEnum):
    """Why a translation has to hold a certain wording."""

    TERM = "term"
    NAME = "name"
    VERBATIM = "verbatim"


@dataclass(frozen=True)
class Expected:
    """A wording that a translation has to hold.

    Attributes:
        source: what calls for it, as it stands in the source.
        forms: the wordings of which any one will do; the first is the one to propose.
        why: a glossary's term, a name that stays as it is, or a text whose wording is fixed.
    """

    source: str
    forms: tuple[str, ...]
    why: Must = Must.TERM


@dataclass(frozen=True)
class Unit:
    """A segment and its translation.

    Attributes:
        source: the text as its author wrote it, inline markup raw.
        target: its translation; nothing is said about an empty one.
        source_language: the locale of the source.
        locale: the locale of the target.
        context: the segment's ``msgctxt`` (``title``, ``caption`` …), if it has one.
        expected: wordings that the translation has to hold: terms, names, fixed texts.
        flip: what changed in the source's meaning after this very text was written; "" where
            nothing did.
        accepted: whether a human has let the text pass (it is not fuzzy).
    """

    source: str
    target: str
    source_language: str
    locale: str
    context: str | None = None
    expected: tuple[Expected, ...] = ()
    flip: str = ""
    accepted: bool = True

    @cached_property
    def language(self) -> str:
        """The bare language of the target."""
        return language_of(self.locale)

    @cached_property
    def original_language(self) -> str:
        """The bare language of the source."""
        return language_of(self.source_language)

    @cached_property
    def source_prose(self) -> str:
        """What the source says without markup, code and addresses."""
        return prose(self.source)

    @cached_property
    def target_prose(self) -> str:
        """What the target says without markup, code and addresses."""
        return prose(self.target)

    @cached_property
    def source_sentences(self) -> list[str]:
        """The sentences of the source's prose."""
        return _sentences(self.source_prose, self.source_language)

    @cached_property
    def target_sentences(self) -> list[str]:
        """The sentences of the target's prose."""
        return _sentences(self.target_prose, self.locale)


def _sentences(text: str, locale: str) -> list[str]:
    """The sentences of a text that say something in letters."""
    return [one for one in split_sentences(text, locale) if any(map(str.isalpha, one))]


@dataclass(frozen=True)
class Finding:
    """What a check has to say about a unit, in a sentence for the translator."""

    check: str
    severity: Severity
    message: str


Look = Callable[[Unit], Iterable[str]]


@dataclass(frozen=True)
class Check:
    """A registered check: its name, the severity of its findings, and the look it takes."""

    name: str
    severity: Severity
    look: Look

    def findings(self, unit: Unit) -> list[Finding]:
        """Look at a unit; a check that breaks down says so, and lets the others go on."""
        try:
            return [Finding(self.name, self.severity, message) for message in self.look(unit)]
        except Exception as error:
            message = f"this check broke down ({type(error).__name__}: {error}): look for yourself"
            return [Finding(self.name, Severity.WARNING, message)]


REGISTRY: dict[str, Check] = {}


def register(name: str, severity: Severity) -> Callable[[Look], Look]:
    """Enter a function among the checks.

    Args:
        name: what findings, waivers and ``skip`` call it.
        severity: what all its findings weigh.
    """

    def enter(look: Look) -> Look:
        REGISTRY[name] = Check(name, severity, look)
        return look

    return enter


def listed(things: Iterable[str], limit: int = 5) -> str:
    """Return things as a message shows them: in quotes, the first few, how many more."""
    all_things = list(things)
    shown = ", ".join(f"“{thing}”" for thing in all_things[:limit])
    more = len(all_things) - limit
    return f"{shown} and {more} more" if more > 0 else shown


def difference(missing: Iterable[str], extra: Iterable[str]) -> str:
    """Return one clause for what a translation lacks and one for what it adds; "" for neither."""
    lacks, adds = listed(missing), listed(extra)
    clauses = [f"the translation lacks {lacks}"] if lacks else []
    clauses += [f"the source has no {adds}"] if adds else []
    return "; ".join(clauses)
