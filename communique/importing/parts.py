"""What a page or a pasted text consists of: leaves with text, in quotations and lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """How a leaf is written."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    CODE = "code"
    TABLE = "table"
    RULE = "rule"
    IMAGE = "image"
    VERBATIM = "verbatim"
    UNSEEN = "unseen"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A block of text, as Markdown and as its reader sees it.

    ``number`` counts the leaves of one source from 0. ``level`` is a heading's. ``aside`` says
    that it stands in what is plainly not the text: a menu, a form, the foot of the page.
    ``marks`` are the numbers of the page's text nodes in it, each with its length.
    """

    number: int
    form: Form
    markdown: str
    plain: str
    level: int = 0
    aside: bool = False
    marks: tuple[tuple[int, int], ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Quotation:
    """A block quotation."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list; ``start`` is its first number, None where it has bullets."""

    items: tuple[tuple[Node, ...], ...]
    start: int | None = None


Node = Leaf | Quotation | Listing


def leaves(nodes: Iterable[Node]) -> Iterator[Leaf]:
    """Yield the leaves in the order of the text."""
    for node in nodes:
        if isinstance(node, Leaf):
            yield node
        elif isinstance(node, Quotation):
            yield from leaves(node.children)
        else:
            for item in node.items:
                yield from leaves(item)
