"""A translation cut as its source is cut, and what can be seen of whether each piece fits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from decimal import Decimal
from typing import NamedTuple

from communique.language import numbers, spans
from communique.language.meaning.negation import polarity
from communique.language.scripts import language_of

# A sentence's translation is longer or shorter than the whole leads to expect by this share of
# its length, at most, and a few characters (as long as those of the source).
_SHARE = 0.25
_SLACK = 4
# What stands in the same sentence on both sides: figures, tags, targets, footnotes, emphasis.
_MARK = re.compile(
    rf"\d+|{spans.TAG}|{spans.LINK_TARGET}|{spans.FOOTNOTE}|{spans.URL}|{spans.EMAIL}"
    r"|\*{1,3}|`+|~~",
    re.DOTALL,
)
_WORD = re.compile(r"[A-ZÀ-ÖØ-Þ\u0370-\u03ff\u0400-\u04ff][\w’'-]*\w")
_LETTER = "A-Za-zÀ-ÖØ-öø-ɏ\u0370-\u04ff"
_ASKING, _CALLING = frozenset("?？؟՞\u037e⁇⁈⁉"), frozenset("!！՜‼⁈⁉")


def together(texts: Sequence[str], gaps: Sequence[str]) -> str:
    """Put texts together as an edition does, with what stands between their sources."""
    from communique.segmentation import join_sentences

    return join_sentences([text.strip() for text in texts], gaps)


def whole_of(texts: Sequence[str], gaps: Sequence[str]) -> str:
    """Put texts together; the white space around them all stays, for it is shown in a title."""
    first, last = texts[0], texts[-1]
    begin, end = first[: len(first) - len(first.lstrip())], last[len(last.rstrip()) :]
    return begin.strip("\n") + together(texts, gaps) + end.strip("\n")


class Pair(NamedTuple):
    """A sentence, and the piece of a translation that stands in its place."""

    source: str
    piece: str


def agrees(sources: Sequence[str], pieces: Sequence[str], language: str, locale: str) -> bool:
    """Whether each piece agrees with the source in its place in all that can be seen.

    It does not where the translator seems to have moved something from one sentence to another:
    figures, names, negations, links and tags, questions and calls, and the lengths.

    Args:
        sources: the sentences of the source, in order.
        pieces: the translation, cut into as many.
        language: the source's.
        locale: the translation's.
    """
    pairs = [Pair(*pair) for pair in zip(sources, pieces, strict=True)]
    return (
        _long_as_expected(pairs)
        and _alike(pairs, _marks)
        and _names_alike(pairs)
        and all(_asks_alike(pair, locale) for pair in pairs)
        and all(_negates_alike(pair, language, locale) for pair in pairs)
        and all(_counts_alike(pair, language, locale) for pair in pairs)
    )


def _long_as_expected(pairs: Sequence[Pair]) -> bool:
    growth = sum(len(pair.piece) for pair in pairs) / max(1, sum(len(one.source) for one in pairs))
    slack = _SLACK * min(1.0, growth)
    expected = [(pair, growth * len(pair.source)) for pair in pairs]
    return all(abs(len(pair.piece) - size) <= _SHARE * size + slack for pair, size in expected)


def _alike(pairs: Sequence[Pair], of: Callable[[str], Collection[str]]) -> bool:
    """Whether what stands on both sides, anywhere, stands in the same pairs."""
    ours = {one for pair in pairs for one in of(pair.source)}
    both = ours & {one for pair in pairs for one in of(pair.piece)}
    return all(both & set(of(pair.source)) == both & set(of(pair.piece)) for pair in pairs)


def _marks(text: str) -> Collection[str]:
    return {match.group() for match in _MARK.finditer(text)}


def _names_alike(pairs: Sequence[Pair]) -> bool:
    """Whether words with a capital that both sides have, accents aside, stand in the same pairs."""
    bare = [Pair(_bare(pair.source), _bare(pair.piece)) for pair in pairs]
    names = {word for pair in bare for word in _WORD.findall(pair.source)}
    for name in names:
        stands = re.compile(rf"(?<![{_LETTER}]){re.escape(name)}(?![{_LETTER}])").search
        if any(stands(pair.piece) for pair in bare) and any(
            bool(stands(pair.source)) != bool(stands(pair.piece)) for pair in bare
        ):
            return False
    return True


def _bare(text: str) -> str:
    plain = unicodedata.normalize("NFD", spans.prose(text))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def _asks_alike(pair: Pair, locale: str) -> bool:
    source, piece = spans.prose(pair.source), spans.prose(pair.piece)
    asking = _ASKING | {";"} if language_of(locale) == "el" else _ASKING
    return (
        _ASKING.isdisjoint(source) == asking.isdisjoint(piece)
        and _CALLING.isdisjoint(source) == _CALLING.isdisjoint(piece)
    )  # fmt: skip


def _negates_alike(pair: Pair, language: str, locale: str) -> bool:
    ours = polarity(spans.prose(pair.source), language_of(language))
    theirs = polarity(spans.prose(pair.piece), language_of(locale))
    if ours is None or theirs is None:
        return True
    return bool(ours.negations) == bool(theirs.negations)


def _counts_alike(pair: Pair, language: str, locale: str) -> bool:
    words: tuple[frozenset[Decimal], frozenset[Decimal]]
    difference = numbers.same_values(pair.source, language, pair.piece, locale)
    words = numbers.changed_words(pair.source, language, pair.piece, locale)
    return not (difference.missing or difference.extra or any(words))
