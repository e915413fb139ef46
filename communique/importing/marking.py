"""Numbers on a page's text nodes: what an extractor keeps, and what no walker met, can be told.

A number is written in braille patterns, which no extractor takes for words, before the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_FIRST = 0x2800
_DIGITS = 3
_BASE = 256
_MARK = re.compile(f"[\u2800-\u28ff]{{{_DIGITS}}}")
_NO_WORDS = ("script", "style")


def mark(tree: HtmlElement) -> dict[int, str]:
    """Put a number before each text outside of the page's head, and return the texts by number.

    Blank texts, scripts and style sheets get none, nor does what is beyond 16 million texts. A
    text that is braille itself is numbered as any other.
    """
    texts: dict[int, str] = {}
    for event, element in _walked(tree):
        if event == "end":
            element.tail = _marked(element.tail, texts)
        elif element.tag not in _NO_WORDS:
            element.text = _marked(element.text, texts)
    return texts


def _walked(tree: HtmlElement) -> Iterator[tuple[str, HtmlElement]]:
    """Yield elements outside of the head, where they start and where they end."""
    from lxml import etree

    for part in tree:
        if part.tag != "head":
            yield from etree.iterwalk(part, events=("start", "end"))


def _marked(text: str | None, texts: dict[int, str]) -> str | None:
    if not text or not text.strip() or len(texts) >= _BASE**_DIGITS:
        return text
    number = len(texts)
    texts[number] = text
    digits = (number // _BASE**power % _BASE for power in range(_DIGITS))
    return "".join(chr(_FIRST + digit) for digit in digits) + text


def bare(text: str) -> str:
    """Return a marked text without its number."""
    return text[_DIGITS:] if _MARK.match(text) else text


def number(text: str) -> int | None:
    """Return the number of a marked text."""
    return _value(text[:_DIGITS]) if _MARK.match(text) else None


def numbers(text: str) -> Iterator[int]:
    """Yield the numbers found in what was made of marked texts."""
    return (_value(match.group()) for match in _MARK.finditer(text))


def _value(digits: str) -> int:
    return sum((ord(digit) - _FIRST) * _BASE**power for power, digit in enumerate(digits))
