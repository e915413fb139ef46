"""Plain text as HTML: its titles, headings, lists and quotations as its reader tells them."""

from __future__ import annotations

import re
from html import escape
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from communique.formats.text import scan
from communique.statement import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ELEMENTS = {Kind.TITLE: "h1", Kind.HEADING: "h2", Kind.QUOTATION: "blockquote"}
_RULE = re.compile(r"([*_=~#+·•–—-])(?:[ \t]*\1)+\Z")
_NUMBER = re.compile(r"\(?(\d{1,3})[.)]\Z")
_LETTER = re.compile(r"\(?([a-zA-Z])\)\Z")
_ADDRESS = re.compile(r"https?://[^\s<>\"'“”]*[^\s<>\"'“”.,;:!?)\]]")


class _Part(NamedTuple):
    """A piece of the page: its element, its text, and what marked it in a list."""

    element: str
    text: str = ""
    mark: str = ""


def to_html(text: str) -> str:
    """Return a plain text as HTML, not yet sanitised."""
    grouped = groupby(_parts(text), key=lambda part: part.element)
    return "\n".join(_written(element, parts) for element, parts in grouped)


def _parts(text: str) -> Iterator[_Part]:
    """Yield what stands in a text, lines without words included: they are published too."""
    position = 0
    for piece in scan(text, Path("text")).pieces:
        *between, mark = text[position : piece.start].split("\n")
        yield from _wordless(between, after_text=position > 0)
        listed = piece.kind is Kind.LIST_ITEM
        element = _list_of(mark.strip()) if listed else _ELEMENTS.get(piece.kind, "p")
        yield _Part(element, piece.text, mark.strip())
        position = piece.end
    yield from _wordless(text[position:].split("\n"), after_text=position > 0)


def _wordless(lines: list[str], *, after_text: bool) -> Iterator[_Part]:
    """Yield rules, and lines of mere figures; what underlines a heading only underlines it."""
    for number, line in enumerate(map(str.strip, lines)):
        if _RULE.match(line):
            if not (after_text and number == 1):
                yield _Part("hr")
        elif line:
            yield _Part("p", line)


def _list_of(mark: str) -> str:
    if _NUMBER.match(mark):
        return "ol"
    return 'ol type="a"' if _LETTER.match(mark) else "ul"


def _written(element: str, parts: Iterable[_Part]) -> str:
    if element == "hr":
        return "<hr>"
    if element == "blockquote":
        return f"<blockquote>{_written('p', parts)}</blockquote>"
    if element[0] in "uo":
        return f"<{element}>{''.join(map(_item, parts))}</{element[:2]}>"
    return "\n".join(f"<{element}>{_inline(part.text)}</{element}>" for part in parts)


def _item(part: _Part) -> str:
    number = _NUMBER.match(part.mark)
    letter = _LETTER.match(part.mark)
    value = number[1] if number else str(ord(letter[1].lower()) - 96) if letter else ""
    start = f'<li value="{int(value)}">' if value else "<li>"
    return f"{start}{_inline(part.text)}</li>"


def _inline(text: str) -> str:
    """Escape a text and make its web addresses links."""
    parts: list[str] = []
    end = 0
    for match in _ADDRESS.finditer(text):
        address = escape(match[0])
        parts += [escape(text[end : match.start()]), f'<a href="{address}">{address}</a>']
        end = match.end()
    return "".join([*parts, escape(text[end:])])
