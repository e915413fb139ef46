"""An edition as plain text: a line per paragraph, so that any programme may wrap it."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from communique.publishing.documents import counts, tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from communique.publishing.documents.paper import Paper, Remark
    from communique.publishing.documents.tree import Element, Note

_WIDEST = 96  # a table wider than this is easier read row by row
_HIGH = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_LOW = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_RULES = {"h1": "=", "h2": "-", "h3": "·"}


def write(paper: Paper) -> bytes:
    """Return an edition as UTF-8 text."""
    body, notes = tree.parted(tree.blocks(paper))
    writer = _Writer(notes)
    parts = [paper.site, headed(paper.title, "="), paper.subtitle]
    parts += [" · ".join(filter(None, (paper.dateline, paper.byline)))]
    parts += [*map(_remark, paper.remarks), paper.summary]
    parts += [writer.blocks(body), writer.notes()]
    foot = [*paper.standing, *filter(None, [paper.url])]
    parts += ["\n".join(["* * *", "", *foot])] if foot else []
    return ("\n\n".join(filter(None, parts)) + "\n").encode()


def _remark(remark: Remark) -> str:
    link = ": ".join(filter(None, (remark.label, remark.link)))
    return f"[{' '.join(filter(None, (remark.text, link)))}]"


def headed(text: str, sign: str) -> str:
    """Return a heading with a line as long as itself below it."""
    widest = max(map(width, text.split("\n")))
    return f"{text}\n{sign * widest}" if text else ""


def width(text: str) -> int:
    """Return the columns that a text takes in letters of one width."""
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


class _Writer:
    """Writes blocks as lines; what stands in a list or a quotation is indented as a whole."""

    def __init__(self, notes: dict[str, Note]) -> None:
        self._notes = notes

    def blocks(self, blocks: Iterable[Element]) -> str:
        return "\n\n".join(filter(None, map(self._block, blocks)))

    def notes(self) -> str:
        notes = self._notes.values()
        return "\n\n".join(_hung(f"[{n.number}] ", self.blocks(n.blocks)) for n in notes)

    def _block(self, block: Element) -> str:
        match block.name:
            case "ul":
                return self._items(("- ", item) for item in block.elements())
            case "ol":
                return self._items(zip(_marks(block), block.elements(), strict=True))
            case "dl":
                return "\n".join(map(self._entry, block.elements()))
            case "blockquote":
                lines = self.blocks(block.elements()).split("\n")
                return "\n".join(f"> {line}".rstrip(" ") for line in lines)
            case "table":
                return _table(self._rows(block), _has_head(block))
            case "pre":
                return _hung("    ", tree.words(block.children).strip("\n"))
            case "hr":
                return "* * *"
        if block.name in _RULES:
            return headed(self._inline(block.children), _RULES[block.name])
        if block.name in {"figure", "li", "dd", "section"}:
            return self.blocks(block.elements())
        return self._inline(block.children)

    def _items(self, items: Iterable[tuple[str, Element]]) -> str:
        return "\n".join(_hung(mark, self._item(item)) for mark, item in items)

    def _item(self, item: Element) -> str:
        blocks = list(item.elements())
        tight = all(block.name in {"p", "ul", "ol"} for block in blocks)
        single = sum(block.name == "p" for block in blocks) < 2
        gap = "\n" if tight and single else "\n\n"
        return gap.join(filter(None, map(self._block, blocks)))

    def _entry(self, entry: Element) -> str:
        return (
            self._inline(entry.children) if entry.name == "dt" else _hung("    ", self._item(entry))
        )

    def _rows(self, table: Element) -> list[list[str]]:
        """Return a table's texts by row and column; a merged cell's stands in each of its own."""
        grid = counts.grid([list(row.elements()) for row in table.elements()])
        columns = max((place.column + place.width for row in grid for place in row), default=0)
        rows = [[""] * columns for _ in grid]
        for texts, places in zip(rows, grid, strict=True):
            for place in places:
                text = self._inline(place.cell.children)
                texts[place.column : place.column + place.width] = [text] * place.width
        return rows

    def _inline(self, nodes: Sequence[Element | str]) -> str:
        text = "".join(n if isinstance(n, str) else self._spoken(n) for n in nodes)
        return "\n".join(line.strip(" ") for line in text.split("\n"))

    def _spoken(self, node: Element) -> str:
        if note := tree.reference(node, self._notes):
            return f"[{note.number}]"
        text = "".join(n if isinstance(n, str) else self._spoken(n) for n in node.children)
        match node.name:
            case "br":
                return "\n"
            case "img":
                return f"[{alt}]" if (alt := node.get("alt")) else ""
            case "a":
                return _link(text, tree.target(node.get("href")))
            case "sup":
                return _shifted(text, _HIGH)
            case "sub":
                return _shifted(text, _LOW)
            case "del" | "s":
                return f"~~{text}~~" if text.strip() else text
        return text


def _link(text: str, address: str) -> str:
    """Return a link's words, and its address where they do not give it away."""
    bare = address.removeprefix("mailto:").removeprefix("tel:")
    said = {text, text.strip(), f"https://{text}", f"http://{text}"}
    if not bare or {bare, bare.rstrip("/"), f"{bare}/"} & said:
        return text
    return f"{text} ({bare})"


def _shifted(text: str, signs: dict[int, int]) -> str:
    """Return figures raised or lowered; 10⁶ is not 106. Letters stay: 1er."""
    if not any(character.isdigit() for character in text):
        return text
    moved = text.translate(signs)
    return moved if all(a != b for a, b in zip(text, moved, strict=True)) else f"^({text})"


def _hung(mark: str, text: str) -> str:
    """Return a text with a mark before its first line, the others indented as far."""
    first, *others = text.split("\n")
    blank = " " * width(mark)
    return "\n".join([f"{mark}{first}".rstrip(" "), *(blank + o if o else "" for o in others)])


def _marks(block: Element) -> Iterator[str]:
    for number in counts.numbered(block):
        yield counts.mark(number, block.get("type")) + " "


def _has_head(block: Element) -> bool:
    first = next(block.elements(), None)
    return first is not None and all(cell.name == "th" for cell in first.elements())


def _table(rows: list[list[str]], head: bool) -> str:
    """Return rows in columns, or one below the other where they would be too wide."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    broken = any("\n" in text for row in rows for text in row)
    if broken or sum(widths) + 3 * len(widths) > _WIDEST:
        return _one_by_one(rows, head)
    lines = [" | ".join(_padded(t, w) for t, w in zip(r, widths, strict=True)) for r in rows]
    if head:
        lines.insert(1, "-+-".join("-" * w for w in widths))
    return "\n".join(line.rstrip(" ") for line in lines)


def _padded(text: str, columns: int) -> str:
    return text + " " * (columns - width(text))


def _one_by_one(rows: list[list[str]], head: bool) -> str:
    names = rows[0] if head and len(rows) > 1 else []
    rows = rows[1:] if names else rows
    return "\n\n".join("\n".join(_named(row, names)) for row in rows)


def _named(row: list[str], names: list[str]) -> Iterator[str]:
    for number, text in enumerate(row):
        name = names[number] if number < len(names) else ""
        yield _hung("- " if number == 0 else "  ", f"{name}: {text}" if name else text)
