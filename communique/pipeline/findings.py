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
                one.check, str(one.severity), one.message, entry.msgctxt)
        for entry, said in zip(entries, _said(project, units), strict=True)
        for one in said
        if known.waiver(key_of(entry), entry.msgstr, one.check) is None
    ]  # fmt: skip


def _unit(
    entry: polib.POEntry, language: str, locale: str, known: Ledger, words: Wordings
) -> checks.Unit:
    flipped = known.flipped(key_of(entry), entry.msgstr)
    return checks.Unit(
        entry.msgid,
        entry.msgstr,
        language,
        locale,
        entry.msgctxt,
        words.expected(entry.msgid, language, locale),
        flip="; ".join(flipped.flips) if flipped else "",
        accepted=not entry.fuzzy,
    )


def _said(project: Project, units: Sequence[checks.Unit]) -> list[list[checks.Finding]]:
    try:
        with FindingStore(project.state / "findings.sqlite") as store:
            return store.run(units)
    except CommuniqueError as error:  # in a workspace that may only be read, say
        log.debug("%s", error)
        return [checks.run(unit) for unit in units]


def forget_old(project: Project) -> None:
    """Forget what checks of another version said; harmless where nothing may be written."""
    try:
        with FindingStore(project.state / "findings.sqlite") as store:
            store.sweep()
    except CommuniqueError as error:
        log.debug("%s", error)
