"""A web page as the draft of a statement."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from communique.errors import CommuniqueError
from communique.importing import boilerplate, choosing, dating, facts, marking, mending, telling
from communique.importing.draft import Draft
from communique.importing.parts import Form, Leaf, Node, leaves
from communique.importing.tree import Builder
from communique.language.quotes import marks

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from lxml.html import HtmlElement

    from communique.importing.boilerplate import Proposal

_MAX_DEPTH = 250
_HEAD = 12
_SHORTEST_TITLE = 15
_TAG = re.compile(r"""<(?:img|source)\b(?:[^<>"']|"[^"<]*"|'[^'<]*')*>""", re.IGNORECASE)
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
    texts = marking.mark(tree)
    nodes = _nodes(tree, texts, known.address, told or stated, path)
    every = tuple(leaves(nodes))
    removed = choosing.left_out(nodes, choosing.chosen(tree))
    title = title_of(every, removed, known)
    found = _furniture(every, removed, title)
    removed |= {number: proposal.why for number, proposal in found.items()}
    if title is not None:
        removed.pop(title.number, None)
    kept = [leaf for leaf in every if leaf.number not in removed]
    shown = telling.language([leaf.plain for leaf in kept], told, stated, "the page")
    under = _under(every, title)
    own = telling.said(telling.datelines(kept, title), shown.language)
    page = telling.published(found.values(), shown.language) or telling.said(
        (leaf for leaf in under if boilerplate.is_day(leaf.plain)), shown.language
    )
    stamped = known.published or (page if page != own else None)
    removed |= _stamps(kept, title, stamped, shown.language)
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
    small = _TAG.sub(lambda match: _INLINED.sub("", match.group()), source)
    data = small.encode("utf-8", "replace")
    parser = html.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        tree = html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        raise CommuniqueError("no web page: it holds no element", path) from None
    mending.mend(tree)
    depth = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _MAX_DEPTH:
            message = f"elements nested more than {_MAX_DEPTH} deep: save its text, and import that"
            raise CommuniqueError(message, path, element.sourceline)
    return tree


def _nodes(
    tree: HtmlElement, texts: Mapping[int, str], address: str, language: str, path: Path
) -> tuple[Node, ...]:
    quotes = marks(language) if language else None
    pair = (quotes.opening, quotes.closing) if quotes else _IN_ENGLISH
    nodes = Builder(address, pair).built(tree, texts)
    if not any(
        leaf.plain.strip() and leaf.marks and leaf.form is not Form.UNSEEN for leaf in leaves(nodes)
    ):
        raise CommuniqueError("no text in it: save the page when it shows its text, or paste", path)
    return nodes


def title_of(every: Sequence[Leaf], removed: dict[int, str], known: facts.Facts) -> Leaf | None:
    """Return the block that is the title: one that agrees with what the page states of itself.

    Where none agrees: its only heading of the first level, or the first one outside of menus.
    The name of the site is no title, unless the page has no other heading.
    """
    wanted, site = _letters(known.title), _letters(known.site)
    heads = [leaf for leaf in every if leaf.form is Form.HEADING and _letters(leaf.plain)]
    heads = [leaf for leaf in heads if _letters(leaf.plain) != site] or heads
    first = [leaf for leaf in heads if leaf.level == 1]
    same = [leaf for leaf in (*first, *heads, *every) if _letters(leaf.plain) == wanted != ""]
    logo = first[0] if first and not same and _letters(first[0].plain) in wanted else None
    rest = [leaf for leaf in heads if logo and leaf is not logo and not leaf.aside]
    under = [leaf for leaf in rest if _parts(leaf, logo, wanted)]
    alike = [leaf for leaf in first if _letters(leaf.plain) in wanted]
    plain = [leaf for leaf in first if not leaf.aside] or first
    inside = [leaf for leaf in plain if leaf.number not in removed]
    lines = [] if heads else [leaf for leaf in every if leaf.number not in removed]
    shown = [leaf for leaf in lines if _letters(leaf.plain) in _halves(known.title)]
    return next(iter((*same, *under, *alike, *inside, *plain, *shown)), None)


def _halves(stated: str) -> set[str]:
    """Return what can be the title in a title with the name of the site, which has no heading."""
    parts = [_letters(part) for part in re.split(r"\s+[-–—|·»]\s+", stated)]
    return {part for part in parts if len(part) > _SHORTEST_TITLE} if len(parts) == 2 else set()


def _parts(leaf: Leaf, logo: Leaf | None, wanted: str) -> bool:
    """Tell whether a heading and the page's H1, its site's name, make up the title it states."""
    if logo is None or leaf.number < logo.number:
        return False
    mine, other = _letters(leaf.plain), _letters(logo.plain)
    return wanted in (mine + other, other + mine)


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _under(every: Sequence[Leaf], title: Leaf | None) -> list[Leaf]:
    """Return the blocks under the title, where a page says who and when."""
    start = title.number + 1 if title else 0
    return [leaf for leaf in every[start : start + _HEAD] if leaf.form is Form.PARAGRAPH]


def _stamps(
    kept: Sequence[Leaf], title: Leaf | None, published: date | None, language: str
) -> dict[int, str]:
    """Return the bare dates at the text's beginning that only repeat when it was published."""
    return {
        leaf.number: "when it was published: in the front matter"
        for leaf in telling.first_lines(kept, title)
        if published and boilerplate.is_day(leaf.plain)
        if dating.of_line(leaf.plain, language) == published
    }


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
