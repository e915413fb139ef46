"""An edition as Markdown (CommonMark with GitHub's tables, strikethrough and footnotes)."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from communique.publishing.documents import counts, tree
from communique.publishing.documents.tree import Element

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from communique.publishing.documents.paper import Paper, Remark
    from communique.publishing.documents.tree import Note

_SIGNS = re.compile(r"[\\`*\[\]<>|~]|_(?![^\W_])|(?<![^\W_])_|&(?=#?\w+;)|[!^]\Z")
_OPENS = re.compile(r"([-+*=]|#{1,6})(?=[ \t]|$)|(\d{1,9})([.)])(?=[ \t]|$)|-(?=-)|=(?==)")
_RUNS = re.compile(r"`+")
_MARKS = {
    "em": "*", "i": "*", "cite": "*", "dfn": "*", "strong": "**", "b": "**", "del": "~~", "s": "~~",
}  # fmt: skip
_ELEMENT = "\0"  # stands for an element where a neighbouring character is asked for
_KEPT = {"sub", "sup", "kbd", "samp", "var", "u", "ins", "mark", "small", "abbr", "span", "bdi"}
_SAID = ("lang", "dir", "title")  # what a kept element keeps


def write(paper: Paper) -> bytes:
    """Return an edition as UTF-8 text with YAML front matter."""
    body, notes = tree.parted(tree.blocks(paper))
    writer = _Writer(notes)
    parts = [_heading(1, escaped(paper.title)), _emphasised(paper.subtitle)]
    parts += [escaped(" · ".join(filter(None, (paper.dateline, paper.byline))))]
    parts += [*map(_remark, paper.remarks), _emphasised(paper.summary), writer.blocks(body)]
    parts += [_foot(paper), writer.notes()]
    return (_front_matter(paper) + "\n" + "\n\n".join(filter(None, parts)) + "\n").encode()


def _front_matter(paper: Paper) -> str:
    import yaml

    values: dict[str, Any] = {
        "title": paper.title,
        "subtitle": paper.subtitle,
        "summary": paper.summary,
        "published": paper.published.date() if paper.published else None,
        "author": paper.byline,
        "publisher": paper.site,
        "language": paper.tag,
        "direction": paper.direction,
        "url": paper.url,
        "remarks": [remark.text for remark in paper.remarks],
        "standing": list(paper.standing),
    }
    said = {name: value for name, value in values.items() if value}
    written = yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=float("inf"))
    return f"---\n{written}---\n"


def _remark(remark: Remark) -> str:
    link = escaped(remark.label)
    if remark.link:
        link = f"[{link}]({_address(remark.link)})" if link else f"<{_unspaced(remark.link)}>"
    text = f"**{_inline_escaped(remark.text)}**" if remark.text else ""
    return f"> {' '.join(filter(None, (text, link)))}"


def _emphasised(text: str) -> str:
    """Return a whole paragraph in emphasis: nothing but line ends beside it."""
    return f"*{_edged(_inline_escaped(text))}*" if text else ""


def _foot(paper: Paper) -> str:
    lines = [*map(escaped, paper.standing), *([f"<{_unspaced(paper.url)}>"] if paper.url else [])]
    return "\n\n".join(["---", *lines]) if lines else ""


def _heading(level: int, text: str) -> str:
    text = re.sub(r"(#+)\Z", r"\\\1", text)
    return f"{'#' * level} {text}" if text else ""


def escaped(text: str) -> str:
    """Return plain text so that no sign of it is Markdown, as it may begin a block."""
    return _edged("\\\n".join(_begun(_inline_escaped(part)) for part in text.split("\n")))


def _inline_escaped(text: str) -> str:
    return _SIGNS.sub(lambda match: "\\" + match[0], text)


def _begun(line: str) -> str:
    """Return a line that begins no list, heading or rule."""
    match = _OPENS.match(line)
    if match is None:
        return line
    at = match.start(3) if match[2] else 0
    return f"{line[:at]}\\{line[at:]}"


def _edged(text: str) -> str:
    """Return a block with the spaces at its ends as references, or a reader would drop them."""
    text = text.strip(" \n\t")
    return re.sub(r"\A\s|\s\Z", lambda match: f"&#{ord(match[0])};", text)


def _flanks(text: str, before: str = " ", after: str = " ") -> bool:
    """Tell whether signs around a text are sure to be read as emphasis.

    Args:
        text: what they would stand around.
        before: the character before them; after: the one behind.
    """
    return bool(text) and _opens(text[0], before) and _opens(text[-1], after)


def _opens(inner: str, outer: str) -> bool:
    kind = unicodedata.category(inner)[0]
    return kind in "LNM" or (kind in "PS" and unicodedata.category(outer)[0] == "Z")


def _address(url: str) -> str:
    """Return an address as it may stand between a link's parentheses."""
    return re.sub(r"[()&]", r"\\\g<0>", _unspaced(url))


