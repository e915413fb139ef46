"""Numbers on a page's text nodes, so that what an extractor keeps of it can be told exactly.

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


def mark(tree: HtmlElement) -> None:
    """Put a number before each text in a tree; a text that is braille itself gets none."""
    count = 0
    for element in tree.iter():
        if isinstance(element.tag, str) and element.tag not in ("script", "style"):
            count, element.text = _marked(element.text, count)
        count, element.tail = _marked(element.tail, count)


def _marked(text: str | None, count: int) -> tuple[int, str | None]:
    if not text or not text.strip() or count >= _BASE**_DIGITS:
        return count, text
    digits = (count // _BASE**power % _BASE for power in range(_DIGITS))
    return count + 1, "".join(chr(_FIRST + digit) for digit in digits) + text


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
