"""How a page counts the items of a list; Markdown only counts on, and in figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from communique.importing import escape
from communique.importing.parts import Form, Leaf, Node

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_ROMAN = (("m", 1000), ("cm", 900), ("d", 500), ("cd", 400), ("c", 100), ("xc", 90), ("l", 50),
          ("xl", 40), ("x", 10), ("ix", 9), ("v", 5), ("iv", 4), ("i", 1))  # fmt: skip
_STYLED = {"lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A",
           "lower-roman": "i", "upper-roman": "I"}  # fmt: skip
_MOST = 3999


def start(element: HtmlElement) -> int:
    """Return a list's first number; a list counts from 1 where it says nothing sensible."""
    return next(iter(_numbers(element)), 1)


def labels(element: HtmlElement) -> Iterator[str] | None:
    """Return the labels of a list's items where Markdown has none such; else None.

    It has none for letters and Roman numbers, nor for numbers that do not count on from one that
    is not negative.
    """
    numbers = _numbers(element)
    kind = _kind(element)
    counts = all(after == before + 1 for before, after in pairwise(numbers))
    if not numbers or (kind == "1" and counts and 0 <= numbers[0] <= 10**9 - 1 - len(numbers)):
        return None
    return (f"{_label(number, kind)}." for number in numbers)


def labelled(nodes: Sequence[Node], label: str) -> Iterator[Node]:
    """Yield an item's nodes with its label before its text."""
    for index, node in enumerate(nodes):
        if index == 0 and isinstance(node, Leaf) and node.form is Form.PARAGRAPH:
            markdown = escape.guarded_start(f"{label} {node.markdown}")
            yield replace(node, markdown=markdown, plain=f"{label} {node.plain}")
        else:
            yield node


def _kind(element: HtmlElement) -> str:
    """Return ``1``, or the letter that a list counts by as HTML names it."""
    css = re.search(r"list-style(?:-type)?\s*:\s*([\w-]+)", element.get("style") or "")
    told = _STYLED.get(css[1].lower()) if css else element.get("type")
    return told if told in ("a", "A", "i", "I") else "1"


def _numbers(element: HtmlElement) -> list[int]:
    items = list(element.iterchildren("li"))
    backwards = element.get("reversed") is not None
    number = _stated(element.get("start"))
    number = (len(items) if backwards else 1) if number is None else number
    found = []
    for item in items:
        stated = _stated(item.get("value"))
        number = number if stated is None else stated
        found.append(number)
        number += -1 if backwards else 1
    return found


def _stated(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"\s*-?[0-9]{1,9}\s*", text) else None


def _label(number: int, kind: str) -> str:
    if kind == "1" or not 0 < number <= _MOST:
        return str(number)
    text = _letters(number) if kind in "aA" else _roman(number)
    return text.upper() if kind.isupper() else text


def _letters(number: int) -> str:
    text = ""
    while number:
        number, digit = divmod(number - 1, 26)
        text = chr(ord("a") + digit) + text
    return text


def _roman(number: int) -> str:
    text = ""
    for sign, value in _ROMAN:
        count, number = divmod(number, value)
        text += sign * count
    return text
