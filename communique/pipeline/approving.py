"""The steps by which people stand for texts: approvals and waivers, written to the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polib

from communique import checks
from communique.catalogs import files, ledger
from communique.catalogs.coverage import states
from communique.catalogs.ledger import Approval, Ledger, Waiver, key_digest, now
from communique.catalogs.state import DONE, State, key_of
from communique.errors import UsageError
from communique.pipeline import wordings
from communique.pipeline.findings import findings
from communique.pipeline.reading import read, targets, vouched
from communique.pipeline.results import Finding
from communique.pipeline.selecting import select
from communique.pipeline.translators import Translator, translators
from communique.project import Project
from communique.statement import Key, Statement, digest

# So many drafts let pass unchanged, and such a share of the statement, is no review.
_BULK = 10
_BULK_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Left:
    """A segment that was not approved, and why; ``number`` counts from 1."""

    number: int
    text: str
    reason: str


@dataclass(slots=True)
class Approved:
    """What ``approve`` did, in segments; ``warnings`` are for a human to weigh."""

    approved: int = 0
    already: int = 0
    left: list[Left] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def approve(
    project: Project, slug: str, locale: str, by: str, segments: Sequence[str] = ()
) -> Approved:
    """Approve the reviewed segments of one statement in one locale, each for exactly its source
    and text.

    What nobody has reviewed, what a check calls an error, and with ``four_eyes`` what the
    approver translated, is left out, with the reason.

    Args:
        project: the workspace.
        slug: the statement.
        locale: the catalog's.
        by: who stands for the texts.
        segments: which ones (see :func:`select`); all if empty.

    Raises:
        UsageError: there is no such statement, locale or segment, or nobody approves.
        CommuniqueError: the catalog cannot be read, or the ledger not written.
    """
    _named(by)
    opened = _open(project, slug, locale)
    keys = select(opened.keys, segments) if segments else opened.keys
    found = states(opened.keys, opened.catalog, opened.known)
    errors = {one.key: one for one in opened.findings if one.severity == "error"}
    eyes = _Eyes(by, _translators(opened) if project.options.four_eyes else None)
    done = Approved()
    records = []
    for key in keys:
        state, text = found[key]
        if state is State.APPROVED:
            done.already += 1
        elif reason := _objection(key, state, errors, eyes):
            done.left.append(Left(opened.keys.index(key) + 1, key.text, reason))
        else:
            time = opened.known.time_after(key)
            records.append(Approval(key_digest(key), digest(text), by, time=time))
    done.warnings = _bulk(found, opened.known)
    ledger.append(opened.ledger_path, records)
    done.approved = len(records)
    return done


@dataclass(frozen=True, slots=True)
class _Eyes:
    """The approver, and who let each text pass; None where that does not matter."""

    by: str
    translators: dict[Key, list[Translator]] | None

    def objection(self, key: Key) -> str:
        if self.translators is None:
            return ""
        people = self.translators.get(key)
        if not people:
            return "four eyes: neither git nor Last-Translator tells who translated it"
        for who in people:
            if who.is_named(self.by):
                return f"four eyes: translated by {who.name} (so says {who.told_by})"
        return ""


def _objection(key: Key, state: State, errors: dict[Key, Finding], eyes: _Eyes) -> str:
    """Why a segment cannot be approved; "" if it can."""
    if state not in DONE:
        return f"not reviewed ({state})"
    if error := errors.get(key):
        return f"{error.message} [{error.check}]"
    return eyes.objection(key)


def _bulk(found: dict[Key, tuple[State, str]], known: Ledger) -> list[str]:
    reviewed = {key: text for key, (state, text) in found.items() if state in DONE}
    untouched = 0
    for key, text in reviewed.items():
        draft = known.draft(key, text)
        untouched += draft is not None and draft.origin == "engine"
    if untouched < _BULK or untouched < _BULK_SHARE * len(reviewed):
        return []
    return [
        f"{untouched} of {len(reviewed)} reviewed segments are machine drafts without a change: "
        "was fuzzy cleared for all of them at once?"
    ]


def waive(
    project: Project, slug: str, locale: str, check: str, segment: str, by: str, reason: str
) -> int:
    """Lift what a check says of one segment, for exactly its source and text.

    Returns:
        How many findings that lifts.

    Raises:
        UsageError: there is no such statement, locale, segment, check or finding, or the name or
            the reason is missing.
    """
    _named(by)
    if not reason.strip():
        raise UsageError("a waiver needs a reason")
    if check not in checks.names():
        raise UsageError(f"no check {check!r}; there are: {', '.join(checks.names())}")
    opened = _open(project, slug, locale)
    key = select(opened.keys, [segment])[0]
    entry = next((one for one in opened.catalog if key_of(one) == key and not one.obsolete), None)
    lifted = [one for one in opened.findings if (one.key, one.check) == (key, check)]
    if entry is None or not lifted:
        raise UsageError(f"{check} has nothing to say of this segment", opened.path)
    record = Waiver(key_digest(key), digest(entry.msgstr), check, by, reason, time=now())
    ledger.append(opened.ledger_path, [record])
    return len(lifted)


def _named(by: str) -> None:
    if not by.strip():
        raise UsageError("say who: --by NAME")


@dataclass(frozen=True, slots=True)
class _Opened:
    """One catalog with all that is known of it."""

    statement: Statement
    keys: tuple[Key, ...]
    catalog: polib.POFile
    known: Ledger
    findings: list[Finding]
    path: Path

    @property
    def ledger_path(self) -> Path:
        return ledger.path_of(self.path)


def _open(project: Project, slug: str, locale: str) -> _Opened:
    statement = read(project, project.select([slug])[0])
    wanted = targets(project, statement, [locale])
    if not wanted:
        raise UsageError(f"{locale} is the language of the statement itself")
    path = project.catalog(statement.slug, wanted[0])
    catalog = files.load(path)
    vouched(project, statement, wanted[0], catalog)
    known = ledger.load(ledger.path_of(path))
    found = findings(project, statement, wanted[0], catalog, known, wordings.load(project))
    return _Opened(statement, statement.keys, catalog, known, found, path)


def _translators(opened: _Opened) -> dict[Key, list[Translator]]:
    texts = {
        key_of(entry): entry.msgstr
        for entry in opened.catalog
        if not entry.obsolete and not entry.fuzzy and entry.msgstr
    }
    return translators(opened.path, texts, opened.catalog.metadata.get("Last-Translator", ""))
