"""Markdown: CommonMark, tables, strikethrough, footnotes, front matter; spliced by position."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from communique.formats import frontmatter
from communique.formats.base import Format, Outline, Piece, Scan, has_words
from communique.formats.guard import (
    guarded,
    guarded_cell,
    guarded_heading,
    guarded_label,
    lines_of,
)
from communique.formats.places import Lines, Span
from communique.statement import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    from communique.statement import Block

_MAX_NESTING = 100
_MAX_INLINE = 50_000
_WRAPPERS = {"em_open": "em_close", "strong_open": "strong_close", "s_open": "s_close"}
_CONTAINERS = {
    "blockquote_open": Kind.QUOTATION,
    "list_item_open": Kind.LIST_ITEM,
    "footnote_reference_open": Kind.PARAGRAPH,
}
_READ = ("text", "text_special", "image")
_TASK = re.compile(r"\[[ xX]\][ \t]+(?=\S)")
_ODD_BACKSLASHES = re.compile(r"(?<!\\)(?:\\\\)*\\$")


def scan(source: str, path: Path) -> Scan:
    """Find the texts of a Markdown source.

    Raises:
        CommuniqueError: the front matter is broken.
    """
    front = frontmatter.read_front_matter(source, path)
    body = _Body(source, front.body)
    return Scan((*front.pieces, *body.pieces()), front.metadata, front.language)


def write(block: Block, original: str, text: str) -> str:
    """Return a translation as Markdown that leaves the structure around it as it was."""
    style, *details = block.style.split("/")
    if style.startswith(frontmatter.STYLE):
        return frontmatter.write_value(style, text)
    if style in _ONE_LINE:
        return _ONE_LINE[style](text)
    hard = "  " if "spaces" in details else "\\"
    end = hard + ("\r\n" if "crlf" in details else "\n") + block.indent
    lines = lines_of(text)
    return end.join(guarded(line, first=number == 0) for number, line in enumerate(lines))


_ONE_LINE = {"heading": guarded_heading, "cell": guarded_cell, "label": guarded_label}
FORMAT = Format("markdown", (".md", ".markdown"), scan, write)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    """Return a parser of blocks; the inline text is parsed block by block, where it is bounded."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin

    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING})
    parser.enable(["table", "strikethrough"]).use(footnote_plugin).disable("footnote_tail")
    parser.core.ruler.disable(["inline", "text_join"])
    return parser


