"""What the checks say of one catalog, with all that they have to know of it."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import polib

from communique import checks
from communique.catalogs.ledger import Ledger
from communique.catalogs.state import key_of
from communique.checks.store import FindingStore
from communique.errors import CommuniqueError
from communique.pipeline.results import Finding
from communique.pipeline.wordings import Wordings
from communique.project import Project
from communique.statement import Statement

log = logging.getLogger(__name__)


def findings(
    project: Project,
    statement: Statement,
    locale: str,
    catalog: polib.POFile,
    known: Ledger,
    words: Wordings,
) -> list[Finding]:
    """Return what the checks say of the entries that the statement has now, and nobody waived."""
    wanted = set(statement.keys)
    entries = [
        entry
        for entry in catalog
        if entry.msgstr and not entry.obsolete and key_of(entry) in wanted
    ]
    units = [_unit(entry, statement.language, locale, known, words) for entry in entries]
    file = project.relative(project.catalog(statement.slug, locale))
    return [
        Finding(statement.slug, locale, file, entry.linenum or 0, entry.msgid,
                one.check, str(one.severity), one.message)
        for entry, said in zip(entries, _said(project, units), strict=True)
        for one in said
        if known.waiver(key_of(entry), entry.msgstr, one.check) is None
    ]  # fmt: skip


def _unit(
    entry: polib.POEntry, language: str, locale: str, known: Ledger, words: Wordings
) -> checks.Unit:
    expected = words.expected(entry.msgid, language, locale)
    flip = _flip(entry, known)
    return checks.Unit(entry.msgid, entry.msgstr, language, locale, entry.msgctxt, expected, flip)


def _flip(entry: polib.POEntry, known: Ledger) -> str:
    """The change of meaning under which a human let a text pass without a change."""
    carried = None if entry.fuzzy else known.carried(key_of(entry), entry.msgstr)
    return "; ".join(carried.flips) if carried else ""


def _said(project: Project, units: Sequence[checks.Unit]) -> list[list[checks.Finding]]:
    try:
        with FindingStore(project.state / "findings.sqlite") as store:
            return store.run(units)
    except CommuniqueError as error:  # in a workspace that may only be read, say
        log.debug("%s", error)
        return [checks.run(unit) for unit in units]
