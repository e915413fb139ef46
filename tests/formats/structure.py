"""Judges of structure that know nothing of communique: bare markdown-it-py and html.parser.

What a judge returns is compared before and after a translation. Structure is every token with its
tag, nesting, attributes and verbatim content; text is what a reader reads, attributes included.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.footnote import footnote_plugin

from communique.errors import CommuniqueError
from communique.formats import read

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from markdown_it.token import Token

    from communique.statement import Segment, Statement

    Env = dict[str, Any]
    Change = Callable[[str], str]

TEXT = ("text",)
_TEXT = {"text", "text_special", "softbreak"}
_VERBATIM = {"code_inline", "code_block", "fence"}
_READ_ATTRIBUTES = {"alt", "title", "aria-label", "placeholder"}
_READ_RAW = {"title", "textarea"}
_RAW = {"script", "style", "xmp", "iframe", "noembed", "noframes"} | _READ_RAW
_READ_META = {"description", "og:description", "og:title", "twitter:description", "twitter:title"}
_BUTTONS = {"submit", "button", "reset"}
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n.*?^(?:---|\.\.\.)[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_NO_TEXT_IN_HTML = re.compile(
    r"<((?:code|kbd|samp|tt|var)\d*)\b[^>]*>.*?</\1>|<[^>]*>|&[#\w]+;?", re.DOTALL
)
_OWN_NAME = re.compile(r"[a-z][\w.]*-[\w.-]*")
_INLINE = {
    *("a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "i", "img"),
    *(
        "input",
        "ins",
        "kbd",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
    ),
    *("u", "var", "wbr"),
}
# What html.parser reads otherwise than the standard: odd declarations, tags that are not closed.
_MISJUDGED = re.compile(
    r"""<!(?!--(?!-?>)|DOCTYPE\ ) | --!> | <\? | </(?![a-z]) | </?\w*[^\S \t\n\f\r]
      | <[^>]*["'][^=>]*> | <[^>]*<""",
    re.IGNORECASE | re.VERBOSE,
)
_ACCENTS = str.maketrans("aeiouAEIOU", "áéíóúÁÉÍÓÚ")
# Chinese and Japanese sentences are joined without the space that stood between them.
_AFTER_WIDE_STOP = re.compile(r"(?<=[。！？])\s+")


class Shape(NamedTuple):
    """The structure of a source, and the text in it, blanks and case made even."""

    structure: list[tuple[Any, ...]]
    text: str


def markup(shape: Shape) -> list[tuple[Any, ...]]:
    """Return the structure without regard to where there is text in it."""
    return [entry for entry in shape.structure if entry != TEXT]


def even(text: str) -> str:
    """Return a text without regard to blanks and case."""
    return _AFTER_WIDE_STOP.sub("", " ".join(text.upper().casefold().split()))


# --- Markdown


@lru_cache(maxsize=1)
def bare() -> MarkdownIt:
    """Return markdown-it-py with the extensions that communique promises, and no more."""
    parser = MarkdownIt("commonmark", {"maxNesting": 100})
    parser.enable(["table", "strikethrough"]).use(footnote_plugin)
    return parser.disable("footnote_tail")


def body_of(statement: Statement) -> str:
    """Return the part of a source that is Markdown: what stands behind its front matter."""
    return _body(statement.source, front_matter=bool(statement.metadata))


def markdown_shape(source: str, *, front_matter: bool = False) -> Shape:
    """Return the shape of a Markdown source; of what is behind its front matter if it has one."""
    shape = Shape([], "")
    words: list[str] = []
    for token in bare().parse(_body(source, front_matter=front_matter)):
        if token.type == "inline":
            _take_inline(token.children or [], shape.structure, words)
        elif token.type == "html_block":
            inner = html_shape(token.content)
            shape.structure.append((*_entry(token), *inner.structure))
            words.append(inner.text)
        else:
            shape.structure.append(_entry(token))
        words.append(" ")
    return shape._replace(text=even("".join(words)))


def _body(source: str, *, front_matter: bool) -> str:
    found = _FRONT_MATTER.match(source) if front_matter else None
    return source[found.end() :] if found else source


