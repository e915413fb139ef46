"""The step that lists the names that the glossary does not know, before anything is drafted."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from communique.glossary import Glossary
from communique.glossary.unknown import unknown_names
from communique.pipeline import wordings
from communique.pipeline.reading import read_all
from communique.pipeline.results import Prepared, Report
from communique.project import Project
from communique.statement import Key, Statement

_COLUMNS = ("term", "also", "note", "do_not_translate")


@dataclass(frozen=True, slots=True)
class Named:
    """A name that the glossary does not know.

    Attributes:
        text: the name.
        count: how often it stands in the sources.
        statement: the slug of the statement where it stands first.
        number: the segment there, counted from 1.
        language: the language of that statement.
    """

    text: str
    count: int
    statement: str
    number: int
    language: str

    @property
    def where(self) -> str:
        """Where it stands first, for people: ``appeal #3``."""
        return f"{self.statement} #{self.number}"


def names(project: Project, slugs: list[str] | None, report: Report) -> list[Named]:
    """Return the names in statements that the glossary does not know, the most frequent first.

    A statement that cannot be read is a problem; the others go on.

    Raises:
        UsageError: a statement that does not exist was asked for.
        CommuniqueError: the glossary cannot be read.
    """
    known = wordings.load(project).glossary
    return _names(read_all(project, slugs, report), known)


def names_to_list(prepared: Iterable[Prepared], known: Glossary, most: int = 20) -> list[Named]:
    """Return the most frequent names of what is about to be drafted that the glossary lacks.

    Args:
        prepared: the statements; one that has nothing to draft is left out.
        known: the glossary.
        most: how many names at most.
    """
    wanted = [one.statement for one in prepared if any(one.keys.values())]
    return _names(wanted, known)[:most]


def _names(statements: Iterable[Statement], known: Glossary) -> list[Named]:
    """Judge all statements of a language together: what is small in one is no name in another."""
    by_language: dict[str, list[tuple[str, int, Key]]] = {}
    for statement in statements:
        places = by_language.setdefault(statement.language, [])
        places += [(statement.slug, at, key) for at, key in enumerate(statement.keys, 1)]
    found = [
        Named(name.text, name.count, *places[name.first][:2], language)
        for language, places in by_language.items()
        for name in unknown_names((key.text for _, _, key in places), language, known)
    ]
    return sorted(found, key=lambda one: -one.count)


def csv_lines(project: Project, found: Sequence[Named]) -> list[str]:
    """Return names as lines for the workspace's ``glossary.csv``, in the order of its columns.

    Where there is no such file yet, its header comes first, with a column for each locale.

    Raises:
        CommuniqueError: the glossary cannot be read.
    """
    wordings.load(project)  # it is a table: its header has a column `term`
    path = project.root / "glossary.csv"
    written = path.read_text("utf-8-sig").lstrip() if path.exists() else ""
    head = written.partition("\n")[0].rstrip()
    delimiter = ";" if head.count(";") > head.count(",") else ","
    columns = next(csv.reader([head], delimiter=delimiter)) if head else []
    lines = [] if columns else [[*_COLUMNS, *project.all_locales]]
    place = [one.strip().casefold() for one in columns or _COLUMNS].index("term")
    width = len(columns or lines[0])
    lines += [[one.text if at == place else "" for at in range(width)] for one in found]
    return [_line(cells, delimiter) for cells in lines]


def _line(cells: Sequence[str], delimiter: str) -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator="").writerow(cells)
    return stream.getvalue()
