"""Paragraphs that are items of a list in all but the tag: each begins with a bullet or a number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from communique.importing import escape
from communique.importing.parts import Form, Leaf, Listing, Node

_BULLET = re.compile(r"([•‣◦▪●○■·])[ \xa0]+(?=\S)")
_NUMBER = re.compile(r"(\d{1,3})\\?[.)][ \xa0]+(?=\S)")


def is_item(text: str) -> bool:
    """Tell whether a text begins with a bullet or a number."""
    return bool(_marker(text.lstrip()))


def _marker(text: str) -> re.Match[str] | None:
    return _BULLET.match(text) or _NUMBER.match(text)


def listed(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """Return nodes with such neighbouring paragraphs as lists; one alone stays a paragraph."""
    found: list[Node] = []
    index = 0
    while index < len(nodes):
        items = list(_series(nodes[index:])) if _begins(nodes[index]) else []
        if len(items) > 1:
            found.append(_list(items))
        else:
            items = []
            found.append(nodes[index])
        index += len(items) or 1
    return tuple(found)


def _begins(node: Node) -> bool:
    return isinstance(node, Leaf) and node.form is Form.PARAGRAPH and bool(_marker(node.markdown))


def _series(nodes: Sequence[Node]) -> Iterator[Leaf]:
    """Yield the items of one list: with the same bullet, or numbers that count on."""
    wanted: str | None = None
    for node in nodes:
        match = _marker(node.markdown) if isinstance(node, Leaf) and _begins(node) else None
        if match is None or not isinstance(node, Leaf) or wanted not in (None, match[1]):
            return
        yield node
        wanted = str(int(match[1]) + 1) if match[1].isdigit() else match[1]


def _list(items: Sequence[Leaf]) -> Listing:
    first = _marker(items[0].markdown)
    number = int(first[1]) if first and first[1].isdigit() else None
    return Listing(tuple((_bare(item),) for item in items), number)


def _bare(item: Leaf) -> Leaf:
    """Return an item without its marker."""
    match, shown = _marker(item.markdown), _marker(item.plain)
    markdown = item.markdown[match.end() if match else 0 :]
    plain = item.plain[shown.end() if shown else 0 :]
    return replace(item, markdown=escape.guarded_start(markdown), plain=plain)
