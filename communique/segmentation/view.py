"""A text as a reader hears it: no markup, no quotation marks, every character's place known."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
      (?P<code>(?<![`\\])`++[^`]++`++)
    | (?P<escape>\\(?=[!-/:-@\[-`{-~]))
    | (?P<note>\[\^[^\]\s\[]+\])
    | (?P<address><[a-zA-Z][a-zA-Z0-9+.-]*:[^\s<>]*>)
    | (?P<tag></?[a-zA-Z0-9][^<>]*>)
    | (?P<mark>⟦/?\d+/?⟧)
    | (?P<open>!?\[)
    | (?P<target>\](?:\([^()]*(?:\([^()]*\)[^()]*)?\)|\[[^\[\]]*\]))
    | (?P<close>\])
    | (?P<emphasis>\*+|~~|(?<![^\W_])_+|_+(?![^\W_]))
    | (?P<quote>["“”„‟«»‹›‚‘「」『』〝〞〟＂]+|(?<!\w)['’]|['’](?!\w))
    """,
    re.VERBOSE,
)
_TAG = re.compile(r"</?[a-zA-Z0-9][^<>]*>")
_PAIRS = {"”": "“„", "“": "„", "»": "«", "«": "»", "」": "「", "』": "『"}
_QUOTED = 200
_TITLES = re.compile(
    r"“[^“”„]{1,70}”|„[^“”„]{1,70}[“”]|(?<![^\s(\[])«[^«»]{1,70}»|『[^『』]{1,70}』|‘[^‘’]{1,70}’|《[^《》]{1,70}》"
)
_VOID = re.compile(r"<(?:br|img|wbr|input|hr)\b|.*/>\Z", re.IGNORECASE | re.DOTALL)
_NAME = re.compile(r"[</⟦]*(\w+)")
_KEPT = re.compile(rb"\0+")
_LONE = re.compile("[\ud800-\udfff]")
# What opens wherever it stands, and what opens or closes by the custom of the language.
_OPENERS = frozenset("「『([{（【《〈〔［｛〝¿¡")
_EITHER = frozenset("\"'“”„‟«»‹›‚‘’＂")
_POINTED = frozenset("«‹")


@dataclass(frozen=True, slots=True)
class View:
    """What is left of a text, where it stood there, and the stretches that no cut may fall into.

    ``kept`` and ``places`` say where each stretch that was left begins, in the view and there.
    """

    source: str
    text: str
    kept: array[int]
    places: array[int]
    spans: list[tuple[int, int]]
    opening: frozenset[int]

    def offset(self, place: int) -> int:
        """Return the offset in the source of a character of the view."""
        run = bisect_right(self.kept, place) - 1
        return self.places[run] + place - self.kept[run]

    def gap(self, end: int, start: int) -> str:
        """Return what stands in the source between two characters of the view."""
        return self.source[self.offset(end) + 1 : self.offset(start)]

    def closes_since(self, begin: int, end: int, gap: str) -> bool:
        """Tell whether a quotation that closes in a gap was opened in the same sentence.

        ``begin`` is where the sentence begins in the source, ``end`` is its last character's place
        in the view.
        """
        openers = "".join(_PAIRS[mark] for mark in gap if mark in _PAIRS)
        if not openers:
            return False
        behind = self.offset(end)
        since = self.source[max(begin, behind - _QUOTED) : behind]
        return any(mark in since for mark in openers)

    def cut(self, end: int, start: int) -> int | None:
        """Return the offset in the source that parts two sentences.

        ``end`` and ``start`` are the places in the view of the last character of one and the
        first of the other. White space and what closes stay with the first, what opens goes to
        the second. None where the cut would fall into a stretch of markup.
        """
        left, right = self.offset(end) + 1, self.offset(start)
        spaced, offset = 0, left
        while offset < right:
            tag = _TAG.match(self.source, offset)
            if tag is None and self.source[offset].isspace():
                spaced = offset + 1
            elif self._opens(offset, spaced):
                return self._allowed(spaced or offset)
            offset = tag.end() if tag else offset + 1
        return self._allowed(spaced or right)

    def _opens(self, offset: int, spaced: int) -> bool:
        """Tell whether what stands between two sentences belongs to the second.

        A mark that may open or close, opens where a space stands before it and none after it;
        a French « has one on either side.
        """
        char = self.source[offset]
        if char in _OPENERS:
            return True
        if char not in _EITHER:
            return not spaced and offset in self.opening
        if self.source[offset + 1].isspace():
            return bool(spaced) and char in _POINTED
        return spaced > 0 or (char in "“‘«‹„‚" and _is_wide(self.source[offset + 1]))

    def _allowed(self, cut: int) -> int | None:
        index = bisect_right(self.spans, (cut, -1)) - 1
        inside = index >= 0 and self.spans[index][0] < cut < self.spans[index][1]
        return None if inside else cut


