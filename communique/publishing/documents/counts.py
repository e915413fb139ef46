"""What stands where: the numbers of a list's items, the columns of a table's cells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from communique.publishing.documents.tree import Element


def numbered(node: Element) -> list[int]:
    """Return the numbers of an ordered list's items, as a browser counts them."""
    step = -1 if "reversed" in node.attributes else 1
    items = list(node.elements())
    at = _whole(node.get("start"), len(items) if step < 0 else 1)
    numbers: list[int] = []
    for item in items:
        at = _whole(item.get("value"), at)
        numbers.append(at)
        at += step
    return numbers


def _whole(text: str, otherwise: int) -> int:
    return int(text) if re.fullmatch(r"-?[0-9]{1,6}", text.strip()) else otherwise


def mark(number: int, kind: str) -> str:
    """Return an item's number as a list of this type writes it: ``3.``, ``c)``, ``iii)``."""
    if kind in {"a", "A"} and number > 0:
        letters = ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(ord(kind) + rest) + letters
        return f"{letters})"
    if kind in {"i", "I"} and 0 < number < 4000:
        return f"{_roman(number) if kind == 'i' else _roman(number).upper()})"
    return f"{number}."


def _roman(number: int) -> str:
    signs = {
        1000: "m", 900: "cm", 500: "d", 400: "cd", 100: "c", 90: "xc", 50: "l", 40: "xl",
        10: "x", 9: "ix", 5: "v", 4: "iv", 1: "i",
    }  # fmt: skip
    written = ""
    for value, sign in signs.items():
        times, number = divmod(number, value)
        written += sign * times
    return written


def span(cell: Element, name: str) -> int:
    """Return how many columns or rows a cell takes (``colspan``, ``rowspan``), at most 100."""
    return max(1, min(100, _whole(cell.get(name), 1)))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cell stands in a row.

    Args:
        cell: the cell.
        column: its first column, from 0.
        width: how many columns it takes.
        merged: ``first`` or ``rest`` of a cell that takes several rows, else "".
    """

    cell: Element
    column: int
    width: int = 1
    merged: str = ""


def grid(rows: Sequence[Sequence[Element]]) -> list[list[Place]]:
    """Return the cells of each row with their columns, those of rows above included."""
    pending: dict[int, tuple[Place, int]] = {}
    found: list[list[Place]] = []
    for row in rows:
        places = {at: place for at, (place, _) in pending.items()}
        pending = {at: (place, left - 1) for at, (place, left) in pending.items() if left > 1}
        taken = {c for p in places.values() for c in range(p.column, p.column + p.width)}
        at = 0
        for cell in row:
            while at in taken:
                at += 1
            width, height = span(cell, "colspan"), span(cell, "rowspan")
            width = next((n for n in range(1, width) if at + n in taken), width)
            places[at] = Place(cell, at, width, "first" if height > 1 else "")
            if height > 1:
                pending[at] = (Place(cell, at, width, "rest"), height - 1)
            at += width
        found.append([places[column] for column in sorted(places)])
    return found
