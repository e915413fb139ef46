"""Reading ``glossary.csv``, as people and spreadsheet programs write it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from communique.errors import CommuniqueError
from communique.glossary.index import spaced
from communique.glossary.lookup import Glossary
from communique.glossary.terms import Term
from communique.language.locales import parse_locale
from communique.statement import digest

_TERM, _ALSO, _NOTE, _STAYS = "term", "also", "note", "do_not_translate"
_OWN = (_TERM, _ALSO, _NOTE, _STAYS)
# What people write, and what spreadsheet programs make of a tick.
_YES = {"yes", "y", "true", "1", "x", "sí", "si", "verdadero", "oui", "vrai"}
_NO = {"", "no", "n", "false", "0", "falso", "non", "faux"}


def load(path: Path) -> Glossary:
    """Read a glossary: a header, a term a line; no file or an empty one, no terms.

    The header names the columns: ``term``, and as wanted ``also``, ``note``,
    ``do_not_translate`` and locales. A cell of ``also`` or of a locale may hold several wordings,
    ``|`` between them. Semicolons may stand for the commas.

    Raises:
        CommuniqueError: it is no such table in UTF-8; says which line.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Glossary()
    except OSError as error:
        raise CommuniqueError(f"cannot be read ({error.strerror})", path) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CommuniqueError("not in UTF-8; save it as CSV in UTF-8", path, line) from None
    if not text.strip():  # as a shell makes it before `communique names --csv > glossary.csv`
        return Glossary()
    rows = _rows(text, path)
    columns = _columns(next(rows, (1, []))[1], path)
    return Glossary(_terms(columns, rows, path), digest(text))


def _rows(text: str, path: Path) -> Iterator[tuple[int, list[str]]]:
    """The lines that hold something, each with the number of its first line in the file."""
    header = re.sub(r'"[^"]*"', "", text.lstrip().partition("\n")[0])
    delimiter = ";" if header.count(";") > header.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise CommuniqueError(f"not CSV from here on ({error})", path, line) from None
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield line, [spaced(cell) for cell in cells]


def _columns(header: list[str], path: Path) -> list[str]:
    """What each column holds: a word of ours, or a locale as Babel writes it."""
    while header and not header[-1]:  # as spreadsheet programs leave them behind
        header.pop()
    columns = [re.sub(r"[\s-]+", "_", cell.casefold()) for cell in header]
    if _TERM not in columns:
        raise CommuniqueError(f"the first line has to name a column `{_TERM}`", path, 1)
    for place, name in enumerate(columns):
        try:
            columns[place] = name if name in _OWN else str(parse_locale(name))
        except CommuniqueError:
            known = f"`{'`, `'.join(_OWN)}` and locales such as es or pt_BR"
            message = f"unknown column `{header[place]}`; use {known}"
            raise CommuniqueError(message, path, 1) from None
        if columns[place] in columns[:place]:
            raise CommuniqueError(f"two columns are named `{columns[place]}`", path, 1)
    return columns


def _terms(
    columns: list[str], rows: Iterator[tuple[int, list[str]]], path: Path
) -> dict[str, Term]:
    """Read the lines below the header; no spelling may stand for two terms."""
    terms: dict[str, Term] = {}
    lines: dict[str, int] = {}
    for line, row in rows:
        if any(row[len(columns) :]):
            raise CommuniqueError("more cells than the header has", path, line)
        cells = dict.fromkeys(_OWN, "") | dict(zip(columns, row, strict=False))
        term = _term(cells, path, line)
        for text in dict.fromkeys((term.text, *term.also)):
            if text in lines:
                message = f"“{text}” stands in line {lines[text]} already; keep it in one line"
                raise CommuniqueError(message, path, line)
            lines[text] = line
        terms[term.text] = term
    return terms


def _term(cells: dict[str, str], path: Path, line: int) -> Term:
    text, also, note, stays = (cells.pop(name) for name in _OWN)
    if not text or "|" in text:
        message = "a line needs one term in the column `term`; other forms go into `also`"
        raise CommuniqueError(message, path, line)
    if stays.casefold() not in _YES | _NO:
        raise CommuniqueError(f"`{_STAYS}` has to be yes or no, not “{stays}”", path, line)
    translations = {name: _wordings(cell) for name, cell in cells.items()}
    return Term(
        text,
        tuple(word for word in _wordings(also) if word != text),
        note,
        stays.casefold() in _YES,
        {name: wordings for name, wordings in translations.items() if wordings},
        line,
    )


def _wordings(cell: str) -> tuple[str, ...]:
    parts = (part.strip() for part in cell.split("|"))
    return tuple(dict.fromkeys(part for part in parts if part))
