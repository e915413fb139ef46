"""The body of a paper as a tree in which blocks hold blocks or words, never both.

``blocks`` reads it. Afterwards ``p``, headings, ``pre``, ``dt``, ``figcaption``, ``caption``,
``td`` and ``th`` hold only words and inline elements; ``li``, ``dd``, ``blockquote``, ``figure``
and ``section`` (the notes) only blocks; ``ul``, ``ol``, ``dl``, ``table`` and ``tr`` what HTML
lets them. Nothing else is left of what HTML knows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from html import escape, unescape
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from communique.language import quotes
from communique.publishing import markup
from communique.publishing.documents.paper import fit
from communique.publishing.html import sanitised

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from communique.publishing.documents.paper import Paper

_DEEPEST = 40  # no text needs more, and what draws pages goes down once per level
_EMPTY = {"br", "hr", "img", "wbr", "col"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
LEAVES = {"p", "pre", "dt", "figcaption", "caption", "td", "th", "summary"} | _HEADINGS
_HOLDERS = {"li", "dd", "blockquote", "figure"}
_LISTS = {"ul": {"li"}, "ol": {"li"}, "dl": {"dt", "dd"}}
_OPENED = {"div", "section", "details", "address", "thead", "tbody", "tfoot", "colgroup", "tr"}
BLOCKS = LEAVES | _HOLDERS | set(_LISTS) | _OPENED | {"table", "hr"}
_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_SPACE = re.compile(r"[ \t\n\f]+")
_LINKS = re.compile(r"(?:https?://[^\s/]|mailto:|tel:)", re.IGNORECASE)


@dataclass(slots=True)
class Element:
    """An element of the body."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def get(self, name: str) -> str:
        """Return an attribute's value, "" where it has none."""
        return self.attributes.get(name, "")

    def elements(self) -> Iterator[Element]:
        """Yield the children that are elements."""
        return (child for child in self.children if isinstance(child, Element))

    def every(self) -> Iterator[Element]:
        """Yield the element and all below it, in the order of the text."""
        yield self
        for child in self.elements():
            yield from child.every()


def events(paper: Paper) -> list[markup.Event]:
    """Return the body as sanitised events, its addresses as a document can use them."""
    read = list(_shallow(markup.parse(fit(sanitised(paper.body)))))
    return markup.relocated(read, lambda url: address(paper, url))


def _shallow(read: Iterable[markup.Event]) -> Iterator[markup.Event]:
    """Yield events without the tags that stand too deep, or name a language that cannot be one."""
    depth = 0
    for event in read:
        if isinstance(event, markup.Text) or event.name in _EMPTY:
            yield event
        elif isinstance(event, markup.Start):
            depth += 1
            if depth <= _DEEPEST:
                yield _speaking(event)
        else:
            depth -= 1
            if depth < _DEEPEST:
                yield event


def _speaking(event: markup.Start) -> markup.Start:
    kept = (pair for pair in event.attributes if pair[0] != "lang" or _TAG.fullmatch(pair[1]))
    return replace(event, attributes=tuple(kept))


def address(paper: Paper, url: str) -> str:
    """Return an address that holds outside the site; that of a given image stays as it is."""
    if url in paper.images or url.startswith("#") or not paper.url:
        return url
    try:
        return url if urlsplit(url).scheme else urljoin(paper.url, url)
    except ValueError:
        return url


def target(url: str) -> str:
    """Return an address that a reader may follow out of a document, or ""."""
    return url.strip() if _LINKS.match(url.strip()) else ""


def blocks(paper: Paper) -> list[Element]:
    """Return the body's blocks, in order."""
    return _blocks(_grown(events(paper), paper.tag).children, ())


def words(nodes: Iterable[Element | str]) -> str:
    """Return the words of inline nodes, without any markup."""
    return "".join(node if isinstance(node, str) else _spoken(node) for node in nodes)


def _spoken(node: Element) -> str:
    if node.name == "br":
        return "\n"
    return node.get("alt") if node.name == "img" else words(node.children)


def html(node: Element | str) -> str:
    """Return a node as HTML."""
    if isinstance(node, str):
        return escape(node, quote=False)
    values = "".join(f' {name}="{escape(value)}"' for name, value in node.attributes.items())
    inside = "".join(map(html, node.children))
    return f"<{node.name}{values}>" + ("" if node.name in _EMPTY else f"{inside}</{node.name}>")


