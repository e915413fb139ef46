"""Where markdown-it's content stands in the source: it tells lines, never columns."""

from __future__ import annotations

import re
from itertools import accumulate, pairwise
from typing import NamedTuple

_LINE_END = re.compile(r"\r\n|\r|\n")
_CLOSING_HASHES = re.compile(r"[ \t]+#+[ \t]*$")
#: What may stand before a block's text in its line: marks of quotations, lists and footnotes.
CONTAINERS = re.compile(r"(?:[ \t>]|[-+*][ \t]|\d{1,9}[.)][ \t]|\[\^[^\]]+\]:)*")


class Span(NamedTuple):
    """A stretch of the source within one line, and where that line begins."""

    line_start: int
    start: int
    end: int


class Place:
    """Tells where the characters of a block's content stand, found in the source line by line.

    ``cell`` says that it is a table cell's: there each pipe of the content has a backslash before
    it in the source.
    """

    def __init__(self, content: str, spans: list[Span], *, cell: bool = False) -> None:
        self._content = content
        self._spans = spans
        self.cell = cell

    def of(self, offset: int) -> int:
        """Return the offset in the source of an offset in the content."""
        start = self._content.rfind("\n", 0, offset) + 1
        line = self._content[start:].partition("\n")[0]
        column = max(0, offset - start - (len(line) - len(line.lstrip())))
        if self.cell:
            column += self._content.count("|", 0, offset)
        return self._spans[self._content.count("\n", 0, offset)].start + column


class Lines:
    """The lines of a source, and the content of blocks found again in them."""

    def __init__(self, source: str, body: int = 0) -> None:
        self._source = source
        self._bounds = _bounds(source, body)

    def place(self, content: str, first: int) -> list[Span] | None:
        """Return a span for each line of ``content``, whose first stands in line ``first``.

        None where a line is not found: then the source is left alone there.
        """
        if "\n" not in content:
            span = self._place_line(content.strip(), first)
            return None if span is None else [span]
        spans = [
            self._place_line(wanted.strip(), first + number)
            for number, wanted in enumerate(content.split("\n"))
        ]
        found = [span for span in spans if span is not None]
        return found if len(found) == len(spans) else None

    def number(self, line: int) -> int:
        """Return the number in the file, from 1, of a line counted from the body's first, 0."""
        return self._source.count("\n", 0, self._bounds[line][0]) + 1

    def cells(self, row: int) -> list[Span]:
        """Return the spans of a table row's cells, without the white space around them."""
        line_start, line_end = self._bounds[row]
        containers = CONTAINERS.match(self._source, line_start, line_end)
        start = containers.end() if containers else line_start
        start += self._source.startswith("|", start, line_end)
        cells = []
        for end in _pipes(self._source, start, line_end):
            raw = self._source[start:end]
            left = start + len(raw) - len(raw.lstrip())
            cells.append(Span(line_start, left, left + len(raw.strip())))
            start = end + 1
        return cells

    def _place_line(self, wanted: str, number: int) -> Span | None:
        if number >= len(self._bounds):
            return None
        line_start, line_end = self._bounds[number]
        line = self._source[line_start:line_end]
        shown = line.rstrip()
        if not shown.endswith(wanted):
            shown = _CLOSING_HASHES.sub("", line).rstrip()
            if not shown.endswith(wanted):
                return None
        end = line_start + len(shown)
        return Span(line_start, end - len(wanted), end)


def _bounds(source: str, body: int) -> list[tuple[int, int]]:
    """Return start and end of each line from ``body`` on, without the characters that end it."""
    if "\r" not in source:
        ends = list(accumulate(len(line) + 1 for line in source[body:].split("\n")))
        return [(body + a, body + b - 1) for a, b in pairwise([0, *ends])]
    bounds, start = [], body
    for match in _LINE_END.finditer(source, body):
        bounds.append((start, match.start()))
        start = match.end()
    return [*bounds, (start, len(source))]


def _pipes(source: str, start: int, end: int) -> list[int]:
    """Return where cells end: at each pipe that no backslash escapes, and at the line's end."""
    ends = []
    escaped = False
    for index in range(start, end):
        char = source[index]
        if char == "|" and not escaped:
            ends.append(index)
        escaped = char == "\\"  # as markdown-it has it: it looks at one character only
    if not ends or source[ends[-1] + 1 : end].strip():
        ends.append(end)
    return ends
