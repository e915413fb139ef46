"""Sentences of a reviewed segment, paired with their translations where there is no doubt."""

from __future__ import annotations

import re
from collections.abc import Callable

_NUMBER = re.compile(r"\d+")
_FACTOR = 2.0
_SLACK = 12


def sentences_of(
    source: str,
    target: str,
    source_language: str,
    locale: str,
    split: Callable[[str, str], list[str]] | None = None,
) -> list[tuple[str, str]]:
    """Pair the sentences of a segment with those of its translation, in order.

    Args:
        source: the segment.
        target: its translation.
        source_language: the segment's locale.
        locale: the translation's.
        split: what cuts sentences; where None, what knows no abbreviations but its own.

    Returns:
        Pairs without the white space around them; none at all where the two sides do not have the
        same number of sentences, where there is only one, or where any pair looks as if the
        translator had moved something: a length far from what the whole segment leads to expect,
        or a number that stands in another sentence of the translation.
    """
    from communique.segmentation import split_sentences

    split = split or split_sentences
    ours = [piece.strip() for piece in split(source, source_language)]
    theirs = [piece.strip() for piece in split(target, locale)]
    if len(ours) != len(theirs) or len(ours) < 2:
        return []
    pairs = list(zip(ours, theirs, strict=True))
    growth = len(target) / len(source)
    known = _numbers(target)
    return pairs if all(_plausible(*pair, growth, known) for pair in pairs) else []


def _plausible(source: str, target: str, growth: float, known: set[int]) -> bool:
    """Tell whether a sentence may be the translation of another.

    Args:
        source: a sentence.
        target: what stands in its place in the translation.
        growth: how much longer the whole translation is than the whole segment, as a factor.
        known: the numbers of the whole translation.
    """
    if not source or not target or (_numbers(source) & known) - _numbers(target):
        return False
    expected, slack = growth * len(source), _SLACK * min(1.0, growth)
    return expected / _FACTOR - slack <= len(target) <= expected * _FACTOR + slack


def _numbers(text: str) -> set[int]:
    """The runs of digits in a text, of any script; too long ones only by their end."""
    return {int(run[-18:]) for run in _NUMBER.findall(text)}
