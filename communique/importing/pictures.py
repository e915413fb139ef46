"""Where a page's pictures are: many pages say it only to a script, or in several sizes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_NAMES = ("data-src", "data-lazy-src", "data-lazy", "data-original", "data-orig-file", "src")
_SETS = ("srcset", "data-srcset", "data-lazy-srcset")
_CANDIDATE = re.compile(r"(?P<address>[^\s,]\S*[^\s,]|[^\s,])(?:\s+(?P<size>\d+(?:\.\d+)?)[wx])?")


def address(image: HtmlElement) -> str:
    """Return the best address that a page has for an image; empty where it has none."""
    return next(_addresses(image), "")


def _addresses(image: HtmlElement) -> Iterator[str]:
    parent = image.getparent()
    sources = list(parent.iterchildren("source")) if _is_picture(parent) else []
    for name in _NAMES:
        yield from _real(image.get(name))
    for element in (image, *sources):
        for name in _SETS:
            yield from _largest(element.get(name))


def _is_picture(element: HtmlElement | None) -> bool:
    return element is not None and element.tag == "picture"


def _real(address: str | None) -> list[str]:
    """Return an address, if it is one: not the picture itself, nor a page of nothing."""
    shown = (address or "").strip()
    return [shown] if shown and not shown.lower().startswith(("data:", "about:", "#")) else []


def _largest(stated: str | None) -> list[str]:
    """Return the address of the largest of several sizes: ``a.jpg 320w, b.jpg 640w``."""
    found = [
        (float(match["size"] or 1), match["address"])
        for match in _CANDIDATE.finditer(stated or "")
        if _real(match["address"])
    ]
    return [max(found)[1]] if found else []
