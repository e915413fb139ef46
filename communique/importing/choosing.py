"""Which blocks of a page are the text: an extractor's choice, mended where it would cost text."""

from __future__ import annotations

import copy
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from communique.importing import marking
from communique.importing.parts import Form, Leaf

if TYPE_CHECKING:
    from lxml.html import HtmlElement

ASIDE = "around the text"
OUTSIDE = "not part of the article"
EMBEDDED = "embedded content"


def quiet() -> None:
    """Silence the extractor's libraries: what they would say is of no use to a coordinator."""
    for name in ("trafilatura", "htmldate", "readability", "justext", "courlan"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def chosen(tree: HtmlElement) -> frozenset[int]:
    """Return the numbers of the texts in a marked tree that an extractor takes for the article."""
    from trafilatura import bare_extraction

    quiet()
    settings: dict[str, Any] = {"extensive_search": False}
    found = bare_extraction(
        copy.deepcopy(tree),
        include_comments=False,
        include_tables=True,
        include_links=True,
        include_images=True,
        include_formatting=True,
        date_extraction_params=settings,
    )
    body = getattr(found, "body", None)
    return frozenset(marking.numbers("".join(body.itertext()))) if body is not None else frozenset()


def left_out(leaves: Sequence[Leaf], kept: frozenset[int]) -> dict[int, str]:
    """Return the leaves that are not of the text, and why.

    A leaf is of the text if the extractor kept most of it. What it left out between two leaves
    that it kept is of the text too, unless it stands in a menu, a form and the like: an extractor
    likes to lose short items, captions and tables. Where it found nothing, all is text but that.
    """
    inside = [leaf.number for leaf in leaves if _share(leaf, kept) >= 0.5]
    if not inside:
        inside = [leaf.number for leaf in leaves if not leaf.aside and leaf.form is not Form.RULE]
    if not inside:
        return {}
    first, last, whole = inside[0], inside[-1], frozenset(inside)
    return {
        leaf.number: _reason(leaf)
        for leaf in leaves
        if leaf.number not in whole and (leaf.aside or not first < leaf.number < last)
    }


def _share(leaf: Leaf, kept: frozenset[int]) -> float:
    """Return how much of a leaf's text the extractor kept, from 0 to 1."""
    size = sum(length for _, length in leaf.marks)
    return sum(length for mark, length in leaf.marks if mark in kept) / size if size else 0.0


def _reason(leaf: Leaf) -> str:
    if leaf.aside and not leaf.marks and leaf.form is Form.PARAGRAPH:
        return EMBEDDED
    return ASIDE if leaf.aside else OUTSIDE