def _grown(read: Iterable[markup.Event], tag: str) -> Element:
    """Return the tree of events."""
    root = Element("div", {"lang": tag})
    stack = [root]
    for event in read:
        if isinstance(event, markup.Text):
            stack[-1].children.append(unescape(event.raw))
        elif isinstance(event, markup.Start):
            element = Element(event.name, dict(event.attributes))
            stack[-1].children.append(element)
            stack += [] if event.name in _EMPTY else [element]
        elif event.name not in _EMPTY and len(stack) > 1:
            _close(stack)
    return root


def _close(stack: list[Element]) -> None:
    """End an element; what HTML leaves to the browser (marks of ``q``, ``ruby``) becomes text."""
    element = stack.pop()
    if element.name == "q":
        tag = next(outer.get("lang") for outer in reversed([*stack, element]) if outer.get("lang"))
        marks = quotes.marks(tag) or ("“", "”")
        element.children = [marks[0], *element.children, marks[1]]
    if element.name == "rt":
        element.children = ["(", *element.children, ")"]
    if element.name in {"q", "rt", "ruby"}:
        element.name = "span"


def _blocks(nodes: Iterable[Element | str], wraps: Sequence[Element]) -> list[Element]:
    """Return nodes as blocks: loose words become paragraphs, ``div`` gives way to its content.

    Args:
        nodes: what stands in a block.
        wraps: the inline elements around them, outermost first: a link around two paragraphs
            becomes a link in each.
    """
    found: list[Element] = []
    loose: list[Element | str] = []

    def close() -> None:
        found.extend(_leaf(Element("p", {}, list(loose)), wraps))
        loose.clear()

    for node in nodes:
        if isinstance(node, str) or not _holds_block(node):
            loose.append(node)
            continue
        close()
        if node.name in BLOCKS:
            found.extend(_block(node, wraps))
        else:
            found.extend(_blocks(node.children, [*wraps, node]))
    close()
    return found


def _holds_block(node: Element) -> bool:
    return any(element.name in BLOCKS for element in node.every())


def _block(node: Element, wraps: Sequence[Element]) -> list[Element]:
    if node.name == "hr":
        return [] if node.get("class") == "footnotes-sep" else [Element("hr")]
    if node.name in LEAVES:
        return _leaf(node, wraps)
    if node.name == "table":
        return _table(node)
    if node.name == "section" and node.get("class") == "footnotes":
        return [Element("section", node.attributes, list(_blocks(node.children, wraps)))]
    if node.name in _OPENED:
        return [_inheriting(inner, node) for inner in _blocks(node.children, wraps)]
    if node.name in _LISTS:
        return _list(node, wraps)
    inner = _blocks(node.children, wraps)
    return [replace(node, children=list(inner))] if inner else []


def _leaf(node: Element, wraps: Sequence[Element]) -> list[Element]:
    """Return a block of words, or what blocks it turns out to hold; nothing for one without."""
    if any(_holds_block(child) for child in node.elements()):
        return [_inheriting(inner, node) for inner in _blocks(node.children, wraps)]
    children: list[Element | str] = node.children
    for wrap in reversed(wraps):
        children = [replace(wrap, children=children)]
    children = children if node.name == "pre" else tidied(children)
    if not any(_shows(child) for child in children):
        return []
    if node.name == "summary":
        children = [Element("strong", {}, children)]
    return [replace(node, name="p" if node.name == "summary" else node.name, children=children)]


def _shows(node: Element | str) -> bool:
    if isinstance(node, str):
        return bool(node.strip(" \n"))
    return node.name == "img" or any(map(_shows, node.children))


def _inheriting(inner: Element, outer: Element) -> Element:
    """Give a block the language, direction and name of what it stood in and is no more."""
    kept = {name: outer.get(name) for name in ("lang", "dir") if outer.get(name)}
    return replace(inner, attributes=kept | inner.attributes)


def inner(block: Element) -> list[Element]:
    """Return the blocks in a block, told what language it is in."""
    return [_inheriting(child, block) for child in block.elements()]


