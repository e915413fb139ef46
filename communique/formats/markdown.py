"""Markdown: CommonMark, tables, strikethrough, footnotes, front matter; spliced by position."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from communique.errors import CommuniqueError
from communique.formats import frontmatter, html
from communique.formats.base import Format, Outline, Piece, Scan, has_words
from communique.formats.guard import (
    escaped_pipes,
    guarded,
    guarded_cell,
    guarded_heading,
    guarded_label,
    guarded_title,
    lines_of,
    no_table_head,
)
from communique.formats.markdown_asides import hidden, put_back
from communique.formats.markdown_inline import (
    MAX_NESTING,
    Content,
    is_text,
    markup_of,
    parser,
    plain,
    read_inline,
    tokens_of,
    unfolded,
)
from communique.formats.places import CONTAINERS, Lines, Place, Span
from communique.statement import Aside, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from markdown_it.token import Token

    from communique.statement import Block

log = logging.getLogger(__name__)
_WRAPPERS = {"em_open": "em_close", "strong_open": "strong_close", "s_open": "s_close"}
_CONTAINERS = {
    "blockquote_open": Kind.QUOTATION,
    "list_item_open": Kind.LIST_ITEM,
    "footnote_reference_open": Kind.PARAGRAPH,
}
_CONTAINER_ENDS = {name.replace("_open", "_close") for name in _CONTAINERS}
_TASK = re.compile(r"\[[ xX]\][ \t]+(?=\S)")
_HEADINGS = {"=": "flow", "-": "flow/underlined"}
_OPENING = re.compile(r"(?<!\\)<")
_NO_CONTAINER = re.compile(r"[^>\s]")
_HTML = "html "


def scan(source: str, path: Path) -> Scan:
    """Find the texts of a Markdown source.

    Raises:
        CommuniqueError: the front matter is broken.
    """
    front = frontmatter.read_front_matter(source, path)
    body = _Body(source, front.body, path)
    return Scan((*front.pieces, *body.pieces()), front.metadata, front.language)


def write(block: Block, original: str, text: str, asides: Sequence[str] = ()) -> str:
    """Return a translation as Markdown that leaves the structure around it as it was."""
    style, _, detail = block.style.partition("/")
    if style == "flow":
        if not asides:
            return _flow(text, block, detail)
        return put_back(_flow(hidden(text, block.asides), block, detail), block.asides, asides)
    if style in _ONE_LINE:
        line = _ONE_LINE[style](hidden(text, block.asides))
        return put_back(guarded(line) if detail == "bare" else line, block.asides, asides)
    if style.startswith(frontmatter.STYLE):
        return frontmatter.write_value(style, text)
    if style.startswith(_HTML):
        inner = replace(block, style=block.style.removeprefix(_HTML))
        return html.write(inner, original, text, asides)
    written = _inner(style, original, text)
    return escaped_pipes(written) if detail else written


def _flow(text: str, block: Block, detail: str) -> str:
    """Return a text of one or more lines; ``detail`` is the style of its breaks and line ends."""
    lines = lines_of(text)
    if len(lines) == 1 and not detail:
        return guarded(lines[0])
    hard = "  " if "spaces" in detail else "\\"
    if "inside" not in detail or not any(map(str.isalnum, lines[0])):
        lines[0] = guarded(lines[0], alone=len(lines) == 1 or hard.isspace())
    lines[1:] = [guarded(line, alone=False) for line in lines[1:]]
    if "underlined" in detail:
        lines[-1] = no_table_head(lines[-1])
    end = ("\r\n" if "crlf" in detail else "\n") + block.indent
    broken = (line + (hard if line else "\\") + end for line in lines[:-1])
    return "".join([*broken, lines[-1]])


def _inner(style: str, original: str, text: str) -> str:
    """Return the text of an image's label or of a title, so that its markup stays closed."""
    if style.startswith("title"):
        return guarded_title(text, style[-1])
    if style == "reference":
        return f"{guarded_label(text)}][{original.removesuffix('[]').removesuffix(']')}]"
    return guarded_label(text)


