"""Inline elements as runs: emphasis, links, calls of notes, pictures, languages, directions."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from communique.language.scripts import direction
from communique.publishing.documents import tree
from communique.publishing.documents.faces import faces
from communique.publishing.documents.word import pictures, styles
from communique.publishing.documents.word.tongue import directed, same
from communique.publishing.documents.word.xml import text as written
from communique.publishing.documents.word.xml import w, when

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from communique.publishing.documents.paper import Paper
    from communique.publishing.documents.tree import Element, Note

log = logging.getLogger(__name__)

_CHANGES: dict[str, dict[str, Any]] = {
    "strong": {"strong": True}, "b": {"strong": True},
    "em": {"slanted": True}, "i": {"slanted": True}, "cite": {"slanted": True},
    "dfn": {"slanted": True}, "var": {"slanted": True},
    "s": {"struck": True}, "del": {"struck": True},
    "u": {"under": True}, "ins": {"under": True},
    "code": {"style": "HTMLCode"}, "kbd": {"style": "HTMLCode"}, "samp": {"style": "HTMLCode"},
    "sup": {"raised": "superscript"}, "sub": {"raised": "subscript"},
    "mark": {"marked": True},
}  # fmt: skip

_SLOTS = {"latin": ("ascii", "hAnsi"), "eastAsia": ("eastAsia",), "cs": ("cs",)}


@dataclass(frozen=True, slots=True)
class Look:
    """How a run looks, and what language and direction it is in."""

    tag: str
    rtl: bool
    strong: bool = False
    slanted: bool = False
    struck: bool = False
    under: bool = False
    marked: bool = False
    raised: str = ""
    style: str = ""

    def within(self, element: Element) -> Look:
        """Return the look of what stands in an element."""
        look = replace(self, **_CHANGES.get(element.name, {}))
        tag = element.get("lang") or self.tag
        rtl = direction(tag) == "rtl" if element.get("lang") else self.rtl
        said = element.get("dir")
        return replace(look, tag=tag, rtl=said == "rtl" if said in {"ltr", "rtl"} else rtl)


class Runs:
    """Writes inline nodes for one part of a document, which holds their links and pictures.

    Args:
        part: the document's part, or that of the notes.
        paper: what is written.
        notes: the notes, by id; empty within a note, where Word allows no other.
        places: the bookmarks of the ids that something links to.
        called: the numbers of the notes called so far, which grow.
        counter: hands out a new number for a picture or bookmark.
    """

    def __init__(
        self,
        part: Any,
        paper: Paper,
        notes: dict[str, Note],
        places: dict[str, str],
        called: list[int],
        counter: Callable[[], int],
    ) -> None:
        self._part = part
        self._paper = paper
        self._notes = notes
        self._places = places
        self._called = called
        self._counter = counter

    def write(self, nodes: Iterable[Element | str], look: Look) -> Iterator[Any]:
        """Yield the runs and links of inline nodes."""
        for node in nodes:
            if isinstance(node, str):
                yield from self._text(node, look)
            else:
                yield from self._element(node, look)

    def link(self, address: str, said: str, look: Look) -> Any:
        """Return a link whose words are plain."""
        return self._linked(address, list(self._text(said, replace(look, style="Hyperlink"))))

    def bookmarked(self, name: str, runs: Iterable[Any]) -> list[Any]:
        """Return runs with the start and end of a bookmark around them."""
        number = self._counter()
        start = w("bookmarkStart", id=number, name=name)
        return [start, *runs, w("bookmarkEnd", id=number)]

    def _element(self, node: Element, look: Look) -> Iterable[Any]:
        if note := tree.reference(node, self._notes):
            return self._call(note, look)
        if node.name == "br":
            return [w("r", w("br"))]
        if node.name == "img":
            return self._picture(node, look)
        if node.name == "a":
            return self._anchor(node, look)
        return self.write(node.children, look.within(node))

    def _anchor(self, node: Element, look: Look) -> Iterable[Any]:
        address = tree.target(node.get("href"))
        place = self._places.get(node.get("href")[1:]) if node.get("href")[:1] == "#" else None
        if not address and not place:
            return self.write(node.children, look.within(node))
        runs = list(self.write(node.children, replace(look.within(node), style="Hyperlink")))
        return [self._linked(address, runs) if address else w("hyperlink", *runs, anchor=place)]

    def _linked(self, address: str, runs: list[Any]) -> Any:
        from docx.opc.constants import RELATIONSHIP_TYPE
        from docx.oxml.ns import qn

        made = w("hyperlink", *runs, history=1)
        relation = self._part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        made.set(qn("r:id"), relation)
        return made

    def _call(self, note: Note, look: Look) -> Iterable[Any]:
        """Yield the call of a note; Word knows one per note, so a second one links to the first."""
        place = f"_note{note.number}"
        if note.number in self._called:
            runs = list(self._text(str(note.number), replace(look, raised="superscript")))
            return [w("hyperlink", *runs, anchor=place)]
        self._called.append(note.number)
        looks = w("rPr", w("rStyle", val="FootnoteReference"))
        return self.bookmarked(place, [w("r", looks, w("footnoteReference", id=note.number))])

    def _picture(self, node: Element, look: Look) -> Iterable[Any]:
        path = self._paper.images.get(node.get("src"))
        drawn = pictures.drawing(self._part, path, node, self._counter) if path else None
        if drawn is not None:
            return [w("r", drawn)]
        if path:
            message = "%s (%s): the picture %s is of a kind that Word files do not hold"
            log.warning(message, self._paper.slug, self._paper.tag, path.name)
        return self._text(f"[{alt}]", look) if (alt := node.get("alt")) else []

    def _text(self, said: str, look: Look) -> Iterator[Any]:
        for number, part in enumerate(said.split("\n")):
            if number:
                yield w("r", w("br"))
            for stretch, rtl in directed(part, rtl=look.rtl):
                yield w("r", self._properties(look, rtl=rtl), written(stretch))

    def _properties(self, look: Look, *, rtl: bool) -> Any:
        face = faces(look.tag)
        foreign = not same(look.tag, self._paper.tag)
        strong = look.strong or (look.slanted and not face.slanted)
        slanted = look.slanted and face.slanted
        families = dict.fromkeys(_SLOTS[face.slot], face.serif) if foreign else {}
        families |= {"hint": "eastAsia"} if face.slot == "eastAsia" else {}
        found = [
            when(look.style, "rStyle", val=look.style),
            when(families, "rFonts", **families),
            *(when(strong, name) for name in ("b", "bCs")),
            *(when(slanted, name) for name in ("i", "iCs")),
            when(look.struck, "strike"),
            when(look.marked, "highlight", val="yellow"),
            when(look.under, "u", val="single"),
            when(look.raised, "vertAlign", val=look.raised),
            when(rtl, "rtl"),
            when(foreign, "lang", **styles.slot(look.tag)),
        ]
        children = [child for child in found if child is not None]
        return w("rPr", *children) if children else None
