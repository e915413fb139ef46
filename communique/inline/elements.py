"""The plain data of inline markup: elements, and the text that they stand over."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

Syntax = Literal["markdown", "html", "text"]

BREAK = re.compile(r"<br\d*\b", re.IGNORECASE)
#: A stand-in in a text, whatever its case came to be; not the name of a tag.
STAND_IN = re.compile(r"(?<![</\w])[Xx](\d{1,6})(?!\w)")


@dataclass(frozen=True, slots=True)
class Element:
    """One piece of markup over characters ``[start, end)`` of the plain text.

    A span (a link, an emphasis) has an opening and a closing; an atom (code, a URL, a name) has
    only an ``opening``, its raw text, and mostly a stand-in of the form ``X1`` in the plain text:
    two pieces that the starters' vocabulary knows, and that they were trained to carry over.

    Attributes:
        parent: the index of the span that it stands in, -1 for none.
        form: of a name, what has to stand for it in the target.
    """

    start: int
    end: int
    opening: str
    closing: str = ""
    atom: bool = False
    parent: int = -1
    form: str | None = None

    @property
    def breaks(self) -> bool:
        """Whether it is a line break."""
        return self.atom and BREAK.match(self.opening) is not None

    @property
    def hidden(self) -> bool:
        """Whether a stand-in stands for it."""
        return self.atom and self.end > self.start and not self.breaks


@dataclass(slots=True)
class Marked:
    """A text without its markup, and the markup.

    Attributes:
        plain: what the engine gets.
        elements: in the order in which they open.
        first: the number of the first stand-in: no text of the segment looks like one.
        escaped: the characters that the source escaped, so that they are no markup.
    """

    syntax: Syntax
    plain: str = ""
    elements: list[Element] = field(default_factory=list)
    first: int = 1
    escaped: set[str] = field(default_factory=set)

    @property
    def hidden(self) -> list[Element]:
        """The atoms that a stand-in stands for, in the order of their numbers."""
        return [element for element in self.elements if element.hidden]


def same_markup(one: Marked, other: Marked) -> bool:
    """Say whether two texts carry the same elements, each as often, in whatever order.

    Names are no markup.
    """
    return _count(one) == _count(other)


def _count(marked: Marked) -> Counter[tuple[str, str]]:
    return Counter((e.opening, e.closing) for e in marked.elements if e.form is None)
