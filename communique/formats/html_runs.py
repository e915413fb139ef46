"""A run of HTML text and inline markup: what of it a translator sees, and how it is written."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from communique.formats.base import has_words
from communique.formats.html_tokens import Attribute, HtmlToken, attributes_of
from communique.statement import Aside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

INLINE = frozenset(
    [
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del"),
        *("dfn", "em", "font", "i", "img", "input", "ins", "kbd", "mark", "meter", "nobr", "q"),
        *(
            "picture",
            "source",
            "rb",
            "rp",
            "rt",
            "rtc",
            "ruby",
            "s",
            "samp",
            "small",
            "span",
            "strike",
            "strong",
        ),
        *("sub", "sup", "time", "tt", "u", "var", "wbr"),
    ]
)
VOID = frozenset(
    [
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param"),
        *("source", "track", "wbr"),
    ]
)
_CODE = {"code", "kbd", "samp", "tt", "var"}
_BLANK = re.compile(
    r"""(?: \s | &(?:nbsp|ensp|emsp|thinsp|hairsp);
      | &\#0*(?:9|10|13|32|160|819[2-9]|820[0-2]|8239|12288);
      | &\#[xX]0*(?:9|[aA]|[dD]|20|[aA]0|200[0-9aA]|202[fF]|3000);
    )*""",
    re.VERBOSE,
)
_BLANK_END = re.compile(rf"{_BLANK.pattern[:-1]}+\Z", re.VERBOSE)
_OWN_NAME = re.compile(r"[a-z][\w.]*-[\w.-]*")
_SHORT = re.compile(r"<(/?)([a-zA-Z]+\d+)\s*/?>")
_MAX_BLANKS = 400
_SPACES = re.compile(r"[ \t\r\n\f]+")
_REFERENCE = re.compile(r"&(?:[a-zA-Z][a-zA-Z0-9]*|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});")
_TAG = re.compile(r"""</?([a-zA-Z][a-zA-Z0-9]*)(?:\s(?:[^<>"']|"[^"<>]*"|'[^'<>]*')*)?/?>""")
_TARGETS = {"a": "href", "img": "src"}
_MAX_HINT = 200


def has_references(text: str) -> bool:
    """Tell whether a text holds character references, as ``&nbsp;`` is one."""
    return _REFERENCE.search(text) is not None


def is_inline(name: str) -> bool:
    """Tell whether an element stands within a line of text; one that a page defines itself may."""
    return name in INLINE or _OWN_NAME.fullmatch(name) is not None


def is_hidden(attributes: dict[str, Attribute]) -> bool:
    """Tell whether an element says that it is not to be translated."""
    translate = attributes.get("translate")
    return translate is not None and translate.value.strip().lower() == "no"


def write_rich(text: str, asides: Mapping[str, str], line_break: str) -> str:
    """Return a text with numbered tags as HTML.

    Args:
        text: the translation. Inline tags that it has of its own stay; anything else is escaped.
        asides: what is to stand for each short form.
        line_break: what is to stand for a line feed.
    """
    parts, position = [], 0
    for match in _TAG.finditer(text):
        raw = _whole(match.group(), asides)
        if raw is None and match.group(1).lower() in INLINE:
            raw = match.group()
        if raw is not None:
            parts += [_escape_text(text[position : match.start()], line_break), raw]
            position = match.end()
    return "".join([*parts, _escape_text(text[position:], line_break)])


def _whole(tag: str, asides: Mapping[str, str]) -> str | None:
    """Return what a short form stands for, blanks in it or a lost slash notwithstanding."""
    match = _SHORT.fullmatch(tag)
    if match is None:
        return None
    closing, name = match.group(1), match.group(2).lower()
    return asides.get(f"<{closing}{name}>") or asides.get(f"<{closing}{name}/>")


def write_plain(text: str, line_break: str = "<br>", *, references: bool = False) -> str:
    """Return a text without markup as HTML; ``references`` says to leave ``&nbsp;`` as it is."""
    if references:
        return _escape_text(text, line_break)
    return _broken(html.escape(text, quote=False), line_break)


def _broken(text: str, line_break: str) -> str:
    return re.sub(r"[ \t\r]*\n[ \t\r]*", lambda _: line_break, text)


def _escape_text(text: str, line_break: str) -> str:
    """Escape a text but for the references that it already holds."""
    parts, position = [], 0
    for match in _REFERENCE.finditer(text):
        parts += [html.escape(text[position : match.start()], quote=False), match.group()]
        position = match.end()
    return _broken("".join([*parts, html.escape(text[position:], quote=False)]), line_break)


@dataclass(frozen=True, slots=True)
class Shown:
    """A run as a translator sees it; ``style`` is plain or rich, and how a line break looks."""

    text: str
    style: str
    asides: tuple[Aside, ...] = ()
    hints: tuple[str, ...] = ()


class Numbered:
    """Gives the tags of a run their numbers: ``<a1>``, ``</a1>``, ``<img2/>``.

    A name before the number keeps the forms well-formed XML, which editors of catalogs check, and
    tells a translator what the tag does. ``x`` stands for what is not to be translated.
    """

    def __init__(self, source: str) -> None:
        self.asides: list[Aside] = []
        self.hints: list[str] = []
        self._source = source
        self._count = 0
        self._names: dict[int, str] = {}

    def tag(self, token: HtmlToken, partner: HtmlToken | None, *, kept: bool = False) -> str:
        """Return a tag's short form.

        Args:
            token: the tag, or a comment.
            partner: the tag that opens or closes it.
            kept: whether what it holds is to stay as it is.
        """
        if token.type == "end" and partner is not None and partner.start in self._names:
            return self._aside(f"</{self._names[partner.start]}>", token.start, token.end)
        is_x = token.type == "other" or (kept and token.name not in _CODE)
        known = token.name if token.name in INLINE else "tag"  # a page's own names may be long
        name = self._named("x" if is_x else known, token)
        return self._aside(f"<{name}>" if partner else f"<{name}/>", token.start, token.end)

    def _named(self, name: str, token: HtmlToken) -> str:
        self._count += 1
        numbered = f"{name}{self._count}"
        self._names[token.start] = numbered
        target = attributes_of(self._source, token).get(_TARGETS.get(name, ""))
        if target is not None and target.value.strip():
            self.hints.append(f"<{numbered}>: {' '.join(target.value.split())[:_MAX_HINT]}")
        return numbered

    def _aside(self, shown: str, start: int, end: int) -> str:
        self.asides.append(Aside(shown, start, end))
        return shown


def _tidy(parts: Iterable[str]) -> str:
    return re.sub(r" *\n *", "\n", "".join(parts)).strip()


class Run:
    """Tokens that stand between two block boundaries."""

    def __init__(self, source: str, tokens: Sequence[HtmlToken]) -> None:
        self._source = source
        self._tokens = tokens
        self._partner = _partners(tokens)
        self._words = [0, *accumulate(self._wordy())]
        self._seen = [0, *accumulate(self._visible())]
        self._first, self._last = 0, len(tokens) - 1
        self.start = self.end = 0

    def trim(self) -> bool:
        """Narrow the run to what a translator needs to see; False where there are no words."""
        if not self._has_words(0, len(self._tokens) - 1):
            return False
        while self._drop_first() or self._drop_last() or self._unwrap():
            pass
        raw_start = self._tokens[self._first].start
        raw_end = self._tokens[self._last].end
        self.start, self.end = raw_start, raw_end
        if self._tokens[self._first].type == "text":
            blank = _BLANK.match(self._source, raw_start, raw_end)
            self.start = blank.end() if blank else raw_start
        if self._tokens[self._last].type == "text":
            self.end = _without_blank_end(self._source, self.start, raw_end)
        return True

    def content(self) -> Shown:
        """Return what a translator sees of a trimmed run."""
        span = range(self._first, self._last + 1)
        tokens = [self._tokens[n] for n in span]
        breaks = [self._raw(one) for one in tokens if one.name == "br" and one.type == "start"]
        if all(one.type == "text" or [self._raw(one)] == breaks[:1] for one in tokens):
            parts = [self._shown(one, html.unescape) for one in tokens]
            return Shown(_tidy(parts), f"plain {breaks[0] if breaks else ''}".rstrip())
        numbered, parts = Numbered(self._source), []
        for index in span:
            token, partner = self._tokens[index], self._partner.get(index, -1)
            if token.type == "text" or [self._raw(token)] == breaks[:1]:
                parts.append(self._shown(token, _unescape_kept))
                continue
            other = self._tokens[partner] if partner >= 0 else None
            kept = token.type == "start" and self._is_left_alone(token)
            parts.append(numbered.tag(token, other, kept=kept))
        style = f"rich {breaks[0] if breaks else ''}".rstrip()
        return Shown(_tidy(parts), style, tuple(numbered.asides), tuple(numbered.hints))

    def attributed(self) -> Iterator[HtmlToken]:
        """Yield the start tags whose attributes may be translated."""
        closed_at = -1
        for index, token in enumerate(self._tokens):
            if index > closed_at and token.type == "start":
                if self._is_left_alone(token):
                    closed_at = self._partner.get(index, -1)
                else:
                    yield token

    def _shown(self, token: HtmlToken, decode: Callable[[str], str]) -> str:
        """Return what is seen of a text or a line break."""
        if token.name == "br":
            return "\n"
        raw = self._source[max(token.start, self.start) : min(token.end, self.end)]
        return _SPACES.sub(" ", decode(raw))

    def _raw(self, token: HtmlToken) -> str:
        return self._source[token.start : token.end]

    def _wordy(self) -> list[int]:
        """Return for each token whether it holds words; what must stay as it is holds none."""
        flags, closed_at = [], -1
        for index, token in enumerate(self._tokens):
            partner = self._partner.get(index, -1)
            if index > closed_at and token.type == "start" and self._is_left_alone(token):
                closed_at = partner
            is_word = token.type == "text" and index > closed_at
            flags.append(int(is_word and has_words(html.unescape(self._raw(token)))))
        return flags

    def _is_left_alone(self, token: HtmlToken) -> bool:
        return token.name in _CODE or is_hidden(attributes_of(self._source, token))

    def _has_words(self, first: int, last: int) -> bool:
        return self._words[last + 1] > self._words[first]

    def _drop_first(self) -> bool:
        """Drop what at the beginning holds no text: blanks, comments, empty elements."""
        token, partner = self._tokens[self._first], self._partner.get(self._first, -1)
        if self._seen[self._first + 1] > self._seen[self._first]:
            return False
        if token.type == "start" and partner >= 0:
            if not self._is_empty(self._first, partner):
                return False
            self._first = partner
        self._first += 1
        return True

    def _drop_last(self) -> bool:
        """Drop what at the end holds no text."""
        token, partner = self._tokens[self._last], self._partner.get(self._last, -1)
        if self._seen[self._last + 1] > self._seen[self._last]:
            return False
        if token.type == "end" and partner >= 0:
            if not self._is_empty(partner, self._last):
                return False
            self._last = partner
        self._last -= 1
        return True

    def _visible(self) -> list[int]:
        """Return for each token whether it is text that a reader sees."""
        return [
            int(token.type == "text" and not _is_blank(self._raw(token))) for token in self._tokens
        ]

    def _is_empty(self, first: int, last: int) -> bool:
        """Tell whether nothing between two tags is seen as text."""
        return self._seen[last] == self._seen[first + 1]

    def _unwrap(self) -> bool:
        if self._partner.get(self._first, -1) != self._last or self._first == self._last:
            return False
        self._first += 1
        self._last -= 1
        return True


def _is_blank(raw: str) -> bool:
    match = _BLANK.match(raw)
    return match is not None and match.end() == len(raw)


def _without_blank_end(source: str, start: int, end: int) -> int:
    """Return where a text ends without the blanks, as characters or references, at its end."""
    match = _BLANK_END.search(source[max(start, end - _MAX_BLANKS) : end])
    return end - (match.end() - match.start()) if match else end


def _partners(tokens: Sequence[HtmlToken]) -> dict[int, int]:
    """Return for each tag the index of the tag that closes or opens it, where there is one."""
    partner: dict[int, int] = {}
    opened: dict[str, list[int]] = {}
    for index, token in enumerate(tokens):
        if token.type == "start" and token.name not in VOID:
            opened.setdefault(token.name, []).append(index)
        elif token.type == "end" and opened.get(token.name):
            start = opened[token.name].pop()
            partner[start], partner[index] = index, start
    return partner


def _unescape_kept(raw: str) -> str:
    """Decode references but for those that stand for markup, in the way that browsers do."""
    return html.escape(html.unescape(raw), quote=False) if "&" in raw else raw