def _unspaced(url: str) -> str:
    """Return an address without what would end it: spaces and brackets in their %-form."""
    return re.sub(r"[\s<>\\`|]", lambda match: quote(match[0]), url)


class _Writer:
    """Writes blocks; HTML stands in where Markdown has no signs (lettered lists, merged cells)."""

    def __init__(self, notes: dict[str, Note]) -> None:
        self._notes = notes
        self._called: set[int] = set()
        self._plain = True  # two lists in a row need different signs, or they become one

    def blocks(self, blocks: Iterable[Element], gap: str = "\n\n") -> str:
        written: list[str] = []
        before = ""
        for block in blocks:
            self._plain = not (block.name == before and self._plain)
            text = self._block(block)
            before = block.name
            written += [text] if text else []
        return gap.join(written)

    def notes(self) -> str:
        """Return the notes; one that nothing calls would vanish, so it is written as text."""
        return "\n\n".join(map(self._note, self._notes.values()))

    def _note(self, note: Note) -> str:
        if note.number in self._called:
            return _hung(f"[^{note.number}]: ", self.blocks(note.blocks), 4)
        return f"\\[{note.number}\\] {self.blocks(note.blocks)}"

    def _block(self, block: Element) -> str:
        match block.name:
            case "ul":
                return self._bullets(block)
            case "ol":
                return self._numbers(block)
            case "blockquote":
                lines = self.blocks(tree.inner(block)).split("\n")
                return "\n".join(f"> {line}" if line else ">" for line in lines)
            case "table":
                return self._table(block)
            case "pre":
                return _fenced(tree.words(block.children))
            case "hr":
                return "___"  # in a list, "- ---" would be a rule in its place
            case "dl":
                return self._html(block)
            case "figure" | "section" | "li" | "dd":
                return self.blocks(tree.inner(block))
        return self._leaf(block)

    def _leaf(self, block: Element) -> str:
        level = int(block.name[1]) if re.fullmatch(r"h[1-6]", block.name) else 0
        if level:
            text = self._inline(block.children, "<br>")
            return _heading(level, _within(block, _edged(text)))
        text = self._inline(block.children, "\\\n")
        text = _edged("\n".join(_begun(line.strip(" ")) for line in text.split("\n")))
        return _within(block, text)

    def _bullets(self, block: Element) -> str:
        mark = "- " if self._plain else "* "
        return self._items([(mark, item) for item in block.elements()])

    def _numbers(self, block: Element) -> str:
        numbers = counts.numbered(block)
        if block.get("type") not in {"", "1"} or not all(0 <= n < 10**9 for n in numbers):
            return self._html(block)
        signs, plain = [], self._plain
        for n, number in enumerate(numbers):
            plain = plain if n == 0 or number == numbers[n - 1] + 1 else not plain
            signs.append(f"{number}{'.' if plain else ')'} ")
        self._plain = plain
        return self._items(list(zip(signs, block.elements(), strict=True)))

    def _items(self, items: list[tuple[str, Element]]) -> str:
        tight = all(_is_tight(item) for _, item in items)
        plain = self._plain
        written = [_hung(mark, self._item(item, tight), len(mark)) for mark, item in items]
        self._plain = plain
        return ("\n" if tight else "\n\n").join(written)

    def _item(self, item: Element, tight: bool) -> str:
        self._plain = True
        return self.blocks(tree.inner(item), "\n" if tight else "\n\n")

    def _table(self, table: Element) -> str:
        rows = [list(row.elements()) for row in table.elements()]
        columns = len(rows[0])
        merged = any(counts.span(c, n) > 1 for r in rows for c in r for n in ("colspan", "rowspan"))
        if merged or any(len(row) != columns for row in rows):
            return self._html(table)
        headed = all(cell.name == "th" for cell in rows[0])
        rows = rows if headed else [[Element("th") for _ in rows[0]], *rows]
        lines = ["|".join(["", *map(self._cell, row), ""]) for row in rows]
        sides = {"center": ":-:", "end": "--:", "start": ":--"}
        rule = "|".join(["", *(sides.get(cell.get("class"), "---") for cell in rows[-1]), ""])
        return "\n".join([lines[0], rule, *lines[1:]])

    def _cell(self, cell: Element) -> str:
        return f" {_edged(self._inline(cell.children, '<br>'))} "

    def _inline(self, nodes: Sequence[Element | str], break_: str, edge: str = " ") -> str:
        parts: list[str] = []
        for number, node in enumerate(nodes):
            if isinstance(node, str):
                parts.append(_inline_escaped(node))
            else:
                before = _beside(nodes[number - 1], -1) if number else edge
                after = _beside(nodes[number + 1], 0) if number + 1 < len(nodes) else edge
                parts.append(self._element(node, break_, before + after))
        return "".join(parts)

    def _element(self, node: Element, break_: str, beside: str) -> str:
        if note := tree.reference(node, self._notes):
            self._called.add(note.number)
            return f"[^{note.number}]"
        match node.name:
            case "br":
                return break_
            case "img":
                return f"![{_inline_escaped(node.get('alt'))}]({_address(node.get('src'))})"
            case "code" | "tt":
                said = tree.words(node.children).replace("\n", " ")
                if _ELEMENT in beside or "|" in said:
                    return _tagged("code", node, _inline_escaped(said))
                return _code(said)
        text = self._inline(node.children, break_, _ELEMENT)
        if node.name == "a":
            return _link(text, node)
        if node.name in _MARKS:
            return _marked(text, node, beside)
        if node.name in _KEPT and (node.name != "span" or not _said_alike(node)):
            return _tagged(node.name, node, text)
        return text

    def _html(self, block: Element) -> str:
        """Return a block as HTML, which Markdown lets through; it may hold no blank line."""
        return re.sub(r"\n", "&#10;", tree.html(self._spelled(block)))

    def _spelled(self, node: Element) -> Element:
        """Return an element whose calls of notes are text: in HTML Markdown sees none."""
        children: list[Element | str] = []
        for child in node.children:
            if isinstance(child, str):
                children.append(child)
            elif note := tree.reference(child, self._notes):
                children.append(f"[{note.number}]")
            else:
                children.append(self._spelled(child))
        return Element(node.name, node.attributes, children)


