"""Where the elements of a source belong in its translation."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from communique.inline import edges
from communique.inline.alignment import Alignment, Links
from communique.inline.elements import STAND_IN, Element, Marked
from communique.language.words import in_word

Place = tuple[int, int]

_FREE = -1  # the owner of a word of the target that no span has taken
_SURE = 0.6
_FAR = 12  # words that a span may run over without one of its own


def places(
    marked: Marked, target: str, links: Links, hints: Sequence[Mapping[str, str]]
) -> list[Place] | None:
    """Find a place for every element.

    Args:
        marked: the source, parsed.
        target: the translation of ``marked.plain``.
        links: its alignment, in characters.
        hints: what the texts of spans became elsewhere; the first that fits counts.

    Returns:
        A place for each of ``marked.elements``, nested as in the source; None where one has none.
    """
    placer = _Placer(marked, target, links, hints)
    found: list[Place] = []
    for index, element in enumerate(marked.elements):
        outer = found[element.parent] if element.parent >= 0 else (0, len(target))
        place = placer.place(index, element, outer)
        if place is None:
            return None
        found.append(place)
    return found if _nested(marked.elements, found) else None


@dataclass(slots=True)
class _Run:
    """A stretch of target words, and how much of it comes from within a span."""

    first: int
    last: int
    score: float


class _Placer:
    def __init__(
        self, marked: Marked, target: str, links: Links, hints: Sequence[Mapping[str, str]]
    ) -> None:
        self._marked = marked
        self._plain = marked.plain
        self._target = target
        self._hints = hints
        self._words = Alignment(marked.plain, target, links)
        self._owner = [_FREE] * len(self._words.target)
        self._breaks = [match.start() for match in re.finditer("\n", target)]
        self._stand_ins: dict[str, list[Place]] = {}
        for match in STAND_IN.finditer(target):
            self._stand_ins.setdefault(match.group().upper(), []).append(match.span())

    def place(self, index: int, element: Element, outer: Place) -> Place | None:
        """Return where an element goes, given where the span goes that it stands in."""
        if element.breaks:
            return self._break(element)
        if element.hidden:
            found = self._stand_ins.get(self._plain[element.start : element.end].upper(), [])
            return found[0] if len(found) == 1 else None
        if outer[0] == outer[1] and element.start == element.end:
            return outer
        if element.start == element.end:
            return self._point(element.start, outer)
        place = self._span(element, outer)
        if place is not None:
            for word in self._words.target.over(*place):
                self._owner[word] = index
        return place

    def _break(self, element: Element) -> Place | None:
        """Return the line break of the target that is the element's, counted from the start."""
        number = self._plain.count("\n", 0, element.start)
        if len(self._breaks) != self._plain.count("\n"):
            return None
        return self._breaks[number], self._breaks[number] + 1

    def _point(self, at: int, outer: Place) -> Place | None:
        """Place something without extent: after the word that stands before it, and its signs."""
        source, target = self._words.source, self._words.target
        if at in (0, len(self._plain)):
            place = outer[0] if at == 0 else outer[1]
            return place, place
        before = len(source.over(0, at)) - 1
        signs = ""
        while before >= 0 and source.weights[before] == 0:
            signs = source.word(before) + signs
            before -= 1
        heirs: list[int] = []
        while before >= 0 and not (heirs := self._words.heirs[before]):
            before -= 1
        if not heirs:
            return None
        place = target.ends[heirs[-1]]
        for sign in signs:
            place += self._target.startswith(sign, place)
        if self._plain[at - 1].isspace() and self._target[place : place + 1].isspace():
            place += 1
        place = min(max(place, outer[0]), outer[1])
        return place, place

    def _span(self, element: Element, outer: Place) -> Place | None:
        if element.start == 0 and element.end == len(self._plain):
            return 0, len(self._target)
        parent = self._marked.elements[element.parent] if element.parent >= 0 else None
        if parent and (parent.start, parent.end) == (element.start, element.end):
            return outer
        if in_word(self._plain, element.start) or in_word(self._plain, element.end):
            return self._within_word(element)
        text = self._plain[element.start : element.end]
        near = self._project(element, outer)
        exact = self._found(text, element, outer, near)
        if exact is not None:
            return edges.fitted(text, self._target, exact)
        return edges.fitted(text, self._target, near) if near else None

    def _project(self, element: Element, outer: Place) -> Place | None:
        """Return the run of words in which those from inside outweigh those from outside most."""
        words = self._words.source.over(element.start, element.end)
        heirs = sorted({place for word in words for place in self._words.heirs[word]})
        best = run = None
        for place in heirs:
            gain = self._gain(place, words, element.parent, outer)
            if gain is None:
                run = None
                continue
            run = self._grown(run, place, gain, words, element.parent, outer)
            if run.score > (best.score if best else 0) + 1e-9:
                best = _Run(run.first, run.last, run.score)
        if best is None:
            return None
        self._trim(best, words)
        return self._words.target.starts[best.first], self._words.target.ends[best.last]

    def _gain(self, place: int, words: range, owner: int, outer: Place) -> float | None:
        """Return what a target word counts for a span; None if it is not to be had."""
        target = self._words.target
        if not (outer[0] <= target.starts[place] and target.ends[place] <= outer[1]):
            return None
        if self._owner[place] not in (_FREE, owner):
            return None
        return target.weights[place] * (2 * self._words.inside(place, words) - 1)

    def _grown(
        self,
        run: _Run | None,
        place: int,
        gain: float,
        words: range,
        owner: int,
        outer: Place,
    ) -> _Run:
        """Lengthen a run to a word, or begin anew there, whichever is worth more."""
        if run is None or place - run.last > _FAR:
            return _Run(place, place, gain)
        score = run.score
        for between in range(run.last + 1, place):
            cost = self._gain(between, words, owner, outer)
            if cost is None:
                return _Run(place, place, gain)
            score += cost
        if score <= 0:
            return _Run(place, place, gain)
        return _Run(run.first, place, score + gain)

    def _trim(self, run: _Run, words: range) -> None:
        """Leave out the article that an article before the span became, and stray short words."""
        run.first = self._own(run.first, run.last, words)
        while run.first < run.last and self._stray(run.last, words):
            run.last -= 1

    def _own(self, first: int, last: int, words: range) -> int:
        """Return the first word of a run that is not the article before the span."""
        source, target = self._words.source, self._words.target
        before = words.start - 1
        if before < 0 or not source.light(before) or source.light(words.start):
            return first
        heirs = self._words.heirs[before]
        while first < last and target.light(first) and (first in heirs or not heirs):
            first += 1
            if not heirs:
                break
        return first

    def _stray(self, place: int, words: range) -> bool:
        """Say whether a short word at the end of a run has no good reason to be in it."""
        if not self._words.target.light(place) or self._words.source.light(words.stop - 1):
            return False
        return self._words.inside(place, words) < _SURE

    def _found(self, text: str, element: Element, outer: Place, near: Place | None) -> Place | None:
        """Find a span's words in the target: as they were translated elsewhere, or as they are.

        They have to be where the alignment points, or where at least some of it does; where it is
        silent, there must be as many of them as in the source.
        """
        wanted = [
            pattern
            for hint in self._hints
            if (words := edges.stripped(hint.get(text.strip(), "")))
            for pattern in (edges.whole(words), edges.inflected(words))
        ]
        if near is None or not text.islower():
            wanted.append(edges.whole(edges.stripped(text)))
        for pattern in wanted:
            everywhere = (
                [match.span() for match in pattern.finditer(self._target)] if pattern else []
            )
            places = [one for one in everywhere if self._free(one, element, outer)]
            found = [one for one in places if near and one[0] < near[1] and near[0] < one[1]]
            if len(found) == 1:
                return self._without_article(found[0], element)
            if len(places) == 1 and (near is None or self._supported(places[0], element)):
                return self._without_article(places[0], element)
            ranked = self._ranked(everywhere, text, element)
            if ranked in places:
                return ranked
        return None

    def _supported(self, place: Place, element: Element) -> bool:
        words = self._words.source.over(element.start, element.end)
        return any(
            self._words.inside(word, words) > 0 and self._words.votes[word]
            for word in self._words.target.over(*place)
        )

    def _ranked(self, places: Sequence[Place], text: str, element: Element) -> Place | None:
        """Return the place that is as far down the target as a span is down the source, if its
        words are there as often as here.
        """
        pattern = edges.whole(edges.stripped(text))
        same = [match.start() for match in pattern.finditer(self._plain)] if pattern else []
        rank = sum(start < element.start for start in same)
        return places[rank] if rank < len(places) == len(same) else None

    def _without_article(self, place: Place, element: Element) -> Place:
        """Leave out the article of words that were translated by themselves, likewise."""
        source, target = self._words.source, self._words.target
        words, found = source.over(element.start, element.end), target.over(*place)
        if not (words and found):
            return place
        first = self._own(found.start, found.stop - 1, words)
        return (target.starts[first], place[1]) if first > found.start else place

    def _free(self, place: Place, element: Element, outer: Place) -> bool:
        words = self._words.target.over(*place)
        return (
            outer[0] <= place[0]
            and place[1] <= outer[1]
            and all(self._owner[word] in (_FREE, element.parent) for word in words)
        )

    def _within_word(self, element: Element) -> Place | None:
        """Place a span that begins or ends inside a word (CO<sub>2</sub>): alignments know words.

        It is found in the same word; or else, if it is no mere run of small letters, by itself at
        the same end of a word.
        """
        start, end = element.start, element.end
        while in_word(self._plain, start):
            start -= 1
        while in_word(self._plain, end):
            end += 1
        found = edges.all_of(self._target, self._plain[start:end], whole=True)
        if len(found) == 1:
            at = found[0][0]
            return at + element.start - start, at + element.end - start
        text = self._plain[element.start : element.end]
        places = [] if text.islower() else edges.all_of(self._target, text)
        if len(places) != 1:
            return None
        same = (start < element.start, end > element.end)
        first, last = places[0]
        return (
            places[0]
            if same == (in_word(self._target, first), in_word(self._target, last))
            else None
        )


def _nested(elements: Sequence[Element], found: Sequence[Place]) -> bool:
    """Say whether elements lie inside or beside each other in the target as in the source."""
    children: dict[int, list[Place]] = {}
    for element, place in zip(elements, found, strict=True):
        children.setdefault(element.parent, []).append(place)
        if element.parent >= 0:
            outer = found[element.parent]
            if not (outer[0] <= place[0] and place[1] <= outer[1]):
                return False
    for siblings in children.values():
        siblings.sort()
        for (_, end), (start, _) in pairwise(siblings):
            if start < end:
                return False
    return True