def _take_inline(
    children: Sequence[Token], structure: list[tuple[Any, ...]], words: list[str]
) -> None:
    """Add inline tokens: text that follows on text, and soft breaks in it, are one text."""
    for child in children:
        if child.type in _TEXT:
            shown = " " if child.type == "softbreak" else child.content
            words.append(shown)
            if shown.strip() and (not structure or structure[-1] != TEXT):
                structure.append(TEXT)
            continue
        if child.type == "html_inline":
            inner = html_shape(" ".join(child.content.split()))
            structure.append((*_entry(child), *inner.structure))
            words.append(f" {inner.text} ")
            continue
        structure.append(_entry(child))
        words.append(f" {child.attrs.get('title', '')} ")
        if child.type == "image":
            _take_inline(child.children or [], [], words)


def _entry(token: Token) -> tuple[Any, ...]:
    attributes = {
        name: value if name not in _READ_ATTRIBUTES else ""
        for name, value in token.attrs.items()
        if name != "alt"
    }
    content = " ".join(token.content.split()) if token.type in _VERBATIM else ""
    if token.type in {"code_block", "fence"}:
        content = token.content
    return (
        token.type, token.tag, token.nesting, token.level, token.markup, token.info,
        tuple(sorted(attributes.items())), content,
    )  # fmt: skip


def markdown_blocks(source: str, *, front_matter: bool = False) -> list[tuple[Any, ...]]:
    """Return the structure of blocks alone: what no translation may change, whatever it holds."""
    tokens = bare().parse(_body(source, front_matter=front_matter))
    return [_entry(token) for token in tokens if token.type not in ("inline", "html_block")]


def html_in_markdown(source: str) -> list[str]:
    """Return the blocks of HTML in a Markdown source."""
    return [token.content for token in bare().parse(source) if token.type == "html_block"]


class _Recorder(StateInline):
    """Notes where in the source the characters stand that the parser takes for text."""

    def __init__(self, source: str, parser: MarkdownIt, env: Env) -> None:
        super().__init__(source, parser, env, [])
        self.spans: list[tuple[int, int]] = []

    def append_pending(self, text: str) -> None:
        self.spans.append((self.pos, self.pos + len(text)))
        super().append_pending(text)


def environment(source: str) -> Env:
    """Return what a Markdown source defines: its references and footnotes."""
    env: Env = {}
    bare().parse(source, env)
    return env


def text_spans(segment: str, env: Env) -> list[tuple[int, int]]:
    """Return where the text of a segment stands: no code, address, tag, entity or mark."""
    recorder = _Recorder(segment, bare(), env)
    bare().inline.tokenize(recorder)
    return recorder.spans


def rewritten(segment: str, env: Env, change: Change) -> str:
    """Return a Markdown segment with its text changed, as a translator would, and no more."""
    parts, position = [], 0
    for start, end in text_spans(segment, env):
        parts += [segment[position:start], change(segment[start:end])]
        position = end
    return "".join([*parts, segment[position:]])


# --- HTML


def html_shape(source: str) -> Shape:
    """Return the shape of an HTML source."""
    judge = _HtmlJudge()
    judge.feed(source)
    judge.close()
    return Shape(judge.structure, even("".join(judge.words)))


def html_blocks(source: str) -> list[tuple[Any, ...]]:
    """Return the structure of an HTML source without what a translation may move or drop."""
    return [
        each
        for each in html_shape(source).structure
        if each[0] == "raw" or (each[0] in {"start", "end"} and not _moves(each[1]))
    ]


def _moves(name: str) -> bool:
    """Tell whether an element stands in a line of text; one of a page's own is taken for one."""
    return name in _INLINE or _OWN_NAME.fullmatch(name) is not None


def judged_well(source: str) -> bool:
    """Tell whether html.parser reads a source as the standard says; it fails on broken marks."""
    return not _MISJUDGED.search(source)