def _within(block: Element, text: str) -> str:
    """Return a paragraph's text, marked where it is in another language than the text around."""
    return text if _said_alike(block) else _tagged("span", block, text)


def _said_alike(node: Element) -> bool:
    return not any(node.get(name) for name in _SAID)


def _tagged(name: str, node: Element, text: str) -> str:
    said = Element(name, {key: node.get(key) for key in _SAID if node.get(key)})
    start, _, end = tree.html(said).partition("><")
    return f"{start}>{text}<{end}"


def _beside(node: Element | str, at: int) -> str:
    return node[at] if isinstance(node, str) else _ELEMENT


def _marked(text: str, node: Element, beside: str) -> str:
    """Return a text in emphasis, by signs where they are sure to work, else by HTML.

    Args:
        text: what the element says, as Markdown.
        node: the element.
        beside: the character before it and the one behind.
    """
    if not text.strip(" "):
        return text
    sign = _MARKS[node.name]
    said = tree.words(node.children)
    plain = all(isinstance(child, str) for child in node.children)
    sure = plain and _ELEMENT not in beside and _flanks(said, beside[0], beside[1])
    if sure and _said_alike(node):
        return f"{sign}{text}{sign}"
    name = {"*": "em", "**": "strong", "~~": "del"}[sign]
    return _tagged(name, node, text)


def _link(text: str, node: Element) -> str:
    url = node.get("href")
    if not url or url.startswith("#") or not text.strip(" "):
        return text
    title = node.get("title").replace("\n", " ").replace('"', "&quot;")
    return f"[{text}]({_address(url)}" + (f' "{_inline_escaped(title)}")' if title else ")")


def _code(text: str) -> str:
    if not text:
        return ""
    fence = "`" * (max(map(len, _RUNS.findall(text)), default=0) + 1)
    fence = "`" if "`" not in text else fence
    pad = " " if text[0] in "` " or text[-1] in "` " else ""
    pad = "" if not text.strip(" ") else pad
    return f"{fence}{pad}{text}{pad}{fence}"


def _fenced(text: str) -> str:
    text = text.removeprefix("\n").removesuffix("\n")
    fence = "`" * max(3, max(map(len, _RUNS.findall(text)), default=0) + 1)
    return f"{fence}\n{text}\n{fence}"


def _is_tight(item: Element) -> bool:
    """Tell whether nothing in an item needs a blank line before it."""
    first, *others = [*item.elements(), Element("")][: len(item.children) or 1]
    return first.name == "p" and all(map(_interrupts, others))


def _interrupts(block: Element) -> bool:
    """Tell whether a block may follow a paragraph's last line at once."""
    first = next(block.elements(), None)
    if block.name not in {"ul", "ol"} or first is None or not first.children:
        return False
    numbered = block.name == "ol"
    return not numbered or (counts.numbered(block)[0] == 1 and block.get("type") in {"", "1"})


def _hung(mark: str, text: str, indent: int) -> str:
    first, *others = text.split("\n")
    rest: Iterator[str] = (" " * indent + line if line else "" for line in others)
    return "\n".join([mark + first if first else mark.rstrip(" "), *rest])
