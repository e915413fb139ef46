"""The inline markup of a text, piece by piece, as the reader of the edition would get it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from communique.language import spans

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_TAG = re.compile(rf"{spans.TAG}|{spans.COMMENT}", re.DOTALL)
_TAG_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)")
_NUMBERED = re.compile(r"</?(?!h[1-6]\b)([a-z][a-z0-9-]*?\d+)/?>")
_VOID = {"area", "br", "col", "embed", "hr", "img", "input", "source", "track", "wbr"}
_HTML_TARGET = re.compile(
    r"<(a|img)\s[^<>]*?(?:href|src)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>]+)", re.IGNORECASE
)
_LABEL = re.compile(spans.REFERENCE)
_FOOTNOTE = re.compile(spans.FOOTNOTE)
_LINK_TARGET = re.compile(spans.LINK_TARGET)
_EMPHASES = {"strong": "**…**", "em": "*…*", "s": "~~…~~"}
# Of a text beyond these the tags are counted, no more: the parser's time grows with their square.
_LONGEST = 50_000
_MOST_BRACKETS = 2000


@dataclass
class Pieces:
    """What markup there is in a text, and what is wrong with it.

    Attributes:
        counts: tags, emphases and footnote marks by what a translator would call them.
        unpaired: tags that close nothing, cross another pair or are never closed.
        hollow: openings of spans that hold nothing.
        dressed: tags with attributes, as they are written, by what ``counts`` calls them.
        links: where links lead.
        images: where images come from.
        worded: descriptions of images and titles of links that stand in the markup itself.
        labels: references that lead nowhere: the source has no such label.
        literal: the text between the markup; marks in it are seen by the reader.
    """

    counts: Counter[str] = field(default_factory=Counter)
    unpaired: list[str] = field(default_factory=list)
    hollow: Counter[str] = field(default_factory=Counter)
    dressed: dict[str, list[str]] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    worded: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    literal: str = ""


@lru_cache(maxsize=1024)
def read(text: str, source: str) -> Pieces:
    """Return the pieces of a text.

    Args:
        text: a source or its translation, inline markup raw.
        source: the source, which says how markup is written (a numbered tag is HTML's, where
            Markdown's marks are but characters) and which references there are.
    """
    reader = _Reader()
    if is_numbered(source):
        reader.read_html(text)
    elif len(text) > _LONGEST or text.count("[") > _MOST_BRACKETS:
        reader.read_html(spans.without_code(text))
    else:
        reader.read_markdown(text, {match["reference"] for match in _LABEL.finditer(source)})
    return reader.done()


def is_numbered(text: str) -> bool:
    """Say whether a text shows its tags in short form (``<a1>``)."""
    return "<" in text and _NUMBERED.search(text) is not None


@dataclass(slots=True)
class _Open:
    """A span that is not closed yet: what closes it, how it is written, whether it holds much."""

    name: str
    shown: str
    filled: bool = False


class _Reader:
    """Reads markup from left to right."""

    def __init__(self) -> None:
        self.pieces = Pieces()
        self._open: list[_Open] = []
        self._names: Counter[str] = Counter()
        self._literal: list[str] = []

    def read_html(self, text: str) -> None:
        """Read a text in which nothing but tags is markup; Markdown in it would be seen."""
        place = 0
        for match in _TAG.finditer(text):
            self._text(text[place : match.start()])
            self._tag(match.group())
            place = match.end()
        self._text(text[place:])
        self.pieces.links += [match["target"] for match in _LINK_TARGET.finditer(text)]
        if pairs := text.count("**") // 2:
            self.pieces.counts["**…**"] = pairs

    def read_markdown(self, text: str, labels: set[str]) -> None:
        """Read a text the way CommonMark does."""
        from markdown_it.common.utils import normalizeReference

        known = {normalizeReference(one): {"href": one, "title": ""} for one in labels}
        tokens: list[Token] = []
        parser = _parser()
        parser.inline.parse(text, parser, {"references": known}, tokens)
        for token in tokens:
            self._token(token)
        if labels:
            found = (match["reference"] for match in _LABEL.finditer(spans.without_code(text)))
            lost = (one for one in found if normalizeReference(one) not in known)
            self.pieces.labels += lost

    def done(self) -> Pieces:
        """Return what was read."""
        self.pieces.unpaired += [one.shown for one in self._open]
        self.pieces.literal = "\n".join(self._literal)
        self.pieces.counts.update(_FOOTNOTE.findall(self.pieces.literal))
        return self.pieces

    def _token(self, token: Token) -> None:
        kind = token.type.removesuffix("_open").removesuffix("_close")
        match kind:
            case "text":
                self._text(token.content)
            case "html_inline":
                self._tag(token.content)
            case "image":
                self._fill()
                self.pieces.images.append(str(token.attrs.get("src", "")))
                self._worded(token, token.content)
            case _ if token.nesting > 0:
                if kind in _EMPHASES:
                    self.pieces.counts[_EMPHASES[kind]] += 1
                elif token.info != "auto":
                    self.pieces.links.append(str(token.attrs.get("href", "")))
                    self._worded(token, "")
                self._opening(kind, _EMPHASES.get(kind, "[](…)"))
            case _ if token.nesting < 0:
                self._closing(kind, _EMPHASES.get(kind, "[](…)"))
            case "softbreak" | "hardbreak":
                pass
            case _:
                self._fill()

    def _worded(self, token: Token, description: str) -> None:
        found = (description.strip(), str(token.attrs.get("title", "")).strip())
        self.pieces.worded += [one for one in found if one]

    def _text(self, text: str) -> None:
        self._literal.append(text)
        if text.strip():
            self._fill()

    def _fill(self) -> None:
        if self._open:
            self._open[-1].filled = True

    def _tag(self, tag: str) -> None:
        name = _TAG_NAME.match(tag)
        if name is None:
            self.pieces.counts["<!-- -->"] += 1
            return
        shown = _shown(tag, name[1].lower())
        self.pieces.counts[shown] += 1
        if re.search(r"\s[^\s/>]", tag):
            self.pieces.dressed.setdefault(shown, []).append(tag)
        if match := _HTML_TARGET.match(tag):
            where = self.pieces.links if match[1].lower() == "a" else self.pieces.images
            where.append(match[2].strip("\"'"))
        if tag.startswith("</"):
            self._closing(name[1].lower(), shown)
        elif tag.endswith("/>") or name[1].lower() in _VOID:
            self._fill()
        else:
            self._opening(name[1].lower(), shown)

    def _opening(self, name: str, shown: str) -> None:
        self._open.append(_Open(name, shown))
        self._names[name] += 1

    def _closing(self, name: str, shown: str) -> None:
        """Close a span; what was opened inside it and is open still has lost its pair."""
        if not self._names[name]:
            self.pieces.unpaired.append(shown)
            return
        while (span := self._open.pop()).name != name:
            self._names[span.name] -= 1
            self.pieces.unpaired.append(span.shown)
        self._names[name] -= 1
        if span.filled:
            self._fill()
        else:
            self.pieces.hollow[span.shown] += 1


def _shown(tag: str, name: str) -> str:
    """A tag as a translator would call it: in short form as it is, else by its name alone."""
    compact = re.sub(r"\s", "", tag).lower()
    if _NUMBERED.fullmatch(compact):
        return compact
    closing, empty = tag.startswith("</"), _NUMBERED.fullmatch(f"<{name}>") and tag.endswith("/>")
    return f"<{'/' if closing else ''}{name}{'/' if empty else ''}>"


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    made = MarkdownIt("commonmark", {"maxNesting": 100}).enable("strikethrough")
    made.normalizeLink = lambda url: url  # type: ignore[method-assign]  # to compare, not to follow
    return made