_ONE_LINE = {"heading": guarded_heading, "cell": guarded_cell}
FORMAT = Format("markdown", (".md", ".markdown"), scan, write, frontmatter.relabel)


class _Body:
    """One pass over the block tokens of a source's body."""

    def __init__(self, source: str, start: int, path: Path) -> None:
        self._source = source
        self._path = path
        self._lines = Lines(source, start)
        self._env: dict[str, Any] = {}
        self._tokens = parser().parse(source[start:], self._env)
        self._outline = Outline()
        self._containers: list[Kind] = []
        self._cells: list[Span] = []
        self._row = 0
        self._crlf = "/crlf" if "\r\n" in source else ""
        self._found: list[Piece] = []
        self._refuse_depth()

    def pieces(self) -> list[Piece]:
        """Return the pieces in the order of the source."""
        opener = self._tokens[0] if self._tokens else None
        for token in self._tokens:
            if token.type == "inline" and opener is not None:
                self._block(token, opener)
            elif token.type in _CONTAINERS:
                self._containers.append(_CONTAINERS[token.type])
            elif token.type in _CONTAINER_ENDS:
                self._containers.pop()
            elif token.type == "tr_open" and token.map:
                self._row = token.map[0]
                self._cells = self._lines.cells(self._row)[::-1]
            elif token.type == "html_block" and token.map:
                self._html(token, token.map[0])
            opener = token
        return self._found

    def _refuse_depth(self) -> None:
        """Refuse what is nested so deeply that the parser does not look into it any more."""
        for token in self._tokens:
            if token.level >= MAX_NESTING - 1 and token.type in _CONTAINERS:
                line = self._lines.number(token.map[0] if token.map else 0)
                message = "quotations or lists are nested too deeply to be read: write them flat"
                raise CommuniqueError(message, self._path, line)

    def _html(self, token: Token, first: int) -> None:
        """Take the texts of a block of HTML; in a container its lines begin behind marks."""
        content = token.content.rstrip("\n")
        spans = self._lines.place(content, first)
        if spans is None:
            self._tell(first)
            return
        place = Place(content, spans)
        second = spans[1].start if len(spans) > 1 else None
        for piece in html.scan(content, self._path).pieces:
            asides = (
                Aside(one.shown, place.of(one.start), self._end(one.end, content, place, second))
                for one in piece.asides
            )
            self._found.append(
                piece._replace(
                    start=place.of(piece.start),
                    end=place.of(piece.end),
                    headings=self._outline.above,
                    style=_HTML + piece.style,
                    asides=tuple(asides),
                )
            )

    def _end(self, end: int, content: str, place: Place, second: int | None) -> int:
        """Return where a tag ends in the source, with the line end behind it in the first line: it
        may be what makes a block of it.
        """
        line = content.find("\n")
        if second is None or end > line or content[end:line].strip():
            return place.of(end)
        return second

    def _tell(self, line: int) -> None:
        """Say that a text is left as it is, since it could not be found again in the source."""
        number = self._lines.number(line)
        log.warning("%s:%d: cannot be told from its markup; left untranslated", self._path, number)

    def _block(self, token: Token, opener: Token) -> None:
        if opener.type in ("th_open", "td_open"):
            self._cell(token)
            return
        content = token.content
        first = token.map[0] if token.map else 0
        spans = self._lines.place(content, first)
        if spans is None:
            self._tell(first)
            return
        if opener.type == "heading_open":
            self._heading(content, opener, spans)
            return
        kind = self._containers[-1] if self._containers else Kind.PARAGRAPH
        task = _TASK.match(content) if kind is Kind.LIST_ITEM else None
        if task:
            content = content[task.end() :]
            spans[0] = Span(spans[0].line_start, spans[0].start + task.end(), spans[0].end)
        self._flow(kind, content, spans, "flow")

    def _heading(self, content: str, opener: Token, spans: list[Span]) -> None:
        style = _HEADINGS.get(opener.markup, "heading")
        before = len(self._found)
        tokens = self._flow(Kind.HEADING, content, spans, style)
        found = self._found[before:]
        if found and found[0].kind is Kind.HEADING:
            above = self._outline.enter(int(opener.tag[1]), plain(tokens))
            self._found[before:] = [piece._replace(headings=above) for piece in found]

    def _cell(self, token: Token) -> None:
        span = self._cells.pop() if self._cells else None
        if span is None:
            return
        if self._source[span.start : span.end].replace("\\|", "|") == token.content:
            bare = "|" not in self._source[span.line_start : span.start]
            self._flow(Kind.TABLE_CELL, token.content, [span], "cell/bare" if bare else "cell")
        elif has_words(token.content):
            self._tell(self._row)

    def _flow(self, kind: Kind, content: str, spans: list[Span], style: str) -> Sequence[Token]:
        """Take a block's content, without what wraps the whole of it, if it has any text, and the
        texts inside its markup; return its tokens.
        """
        content, spans = _without_first_breaks(content, spans)
        found = read_inline(content, self._env)
        if is_text(found.tokens):
            text, hard = unfolded(content, found)
            if "<" in content and "\n" in content:
                text = self._without_new_markup(text, found)
            prefix = self._source[spans[0].line_start : spans[0].start]
            piece = Piece(
                kind, spans[0].start, spans[-1].end, text, self._outline.above, _indent(prefix),
                f"{style}{hard}{self._crlf}" if style.startswith("flow") else style,
            )  # fmt: skip
            piece = _unwrapped(piece, found.tokens)
            self._found.append(self._marked_inside(piece, spans[0].line_start))
        if found.edits or found.inners:
            self._aside(found, Place(content, spans, cell=style.startswith("cell")))
        return found.tokens

    def _marked_inside(self, piece: Piece, line_start: int) -> Piece:
        """Note it in the style where a text does not begin its line: no block can start there."""
        before = self._source[line_start : piece.start]
        if not piece.style.startswith("flow") or not before or CONTAINERS.fullmatch(before):
            return piece
        return piece._replace(style=f"{piece.style}/inside")

    def _aside(self, found: Content, place: Place) -> None:
        """Take the markup that the piece before shows in a short form, and the texts inside it."""
        asides = tuple(
            Aside(edit.shown, place.of(edit.start), place.of(edit.end))
            for edit in found.edits
            if edit.kept
        )
        if asides and is_text(found.tokens):
            self._found[-1] = self._found[-1]._replace(asides=asides)
        detail = "/cell" if place.cell else ""
        for kind, start, end, text, style in found.inners:
            first, behind, above = place.of(start), place.of(end), self._outline.above
            self._found.append(Piece(kind, first, behind, text, above, style=style + detail))

    def _without_new_markup(self, text: str, found: Content) -> str:
        """Return an unfolded text, escaped where unfolding has made markup of what was none."""
        known = markup_of(found.tokens)
        for escaped in (text, text.replace("](", "]\\("), _OPENING.sub(r"\\<", text)):
            if markup_of(tokens_of(escaped, self._env)) == known:
                return escaped
        return text


def _without_first_breaks(content: str, spans: list[Span]) -> tuple[str, list[Span]]:
    """Leave the hard breaks before the first text of a block where they are."""
    while content.startswith("\\\n"):
        content, spans = content[2:].lstrip(" \t"), spans[1:]
    return content, spans


def _unwrapped(piece: Piece, children: Sequence[Token]) -> Piece:
    """Leave emphasis that wraps a whole block outside its text."""
    while len(children) > 2 and _wraps(children):
        width = len(children[0].markup)
        text = piece.text[width:-width]
        if text != text.strip():
            break
        piece = piece._replace(start=piece.start + width, end=piece.end - width, text=text)
        children = children[1:-1]
    return piece


def _wraps(children: Sequence[Token]) -> bool:
    first, last = children[0], children[-1]
    return _WRAPPERS.get(first.type) == last.type and all(
        child.level > first.level for child in children[1:-1]
    )


def _indent(prefix: str) -> str:
    """Return what begins a continuation line after a first line that begins with ``prefix``."""
    return _NO_CONTAINER.sub(" ", prefix) if prefix else ""
