"""Tables of a page as pipe tables: a head, a line a row, cells that span as often as they do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from communique.importing import inline
from communique.importing.parts import Form

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from communique.importing.inline import Run

_MAX_SPAN = 50
_MAX_WIDTH = 100
_OWN = ("table", "ul", "ol", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "form")
_MAX_CELL = 1000


def is_data(table: HtmlElement) -> bool:
    """Tell a table of data from one that only puts a page's parts side by side."""
    if table.get("role") == "presentation" or next(table.iterdescendants(*_OWN), None) is not None:
        return False
    lines = list(rows(table))
    width = max((len(row) for row in lines), default=0)
    longest = max(
        (len(cell.text_content()) for row in lines for cell in row if cell is not None), default=0
    )
    return len(lines) > 1 and width > 1 and longest <= _MAX_CELL


def rows(table: HtmlElement) -> list[list[HtmlElement | None]]:
    """Return the cells of a table row by row; None where another cell spans."""
    found: list[list[HtmlElement | None]] = []
    waiting: dict[int, int] = {}
    for row in _lines(table):
        cells: list[HtmlElement | None] = []
        for cell in row.iterchildren("td", "th"):
            _fill(cells, waiting)
            left = max(_MAX_WIDTH - len(cells), 0)  # a page may say that each cell spans them all
            width = min(_span(cell, "colspan"), left) or 1
            height = _span(cell, "rowspan") if left else 1
            for offset in range(width):
                if height > 1:
                    waiting[len(cells)] = height - 1
                cells.append(None if offset else cell)
        _fill(cells, waiting)
        found += [cells] if cells else []
    return found


def _lines(table: HtmlElement) -> Iterator[HtmlElement]:
    for child in table.iterchildren("tr", "thead", "tbody", "tfoot"):
        if child.tag == "tr":
            yield child
        else:
            yield from child.iterchildren("tr")


def _fill(cells: list[HtmlElement | None], waiting: dict[int, int]) -> None:
    """Add empty cells where cells of earlier rows reach down."""
    while waiting.get(len(cells), 0):
        waiting[len(cells)] -= 1
        cells.append(None)


def _span(cell: HtmlElement, name: str) -> int:
    stated = (cell.get(name) or "1").strip()
    return min(int(stated), _MAX_SPAN) or 1 if stated.isascii() and stated.isdigit() else 1


def is_headed(table: HtmlElement) -> bool:
    """Tell whether the first row names the columns."""
    first = next(_lines(table), None)
    if first is None:
        return False
    inside = first.getparent()
    return (inside is not None and inside.tag == "thead") or all(
        cell.tag == "th" for cell in first.iterchildren("td", "th")
    )


def written(cells: Sequence[Sequence[Sequence[Run]]], *, headed: bool) -> str:
    """Return rows of cells as a pipe table; without a head of its own it gets an empty one."""
    width = max(len(row) for row in cells)
    lines = [[inline.written(cell, Form.TABLE) if cell else "" for cell in row] for row in cells]
    lines = [row + [""] * (width - len(row)) for row in lines]
    head = lines.pop(0) if headed else [""] * width
    return "\n".join(_row(row) for row in (head, ["---"] * width, *lines))


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell or " " for cell in cells) + " |"
