"""A web page as the draft of a statement."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from communique.errors import CommuniqueError
from communique.importing import boilerplate, choosing, facts, marking, telling
from communique.importing.draft import Draft
from communique.importing.parts import Form, Leaf, Node, leaves
from communique.importing.tree import Builder
from communique.language.quotes import marks

if TYPE_CHECKING:
    from pathlib import Path

    from lxml.html import HtmlElement

    from communique.importing.boilerplate import Proposal

_MAX_DEPTH = 250
_HEAD = 12
_INLINED = re.compile(r"""\bsrc(?:set)?\s*=\s*(?:"data:[^"]*"|'data:[^']*')""", re.IGNORECASE)
_IN_ENGLISH = ("“", "”")


def drafted(source: str, path: Path, told: str | None) -> Draft:
    """Return the draft of a page.

    Args:
        source: the page.
        path: its file, for messages.
        told: its language, where the coordinator says it.

    Raises:
        CommuniqueError: there is no text in it, or it is nested too deeply to be a page.
    """
    tree = _tree(source, path)
    known = facts.facts(tree)
    stated = telling.reduced(known.language)
    marking.mark(tree)
    nodes = _nodes(tree, known.address, told or stated, path)
    every = tuple(leaves(nodes))
    removed = choosing.left_out(every, choosing.chosen(tree))
    title = title_of(every, removed, known.title)
    found = _furniture(every, removed, title)
    removed |= {number: proposal.why for number, proposal in found.items()}
    if title is not None:
        removed.pop(title.number, None)
    kept = [leaf for leaf in every if leaf.number not in removed]
    shown = telling.language([leaf.plain for leaf in kept], told, stated, "the page")
    under = _under(every, title)
    own = telling.said((leaf for leaf in under if leaf.number not in removed), shown.language)
    page = telling.published(found.values(), shown.language) or telling.said(under, shown.language)
    metadata = {
        "title": title.plain if title else known.title,
        **telling.dates(own, known.published or page),
        "author": known.author or telling.author(found.values()),
        "language": shown.language,
        "source": known.address,
    }
    return Draft.of(nodes, metadata, removed, title, shown.by, shown.warnings)


def _tree(source: str, path: Path) -> HtmlElement:
    """Parse a page, broken or not."""
    from lxml import etree, html

    # Pictures inside the file are megabytes that nobody reads here.
    data = _INLINED.sub("", source).encode("utf-8", "replace")
    parser = html.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        tree = html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        raise CommuniqueError("no web page: it holds no element", path) from None
    depth = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _MAX_DEPTH:
            message = f"elements nested more than {_MAX_DEPTH} deep: save its text, and import that"
            raise CommuniqueError(message, path, element.sourceline)
    return tree


def _nodes(tree: HtmlElement, address: str, language: str, path: Path) -> tuple[Node, ...]:
    quotes = marks(language) if language else None
    pair = (quotes.opening, quotes.closing) if quotes else _IN_ENGLISH
    nodes = Builder(address, pair).nodes(tree)
    if not any(leaf.plain.strip() and leaf.marks for leaf in leaves(nodes)):
        raise CommuniqueError("no text in it: save the page when it shows its text, or paste", path)
    return nodes


def title_of(every: Sequence[Leaf], removed: dict[int, str], stated: str) -> Leaf | None:
    """Return the block that is the title: one that agrees with what the page states of itself.

    Where none agrees: its only heading of the first level, or the first one outside of menus.
    """
    wanted = _letters(stated)
    heads = [leaf for leaf in every if leaf.form is Form.HEADING and _letters(leaf.plain)]
    first = [leaf for leaf in heads if leaf.level == 1]
    same = [leaf for leaf in (*first, *heads, *every) if _letters(leaf.plain) == wanted != ""]
    alike = [leaf for leaf in first if _letters(leaf.plain) in wanted]
    plain = [leaf for leaf in first if not leaf.aside] or first
    inside = [leaf for leaf in plain if leaf.number not in removed]
    return next(iter((*same, *alike, *inside, *plain)), None)


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _under(every: Sequence[Leaf], title: Leaf | None) -> list[Leaf]:
    """Return the blocks under the title, where a page says who and when."""
    start = title.number + 1 if title else 0
    return [leaf for leaf in every[start : start + _HEAD] if leaf.form is Form.PARAGRAPH]


def _furniture(
    every: Sequence[Leaf], removed: dict[int, str], title: Leaf | None
) -> dict[int, Proposal]:
    """Return what the rules say of the blocks that are left, and of the lines under the title."""
    kept = [leaf for leaf in every if leaf.number not in removed or leaf is title]
    found = boilerplate.proposals([leaf.plain for leaf in kept])
    proposed = {kept[index].number: each for index, each in found.items()}
    if title is not None:
        under = [leaf for leaf in _under(every, title) if leaf.number in removed]
        told = boilerplate.proposals([title.plain, *(leaf.plain for leaf in under)])
        proposed |= {
            under[index - 1].number: each
            for index, each in told.items()
            if index and (each.author or each.published)
        }
    return proposed
