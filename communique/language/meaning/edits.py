"""Two versions of a text: the words that an edit took away, and the words that it put."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from communique.language.meaning import clock, wordlists
from communique.language.spans import prose

if TYPE_CHECKING:
    from collections.abc import Iterable

    from communique.language.meaning.wordlists import Meaning, Token

_MARKUP = re.compile(r"[<>`\[\]*_~&\\@]|://|www\.|\.(?:org|com|net|int|eu|info|io|gov|edu)\b")
_AROUND = 3  # words beside a change that may say how its numbers are to be read


class FlipKind(StrEnum):
    """What an edit changed in what a text says."""

    NEGATION = "negation"
    NUMBER = "number"
    DATE = "date"
    NAME = "name"


class Flip(NamedTuple):
    """A change of meaning: what was said, what is said now, as written; "" where absent."""

    kind: FlipKind
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a text.

    Attributes:
        text: its prose.
        figures: the same, without the times of day that the other version says otherwise.
        said: its words, such a time as one.
        middle: the words between what both versions begin with and what both end with.
        changed: which words the other version has not, or not as often.
    """

    text: str
    figures: str
    said: list[Token]
    middle: tuple[int, int]
    changed: list[int]

    def form(self, at: int) -> str:
        """A word as it is compared."""
        return self.said[at].form

    def written(self, at: int) -> str:
        """A word as it is written."""
        return self.text[self.said[at].start : self.said[at].end]

    def gap(self, at: int) -> str:
        """What stands between a word and the one before."""
        return self.text[self.said[at - 1].end if at else 0 : self.said[at].start]

    def variants(self, at: int) -> tuple[str, ...]:
        """A word as it is compared, and without what is written together with it."""
        return self.said[at].variants

    def meanings(self, at: int) -> frozenset[Meaning]:
        """What a word means on its language's scales."""
        return self.said[at].meanings

    def slot(self, at: int) -> int:
        """After how many words that both versions have a changed word stands."""
        return at - bisect_left(self.changed, at)

    def around(self) -> range:
        """The words from the first changed to the last, and a few around them."""
        first = max(0, self.middle[0] - _AROUND)
        while first and self.form(first)[0].isdigit():
            first -= 1
        return range(first, min(len(self.said), self.middle[1] + _AROUND))

    def window(self) -> str:
        """What is written there, but for times of day."""
        places = self.around()
        if not places:
            return ""
        end = self.said[places.stop].start if places.stop < len(self.said) else len(self.text)
        return self.figures[self.said[places.start].start : end]


def versions(before: str, after: str, language: str) -> tuple[Version, Version]:
    """Read two versions of a text, and find what differs.

    Args:
        before: the text as it was, Markdown raw.
        after: the text as it is.
        language: their bare language.
    """
    texts = [wordlists.shown(_prose(text), language) for text in (before, after)]
    old, new = (wordlists.tokens(text, language) for text in texts)
    figures = list(texts)
    if times := clock.paired((texts[0], old), (texts[1], new), wordlists.words(language)):
        figures[0] = _blanked(texts[0], old, [one for one, _ in times])
        figures[1] = _blanked(texts[1], new, [one for _, one in times])
        old = clock.folded(old, times)
        new = clock.folded(new, [(theirs, ours) for ours, theirs in times])
    ours, theirs = [token.form for token in old], [token.form for token in new]
    start, end = _common(ours, theirs)
    spans = (start, len(ours) - end), (start, len(theirs) - end)
    left, right = Counter(ours[slice(*spans[0])]), Counter(theirs[slice(*spans[1])])
    return (
        Version(texts[0], figures[0], old, spans[0], _excess(ours, spans[0], left - right)),
        Version(texts[1], figures[1], new, spans[1], _excess(theirs, spans[1], right - left)),
    )


def _blanked(text: str, said: list[Token], times: list[clock.Time]) -> str:
    for time in times:
        start, end = said[time.first].start, said[time.last].end
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def flip(
    kind: FlipKind, old: Version, gone: Iterable[int], new: Version, came: Iterable[int]
) -> Flip:
    """Return a flip from words of the old version to words of the new one.

    Where no word is named, all that changed is.
    """
    gone, came = list(gone), list(came)
    if not gone and not came:
        gone, came = old.changed, new.changed

    def said(version: Version, places: Iterable[int]) -> str:
        return " ".join(dict.fromkeys(version.written(at) for at in sorted(places)))

    return Flip(kind, said(old, gone), said(new, came))


def scales(old: Version, new: Version, scale_kind: str, kind: FlipKind) -> list[Flip]:
    """Find words replaced by words of another group on the same scale.

    Words are compared that stand in the same place, then all that changed: there one side must
    have none of the other's groups.
    """
    gone = _groups(old, scale_kind)
    came = _groups(new, scale_kind) if gone else {}
    found = []
    for scale in gone.keys() & came.keys():
        ours, theirs = gone[scale], came[scale]
        if {group for group, _ in ours}.isdisjoint(group for group, _ in theirs):
            places = [at for _, at in ours], [at for _, at in theirs]
            found.append(flip(kind, old, places[0], new, places[1]))
        else:
            found += _in_place(ours, theirs, old, new, kind)
    return found


def _in_place(
    ours: list[tuple[int, int]],
    theirs: list[tuple[int, int]],
    old: Version,
    new: Version,
    kind: FlipKind,
) -> list[Flip]:
    for group, at in ours:
        there = [one for one in theirs if new.slot(one[1]) == old.slot(at)]
        if there and all(other != group for other, _ in there):
            return [flip(kind, old, [at], new, [one for _, one in there])]
    return []


def _groups(version: Version, scale_kind: str) -> dict[tuple[str, int], list[tuple[int, int]]]:
    """The scales that changed words stand on: their groups, and where."""
    found: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for at in version.changed:
        for meaning in version.meanings(at):
            if meaning.scale[0] == scale_kind:
                found.setdefault(meaning.scale, []).append((meaning.group, at))
    return found


def _prose(text: str) -> str:
    return prose(text) if _MARKUP.search(text) else text


def _common(ours: list[str], theirs: list[str]) -> tuple[int, int]:
    """How many words two texts have in common at their beginning, and at their end."""
    shorter = min(len(ours), len(theirs))
    start = 0
    while start < shorter and ours[start] == theirs[start]:
        start += 1
    end = 0
    while end < shorter - start and ours[-1 - end] == theirs[-1 - end]:
        end += 1
    return start, end


def _excess(forms: list[str], span: tuple[int, int], more: Counter[str]) -> list[int]:
    found: list[int] = []
    for at in range(*span):
        if more.get(forms[at], 0) > 0:
            more[forms[at]] -= 1
            found.append(at)
    return found


def nearly(one: str, other: str) -> bool:
    """Whether two words differ by one letter, put, dropped or changed, or by two that swapped."""
    if abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < 3:
        return False
    start, end = _common(list(one), list(other))
    left, right = one[start : len(one) - end], other[start : len(other) - end]
    return max(len(left), len(right)) <= 1 or (len(left) == 2 and left == right[::-1])


def transposed(one: str, other: str) -> bool:
    """Whether two words differ only in the order of two neighbouring letters."""
    return (
        len(one) == len(other)
        and one != other
        and sorted(one) == sorted(other)
        and nearly(one, other)
    )
