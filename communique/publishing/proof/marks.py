"""Inline markup on paper: nothing is executed, nothing hidden; words are set as they are meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntFlag
from itertools import accumulate, groupby

from communique.inline import Syntax, emphasis
from communique.language import spans

_LABEL = r"(?:\\.|\[[^\[\]]{0,500}\]|[^\[\]\\])"
_MARKDOWN = re.compile(
    rf"(?P<escape>\\[!-/:-@\[-`{{-~])|(?P<ticked>{spans.CODE})|(?P<note>{spans.FOOTNOTE})"
    rf"|(?P<link>!?\[(?P<label>{_LABEL}{{0,2000}})\](?:\([^()]*(?:\([^()]*\)[^()]*)?\)|\[[^\]]*\]))"
    rf"|(?P<auto>{spans.AUTOLINK})|(?P<tag>{spans.TAG}|{spans.COMMENT})|(?P<run>\*+|_+|~+)",
    re.DOTALL,
)
_HTML = re.compile(rf"(?P<tag>{spans.TAG}|{spans.COMMENT})", re.DOTALL)
_TAG_NAME = re.compile(r"</?([a-zA-Z]+)")


class Style(IntFlag):
    """How a stretch of text is set; an address, as a tag is, reads from left to right."""

    PLAIN = 0
    MARK = 1
    STRONG = 2
    EM = 4
    CODE = 8
    LINK = 16
    STRUCK = 32
    ADDRESS = 64


_TAGS = {
    "strong": Style.STRONG, "b": Style.STRONG, "em": Style.EM, "i": Style.EM, "cite": Style.EM,
    "code": Style.CODE, "a": Style.LINK, "s": Style.STRUCK, "del": Style.STRUCK,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a text in one style."""

    text: str
    style: Style


def stretches(text: str, syntax: Syntax) -> list[Stretch]:
    """Return a text in stretches of one style; joined they are the text, to the character.

    Args:
        text: a segment's text, inline markup raw.
        syntax: how its markup is written; of ``text`` there is none.
    """
    setter = _Setter(text)
    if syntax != "text":
        setter.set(0, len(text), _MARKDOWN if syntax == "markdown" else _HTML)
    return list(setter.stretches())


class _Setter:
    """Notes where each style begins and ends."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._edges: dict[Style, list[int]] = {}

    def stretches(self) -> Iterator[Stretch]:
        """Yield the text in stretches of one style."""
        setting = [0] * len(self._text)
        for style, edges in self._edges.items():
            for place, depth in enumerate(accumulate(edges[:-1])):
                setting[place] |= style if depth else 0
        place = 0
        for mask, group in groupby(setting):
            end = place + sum(1 for _ in group)
            yield Stretch(self._text[place:end], Style(mask))
            place = end

    def set(self, start: int, end: int, pattern: re.Pattern[str]) -> None:
        """Set a text, or the label of a link."""
        found = list(pattern.finditer(self._text, start, end))
        runs = [emphasis.run_of(self._text, *m.span()) for m in found if m.lastgroup == "run"]
        emphasis.pair(runs)
        self._emphases(runs)
        self._tags(match for match in found if match.lastgroup == "tag")
        for match in found:
            match match.lastgroup:
                case "link":
                    self._link(match, pattern)
                case "ticked":
                    self._add(*match.span(), Style.CODE)
                case "auto":
                    self._add(*match.span(), Style.MARK | Style.ADDRESS)
                case "escape":
                    self._add(match.start(), match.start() + 1, Style.MARK)
                case "note":
                    self._add(*match.span(), Style.MARK)

    def _link(self, match: re.Match[str], pattern: re.Pattern[str]) -> None:
        start, end = match.span("label")
        self._add(match.start(), start, Style.MARK)
        self._add(start, end, Style.LINK)
        self._add(end, match.end(), Style.MARK)
        self._add(end + 2, match.end() - 1, Style.ADDRESS)
        self.set(start, end, pattern)

    def _emphases(self, runs: Iterable[emphasis.Run]) -> None:
        opened: list[tuple[int, Style]] = []
        for run in runs:
            place = run.start
            for width in run.closes:
                begin, style = opened.pop()
                self._add(begin, place, style)
                self._add(place, place + width, Style.MARK)
                place += width
            place = run.end - sum(run.opens)
            for width in reversed(run.opens):
                self._add(place, place + width, Style.MARK)
                place += width
                opened.append((place, _style(run.char, width)))

    def _tags(self, tags: Iterable[re.Match[str]]) -> None:
        opened: dict[str, list[int]] = {}
        for tag in tags:
            self._add(*tag.span(), Style.MARK | Style.ADDRESS)
            name = _TAG_NAME.match(tag.group())
            style = _TAGS.get(name[1].lower()) if name else None
            if name is None or style is None:
                continue
            begins = opened.setdefault(name[1].lower(), [])
            if not tag.group().startswith("</"):
                begins.append(tag.end())
            elif begins:
                self._add(begins.pop(), tag.start(), style)

    def _add(self, start: int, end: int, style: Style) -> None:
        edges = self._edges.setdefault(style, [0] * (len(self._text) + 1))
        edges[start] += 1
        edges[end] -= 1


def _style(char: str, width: int) -> Style:
    if char == "~":
        return Style.STRUCK
    return Style.STRONG if width > 1 else Style.EM