def _list(node: Element, wraps: Sequence[Element]) -> list[Element]:
    """Return a list whose every child is an item, empty items included: they are counted."""
    items: list[Element] = []
    for child in node.children:
        if isinstance(child, Element) and child.name in _LISTS[node.name]:
            items.append(_item(child, wraps))
        elif isinstance(child, Element) and child.name == "div" and node.name == "dl":
            items += [_item(inner, wraps) for inner in child.elements()]
        elif loose := _blocks([child], wraps):
            name = "dd" if node.name == "dl" else "li"
            items.append(Element(name, {}, list(loose)))
    return [replace(node, children=list(items))] if items else []


def _item(node: Element, wraps: Sequence[Element]) -> Element:
    if node.name == "dt":
        return next(iter(_leaf(node, wraps)), Element("dt"))
    return replace(node, children=list(_blocks(node.children, wraps)))


def _table(node: Element) -> list[Element]:
    """Return a table: its caption, if it has one, as ``caption`` before it; then rows of cells."""
    rows: list[Element] = []
    captions: list[Element] = []
    for element in node.every():
        if element.name == "caption" and not captions:
            captions = _leaf(element, ())
        elif element.name == "tr":
            cells = [_cell(cell) for cell in element.elements() if cell.name in {"td", "th"}]
            rows += [replace(element, children=list(cells))] if cells else []
    table = replace(node, children=list(rows))
    return [_inheriting(inner, node) for inner in captions] + ([table] if rows else [])


def _cell(node: Element) -> Element:
    """Return a cell whose blocks have become lines."""
    lines: list[Element | str] = []
    for block in _lines(_blocks(node.children, ())):
        lines += [Element("br"), *block] if lines else block
    return replace(node, children=lines)


def _lines(found: Iterable[Element]) -> Iterator[list[Element | str]]:
    for block in found:
        if block.name in LEAVES:
            yield block.children
        else:
            yield from _lines(block.elements())


def tidied(nodes: Iterable[Element | str]) -> list[Element | str]:
    """Return inline nodes with their white space as a reader sees it."""
    return _trimmed(_Tidy().run(nodes))


class _Tidy:
    """Makes one space of many, across the borders of elements."""

    def __init__(self) -> None:
        self.spaced = True

    def run(self, nodes: Iterable[Element | str]) -> list[Element | str]:
        made = (self._text(n) if isinstance(n, str) else self._element(n) for n in nodes)
        return [node for node in made if node != ""]

    def _text(self, text: str) -> str:
        text = _SPACE.sub(" ", text)
        text = text.removeprefix(" ") if self.spaced else text
        self.spaced = text.endswith(" ") if text else self.spaced
        return text

    def _element(self, node: Element) -> Element | str:
        if node.name in {"rp", "wbr"} or node.get("class") == "footnote-backref":
            return ""
        if node.name in _EMPTY:
            self.spaced = node.name == "br"
            return node
        return replace(node, children=self.run(node.children))


def _trimmed(nodes: list[Element | str]) -> list[Element | str]:
    """Return nodes without space or a break at their end."""
    while nodes:
        last = nodes[-1]
        if isinstance(last, str):
            nodes[-1] = last.rstrip(" ")
        elif last.name not in _EMPTY:
            last.children = _trimmed(last.children)
        if nodes[-1] not in ("",) and not (isinstance(last, Element) and last.name == "br"):
            break
        nodes.pop()
    return nodes


@dataclass(frozen=True, slots=True)
class Note:
    """A note: its number and what it says."""

    number: int
    blocks: tuple[Element, ...]


def parted(found: Iterable[Element]) -> tuple[list[Element], dict[str, Note]]:
    """Return the blocks of the text, and the notes to it by their ids."""
    text: list[Element] = []
    notes: dict[str, Note] = {}
    for block in found:
        if block.name != "section":
            text.append(block)
            continue
        for inner in block.elements():
            items = list(inner.elements()) if inner.name == "ol" else []
            if not items or not all(item.get("id") for item in items):
                text.append(inner)
                continue
            for item in items:
                notes[item.get("id")] = Note(len(notes) + 1, tuple(item.elements()))
    return text, notes


def reference(node: Element, notes: dict[str, Note]) -> Note | None:
    """Return the note that an inline element calls, or None where it calls none."""
    if node.name != "sup" or node.get("class") != "footnote-ref":
        return None
    link = next(node.elements(), None)
    return notes.get(link.get("href").removeprefix("#")) if link else None
