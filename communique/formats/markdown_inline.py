"""The inline text of a Markdown block: what of it a translator sees, and what is kept aside."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from communique.formats.base import has_words, one_spaced
from communique.formats.html import readable
from communique.formats.markdown_asides import pattern_of
from communique.statement import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

MAX_INLINE = 50_000
MAX_NESTING = 100
_MARKUP = re.compile(r"[\\`*_~\[!<&]")
_SPACE = re.compile(r"[ \t\n]*")
_LINE_END = re.compile(r"[ \t]*(?P<feed>\n)[ \t]*")
_IMAGE = "image"
_NO_MARKUP = ("text", "text_special", "softbreak", "hardbreak")


class Edit(NamedTuple):
    """A stretch of a block's content that a translator sees otherwise than it is written.

    ``kept`` says that what is written there has to be put back: it holds more than is shown.
    """

    start: int
    end: int
    shown: str
    kept: bool


class Inner(NamedTuple):
    """A text inside markup that is translated for itself: a description, a tooltip."""

    kind: Kind
    start: int
    end: int
    text: str
    style: str


class _Text:
    """What a token of nothing but text is to its readers, for much less than a Token costs."""

    __slots__ = ("content",)
    type, markup, info, level = "text", "", "", 0
    meta: Mapping[str, Any] = MappingProxyType({})

    def __init__(self, content: str) -> None:
        self.content = content


@dataclass(frozen=True, slots=True)
class Content:
    """A block's inline content, in offsets of its own: its edits, the texts inside its markup."""

    tokens: Sequence[Token]
    edits: tuple[Edit, ...] = ()
    inners: tuple[Inner, ...] = ()


@lru_cache(maxsize=1)
def parser() -> MarkdownIt:
    """Return a parser of blocks; the inline text is parsed block by block, where it is bounded."""
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import escape, html_inline, image, link, newline
    from mdit_py_plugins.footnote import footnote_plugin

    made = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING})
    made.enable(["table", "strikethrough"]).use(footnote_plugin).disable("footnote_tail")
    made.core.ruler.disable(["inline", "text_join"])
    made.normalizeLink = lambda url: url  # type: ignore[method-assign]  # nobody reads it here
    made.inline.ruler.at(_IMAGE, _placed(image))
    made.inline.ruler.at("link", _placed(link))
    made.inline.ruler.at("html_inline", _placed(html_inline))
    made.inline.ruler.at("newline", _broken(newline))
    made.inline.ruler.at("escape", _broken(escape))
    return made


def read_inline(content: str, env: dict[str, Any]) -> Content:
    """Return what there is in a block's content; one that would take too long is but text."""
    tokens = tokens_of(content, env)
    if len(tokens) == 1 and tokens[0].type == "text":
        return Content(tokens)
    edits: list[Edit] = []
    inners: list[Inner] = []
    for token in tokens:
        place = token.meta.get("place") if token.meta else None
        if place:
            edit, found = _READERS[token.type](content, *place)
            edits += [edit._replace(shown=edit.shown.replace("\n", " "))] if edit else []
            inners += found
    edits, inners = _told_apart(content, sorted(edits), sorted(inners, key=_start))
    return Content(tokens, tuple(edits), tuple(inners))


def _start(inner: Inner) -> int:
    return inner.start


def _told_apart(
    content: str, edits: list[Edit], inners: list[Inner]
) -> tuple[list[Edit], list[Inner]]:
    """Leave out the edits whose short form also stands for something else in the content."""
    kept = Counter(edit.shown for edit in edits if edit.kept)
    if not kept:
        return edits, inners
    text = unfolded(content, Content((), tuple(edits)))[0]
    seen = Counter(match.group() for match in pattern_of(kept).finditer(text))
    unsure = [edit for edit in edits if edit.kept and seen[edit.shown] > kept[edit.shown]]
    return [edit for edit in edits if edit not in unsure], [
        inner for inner in inners if not any(one.start <= inner.start < one.end for one in unsure)
    ]


def tokens_of(content: str, env: dict[str, Any]) -> list[Token]:
    """Return the inline tokens of a content, none of them empty; of a very long one, its text."""
    if len(content) > MAX_INLINE or not (_MARKUP.search(content) or "  \n" in content):
        return [cast("Token", _Text(content))]
    tokens: list[Token] = []
    made = parser()
    made.inline.parse(content, made, env, tokens)
    return [token for token in tokens if token.type != "text" or token.content]


def unfolded(content: str, found: Content) -> tuple[str, str]:
    """Return a text as a translator sees it, and the style of its hard line breaks.

    Soft breaks are spaces, hard ones line feeds, and edits are made.
    """
    if "\n" not in content and not found.edits:
        return content.strip(), ""
    hard = {token.meta["break"] for token in found.tokens if "break" in token.meta}
    parts, position, style = [], 0, ""
    for edit in [*found.edits, Edit(len(content), len(content), "", kept=False)]:
        for match in _LINE_END.finditer(content, position, edit.start):
            end, shown = match.start(), " "
            if match.start("feed") in hard:
                shown = "\n"
                if content.endswith("\\", position, end):
                    end = position + len(content[position : end - 1].rstrip(" \t"))
                else:
                    style = "/spaces"
            parts += [content[position:end], shown]
            position = match.end()
        parts += [content[position : edit.start], edit.shown]
        position = edit.end
    return "".join(parts).strip(), style