def _read_attributes(tag: str, given: dict[str, str | None]) -> set[str]:
    """Return the names of a tag's attributes that a reader reads."""
    role = str(given.get("name") or given.get("property") or "").strip().lower()
    if tag == "meta" and role in _READ_META:
        return {*_READ_ATTRIBUTES, "content"}
    if tag == "input" and str(given.get("type")).lower() in _BUTTONS:
        return {*_READ_ATTRIBUTES, "value"}
    return _READ_ATTRIBUTES | ({"label"} if tag in {"optgroup", "option", "track"} else set())


class _HtmlJudge(HTMLParser):
    """Collects tags, attributes, comments and declarations, and apart from them what is read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.structure: list[tuple[Any, ...]] = []
        self.words: list[str] = []
        self._raw = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        read_here = _read_attributes(tag, dict(attrs))
        kept = [(name, "" if name in read_here else value) for name, value in attrs]
        self.words += [f" {value} " for name, value in attrs if name in read_here]
        if tag == "br":
            self.words.append(" ")
        self.structure.append(("start", tag, tuple(kept)))
        self._raw = tag if tag in _RAW else ""
        if self._raw:
            self.set_cdata_mode(tag)

    def handle_endtag(self, tag: str) -> None:
        self.structure.append(("end", tag))
        self._raw = ""

    def handle_data(self, data: str) -> None:
        if self._raw and self._raw not in _READ_RAW:
            self.structure.append(("raw", data))
        else:
            self.words.append(html.unescape(data) if self._raw else data)

    def handle_comment(self, data: str) -> None:
        self.structure.append(("comment", data))

    def handle_decl(self, decl: str) -> None:
        self.structure.append(("declaration", decl))

    def handle_pi(self, data: str) -> None:
        self.structure.append(("instruction", data))

    def unknown_decl(self, data: str) -> None:
        self.structure.append(("declaration", data))


def rewritten_html(segment: str, change: Change) -> str:
    """Return an HTML segment with its text changed; its tags, entities and code as they are."""
    parts, position = [], 0
    for found in _NO_TEXT_IN_HTML.finditer(segment):
        parts += [change(segment[position : found.start()]), found.group()]
        position = found.end()
    return "".join([*parts, change(segment[position:])])


# --- both


def capitals(statement: Statement) -> dict[Segment, str]:
    """Return every segment of a statement in capitals, as a translator would write it."""
    return translated(statement, str.upper)


def accented(statement: Statement) -> dict[Segment, str]:
    """Return every segment with accents: other words of the same length, case and marks."""
    return translated(statement, lambda text: text.translate(_ACCENTS))


def translated(statement: Statement, change: Change) -> dict[Segment, str]:
    """Return every segment of a statement with its text changed, its markup as it is."""
    if statement.format == "html":
        return {each: rewritten_html(each.text, change) for each in statement.segments}
    if statement.format == "text":
        return {each: change(each.text) for each in statement.segments}
    env = environment(body_of(statement))
    return {each: rewritten(each.text, env, change) for each in statement.segments}


def own_texts(statement: Statement) -> dict[Segment, str]:
    """Return every segment of a statement as its own translation."""
    return {each: each.text for each in statement.segments}


def shape_of(statement: Statement, source: str) -> Shape:
    """Return the shape of a source that was read, or rendered, as this statement."""
    if statement.format == "html":
        return html_shape(source)
    return markdown_shape(source, front_matter=bool(statement.metadata))


def written(folder: Path, source: str, name: str = "a.md") -> Path:
    """Write a source to disk, its line ends as they are."""
    path = folder / name
    path.write_bytes(source.encode("utf-8"))
    return path


def read_or_none(path: Path, level: str = "block") -> Statement | None:
    """Read a file in English; None where it says that nothing in it can be translated."""
    try:
        return read(path, language="en", level=level)
    except CommuniqueError as error:
        if "the statement is empty" not in error.message:
            raise
        return None


def difference(before: Sequence[Any], after: Sequence[Any]) -> str:
    """Return the first place where two structures part, for a message."""
    for number, (one, other) in enumerate(zip(before, after, strict=False)):
        if one != other:
            return f"entry {number}: {one} became {other}"
    return f"{len(before)} entries became {len(after)}"
