"""Leaves, quotations and lists as lines of canonical Markdown."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from communique.importing.parts import Form, Leaf, Listing, Node, Quotation

_MAX_NUMBER = 999_999_999


@dataclass(frozen=True, slots=True)
class Line:
    """A line of Markdown, and the number of the leaf that it belongs to."""

    text: str
    leaf: int | None = None


def without(nodes: Iterable[Node], dropped: Collection[int]) -> tuple[Node, ...]:
    """Return nodes without some leaves, and without what is then empty."""
    found: list[Node] = []
    for node in nodes:
        if isinstance(node, Leaf):
            found += [] if node.number in dropped else [node]
        elif isinstance(node, Quotation):
            children = without(node.children, dropped)
            found += [Quotation(children)] if children else []
        else:
            items = tuple(filter(None, (without(item, dropped) for item in node.items)))
            found += [Listing(items, node.start)] if items else []
    return tuple(found)


def composed(nodes: Iterable[Node]) -> list[Line]:
    """Return the lines of nodes, with a blank one between blocks."""
    lines: list[Line] = []
    marker = ""
    for node in nodes:
        marker = _marker(node, marker)
        block = _lines(node, marker)
        lines += [Line(""), *block] if lines and block else block
    return lines


def _marker(node: Node, last: str) -> str:
    """Return a list's marker: another one than that of the list just before, to be another list."""
    if not isinstance(node, Listing):
        return ""
    first, second = ("-", "*") if node.start is None else (".", ")")
    return second if last == first else first


def _lines(node: Node, marker: str) -> list[Line]:
    if isinstance(node, Leaf):
        head = "#" * node.level + " " if node.form is Form.HEADING else ""
        return [Line(head + line, node.number) for line in node.markdown.split("\n")]
    if isinstance(node, Quotation):
        inner = composed(node.children)
        return [Line(f"> {line.text}".rstrip(" "), line.leaf) for line in inner]
    return _listed(node, marker)


def _listed(listing: Listing, marker: str) -> list[Line]:
    lines: list[Line] = []
    tight = all(_is_tight(item) for item in listing.items)
    start = listing.start
    number = start if start is not None and 0 <= start <= _MAX_NUMBER - len(listing.items) else 1
    for item in listing.items:
        mark = marker if listing.start is None else f"{number}{marker}"
        number += 1
        block = _item(item, mark, tight=tight)
        lines += [Line(""), *block] if lines and not tight else block
    return lines


def _is_tight(item: tuple[Node, ...]) -> bool:
    """Whether an item is a text, and lists that may follow it without a blank line."""
    first, *others = item
    return (
        isinstance(first, Leaf)
        and first.form is Form.PARAGRAPH
        and len(others) <= 1
        and all(
            isinstance(other, Listing)
            and other.start in (None, 1)
            and all(_is_tight(each) for each in other.items)
            for other in others
        )
    )


def _item(item: tuple[Node, ...], mark: str, *, tight: bool) -> list[Line]:
    if tight:
        inner = [line for node in item for line in _lines(node, _marker(node, ""))]
    else:
        inner = composed(item)
    indent = " " * (len(mark) + 1)
    prefixes = [f"{mark} ", *[indent] * (len(inner) - 1)]
    return [
        Line((prefix + line.text).rstrip(" "), line.leaf)
        for prefix, line in zip(prefixes, inner, strict=True)
    ]
