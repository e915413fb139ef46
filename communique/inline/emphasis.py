"""Emphasis in Markdown: which asterisks, underscores and tildes belong together."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

_ASCII = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


@dataclass(slots=True)
class Run:
    """A run of one delimiter in a text, at ``[start, end)``.

    Attributes:
        closes: the widths of the emphases that end here, in their order.
        opens: the widths of those that begin here, the innermost first.
    """

    start: int
    end: int
    char: str
    can_open: bool
    can_close: bool
    left: int = 0
    closes: list[int] = field(default_factory=list)
    opens: list[int] = field(default_factory=list)


def run_of(text: str, start: int, end: int) -> Run:
    """Return the run of a delimiter at a place of a text, as CommonMark sees it."""
    char = text[start]
    before, after = text[start - 1 : start] or " ", text[end : end + 1] or " "
    left = not after.isspace() and (not _punct(after) or before.isspace() or _punct(before))
    right = not before.isspace() and (not _punct(before) or after.isspace() or _punct(after))
    if char == "_":
        opens, closes = (
            left and (not right or _punct(before)),
            right and (not left or _punct(after)),
        )
    else:
        opens, closes = left, right
    width = end - start
    return Run(start, end, char, opens, closes, width - width % 2 if char == "~" else width)


def pair(runs: Sequence[Run]) -> None:
    """Fill in what each run of a text opens and closes: CommonMark's delimiter stack.

    Each kind of closer remembers down to where it has looked in vain, so that the time grows with
    the number of runs, and no faster.
    """
    stack: list[Run] = []
    bottoms: dict[tuple[str, bool, int], int] = {}
    for run in runs:
        kind = (run.char, run.can_open, (run.end - run.start) % 3)
        while run.can_close and run.left:
            bottom = min(bottoms.get(kind, 0), len(stack))
            place = _opener(stack, run, bottom)
            if place < 0:
                bottoms[kind] = len(stack)
                break
            _join(stack[place], run)
            del stack[place + (stack[place].left > 0) :]
        if run.can_open and run.left:
            stack.append(run)


def _opener(stack: Sequence[Run], closer: Run, bottom: int) -> int:
    for place in range(len(stack) - 1, bottom - 1, -1):
        if stack[place].char == closer.char and _match(stack[place], closer):
            return place
    return -1


def _match(opener: Run, closer: Run) -> bool:
    """Apply the rule of three: a run that can do both does not close one that it does not fit."""
    if opener.char == "~" or not (opener.can_close or closer.can_open):
        return True
    one, other = opener.end - opener.start, closer.end - closer.start
    return (one + other) % 3 != 0 or (one % 3 == 0 and other % 3 == 0)


def _join(opener: Run, closer: Run) -> None:
    width = 2 if opener.left >= 2 and closer.left >= 2 else 1
    opener.opens.append(width)
    closer.closes.append(width)
    opener.left -= width
    closer.left -= width


def _punct(char: str) -> bool:
    return char in _ASCII or unicodedata.category(char).startswith("P")
