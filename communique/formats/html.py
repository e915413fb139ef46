"""HTML: text and readable attributes replaced in place, everything else byte for byte."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from communique.errors import CommuniqueError
from communique.formats.base import Format, Outline, Piece, Scan, has_words, one_spaced
from communique.formats.html_runs import (
    VOID,
    Run,
    has_references,
    is_hidden,
    is_inline,
    write_plain,
    write_rich,
)
from communique.formats.html_tokens import Attribute, HtmlToken, attributes_of, tokens_of
from communique.language.scripts import direction
from communique.statement import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from communique.statement import Block

_KINDS = {
    "title": Kind.TITLE,
    "blockquote": Kind.QUOTATION,
    "li": Kind.LIST_ITEM,
    "dt": Kind.LIST_ITEM,
    "dd": Kind.LIST_ITEM,
    "td": Kind.TABLE_CELL,
    "th": Kind.TABLE_CELL,
    "caption": Kind.CAPTION,
    "figcaption": Kind.CAPTION,
    "button": Kind.LABEL,
    "label": Kind.LABEL,
    "legend": Kind.LABEL,
    "option": Kind.LABEL,
} | {f"h{level}": Kind.HEADING for level in range(1, 7)}
_HEADING = re.compile(r"h[1-6]")
# Left alone with all that is in them. In a sentence, what is drawn is a part of it; at the others
# a text ends, so that no translation can lose one.
_DRAWN = {"svg", "math", "object"}
_OPAQUE = {"script", "style", "template", "textarea", "noscript"} | _DRAWN
_IMPLIED_ENDS = {
    "li": {"p", "li"},
    "dt": {"p", "dt", "dd"},
    "dd": {"p", "dt", "dd"},
    "td": {"p", "td", "th"},
    "th": {"p", "td", "th"},
    "tr": {"p", "td", "th", "tr"},
    **{name: {"p", "td", "th", "tr", "thead", "tbody"} for name in ("thead", "tbody", "tfoot")},
    "option": {"option"},
    "optgroup": {"option", "optgroup"},
}
_ENDS_PARAGRAPH = {
    *("address", "article", "aside", "blockquote", "details", "dialog", "div", "dl", "fieldset"),
    *("figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header"),
    *("hgroup", "hr", "main", "menu", "nav", "ol", "p", "pre", "search", "section", "table", "ul"),
}
_ATTRIBUTES = {
    "alt": Kind.ALT,
    "title": Kind.TOOLTIP,
    "aria-label": Kind.LABEL,
    "placeholder": Kind.LABEL,
}
_BUTTONS = {"submit", "button", "reset"}
_META = {
    "description": Kind.SUMMARY,
    "og:description": Kind.SUMMARY,
    "twitter:description": Kind.SUMMARY,
    "og:title": Kind.TITLE,
    "twitter:title": Kind.TITLE,
}
_FACTS = {
    "author": "author",
    "article:author": "author",
    "date": "date",
    "dcterms.date": "date",
    "dc.date": "date",
    "article:published_time": "date",
}


def scan(source: str, path: Path) -> Scan:
    """Find the texts of an HTML source; nothing in it is too broken to be read.

    Raises:
        CommuniqueError: the page as a whole says that it is not to be translated.
    """
    page = _Page(source)
    for token in tokens_of(source):
        page.take(token)
    page.flush()
    if not page.pieces and page.hidden:
        raise CommuniqueError('says translate="no" of itself: nothing in it is translated', path)
    pieces = tuple(sorted(page.pieces, key=lambda piece: piece.start))
    title = next((piece.text for piece in pieces if piece.kind is Kind.TITLE), None)
    metadata = {"title": title, **page.metadata} if title else page.metadata
    return Scan(pieces, metadata, page.language)


def write(block: Block, original: str, text: str, asides: Sequence[str] = ()) -> str:
    """Return a translation as HTML: escaped, line feeds as the ``<br>`` of the original."""
    style, _, detail = block.style.partition(" ")
    if style == "rich":
        known = {one.shown: raw for one, raw in zip(block.asides, asides, strict=True)}
        return write_rich(text, known, detail or "<br>")
    # A reference that a translator typed is one, but where the source writes about references.
    typed = not any(has_references(segment.text) for segment in block.segments)
    if style == "attribute":
        return _attribute_value(write_plain(one_spaced(text), references=typed), detail)
    if style == "title":
        return write_plain(one_spaced(text), references=typed)
    return write_plain(text, detail or "<br>", references=typed)


def readable(source: str, start: int, end: int) -> list[tuple[Kind, Attribute]]:
    """Return the attributes of a tag that a reader sees or hears, in order, and what they are."""
    token = next(tokens_of(source[start:end]), None)
    if token is None or token.type != "start" or token.end != end - start:
        return []
    found = attributes_of(source, HtmlToken("start", start, end, token.name))
    if is_hidden(found):
        return []
    pairs = [(kind, found[name]) for name, kind in _ATTRIBUTES.items() if name in found]
    pairs = [(kind, one) for kind, one in pairs if has_words(one.value)]
    return sorted(pairs, key=lambda pair: pair[1].start)


_NONE = Attribute("lang", "", 0, 0, "")


def relabel(source: str, tag: str) -> str:
    """Return a page whose ``<html>`` names another language, and the direction of its script.

    A page that names none is left as it is.
    """
    token = next((one for one in tokens_of(source) if one.name == "html"), None)
    found = attributes_of(source, token) if token else {}
    if token is None or not found.get("lang", _NONE).value:
        return source
    values: dict[str, str] = {name: tag for name in ("lang", "xml:lang") if name in found}
    if "dir" in found:
        values["dir"] = direction(tag)
    edits = [(found[name].start, found[name].end, value) for name, value in values.items()]
    if "dir" not in found and direction(tag) == "rtl":
        edits.append((token.start + len("<html"), token.start + len("<html"), ' dir="rtl"'))
    for start, end, value in sorted(edits, reverse=True):
        source = source[:start] + value + source[end:]
    return source


FORMAT = Format("html", (".html", ".htm"), scan, write, relabel)


@dataclass(frozen=True, slots=True)
class _Open:
    """A block element that is open: what its text is, and whether that is to be left alone."""

    name: str
    kind: Kind = Kind.PARAGRAPH
    untouched: bool = False
    level: int = 1


class _Page:
    """One pass over the tokens of a page."""

    def __init__(self, source: str) -> None:
        self.pieces: list[Piece] = []
        self.metadata: dict[str, Any] = {}
        self.language: str | None = None
        self.hidden = False
        self._source = source
        self._open = [_Open("")]
        self._names: Counter[str] = Counter()
        self._outline = Outline()
        self._run: list[HtmlToken] = []
        self._opaque: list[HtmlToken] = []

    def take(self, token: HtmlToken) -> None:
        """Go one token further."""
        if self._opaque:
            self._take_opaque(token)
        elif token.type == "start" and token.name in _OPAQUE:
            if token.name not in _DRAWN:
                self.flush()
            self._enter_opaque(token)
        elif token.type == "start" and not is_inline(token.name):
            self.flush()
            self._start(token)
        elif token.type == "end" and not is_inline(token.name):
            self.flush()
            self._close(token.name)
        elif not self._open[-1].untouched:
            self._run.append(token)

    def _enter_opaque(self, token: HtmlToken) -> None:
        if not self._open[-1].untouched:
            self._add_attributes(token)
        self._opaque.append(token)
        if self._source.startswith("/>", token.end - 2) and token.name in ("svg", "math"):
            self._close_opaque(token.end)

    def _take_opaque(self, token: HtmlToken) -> None:
        """Go further in an element that is left alone, until it ends."""
        if token.name != self._opaque[0].name:
            return
        if token.type == "start" and not self._source.startswith("/>", token.end - 2):
            self._opaque.append(token)
        elif token.type == "end":
            self._close_opaque(token.end)

    def _close_opaque(self, end: int) -> None:
        opening = self._opaque.pop()
        if not self._opaque and opening.name in _DRAWN and not self._open[-1].untouched:
            self._run.append(HtmlToken("other", opening.start, end, opening.name))

    def flush(self) -> None:
        """End the run of text and inline markup that stands between two block boundaries."""
        tokens, self._run = self._run, []
        if not tokens:
            return
        run = Run(self._source, tokens)
        if run.trim():
            self._add_text(self._open[-1].kind, run)
        for token in run.attributed():
            self._add_attributes(token)

    def _add_text(self, kind: Kind, run: Run) -> None:
        shown = run.content()
        above = self._outline.above
        if kind is Kind.HEADING:
            plain = re.sub(r"<[^>]*>", "", shown.text)
            above = self._outline.enter(self._open[-1].level, plain)
        style = "title" if kind is Kind.TITLE else shown.style
        self.pieces.append(
            Piece(
                kind, run.start, run.end, shown.text, above,
                style=style, asides=shown.asides, hints=shown.hints,
            )
        )  # fmt: skip

    def _start(self, token: HtmlToken) -> None:
        attributes = attributes_of(self._source, token)
        self._note_facts(token.name, attributes)
        untouched = self._open[-1].untouched or is_hidden(attributes)
        if not untouched:
            self._add_attributes(token, attributes)
        if token.name in VOID:
            return
        ended = _IMPLIED_ENDS.get(token.name, {"p"} if token.name in _ENDS_PARAGRAPH else ())
        while self._open[-1].name in ended:
            self._pop()
        parent = self._open[-1]
        kind = _KINDS.get(token.name, parent.kind)
        untouched = parent.untouched or is_hidden(attributes) or token.name == "pre"
        level = int(token.name[1]) if _HEADING.fullmatch(token.name) else parent.level
        self._open.append(_Open(token.name, kind, untouched, level))
        self._names[token.name] += 1

    def _close(self, name: str) -> None:
        if not self._names[name]:
            return
        while self._pop() != name:
            pass

    def _pop(self) -> str:
        name = self._open.pop().name
        self._names[name] -= 1
        return name

    def _note_facts(self, name: str, attributes: dict[str, Attribute]) -> None:
        self.hidden = self.hidden or (name in ("html", "body") and is_hidden(attributes))
        if name == "html" and "lang" in attributes and self.language is None:
            self.language = attributes["lang"].value.strip() or None
        fact = _FACTS.get(_meta_name(attributes)) if name == "meta" else None
        if fact and "content" in attributes:
            self.metadata.setdefault(fact, attributes["content"].value.strip())

    def _add_attributes(
        self, token: HtmlToken, attributes: dict[str, Attribute] | None = None
    ) -> None:
        found = attributes_of(self._source, token) if attributes is None else attributes
        if token.name == "meta":
            kind = _META.get(_meta_name(found))
            self._add_attribute(kind, found.get("content"))
        elif token.name != "link" and not is_hidden(found):
            for name, kind in _ATTRIBUTES.items():
                self._add_attribute(kind, found.get(name))
            self._add_attribute(Kind.LABEL, found.get(_shown_attribute(token.name, found)))

    def _add_attribute(self, kind: Kind | None, attribute: Attribute | None) -> None:
        if kind is None or attribute is None or not has_words(attribute.value):
            return
        text = one_spaced(attribute.value).strip()
        style = f"attribute {attribute.quote}"
        above = () if kind in (Kind.TITLE, Kind.SUMMARY) else self._outline.above
        self.pieces.append(Piece(kind, attribute.start, attribute.end, text, above, style=style))


def _shown_attribute(name: str, attributes: dict[str, Attribute]) -> str:
    """Return the attribute that a browser shows as the text of a control; "" where none is."""
    if name == "input":
        shown = "type" in attributes and attributes["type"].value.strip().lower() in _BUTTONS
        return "value" if shown else ""
    return "label" if name in ("optgroup", "option", "track") else ""


def _meta_name(attributes: dict[str, Attribute]) -> str:
    named = attributes.get("name") or attributes.get("property")
    return named.value.strip().lower() if named else ""


def _attribute_value(escaped: str, quote: str) -> str:
    """Return an attribute's value, quoted if the original's was not."""
    if quote == "'":
        return escaped.replace("'", "&#39;")
    escaped = escaped.replace('"', "&quot;")
    return escaped if quote else f'"{escaped}"'
