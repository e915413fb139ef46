"""What stands between the segments and is not translated: shown short, so that nobody misses it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from communique.formats.html_tokens import HtmlToken, tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from communique.statement import Statement

_CHARS = 600
_LINES = 10
# A line's quotation and list marks, hashes, boxes, a footnote's label: structure, which is drawn.
_STRUCTURE = re.compile(
    r"(?:[ \t>]|[-+*•][ \t]|\d{1,9}[.)][ \t]|#{1,6}[ \t]|\[[ xX]\][ \t]|\[\^[^\]\s]+\]:)*"
)
_RAW = ("script", "style")
# The key of a front matter value that is a segment, at the end of what stands before it.
_KEY = re.compile(r"^[ \t]*[\w-]+:[ \t]*[\"']?$")


@dataclass(frozen=True, slots=True)
class Kept:
    """A stretch of the source that stays as it is: its beginning, and how much more there is."""

    text: str
    more: int = 0


class Keeper:
    """Finds what a statement keeps."""

    def __init__(self, statement: Statement) -> None:
        self._source = statement.source
        self._html = statement.format == "html"
        self._texts = list(_outside_tags(self._source)) if self._html else []
        self._starts = [start for start, _, _ in self._texts]

    def between(self, start: int, end: int) -> Kept | None:
        """Return what stands between two offsets of the source; None where that is structure."""
        if end <= start:
            return None
        text = self._of_page(start, end) if self._html else self._of_lines(start, end)
        return _shortened(text) if any(char.isalnum() for char in text) else None

    def _of_lines(self, start: int, end: int) -> str:
        lines = re.split(r"\r\n|\r|\n", self._source[start:end])
        if end < len(self._source) and _KEY.match(lines[-1]):
            lines.pop()
        told = [line for line in lines if any(map(str.isalnum, _STRUCTURE.sub("", line, count=1)))]
        return "\n".join(line.rstrip() for line in told)

    def _of_page(self, start: int, end: int) -> str:
        first = max(0, bisect_right(self._starts, start) - 1)
        told = []
        for left, right, name in self._texts[first:]:
            if left >= end:
                break
            raw = self._source[max(left, start) : min(right, end)]
            if raw.strip():
                told.append(f"<{name}> of {len(raw)} characters" if name else raw.strip("\r\n"))
        return "\n".join(told)


def _outside_tags(source: str) -> Iterator[tuple[int, int, str]]:
    """Yield the stretches between tags, in order; with its name where it is a script or style."""
    opened = HtmlToken("", 0, 0)
    for token in tokens_of(source):
        if token.type == "text":
            yield token.start, token.end, ""
        elif opened.name in _RAW and opened.end == token.start and token.type == "other":
            yield token.start, token.end, opened.name
        opened = token if token.type == "start" else HtmlToken("", 0, 0)


def _shortened(text: str) -> Kept:
    shown = "\n".join(text.split("\n")[:_LINES])[:_CHARS]
    return Kept(shown, len(text) - len(shown))
