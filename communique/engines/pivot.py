"""Two translations, one after the other: what they are together."""

from __future__ import annotations

from bisect import bisect_left

from communique.engines.base import Link, Translation, worst


def through(first: Translation, second: Translation) -> Translation:
    """Return what two stages made of a sentence together.

    Args:
        first: the sentence in the pivot language.
        second: that, in the target language.

    Returns:
        The second's text; the worse score; the risk that either of them is wrong; the doubts of
        both; links from the sentence to the text, where both stages have some.
    """
    if not first.text:
        return first
    return Translation(
        second.text,
        worst((first, second)),
        round(1 - (1 - first.risk) * (1 - second.risk), 3),
        tuple(dict.fromkeys((*first.doubts, *second.doubts))),
        _composed(first.links, second.links),
        tuple(through(first, other) for other in second.others),
    )


def _composed(first: tuple[Link, ...], second: tuple[Link, ...]) -> tuple[Link, ...]:
    """Follow each link of the second stage back through those of the first that it touches."""
    ordered = sorted(first, key=lambda link: link.target_start)
    ends = [link.target_end for link in ordered]
    found = []
    for link in second:
        best, most = None, 0
        for one in ordered[max(0, bisect_left(ends, link.source_start) - 1) :]:
            if one.target_start >= link.source_end:
                break
            shared = min(one.target_end, link.source_end) - max(one.target_start, link.source_start)
            if shared > most:
                best, most = one, shared
        if best is not None:
            found.append(
                Link(best.source_start, best.source_end, link.target_start, link.target_end)
            )
    return tuple(found)
