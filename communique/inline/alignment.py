"""Which words of a translation render which words of its source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from communique.inline.elements import STAND_IN
from communique.inline.words import Words, words_of

Links = Sequence[tuple[int, int, int, int]]

_WIDEST = 12  # words that one link may cover: more says nothing about any of them


class Alignment:
    """A source and its translation, word by word.

    Args:
        plain: the source.
        target: its translation.
        links: (source start, source end, target start, target end), in characters; any order.

    Attributes:
        votes: for each word of the target, the source words under it, and how much of it each is.
        heirs: for each word of the source, the target words that it gave, in their order.
    """

    def __init__(self, plain: str, target: str, links: Links) -> None:
        self.source = words_of(plain)
        self.target = words_of(target)
        self.votes: list[dict[int, float]] = [{} for _ in range(len(self.target))]
        for link in links:
            self._link(*link)
        self._same()
        self.heirs: list[list[int]] = [[] for _ in range(len(self.source))]
        for place, votes in enumerate(self.votes):
            for word in votes:
                self.heirs[word].append(place)

    def _link(self, start: int, end: int, into: int, until: int) -> None:
        source, target = self.source.over(start, end), self.target.over(into, until)
        if not (0 < len(source) <= _WIDEST and 0 < len(target) <= _WIDEST):
            return
        for place in target:
            shared = _shared(self.target, place, into, until)
            for word in source:
                votes = self.votes[place]
                first, last = self.source.starts[word], self.source.ends[word]
                share = (min(last, end) - max(first, start)) / (end - start)
                votes[word] = votes.get(word, 0.0) + shared * share

    def _same(self) -> None:
        """Trust what stands on both sides once: a name, a number, a stand-in."""
        ours, theirs = _marks(self.source), _marks(self.target)
        for mark, word in ours.items():
            place = theirs.get(mark, -1)
            if word >= 0 and place >= 0:
                self.votes[place] = {word: 1.0}

    def inside(self, place: int, words: range) -> float:
        """Return how much of a target word comes from a range of source words, from 0 to 1.

        Where nothing is known of a word, it is 0.5. The heads of models point to signs and short
        words for want of better, so these count little beside others under a long word, and signs
        under any word not at all.
        """
        weight = self.target.weights[place]
        within = total = 0.0
        for word, share in self.votes[place].items():
            share *= self._trust(weight, self.source.weights[word])
            total += share
            within += share if word in words else 0.0
        return within / total if total > 0 else 0.5

    @staticmethod
    def _trust(target: float, source: float) -> float:
        if target == 0:
            return 1.0
        return source if target == 1.0 or source == 0 else 1.0


def _shared(words: Words, index: int, start: int, end: int) -> float:
    """Return the part of a word that lies in ``[start, end)``."""
    first, last = words.starts[index], words.ends[index]
    return (min(last, end) - max(first, start)) / (last - first)


def _marks(words: Words) -> dict[str, int]:
    """Return the words that translation leaves as they are, and where; -1 for those that recur."""
    found: dict[str, int] = {}
    counts: Counter[str] = Counter()
    for index in range(len(words)):
        word = words.word(index)
        if any(char.isdigit() or char.isupper() for char in word):
            key = word.upper() if STAND_IN.fullmatch(word) else word
            counts[key] += 1
            found[key] = index if counts[key] == 1 else -1
    return found
