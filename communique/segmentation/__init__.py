"""Sentence boundaries: sentencex on a plain view of the text, corrected by rules per language."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, version
from itertools import pairwise
from typing import TYPE_CHECKING

from communique.segmentation.rules import Edge, extra_cuts, joins
from communique.segmentation.view import View, view_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["VERSION", "join_sentences", "split_sentences"]

_RULES = 1
_BLOCK = 20_000
_CONTEXT = 60
_NEED_SPACE = (".", "!", "?")
_WIDE_END = re.compile(r"[。！？…]$")


def _version() -> str:
    try:
        return f"sentencex {version('sentencex')}, rules {_RULES}"
    except PackageNotFoundError:  # pragma: no cover - a frozen program without metadata
        return f"sentencex unknown, rules {_RULES}"


VERSION = _version()


def split_sentences(text: str, language: str) -> list[str]:
    """Cut a text into sentences.

    Args:
        text: plain text, Markdown or HTML; no cut falls inside emphasis, a link, code or a tag.
        language: a locale identifier (``en``, ``pt_BR``); one without rules of its own will do.

    Returns:
        Pieces that, put together, are ``text`` exactly; white space ends the piece before it. No
        piece is empty or blank, unless the whole text is: then it is the only piece.
    """
    code = re.split(r"[-_@]", language)[0].lower()
    cuts = [0, *_cuts(text, code), len(text)]
    return [text[start:end] for start, end in pairwise(cuts)]


def join_sentences(sentences: Sequence[str], gaps: Sequence[str]) -> str:
    """Put translated sentences together with the gaps of the original between them.

    Chinese and Japanese have no space between sentences where other languages need one: a gap
    of the original is changed where the sentence before it shows that it must be.
    """
    parts: list[str] = []
    for sentence, gap in zip(sentences, gaps, strict=False):
        parts += [sentence, _fitting(gap, sentence)]
    return "".join([*parts, *sentences[len(gaps) :]])


def _fitting(gap: str, before: str) -> str:
    wide = _WIDE_END.search(before.rstrip("*_”’」』）\"'"))
    if wide and before[-1:] != "…":
        return "" if gap == " " else gap
    return gap or " "


def _cuts(text: str, language: str) -> Iterator[int]:
    """Yield the offsets where a sentence begins, but for the first, in order."""
    view = view_of(text)
    certain = set(extra_cuts(view.text, language))
    last = begin = 0
    for start in sorted({*_proposed(view.text, language), *certain}):
        edge = _edge(view, begin, start)
        if edge is None or (start not in certain and joins(edge, language)):
            continue
        cut = view.cut(edge.end, edge.next)
        if cut is None or not _parts(text, last, cut):
            continue
        if text[cut - 1].isspace() or not edge.left.endswith(_NEED_SPACE):
            yield cut
            last, begin = cut, edge.next


def _parts(text: str, last: int, cut: int) -> bool:
    """Tell whether a cut leaves more than blanks on both sides of it."""
    return last < cut < len(text) and not text[last:cut].isspace()


def _proposed(text: str, language: str) -> Iterator[int]:
    """Yield the places in a view where the splitter begins a sentence.

    It is asked about a bounded stretch at a time, cut at white space: some input takes it
    quadratic time.
    """
    import sentencex

    start = 0
    while start < len(text):
        end = _stretch_end(text, start)
        position = start
        for piece in sentencex.segment(language, text[start:end])[:-1]:
            position += len(piece)
            yield position
        start = end


def _stretch_end(text: str, start: int) -> int:
    end = start + _BLOCK
    if end >= len(text):
        return len(text)
    space = max(text.rfind(" ", start, end), text.rfind("\n", start, end))
    return space + 1 if space > start else end


def _edge(view: View, begin: int, start: int) -> Edge | None:
    """Return what stands around a place in the view; None where one side is blank."""
    text = view.text
    shown = text[start : start + _CONTEXT].lstrip()
    before = text[max(begin, start - _CONTEXT) : start].rstrip()
    if not shown or not before:
        return None
    following = start + len(text[start : start + _CONTEXT]) - len(shown)
    left_start = max(begin, start - _CONTEXT)
    return Edge(before, shown, left_start + len(before) - 1, following, left_start == begin)
