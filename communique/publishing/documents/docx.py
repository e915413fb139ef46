"""An edition as a Word document: real styles, lists and footnotes, every run's language said."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any

from communique.publishing.documents import tree
from communique.publishing.documents.faces import MONO, faces
from communique.publishing.documents.word import package, styles
from communique.publishing.documents.word.blocks import Blocks
from communique.publishing.documents.word.lists import Lists
from communique.publishing.documents.word.runs import Look, Runs
from communique.publishing.documents.word.xml import text, w, when

if TYPE_CHECKING:
    from collections.abc import Iterator

    from communique.publishing.documents.paper import Paper, Remark
    from communique.publishing.documents.tree import Element, Note

_FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_A4 = {"w": 11906, "h": 16838}
_MARGINS = {"top": 1418, "right": 1418, "bottom": 1418, "left": 1418, "header": 709, "footer": 709}


def write(paper: Paper) -> bytes:
    """Return an edition as a Word document."""
    document = package.fresh()
    _Letter(document, paper).write()
    package.described(document, paper)
    return package.packed(document, paper)


class _Letter:
    """Writes one paper into an empty document."""

    def __init__(self, document: Any, paper: Paper) -> None:
        self._document = document
        self._paper = paper
        self._look = Look(paper.tag, paper.direction == "rtl")
        self._lists = Lists(rtl=self._look.rtl)
        self._called: list[int] = []
        self._numbers = count(1)
        body, self._notes = tree.parted(tree.blocks(paper))
        self._body = body
        self._places = _places(body)
        self._runs, self._blocks = self._writers(document.part, self._notes)

    def write(self) -> None:
        """Fill the document."""
        root = self._document.element.body
        for child in list(root):
            root.remove(child)
        root.extend([*self._head(), *self._blocks.write(self._body)])
        if self._called:
            self._footnotes()
        root.extend([*self._uncalled(), *self._foot()])
        root.append(self._section())
        self._looks()
        self._margins()

    def _writers(self, part: Any, notes: dict[str, Note]) -> tuple[Runs, Blocks]:
        runs = Runs(
            part, self._paper, notes, self._places, self._called, lambda: next(self._numbers)
        )
        return runs, Blocks(runs, self._lists, self._look, self._places)

    def _head(self) -> Iterator[Any]:
        paper = self._paper
        yield self._blocks.plain("Title", paper.title)
        if paper.subtitle:
            yield self._blocks.plain("Subtitle", paper.subtitle)
        if line := " · ".join(filter(None, (paper.dateline, paper.byline))):
            yield self._blocks.plain("Date", line)
        yield from map(self._remark, paper.remarks)
        if paper.summary:
            yield self._blocks.plain("Standfirst", paper.summary)

    def _remark(self, remark: Remark) -> Any:
        strong = tree.Element("strong", {}, [remark.text])
        runs = list(self._runs.write([strong, " "] if remark.text else [], self._look))
        if remark.link:
            runs.append(self._runs.link(remark.link, remark.label or remark.link, self._look))
        else:
            runs += self._runs.write([remark.label], self._look)
        return self._blocks.paragraph("Notice", runs)

    def _foot(self) -> Iterator[Any]:
        paper = self._paper
        if paper.standing or paper.url:
            yield self._blocks.plain("Rule", "* * *")
        for said in paper.standing:
            yield self._blocks.plain("Standing", said)
        if paper.url:
            link = self._runs.link(paper.url, paper.url, replace(self._look, rtl=False))
            yield self._addressed(link)

    def _addressed(self, link: Any) -> Any:
        """Return a paragraph of one address, which runs from left to right in any language."""
        rtl = self._look.rtl
        made = self._blocks.paragraph("Standing", [link], replace(self._look, rtl=False))
        if rtl:
            made.pPr.append(w("jc", val="right"))
        return made

    def _footnotes(self) -> None:
        """Add the part with the notes that the text calls."""
        from docx.opc.constants import RELATIONSHIP_TYPE
        from docx.opc.packuri import PackURI
        from docx.oxml import parse_xml
        from docx.parts.story import StoryPart

        root = parse_xml(f'<w:footnotes xmlns:w="{styles.NAMESPACE}"/>')
        for number, kind in ((-1, "separator"), (0, "continuationSeparator")):
            root.append(w("footnote", w("p", w("r", w(kind))), type=kind, id=number))
        package_ = self._document.part.package
        part = StoryPart(PackURI("/word/footnotes.xml"), _FOOTNOTES, root, package_)
        self._document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
        _, blocks = self._writers(part, {})
        for note in self._notes.values():
            if note.number in self._called:
                root.append(w("footnote", *self._note(note, blocks), id=note.number))

    def _note(self, note: Note, blocks: Blocks) -> list[Any]:
        """Return a note's paragraphs, the first with the note's number before its words."""
        said = list(note.blocks)
        if not said or said[0].name != "p":
            said.insert(0, tree.Element("p"))
        written = [*blocks.write(said, blocks.footnote)]
        looks = w("rPr", w("rStyle", val="FootnoteReference"))
        after = 1 if written[0].pPr is not None else 0
        written[0].insert(after, w("r", looks, w("footnoteRef")))
        written[0].insert(after + 1, w("r", text(" ")))
        return written

    def _uncalled(self) -> Iterator[Any]:
        """Yield the notes that nothing calls, as text: they must not be lost."""
        for note in self._notes.values():
            if note.number not in self._called:
                yield self._blocks.plain("FootnoteText", f"[{note.number}]")
                yield from self._blocks.write(note.blocks, self._blocks.footnote)

    def _section(self) -> Any:
        return w(
            "sectPr",
            w("pgSz", **_A4),
            w("pgMar", **_MARGINS, gutter=0),
            w("cols", space=709),
            when(self._look.rtl, "bidi"),
        )

    def _looks(self) -> None:
        """Give the document its styles, lists and settings."""
        from docx.oxml import parse_xml

        document, tag = self._document, self._paper.tag
        document.styles.element.extend(list(parse_xml(styles.styles(tag, rtl=self._look.rtl))))
        document.part.numbering_part.element.extend(list(self._lists.definitions()))
        said = document.settings.element
        for child in list(said):
            said.remove(child)
        said.extend(list(parse_xml(styles.settings(tag))))
        tags = {tag, *_tags(self._body)}
        families = {family for t in tags for family in (faces(t).serif, faces(t).sans)}
        families |= {"Noto Serif", "Noto Sans", MONO}
        header = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        table = header + styles.font_table(families)
        package.replaced(document, "/fontTable", table.encode())
        package.replaced(document, "/extended-properties", package.app())

    def _margins(self) -> None:
        """Write the running head, and the number of the page below."""
        section = self._document.sections[0]
        if self._paper.site:
            self._fill(section.header, [self._blocks.plain("Header", self._paper.site)])
        runs = [*_field("PAGE"), w("r", text(" / ")), *_field("NUMPAGES")]
        self._fill(section.footer, [self._blocks.paragraph("Footer", runs)])

    def _fill(self, place: Any, paragraphs: list[Any]) -> None:
        place.is_linked_to_previous = False
        root = place._element
        for child in list(root):
            root.remove(child)
        root.extend(paragraphs)


def _field(name: str) -> Iterator[Any]:
    yield w("r", w("fldChar", fldCharType="begin"))
    said = w("instrText")
    said.text = f" {name} "
    yield w("r", said)
    yield w("r", w("fldChar", fldCharType="separate"))
    yield w("r", text("1"))
    yield w("r", w("fldChar", fldCharType="end"))


def _places(blocks: list[Element]) -> dict[str, str]:
    """Return a bookmark for the id of each block of words that something links to."""
    every = [element for block in blocks for element in block.every()]
    wanted = {e.get("href")[1:] for e in every if e.name == "a" and e.get("href")[:1] == "#"}
    ids = [e.get("id") for e in every if e.name in tree.LEAVES and e.get("id") in wanted]
    return {name: f"_place{number}" for number, name in enumerate(dict.fromkeys(ids), 1)}


def _tags(blocks: list[Element]) -> Iterator[str]:
    for block in blocks:
        yield from (element.get("lang") for element in block.every() if element.get("lang"))