def titles(text: str) -> list[tuple[int, int]]:
    """Return the short stretches of a text in quotation marks that no colon introduces.

    Such a one within a sentence is a title or a few words, whatever marks it holds.
    """
    return [
        match.span()
        for match in _TITLES.finditer(text)
        if not text[max(0, match.start() - 2) : match.start()].rstrip().endswith((":", "："))
    ]


def view_of(text: str) -> View:
    """Return the plain view of a text."""
    reader = _Reader(text)
    for match in _TOKEN.finditer(text):
        reader.take(match)
    return reader.view()


def _is_wide(char: str) -> bool:
    """Tell whether a character is of a script that has no space between sentences."""
    return char >= "\u2e80"


class _Reader:
    """Collects, token by token, what is to be left out, and which tokens belong together."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._gone = bytearray(len(text))
        self._spans: list[tuple[int, int]] = []
        self._open: dict[str, array[int]] = defaultdict(lambda: array("q"))

    def take(self, match: re.Match[str]) -> None:
        kind, place = match.lastgroup or "", match.span()
        if kind in ("quote", "escape"):
            self._drop(*place)
        elif kind in ("code", "note", "address"):
            self._spans.append(place)
            if kind == "code":
                self._drop_edges(match)
            else:
                self._drop(*place)
        elif kind in ("open", "close", "target"):
            self._bracket(kind, place)
        elif kind == "emphasis":
            self._emphasis(match.group(), place)
        else:
            self._tag(match.group(), place)

    def view(self) -> View:
        """Return the view once every token has been taken."""
        parts: list[str] = []
        kept, places, length = array("q"), array("q"), 0
        for run in _KEPT.finditer(self._gone):
            start, end = run.span()
            parts.append(self._text[start:end])
            kept.append(length)
            places.append(start)
            length += end - start
        opening = frozenset(start for start, _ in self._spans)
        # The splitters take no half of a character that two stand for elsewhere.
        seen = _LONE.sub("\ufffd", "".join(parts))
        return View(self._text, seen, kept, places, _merged(self._spans), opening)

    def _drop(self, start: int, end: int) -> None:
        self._gone[start:end] = b"\1" * (end - start)

    def _drop_edges(self, match: re.Match[str]) -> None:
        """Leave out the backticks around code: what stands between them is read out."""
        start, end = match.span()
        raw = match.group()
        self._drop(start, start + len(raw) - len(raw.lstrip("`")))
        self._drop(end - len(raw) + len(raw.rstrip("`")), end)

    def _bracket(self, kind: str, place: tuple[int, int]) -> None:
        """Leave out the brackets and target of a link; other brackets are text."""
        opened = self._open["["]
        if kind == "open":
            opened.append(place[0])
        elif opened:
            start = opened.pop()
            if kind == "target":
                self._pair(start, start + 1 + (self._text[start] == "!"), place)

    def _emphasis(self, mark: str, place: tuple[int, int]) -> None:
        before = self._text[place[0] - 1 : place[0]]
        after = self._text[place[1] : place[1] + 1]
        opened = self._open[mark]
        if before.strip() and opened:
            start = opened.pop()
            self._pair(start, start + len(mark), place)
        elif after.strip():
            opened.append(place[0])

    def _tag(self, raw: str, place: tuple[int, int]) -> None:
        self._drop(*place)
        name = _NAME.match(raw)
        if name is None or _VOID.match(raw):
            return
        opened = self._open[f"<{name.group(1).lower()}"]
        if raw[1] != "/":
            opened.append(place[0])
        elif opened:
            self._spans.append((opened.pop(), place[1]))

    def _pair(self, start: int, inner: int, end: tuple[int, int]) -> None:
        """Leave out two tokens that belong together; the first goes from start to inner."""
        self._drop(start, inner)
        self._drop(*end)
        self._spans.append((start, end[1]))


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return stretches in order, those that overlap as one; neighbours stay apart."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
