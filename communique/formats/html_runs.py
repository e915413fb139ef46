"""A run of HTML text and inline markup: what of it a translator sees, and how it is written."""

from __future__ import annotations

import html
import re
from itertools import accumulate
from typing import TYPE_CHECKING

from communique.formats.base import has_words
from communique.formats.html_tokens import Attribute, HtmlToken, attributes_of

if TYPE_CHECKING:
    from collections.abc import Sequence

INLINE = frozenset(
    [
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del"),
        *("dfn", "em", "font", "i", "img", "input", "ins", "kbd", "mark", "meter", "nobr", "q"),
        *("rb", "rp", "rt", "rtc", "ruby", "s", "samp", "small", "span", "strike", "strong"),
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
_BLANK = re.compile(r"(?:[ \t\r\n\f]|&nbsp;|&#160;|&#[xX][aA]0;|\xa0)*")
_BLANK_END = re.compile(rf"{_BLANK.pattern[:-1]}+\Z")
_MAX_BLANKS = 400
_SPACES = re.compile(r"[ \t\r\n\f]+")
_REFERENCE = re.compile(r"&(?:[a-zA-Z][a-zA-Z0-9]*|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});")
_TAG = re.compile(r"""</?([a-zA-Z][a-zA-Z0-9]*)(?:\s(?:[^<>"']|"[^"<>]*"|'[^'<>]*')*)?/?>""")
_KEPT = {"<", ">", "&"}


def is_hidden(attributes: dict[str, Attribute]) -> bool:
    """Tell whether an element says that it is not to be translated."""
    translate = attributes.get("translate")
    return translate is not None and translate.value.strip().lower() == "no"


def escape_rich(text: str) -> str:
    """Return a text that may hold inline tags as HTML: what is no inline tag is escaped."""
    parts, position = [], 0
    for match in _TAG.finditer(text):
        if match.group(1).lower() in INLINE:
            parts += [_escape_text(text[position : match.start()]), match.group()]
            position = match.end()
    return "".join([*parts, _escape_text(text[position:])])


def _escape_text(text: str) -> str:
    """Escape a text but for the references that it already holds."""
    parts, position = [], 0
    for match in _REFERENCE.finditer(text):
        parts += [html.escape(text[position : match.start()], quote=False), match.group()]
        position = match.end()
    return "".join([*parts, html.escape(text[position:], quote=False)])


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

    def trimmed(self) -> Run | None:
        """Narrow the run to what a translator needs to see; None where there are no words."""
        if not self._has_words(0, len(self._tokens) - 1):
            return None
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
        return self

    def content(self) -> tuple[str, str]:
        """Return the text of a trimmed run, and its style: plain or rich, and how a break looks."""
        tokens = self._tokens[self._first : self._last + 1]
        rich = any(token.type != "text" and token.name != "br" for token in tokens)
        breaks = [self._raw(token) for token in tokens if token.name == "br"]
        text = "".join(self._shown(token, rich) for token in tokens)
        text = re.sub(r" *\n *", "\n", text).strip()
        return text, f"{'rich' if rich else 'plain'} {breaks[0] if breaks else ''}".rstrip()

    def _shown(self, token: HtmlToken, rich: bool) -> str:
        if token.name == "br":
            return "\n" if token.type == "start" else ""
        raw = self._source[max(token.start, self.start) : min(token.end, self.end)]
        if token.type == "text":
            raw = _unescape_kept(raw) if rich else html.unescape(raw)
        return _SPACES.sub(" ", raw)

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
    """Decode references but for those that stand for markup."""
    return _REFERENCE.sub(_decoded, raw)


def _decoded(match: re.Match[str]) -> str:
    char = html.unescape(match.group())
    return match.group() if char in _KEPT else char
