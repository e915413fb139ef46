"""A text as a reader hears it: no markup, no quotation marks, every character's place known."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
      (?P<code>(?<!`)`++[^`]++`++)
    | (?P<escape>\\(?=[!-/:-@\[-`{-~]))
    | (?P<note>\[\^[^\]\s\[]+\])
    | (?P<address><[a-zA-Z][a-zA-Z0-9+.-]*:[^\s<>]*>)
    | (?P<tag></?[a-zA-Z0-9][^<>]*>)
    | (?P<mark>⟦/?\d+/?⟧)
    | (?P<open>!?\[)
    | (?P<target>\](?:\([^()]*(?:\([^()]*\)[^()]*)?\)|\[[^\[\]]*\]))
    | (?P<close>\])
    | (?P<emphasis>\*+|~~|(?<![^\W_])_+|_+(?![^\W_]))
    | (?P<quote>["“”„«»‹›‚‘「」『』]|(?<!\w)['’]|['’](?!\w))
    """,
    re.VERBOSE,
)
_VOID = re.compile(r"<(?:br|img|wbr|input|hr)\b|.*/>\Z", re.IGNORECASE | re.DOTALL)
_NAME = re.compile(r"[</⟦]*(\w+)")
_OPENERS = frozenset("“„«‹‚‘「『([{（【《〈¿¡")


@dataclass(frozen=True, slots=True)
class View:
    """What is left of a text, where it stood there, and the stretches that no cut may fall into."""

    source: str
    text: str
    offsets: list[int]
    spans: list[tuple[int, int]]
    opening: frozenset[int]

    def cut(self, end: int, start: int) -> int | None:
        """Return the offset in the source that parts two sentences.

        ``end`` and ``start`` are the places in the view of the last character of one and the
        first of the other. None where the cut would fall into a stretch of markup.
        """
        left, right = self.offsets[end] + 1, self.offsets[start]
        for offset in range(right, left, -1):
            if self.source[offset - 1].isspace():
                return self._allowed(offset)
        for offset in range(left, right):
            if self.source[offset] in _OPENERS or offset in self.opening:
                return self._allowed(offset)
        return self._allowed(right)

    def _allowed(self, cut: int) -> int | None:
        index = bisect_right(self.spans, (cut, -1)) - 1
        inside = index >= 0 and self.spans[index][0] < cut < self.spans[index][1]
        return None if inside else cut


def view_of(text: str) -> View:
    """Return the plain view of a text."""
    reader = _Reader(text)
    for match in _TOKEN.finditer(text):
        reader.take(match)
    return reader.view()


class _Reader:
    """Collects, token by token, what is to be left out, and which tokens belong together."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._gone: list[tuple[int, int]] = []
        self._spans: list[tuple[int, int]] = []
        self._open: dict[str, list[tuple[int, int]]] = defaultdict(list)

    def take(self, match: re.Match[str]) -> None:
        kind, place = match.lastgroup or "", match.span()
        if kind in ("quote", "escape"):
            self._gone.append(place)
        elif kind in ("code", "note", "address"):
            self._spans.append(place)
            self._gone.extend(self._edges(match) if kind == "code" else [place])
        elif kind in ("open", "close", "target"):
            self._bracket(kind, place)
        elif kind == "emphasis":
            self._emphasis(match.group(), place)
        else:
            self._tag(match.group(), place)

    def view(self) -> View:
        """Return the view once every token has been taken."""
        parts: list[str] = []
        offsets: list[int] = []
        position = 0
        for start, end in [*sorted(self._gone), (len(self._text), len(self._text))]:
            parts.append(self._text[position:start])
            offsets.extend(range(position, start))
            position = max(position, end)
        opening = frozenset(start for start, _ in self._spans)
        return View(self._text, "".join(parts), offsets, _merged(self._spans), opening)

    def _edges(self, match: re.Match[str]) -> list[tuple[int, int]]:
        """Return the backticks around code: what stands between them is read out."""
        start, end = match.span()
        raw = match.group()
        left = len(raw) - len(raw.lstrip("`"))
        right = len(raw) - len(raw.rstrip("`"))
        return [(start, start + left), (end - right, end)]

    def _bracket(self, kind: str, place: tuple[int, int]) -> None:
        """Leave out the brackets and target of a link; other brackets are text."""
        opened = self._open["["]
        if kind == "open":
            opened.append(place)
        elif opened:
            start = opened.pop()
            if kind == "target":
                self._pair(start, place)

    def _emphasis(self, mark: str, place: tuple[int, int]) -> None:
        before = self._text[place[0] - 1 : place[0]]
        after = self._text[place[1] : place[1] + 1]
        opened = self._open[mark]
        if before.strip() and opened:
            self._pair(opened.pop(), place)
        elif after.strip():
            opened.append(place)

    def _tag(self, raw: str, place: tuple[int, int]) -> None:
        self._gone.append(place)
        name = _NAME.match(raw)
        if name is None or _VOID.match(raw):
            return
        opened = self._open[f"<{name.group(1).lower()}"]
        if raw[1] != "/":
            opened.append(place)
        elif opened:
            self._spans.append((opened.pop()[0], place[1]))

    def _pair(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        self._gone += [start, end]
        self._spans.append((start[0], end[1]))


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return stretches in order, those that overlap as one; neighbours stay apart."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
