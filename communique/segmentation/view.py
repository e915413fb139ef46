"""A text as a reader hears it: no markup, no quotation marks, every character's place known."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass

# A mark of a footnote belongs to what stands before it. That of HTML is a short text set high.
_HIGH = (
    r"(?:<a\d*(?:\s[^<>]*)?>)?<sup\d*(?:\s[^<>]*)?>(?:<[^<>]+>){0,3}+"
    r"\[?[\w*†‡§]{1,4}\]?(?:</[^<>]+>){0,3}?</sup\d*>(?:</a\d*>)?"
)
_NOTE = r"\[\^[^\]\s\[]+\]"
_TOKEN = re.compile(
    rf"""
      (?P<code>(?<![`\\])`++[^`]++`++)
    | (?P<escape>\\(?=[!-/:-@\[-`{{-~]))
    | (?P<note>{_NOTE}|(?<=[^\w\s]){_HIGH})
    | (?P<address><[a-zA-Z][a-zA-Z0-9+.-]*:[^\s<>]*>)
    | (?P<tag></?[a-zA-Z0-9][^<>]*>)
    | (?P<mark>⟦/?\d+/?⟧)
    | (?P<open>!?\[(?!\^[^\]\s\[]+\]))
    | (?P<target>\](?:\([^()]*(?:\([^()]*\)[^()]*)?\)|\[[^\[\]]*\]))
    | (?P<close>\])
    | (?P<emphasis>\*+|~~|(?<![^\W_])_+|_+(?![^\W_]))
    | (?P<quote>["“”„‟«»‹›‚‘「」『』〝〞〟＂]+|(?<!\w)['’]|['’](?!\w))
    """,
    re.VERBOSE,
)
# What a token may begin with: the search for this alone is quick.
_FIRST = re.compile(r"""[`\\\[\]<!*~_⟦"“”„‟«»‹›‚‘「」『』〝〞〟＂'’]""")
_MARKED = re.compile(rf"(?P<note>{_NOTE}|{_HIGH})|</?[a-zA-Z0-9][^<>]*>")
_PAIRS = {"”": "“„", "“": "„", "»": "«", "«": "»", "」": "「", "』": "『"}
_QUOTED = 200
_TITLES = re.compile(
    r"“[^“”„]{1,70}”|„[^“”„]{1,70}[“”]|«(?<![^\s(\[]«)[^«»]{1,70}»|『[^『』]{1,70}』|‘[^‘’]{1,70}’|《[^《》]{1,70}》"
)
# Words that somebody said, in a sentence that says so.
_SAID = re.compile(r"「[^「」]{1,40}」(?=と(?!ても|ころ|もに|にかく|りわけ)|って)")
_VOID = re.compile(r"<(?:br|img|wbr|input|hr)\b|.*/>\Z", re.IGNORECASE | re.DOTALL)
_NAME = re.compile(r"[</⟦]*(\w+)")
_WIDE = "\u2e80"
_HANGUL = ("\uac00", "\ud7af")
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
        if _PAIRS.keys().isdisjoint(gap):
            return False
        openers = "".join(_PAIRS.get(mark, "") for mark in gap)
        behind = self.offset(end)
        since = self.source[max(begin, behind - _QUOTED) : behind]
        return any(mark in since for mark in openers)

    def cut(self, end: int, start: int) -> int | None:
        """Return the offset in the source that parts two sentences.

        ``end`` and ``start`` are the places in the view of the last character of one and the
        first of the other. White space and what closes stay with the first, what opens goes to
        the second. None where the cut would fall into a stretch of markup.
        """
        offset, right = self.offset(end) + 1, self.offset(start)
        spaced = 0
        while offset < right:
            char = self.source[offset]
            found = _MARKED.match(self.source, offset, right) if char in "<[" else None
            if char.isspace():
                spaced = offset + 1
            elif found and found["note"]:
                spaced = 0
            elif self._opens(offset, spaced):
                return self._allowed(spaced or offset)
            offset = found.end() if found else offset + 1
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
        return spaced > 0 or (char in "“‘«‹„‚" and is_wide(self.source[offset + 1]))

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


def is_wide(text: str) -> bool:
    """Tell whether a text begins in a script that has no space between sentences; Hangul has."""
    return text >= _WIDE and not _HANGUL[0] <= text[:1] <= _HANGUL[1]


def view_of(text: str) -> View:
    """Return the plain view of a text."""
    reader = _Reader(text)
    first = _FIRST.search(text)
    while first:
        match = _TOKEN.match(text, first.start())
        if match:
            reader.take(match)
        first = _FIRST.search(text, (match or first).end())
    return reader.view()


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
        self._spans += [match.span() for match in _SAID.finditer(self._text)]
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
