"""A page's tree as a browser makes it: void elements hold nothing, tables only rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_VOID = ("embed", "source", "track", "keygen", "bgsound")
_SECTIONS = ("thead", "tbody", "tfoot")
_CELLS = frozenset(("td", "th"))
_OF_TABLES = _CELLS.union(("caption", "colgroup", "col", "tr", "script", "style"), _SECTIONS)


def mend(tree: HtmlElement) -> None:
    """Put everything where a browser would, so that no walker meets it where it looks for none."""
    for element in list(tree.iter("wbr")):
        element.drop_tag()
    for element in list(tree.iter(*_VOID)):
        _emptied(element)
    for table in list(tree.iter("table")):
        _ordered(table)
    for footer in list(tree.iter("footer")):
        if next(footer.iterancestors("blockquote", "figure", "article"), None) is not None:
            footer.tag = "div"  # a signature, an attribution: its class may still tell otherwise


def _emptied(element: HtmlElement) -> None:
    """Put after a void element what the parser took for its content."""
    children = list(element)
    text, tail = element.text, element.tail
    if not children and not text:
        return
    element.text = element.tail = None
    for child in reversed(children):
        element.addnext(child)
    last = children[-1] if children else element
    element.tail = text
    last.tail = (last.tail or "") + (tail or "") or None


def _ordered(table: HtmlElement) -> None:
    """Put cells into rows, and beside the table what stands in no cell."""
    for form in table.xpath("form | */form | */tr/form"):
        form.drop_tag()
    for part in [table, *table.iterchildren(*_SECTIONS)]:
        _in_rows(part)
    ahead: list[HtmlElement] = []
    behind: list[HtmlElement] = []
    rows = table.xpath("tr | thead/tr | tbody/tr | tfoot/tr")
    for part in [table, *table.iterchildren(*_SECTIONS)]:
        for block in _loose(part, _OF_TABLES):
            (behind if block.get("data-behind") else ahead).append(block)
    for number, row in enumerate(rows):
        (behind if number else ahead).extend(_loose(row, _CELLS))
    for block in ahead:
        table.addprevious(block)
    for block in reversed(behind):
        table.addnext(block)


def _in_rows(part: HtmlElement) -> None:
    """Put neighbouring cells that are in no row into one."""
    row = None
    for child in list(part):
        if child.tag not in _CELLS:
            row = None
            continue
        if row is None:
            row = part.makeelement("tr")
            child.addprevious(row)
        row.append(child)


def _loose(part: HtmlElement, allowed: frozenset[str]) -> Iterator[HtmlElement]:
    """Take out the text and the elements that are no part of a table, each as a block."""
    text, part.text = part.text, None
    if (text or "").strip():
        yield _block(part, text, "")
    behind = ""
    for child in list(part):
        tail, child.tail = child.tail, None
        if child.tag in allowed:
            behind = behind or ("1" if child.tag in ("tr", *_SECTIONS) else "")
        else:
            yield _block(part, None, behind, child)
        if (tail or "").strip():
            yield _block(part, tail, behind)


def _block(
    part: HtmlElement, text: str | None, behind: str, child: HtmlElement | None = None
) -> HtmlElement:
    block = part.makeelement("div")
    block.text = text
    if behind:
        block.set("data-behind", behind)
    if child is not None:
        block.append(child)
    return block
