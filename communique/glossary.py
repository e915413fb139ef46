"""The glossary: agreed translations of terms, ``glossary.csv`` at the workspace's root."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path

from communique.errors import CommuniqueError


@dataclass(slots=True)
class Glossary:
    """Terms of the source language, with their translation by locale."""

    terms: dict[str, dict[str, str]] = field(default_factory=dict)

    def find(self, text: str, locale: str) -> str | None:
        """Return the agreed translation of a text that is, as a whole, a term."""
        return self.terms.get(text.strip(), {}).get(locale)


def load(path: Path) -> Glossary:
    """Read a glossary: a header line ``term,note,es,fr …``, a term a line; no file, no terms.

    Raises:
        CommuniqueError: it is no CSV in UTF-8 with a column ``term``; says which line.
    """
    glossary = Glossary()
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, strict=True)
            if "term" not in (rows.fieldnames or ()):
                raise CommuniqueError("the first line has to name a column `term`", path, 1)
            for row in rows:
                if None in row:
                    raise CommuniqueError("more cells than the header has", path, rows.line_num)
                cells = {name: (cell or "").strip() for name, cell in row.items()}
                term = cells.pop("term")
                cells.pop("note", None)
                if term:
                    glossary.terms[term] = {name: cell for name, cell in cells.items() if cell}
    except FileNotFoundError:
        return glossary
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CommuniqueError(f"not a glossary in UTF-8 ({error})", path) from None
    return glossary
