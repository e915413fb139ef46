"""An edition's document as HTML that is safe to publish."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

from communique.errors import CommuniqueError
from communique.formats.frontmatter import read_front_matter
from communique.language.scripts import direction
from communique.publishing import markup, plain
from communique.publishing.foreign import marked
from communique.publishing.harmless import harmless, level
from communique.publishing.honest import named
from communique.publishing.words import words_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from communique.editions.edition import Edition, Facts


_TAG = re.compile(r"\s*</?([a-zA-Z][\w-]*)")
_TAGS = {
    "p", "br", "wbr", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt",
    "dd", "blockquote", "q", "cite", "pre", "code", "kbd", "samp", "var", "em", "strong", "i",
    "b", "u", "s", "del", "ins", "mark", "small", "sub", "sup", "abbr", "dfn", "time", "span",
    "bdi", "bdo", "ruby", "rt", "rp", "a", "img", "figure", "figcaption", "table", "caption",
    "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td", "section", "div", "details",
    "summary", "address",
}  # fmt: skip
_DROPPED_WHOLE = {
    "script", "style", "template", "noscript", "title", "head", "iframe", "object", "embed",
    "svg", "math", "form", "select", "textarea", "button", "nav", "dialog",
}  # fmt: skip
_UNDRAWN = {
    "article", "main", "header", "footer", "aside", "font", "center", "big", "tt", "nobr",
    "picture", "source", "video", "audio", "track", "input", "label", "fieldset", "legend",
    "meter", "progress", "link", "meta", "base", "html", "body", "area", "map", "canvas", "param",
    "hgroup", "search", "acronym", "strike", "data", "output", "option", "optgroup", "datalist",
    "menu",
}  # fmt: skip
_ATTRIBUTES = {
    "*": {"lang", "dir", "id"},
    "a": {"href", "hreflang", "title"},
    "abbr": {"title"},
    "blockquote": {"cite"},
    "col": {"span"},
    "img": {"src", "alt", "title", "width", "height"},
    "li": {"value"},
    "ol": {"start", "reversed", "type"},
    "q": {"cite"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "headers", "scope", "abbr"},
    "time": {"datetime"},
}
_CLASSES = {
    "a": {"footnote-backref"},
    "hr": {"footnotes-sep"},
    "li": {"footnote-item"},
    "ol": {"footnotes-list"},
    "section": {"footnotes"},
    "sup": {"footnote-ref"},
    "td": {"start", "center", "end"},
    "th": {"start", "center", "end"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}
_SIDES = {"left": "start", "center": "center", "right": "end"}


def body(edition: Edition, relocate: Callable[[str], str] | None = None) -> str:
    """Return an edition's document as sanitised HTML, without its title.

    Args:
        edition: what to render; its text is not trusted.
        relocate: what becomes of the address of a link or image; as it stands if None.
    """
    events = shown(edition)
    if relocate is not None:
        events = markup.relocated(events, relocate)
    events = marked(named(events), edition.locale)
    words = words_for(edition.locale)
    return markup.serialise(markup.accessible(events, words)).strip() + "\n"


def shown(edition: Edition) -> list[markup.Event]:
    """Return what the page of an edition shows of its document: sanitised, without its title.

    All that judges a document reads it from here, so that it judges what the public is shown.

    Raises:
        CommuniqueError: no HTML can be made of the edition's format.
    """
    if edition.format not in _WRITERS:
        known = ", ".join(sorted(_WRITERS))
        message = f"no HTML can be made of the format “{edition.format}” (known: {known})."
        raise CommuniqueError(f"{edition.slug}: {message}")
    title = plain_title(edition)
    return list(_shown(edition.text, edition.format, title, direction(edition.locale)))


# An edition's links are judged, then its files gathered: both from one reading.
@lru_cache(maxsize=1)
def _shown(text: str, form: str, title: str, side: str) -> tuple[markup.Event, ...]:
    source = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    events = markup.without_title(markup.parse(sanitised(_WRITERS[form](source))), title)
    return tuple(harmless(markup.shifted(events), side))


def plain_title(edition: Facts) -> str:
    """Return the title without the markup of a heading that it may have been taken from."""
    if edition.metadata.get("title") or edition.format == "text":
        return level(edition.title)
    import nh3

    html = _parser().renderInline(edition.title) if edition.format == "markdown" else edition.title
    return level(" ".join(unescape(nh3.clean(html, tags=set())).split()))


def sanitised(html: str) -> str:
    """Return HTML with nothing left in it that could harm a reader."""
    import nh3

    return nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags=_DROPPED_WHOLE,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        url_schemes=_SCHEMES,
        link_rel=None,
    )


def _markdown(text: str) -> str:
    text = text[read_front_matter(text, Path("front matter")).body :]
    parser = _parser()
    env: dict[str, Any] = {}
    tokens = parser.parse(text, env)
    for token in tokens:
        side = str(token.attrs.pop("style", "")).removeprefix("text-align:")
        if side in _SIDES:
            token.attrSet("class", _SIDES[side])
    return str(parser.renderer.render(tokens, parser.options, env))


@cache
def _parser() -> Any:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin

    parser = MarkdownIt("commonmark", {"maxNesting": 100})  # as deep as the source is read
    parser.enable(["table", "strikethrough"]).use(footnote_plugin)
    parser.add_render_rule("html_inline", _raw_html)
    parser.add_render_rule("html_block", _raw_html)
    parser.add_render_rule("footnote_caption", _number_of_note)
    return parser


def _raw_html(_renderer: Any, tokens: Any, index: int, _options: Any, _env: Any) -> str:
    """Let HTML through, to be sanitised with the rest.

    What only looks like a tag is text; so is a tag that, never closed, would take the rest along.
    """
    from markdown_it.common.utils import escapeHtml

    raw = str(tokens[index].content)
    tag = _TAG.match(raw)
    name = tag.group(1).lower() if tag else ""
    through = tag is None or name in _TAGS or name in _UNDRAWN
    if name in _DROPPED_WHOLE:
        through = f"</{name}" in raw.lower() and tokens[index].type == "html_block"
    return raw if through else escapeHtml(raw)


def _number_of_note(_renderer: Any, tokens: Any, index: int, _options: Any, _env: Any) -> str:
    return str(tokens[index].meta["id"] + 1)


class _Places(HTMLParser):
    """Finds where the content of ``main``, ``article`` and ``body`` stands in a page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.lines = [0]
        for line in text.splitlines(keepends=True):
            self.lines.append(self.lines[-1] + len(line))
        self.found: dict[str, list[tuple[int, int]]] = {}
        self.open: list[tuple[str, int]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"main", "article", "body"}:
            self.open.append((tag, self._offset() + len(self.get_starttag_text() or "")))

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1][0] == tag:
            self.found.setdefault(tag, []).append((self.open.pop()[1], self._offset()))

    def _offset(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column


def _html(text: str) -> str:
    """Return a page's content: its ``main``, else its only ``article``, else its ``body``."""
    found = _Places(text).found
    for name in ("main", "article", "body"):
        places = found.get(name, [])
        if len(places) == 1 or (places and name != "article"):
            start, end = places[-1]
            return text[start:end]
    return text


_WRITERS: dict[str, Callable[[str], str]] = {
    "markdown": _markdown,
    "html": _html,
    "text": plain.to_html,
}