class _Body:
    """One pass over the block tokens of a source's body."""

    def __init__(self, source: str, start: int) -> None:
        self._source = source
        self._lines = Lines(source, start)
        self._env: dict[str, Any] = {}
        self._tokens = _parser().parse(source[start:], self._env)
        self._outline = Outline()
        self._containers: list[Kind] = []
        self._cells: list[Span] = []
        self._crlf = "/crlf" if "\r\n" in source else ""

    def pieces(self) -> list[Piece]:
        """Return the pieces in the order of the source."""
        found: list[Piece] = []
        opener = self._tokens[0] if self._tokens else None
        for token in self._tokens:
            if token.type in _CONTAINERS:
                self._containers.append(_CONTAINERS[token.type])
            elif token.type.replace("_close", "_open") in _CONTAINERS:
                self._containers.pop()
            elif token.type == "tr_open" and token.map:
                self._cells = self._lines.cells(token.map[0])[::-1]
            elif token.type == "inline" and opener is not None:
                piece = self._piece(token, opener)
                found.extend([piece] if piece else [])
            opener = token
        return found

    def _piece(self, token: Token, opener: Token) -> Piece | None:
        if opener.type in ("th_open", "td_open"):
            return self._cell(token)
        spans = self._lines.place(token.content, token.map[0]) if token.map else None
        if spans is None:
            return None
        if opener.type == "heading_open":
            return self._heading(token, opener, spans)
        kind = self._containers[-1] if self._containers else Kind.PARAGRAPH
        content = token.content
        task = _TASK.match(content) if kind is Kind.LIST_ITEM else None
        if task:
            content = content[task.end() :]
            spans[0] = replace(spans[0], start=spans[0].start + task.end())
        return self._flow(kind, content, spans, "flow")

    def _heading(self, token: Token, opener: Token, spans: list[Span]) -> Piece | None:
        style = "heading" if opener.markup.startswith("#") else "flow"
        piece = self._flow(Kind.HEADING, token.content, spans, style)
        if piece is None:
            return None
        above = self._outline.enter(int(opener.tag[1]), _plain(self._inline(token.content)))
        return replace(piece, headings=above)

    def _cell(self, token: Token) -> Piece | None:
        span = self._cells.pop() if self._cells else None
        if span is None:
            return None
        raw = self._source[span.start : span.end]
        if raw.replace("\\|", "|") != token.content:
            return None
        return self._flow(Kind.TABLE_CELL, token.content, [span], "cell")

    def _flow(self, kind: Kind, content: str, spans: list[Span], style: str) -> Piece | None:
        """Return the piece of a block's content, without what wraps the whole of it."""
        children = self._inline(content)
        if not _is_text(children, content):
            return None
        text, hard = _unfolded(content, children)
        text = text.strip()  # a block may begin with nothing but a hard break
        piece = Piece(
            kind,
            spans[0].start,
            spans[-1].end,
            text,
            self._outline.above,
            _indent(self._source[spans[0].line_start : spans[0].start]),
            style if style != "flow" else f"flow{hard}{self._crlf}",
        )
        return self._label(piece, children) or _unwrapped(piece, children)

    def _label(self, piece: Piece, children: Sequence[Token]) -> Piece | None:
        """Return the alternative text of a block that is an image, linked or not, and no more."""
        types = [child.type for child in children]
        if types not in (["image"], ["link_open", "image", "link_close"]):
            return None
        alt = next(child for child in children if child.type == "image").content
        start = piece.start + len(types) // 2 + len("![")
        if "\n" in alt or not self._source.startswith(alt, start):
            return None
        left = start + len(alt) - len(alt.lstrip())
        stripped = alt.strip()
        end = left + len(stripped)
        return replace(piece, kind=Kind.ALT, start=left, end=end, text=stripped, style="label")

    def _inline(self, content: str) -> list[Token]:
        """Return the inline tokens of a text; none for one that would take too long."""
        tokens: list[Token] = []
        if len(content) <= _MAX_INLINE:
            parser = _parser()
            parser.inline.parse(content, parser, self._env, tokens)
        return [token for token in tokens if token.type != "text" or token.content]


def _unfolded(content: str, children: Sequence[Token]) -> tuple[str, str]:
    """Return a text with soft breaks as spaces, hard ones as line feeds, and the style of these."""
    breaks = any(child.type == "hardbreak" for child in children)
    lines = content.split("\n")
    parts, style = [], ""
    for line in lines[:-1]:
        if breaks and _ODD_BACKSLASHES.search(line):
            parts.append(line[:-1].strip() + "\n")
        elif breaks and line.endswith("  "):
            parts.append(line.strip() + "\n")
            style = "/spaces"
        else:
            parts.append(line.strip() + " ")
    return "".join([*parts, lines[-1].strip()]), style


def _unwrapped(piece: Piece, children: Sequence[Token]) -> Piece:
    """Leave emphasis that wraps a whole block outside its text."""
    while len(children) > 2 and _wraps(children):
        width = len(children[0].markup)
        text = piece.text[width:-width]
        piece = replace(piece, start=piece.start + width, end=piece.end - width, text=text)
        children = children[1:-1]
    return piece


def _wraps(children: Sequence[Token]) -> bool:
    first, last = children[0], children[-1]
    return _WRAPPERS.get(first.type) == last.type and all(
        child.level > first.level for child in children[1:-1]
    )


def _is_text(children: Sequence[Token], content: str) -> bool:
    """Tell whether there is anything to translate beside code, tags and bare addresses."""
    if not children:
        return has_words(content)
    automatic = False
    for child in children:
        if child.type == "link_open":
            automatic = child.info == "auto"
        elif child.type == "link_close":
            automatic = False
        elif child.type in _READ and not automatic and has_words(child.content):
            return True
    return False


def _plain(children: Sequence[Token]) -> str:
    """Return the text of inline tokens without their markup."""
    shown = ("text", "text_special", "code_inline", "image")
    breaks = ("softbreak", "hardbreak")
    return "".join(
        child.content if child.type in shown else " " if child.type in breaks else ""
        for child in children
    )


def _indent(prefix: str) -> str:
    """Return what begins a continuation line after a first line that begins with ``prefix``."""
    return re.sub(r"[^>\s]", " ", prefix)
