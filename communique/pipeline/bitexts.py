"""Texts with their human translations, to measure engines on: from a file, from the workspace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from communique import inline
from communique.catalogs import files, ledger
from communique.catalogs.coverage import states
from communique.catalogs.state import DONE
from communique.drafting.jobs import syntax_of
from communique.engines.base import Pair
from communique.errors import CommuniqueError, UsageError
from communique.language.locales import parse_locale
from communique.memory import tmx
from communique.pipeline.reading import open_catalog, read_all, targets
from communique.pipeline.results import Problem, Report
from communique.project import Project
from communique.statement import Statement

# How people name the columns of a bitext.
_HEADERS = set(product(("source", "src", "original", "text"), ("target", "tgt", "translation",
                       "reference")))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sample:
    """A text and its human translation.

    Attributes:
        pair: the locales, source and target.
        source: the text, inline markup raw.
        reference: its translation, likewise.
        where: where it stands, for people.
        syntax: how its markup is written.
        drafted_by: the package whose draft the human had before them, if there was one.
    """

    pair: Pair
    source: str
    reference: str
    where: str
    syntax: inline.Syntax = "text"
    drafted_by: str = ""


def of_file(path: Path, source: str, target: str) -> list[Sample]:
    """Read a bitext: TMX, a PO catalog, or lines of a text, a tab and its translation.

    Of a catalog counts what is translated and not fuzzy. TMX and PO are read as plain text with
    Markdown in it, lines as plain text; a first line that only names the columns is passed over.

    Args:
        path: the file; ``.tmx`` and ``.po`` say what it is, any other name means lines.
        source: the locale of the texts.
        target: the locale of the translations.

    Raises:
        UsageError: a locale is unknown, or both are the same.
        CommuniqueError: the file cannot be read, or holds no pair; says which line is at fault.
    """
    pair = str(parse_locale(source)), str(parse_locale(target))
    if pair[0] == pair[1]:
        raise UsageError(f"nothing to translate from {pair[0]} into {pair[1]}")
    readers = {".tmx": _units, ".po": _entries}
    found = list(readers.get(path.suffix.lower(), _lines)(path, pair))
    if not found:
        raise CommuniqueError(f"no text with its translation {pair[0]}→{pair[1]} in it", path)
    return found


def _units(path: Path, pair: Pair) -> Iterator[Sample]:
    for number, unit in enumerate(tmx.read(path, source_languages=pair[:1], locales=pair[1:]), 1):
        yield Sample(pair, unit.source, unit.target, f"{path.name}, unit {number}", "markdown")


def _entries(path: Path, pair: Pair) -> Iterator[Sample]:
    for entry in files.load(path):
        if entry.translated() and not entry.msgid_plural and not entry.obsolete:
            where = f"{path.name}:{entry.linenum}"
            yield Sample(pair, entry.msgid, entry.msgstr, where, "markdown")


def _lines(path: Path, pair: Pair) -> Iterator[Sample]:
    begun = False
    for number, line in enumerate(_text(path).split("\n"), 1):
        line = line.removesuffix("\r")
        if not line.strip():
            continue
        text, _, translation = (cell.strip() for cell in line.partition("\t"))
        if not begun and _is_header(text, translation, pair):
            continue
        begun = True
        if not text or not translation or "\t" in translation:
            message = "a line has to be a text, one tab, and its translation"
            raise CommuniqueError(message, path, number)
        yield Sample(pair, text, translation, f"{path.name}:{number}")


def _is_header(one: str, other: str, pair: Pair) -> bool:
    """Whether a first line names the columns, by a word for each or by their locales."""
    if (one.casefold(), other.casefold()) in _HEADERS:
        return True
    try:
        return (str(parse_locale(one)), str(parse_locale(other))) == pair
    except UsageError:
        return False


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CommuniqueError(f"cannot be read ({error.strerror})", path) from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CommuniqueError("not in UTF-8", path, line) from None


def of_workspace(
    project: Project, slugs: list[str] | None, wanted: list[str] | None, report: Report
) -> list[Sample]:
    """Return the workspace's reviewed and approved segments; what cannot be read is a problem.

    Raises:
        UsageError: a statement or a locale that does not exist was asked for.
    """
    project.check_locales(wanted)
    found: list[Sample] = []
    for statement in read_all(project, slugs, report):
        for locale in targets(project, statement, wanted):
            try:
                found += _reviewed(project, statement, locale)
            except CommuniqueError as error:
                report.problems.append(Problem(statement.slug, str(error), locale))
    return found


def _reviewed(project: Project, statement: Statement, locale: str) -> Iterator[Sample]:
    pair = str(parse_locale(statement.language)), locale
    known = ledger.load(ledger.path_of(project.catalog(statement.slug, locale)))
    catalog = open_catalog(project, statement, locale)
    segments = states(statement.keys, catalog, known).items()
    for number, (key, (state, text)) in enumerate(segments, 1):
        if state not in DONE:
            continue
        draft = known.last_draft(key)
        by = f"{draft.package} {draft.version}".strip() if draft else ""
        where = f"{statement.slug} #{number}"
        yield Sample(pair, key.text, text, where, syntax_of(statement), by)
