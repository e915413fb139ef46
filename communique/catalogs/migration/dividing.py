"""A translation cut as its source is cut, where that can be told; and put together again."""

from __future__ import annotations

import re
from collections.abc import Sequence

from communique.catalogs.migration.cover import Row
from communique.language import spans

# A sentence's translation is so many times longer or shorter, at most, than the whole leads to
# expect, give or take a few characters.
_FACTOR = 2.0
_SLACK = 12
# What stands in the same sentence on both sides: figures, tags, targets, footnotes, emphasis.
_MARK = re.compile(
    rf"\d+|{spans.TAG}|{spans.LINK_TARGET}|{spans.FOOTNOTE}|{spans.URL}|\*{{1,3}}|`+|~~",
    re.DOTALL,
)


def together(texts: Sequence[str], gaps: Sequence[str]) -> str:
    """Put texts together as an edition does, with what stands between their sources."""
    from communique.segmentation import join_sentences

    return join_sentences([text.strip() for text in texts], gaps)


def divided(whole: str, news: Row, locale: str) -> list[str]:
    """Cut a translation by sentences; nothing where there are more or fewer than wanted."""
    from communique.segmentation import split_sentences

    pieces = [piece.strip() for piece in split_sentences(whole, locale)]
    return pieces if len(pieces) == len(news.keys) else []


def is_plausible(sources: Sequence[str], pieces: Sequence[str]) -> bool:
    """Whether each piece may well be the translation of the source in its place.

    It is not where the translator seems to have moved something from one sentence to another.
    """
    growth = sum(map(len, pieces)) / max(1, sum(map(len, sources)))
    known = {mark for piece in pieces for mark in _marks(piece)}
    return all(
        _may_be(source, piece, growth) and _marks(source) & known <= _marks(piece)
        for source, piece in zip(sources, pieces, strict=True)
    )


def _may_be(source: str, piece: str, growth: float) -> bool:
    expected, slack = growth * len(source), _SLACK * min(1.0, growth)
    return expected / _FACTOR - slack <= len(piece) <= expected * _FACTOR + slack


def _marks(text: str) -> set[str]:
    return {match.group() for match in _MARK.finditer(text)}
