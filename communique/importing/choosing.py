"""Which blocks of a page are the text: an extractor's choice, mended where it would cost text."""

from __future__ import annotations

import copy
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from communique.importing import marking
from communique.importing.parts import Form, Leaf, Node, leaves

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_LARGE = 5_000
ASIDE = "around the text"
OUTSIDE = "not part of the article"
EMBEDDED = "embedded content"
UNSEEN = "left out: a browser does not show it, or it stands where no text can"


def quiet() -> None:
    """Silence the extractor's libraries: what they would say is of no use to a coordinator."""
    for name in ("trafilatura", "htmldate", "readability", "justext", "courlan"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def chosen(tree: HtmlElement) -> frozenset[int]:
    """Return the numbers of the texts in a marked tree that an extractor takes for the article."""
    from trafilatura import bare_extraction

    quiet()
    settings: dict[str, Any] = {"extensive_search": False}
    simple = copy.deepcopy(tree)
    for cell in simple.iter("td", "th"):  # the extractor would fill all that cells span
        for name in ("colspan", "rowspan"):
            cell.attrib.pop(name, None)
    # Beside others of its kind the extractor takes quadratic time: a large page gets it alone.
    large = sum(1 for _ in simple.iter()) > _LARGE
    found = bare_extraction(
        simple,
        fast=large,
        include_comments=False,
        include_tables=True,
        include_links=True,
        include_images=True,
        include_formatting=True,
        date_extraction_params=settings,
    )
    body = getattr(found, "body", None)
    return frozenset(marking.numbers("".join(body.itertext()))) if body is not None else frozenset()


def left_out(nodes: Sequence[Node], kept: frozenset[int]) -> dict[int, str]:
    """Return the leaves that are not of the text, and why.

    A leaf is of the text if the extractor kept most of it. What it left out between two leaves
    that it kept, or in the same quotation or list, is of the text too, unless it stands in a
    menu, a form and the like: an extractor likes to lose short items, captions and tables. Where
    it found nothing, all is text but that.
    """
    every = [leaf for leaf in leaves(nodes) if leaf.form is not Form.UNSEEN]
    inside = _taken(every, kept)
    if not inside:
        inside = {leaf.number for leaf in every if not leaf.aside and leaf.form is not Form.RULE}
    groups = ([leaf.number for leaf in leaves([node])] for node in nodes)
    whole = [number for group in groups if not inside.isdisjoint(group) for number in group]
    first, last = (whole[0], whole[-1]) if whole else (0, -1)
    return {
        leaf.number: _reason(leaf)
        for leaf in leaves(nodes)
        if leaf.form is Form.UNSEEN
        or (whole and leaf.number not in inside and _is_outside(leaf, first, last))
    }


def _taken(every: Sequence[Leaf], kept: frozenset[int]) -> set[int]:
    """Return the leaves that an extractor kept; those in asides only if most of it is in them."""
    found = [leaf for leaf in every if _share(leaf, kept) >= 0.5]
    plain = [leaf for leaf in found if not leaf.aside]
    size = sum(len(leaf.plain) for leaf in found)
    trusted = 2 * sum(len(leaf.plain) for leaf in plain) >= size
    others = any(leaf.form is Form.PARAGRAPH for leaf in every if not leaf.aside)
    return {leaf.number for leaf in (plain if trusted or others else found)}


def _is_outside(leaf: Leaf, first: int, last: int) -> bool:
    return leaf.aside or not first <= leaf.number <= last


def _share(leaf: Leaf, kept: frozenset[int]) -> float:
    """Return how much of a leaf's text the extractor kept, from 0 to 1."""
    size = sum(length for _, length in leaf.marks)
    return sum(length for mark, length in leaf.marks if mark in kept) / size if size else 0.0


def _reason(leaf: Leaf) -> str:
    if leaf.form is Form.UNSEEN:
        return UNSEEN
    if leaf.aside and not leaf.marks and leaf.form is Form.PARAGRAPH:
        return EMBEDDED
    return ASIDE if leaf.aside else OUTSIDE
