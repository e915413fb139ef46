"""The guard that nothing vanishes: texts of a page that are in no leaf become leaves to leave out.

Such texts stand in what a browser does not show (a select box, a drawing's labels), or where
nobody thought of looking.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from communique.importing import inline
from communique.importing.inline import Run
from communique.importing.parts import Form, Leaf, Listing, Node, Quotation, leaves


def completed(
    nodes: Sequence[Node], texts: Mapping[int, str], pictures: Iterable[tuple[int, str]]
) -> tuple[Node, ...]:
    """Return nodes with a leaf for each text that is in none, and their leaves numbered anew.

    Args:
        nodes: of a page.
        texts: every text of the page, by number.
        pictures: what stands for pictures without an address, and the leaf before which it does.
    """
    seen = {mark for leaf in leaves(nodes) for mark, _ in leaf.marks}
    places = _Places(nodes)
    found: list[tuple[int, str, int | None]] = [
        (places.of_mark(mark), text, mark)
        for mark, text in texts.items()
        if mark not in seen and any(map(str.isalnum, text))
    ]
    found += [(places.of_leaf(leaf), f"[img: {alt}]", None) for leaf, alt in pictures]
    return tuple(_numbered(_joined(nodes, found))) if found else tuple(nodes)


class _Places:
    """Which of the uppermost nodes a text stands after."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self._marks: list[int] = []
        self._of_marks: list[int] = []
        self._leaves: list[int] = []
        self._of_leaves: list[int] = []
        for index, node in enumerate(nodes):
            for leaf in leaves([node]):
                self._leaves.append(leaf.number)
                self._of_leaves.append(index)
                first = min((mark for mark, _ in leaf.marks), default=None)
                if first is not None and first > (self._marks or [-1])[-1]:
                    self._marks.append(first)
                    self._of_marks.append(index)

    def of_mark(self, mark: int) -> int:
        """Return the index of the node before a text of this number, -1 where there is none."""
        at = bisect_right(self._marks, mark)
        return self._of_marks[at - 1] if at else -1

    def of_leaf(self, number: int) -> int:
        """Return the index of the node before the leaf of this number."""
        at = bisect_right(self._leaves, number - 1)
        return self._of_leaves[at - 1] if at else -1


def _joined(nodes: Sequence[Node], found: Iterable[tuple[int, str, int | None]]) -> Iterator[Node]:
    """Yield nodes, and between them as one leaf the texts that stand there."""
    ordered = sorted(found, key=lambda each: (each[0], each[2] is None, each[2] or 0))
    after = {index: list(group) for index, group in groupby(ordered, key=lambda each: each[0])}
    for index in range(-1, len(nodes)):
        yield from [nodes[index]] if index >= 0 else []
        if index in after:
            yield _leaf([(text, mark) for _, text, mark in after[index]])


def _leaf(texts: Sequence[tuple[str, int | None]]) -> Leaf:
    runs = [part for text, mark in texts for part in (Run(" · "), Run(text, mark=mark))][1:]
    tidy = inline.tidied(runs)
    marks = tuple((mark, len(text)) for text, mark in texts if mark is not None)
    return Leaf(
        0, Form.UNSEEN, inline.written(tidy), inline.plain_of(tidy), aside=True, marks=marks
    )


def _numbered(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield nodes whose leaves are numbered in their order."""
    count = iter(range(1 << 62))

    def of(node: Node) -> Node:
        if isinstance(node, Leaf):
            return replace(node, number=next(count))
        if isinstance(node, Quotation):
            return Quotation(tuple(map(of, node.children)))
        return Listing(tuple(tuple(map(of, item)) for item in node.items), node.start)

    return map(of, nodes)