def is_text(tokens: Iterable[Token]) -> bool:
    """Tell whether there is anything to translate beside images, code, tags and bare addresses."""
    automatic = False
    for token in tokens:
        if token.type == "link_open":
            automatic = token.info == "auto"
        elif token.type == "link_close":
            automatic = False
        elif token.type in ("text", "text_special") and not automatic and has_words(token.content):
            return True
    return False


def markup_of(tokens: Iterable[Token]) -> list[str]:
    """Return the kinds of markup in inline tokens, in their order."""
    return [token.type for token in tokens if token.type not in _NO_MARKUP]


def plain(tokens: Iterable[Token]) -> str:
    """Return the text of inline tokens without their markup."""
    shown = ("text", "text_special", "code_inline", _IMAGE)
    breaks = ("softbreak", "hardbreak")
    return "".join(
        token.content if token.type in shown else " " if token.type in breaks else ""
        for token in tokens
    )


def _placed(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    """Let a rule for links or images note where it matched: markdown-it keeps no columns.

    The place is that of the opening, of the bracket that closes the label, and of the end.
    """

    def noting(state: StateInline, silent: bool) -> bool:
        start, before = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if not silent:
            token = next(one for one in state.tokens[before:] if one.type in _READERS)
            if token.type == "html_inline":
                token.meta["place"] = (start, state.pos)
                return True
            bracket = start + (token.type == _IMAGE)
            closing = state.md.helpers.parseLinkLabel(state, bracket, token.type != _IMAGE)
            token.meta["place"] = (start, closing, state.pos)
        return True

    return noting


def _broken(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    """Let a rule that may make a hard break note where the line feed of that break is."""

    def noting(state: StateInline, silent: bool) -> bool:
        start, before = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if len(state.tokens) > before and state.tokens[-1].type == "hardbreak":
            state.tokens[-1].meta["break"] = state.src.index("\n", start)
        return True

    return noting


def _image(content: str, start: int, label_end: int, end: int) -> tuple[Edit | None, list[Inner]]:
    """Return an image without the texts that it holds, and these."""
    label, tail = content[start + 2 : label_end], content[label_end + 1 : end]
    if not tail.startswith("(") and tail in ("", "[]"):
        if not has_words(label) or "\n" in label:
            return None, []
        inner = Inner(Kind.ALT, start + 2, end, label.strip(), "reference")
        return Edit(start, end, f"![][{label}]", kept=True), [inner]
    inners = [_alternative(label, start + 2)] if has_words(label) else []
    target = tail
    if tail.startswith("("):
        target, title = _target(content, label_end + 1, end)
        inners += [title] if title else []
    return (Edit(start, end, f"![]{target}", kept=True) if inners else None), inners


def _alternative(label: str, start: int) -> Inner:
    left = start + len(label) - len(label.lstrip())
    return Inner(Kind.ALT, left, left + len(label.strip()), one_spaced(label).strip(), "label")


def _link(content: str, start: int, label_end: int, end: int) -> tuple[Edit | None, list[Inner]]:
    """Return the end of a link without its title, or with the reference that its label is."""
    label, tail = content[start + 1 : label_end], content[label_end + 1 : end]
    if tail in ("", "[]"):
        named = has_words(label) and "\n" not in label
        return (Edit(label_end, end, f"][{label}]", kept=False) if named else None), []
    if not tail.startswith("("):
        return None, []
    target, title = _target(content, label_end + 1, end)
    return (Edit(label_end, end, f"]{target}", kept=True), [title]) if title else (None, [])


def _target(content: str, start: int, end: int) -> tuple[str, Inner | None]:
    """Return the target of a link in its brackets, without a title, and the title if it has words.

    ``start`` is the place of the bracket that opens, ``end`` is behind the one that closes.
    """
    from markdown_it.helpers import parseLinkDestination, parseLinkTitle

    begin = _SPACE.match(content, start + 1).end()  # type: ignore[union-attr]
    found = parseLinkDestination(content, begin, end)
    target = content[begin : found.pos] if found.ok else ""
    mark = _SPACE.match(content, begin + len(target)).end()  # type: ignore[union-attr]
    title = parseLinkTitle(content, mark, end)
    if not title.ok or not has_words(title.str):
        return content[start:end], None
    text = one_spaced(title.str).strip()
    return f"({target})", Inner(
        Kind.TOOLTIP, mark + 1, title.pos - 1, text, f"title{content[mark]}"
    )


def _tag(content: str, start: int, end: int) -> tuple[Edit | None, list[Inner]]:
    """Return a tag without its readable attributes, and these."""
    inners, parts, position = [], [], start
    for kind, found in readable(content, start, end):
        text, style = one_spaced(found.value).strip(), f"html attribute {found.quote}"
        inners.append(Inner(kind, found.start, found.end, text, style))
        behind = found.end + len(found.quote)
        parts.append(content[position : found.begin].rstrip())
        position = behind
    shown = "".join([*parts, content[position:end]])
    return (Edit(start, end, shown, kept=True) if inners else None), inners


_READERS: dict[str, Callable[..., tuple[Edit | None, list[Inner]]]] = {
    _IMAGE: _image,
    "link_open": _link,
    "html_inline": _tag,
}
