"""Where each new segment of a source comes from: edited, split or joined from which old ones."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from communique.statement import Key

# Two blocks are the same one, edited, where their texts are this much alike (0 to 100): between
# the same neighbours a rewritten sentence is enough, elsewhere it has to be a clear likeness.
_ALIKE_IN_PLACE = 45.0
_ALIKE_ELSEWHERE = 70.0
# The same words in another role (a paragraph became a quotation).
_ALIKE_IN_ANOTHER_ROLE = 95.0
# The pieces of a split block, put together, are the block but for a word or two.
_ALIKE_IN_PIECES = 90.0
_MOST_PIECES = 4
# How many vanished entries on either side are looked at for one new entry: keeps the work linear.
_WINDOW = 20
# Blocks that moved far are found by their rare words: those in at most so many vanished blocks.
_RARE = 8
_MOVED = 5


class Origin(NamedTuple):
    """The old segments that a new one was made from.

    One old segment: it was edited. Several: they were joined, in this order. ``parts`` are all
    the new ones that an old one was split into, in order; none where it was not split.
    """

    olds: tuple[Key, ...]
    parts: tuple[Key, ...] = ()

    @property
    def is_edit(self) -> bool:
        """Whether one segment became one other."""
        return len(self.olds) == 1 and not self.parts


def origins(old: Sequence[Key], new: Sequence[Key]) -> dict[Key, Origin]:
    """Say which old segments the new ones were made from; what is unchanged is not in the answer.

    The work is linear in the number of segments: each new one is compared with a bounded number
    of vanished ones, those near its place and those that share its rarest words.

    Args:
        old: the segments of the catalog, in their order; each only once.
        new: the segments of the source as it is now, in their order; each only once.
    """
    kept = set(old) & set(new)
    gone = [place for place, key in enumerate(old) if key not in kept]
    come = [place for place, key in enumerate(new) if key not in kept]
    if not gone or not come:
        return {}
    sides = _Sides(old, new, kept)
    found: dict[Key, Origin] = {}
    used: set[Key] = set()
    for whole, parts in _in_pieces(sides.expected_new, old, gone, new, come):
        if whole not in used and found.keys().isdisjoint(parts):
            used.add(whole)
            found |= dict.fromkeys(parts, Origin((whole,), tuple(parts)))
    for whole, parts in _in_pieces(sides.expected_old, new, come, old, gone):
        if whole not in found and used.isdisjoint(parts):
            used.update(parts)
            found[whole] = Origin(tuple(parts))
    pairs = _edits(
        sides,
        [place for place in gone if old[place] not in used],
        [place for place in come if new[place] not in found],
    )
    return found | {key: Origin((candidate,)) for key, candidate in pairs.items()}


class _Sides:
    """Both sequences, and where a place of one would be in the other, told by what was kept."""

    def __init__(self, old: Sequence[Key], new: Sequence[Key], kept: set[Key]) -> None:
        self.old, self.new = old, new
        self.before, self.after = _neighbours(old, kept), _neighbours(new, kept)
        self.expected_old = _expected(new, {key: place for place, key in enumerate(old)}, kept)
        self.expected_new = _expected(old, {key: place for place, key in enumerate(new)}, kept)


def _expected(keys: Sequence[Key], places: dict[Key, int], kept: set[Key]) -> list[int]:
    """Return for each place the one on the other side that its last kept neighbour points to."""
    found = []
    last = -1
    for key in keys:
        last = places[key] if key in kept else last + 1
        found.append(last)
    return found


def _neighbours(keys: Sequence[Key], kept: set[Key]) -> list[tuple[Key | None, Key | None]]:
    """Return for each place the nearest kept key before and after it."""
    above: list[Key | None] = []
    last: Key | None = None
    for key in keys:
        above.append(last)
        last = key if key in kept else last
    below: list[Key | None] = []
    last = None
    for key in reversed(keys):
        below.append(last)
        last = key if key in kept else last
    return list(zip(above, reversed(below), strict=True))


def _near(places: Sequence[int], middle: int) -> Sequence[int]:
    """The places on either side of a middle, a bounded number of them."""
    at = bisect_left(places, middle)
    return places[max(0, at - _WINDOW) : at + _WINDOW]


def _in_pieces(
    expected: Sequence[int],
    wholes: Sequence[Key],
    whole_places: Sequence[int],
    parts: Sequence[Key],
    part_places: Sequence[int],
) -> Iterator[tuple[Key, list[Key]]]:
    """Find runs of neighbouring segments on one side that are, together, one on the other."""
    bare = {place: _bare(parts[place].text) for place in part_places}
    for place in whole_places:
        whole, best = wholes[place], 0.0
        found: list[Key] = []
        text = _bare(whole.text)
        for start in _near(part_places, expected[place]):
            for size in _sizes(bare, start, len(text)):
                run = parts[start : start + size]
                if all(key.context == whole.context for key in run):
                    alike = _together(text, [bare[start + offset] for offset in range(size)])
                    found, best = (list(run), alike) if alike > best else (found, best)
        if found:
            yield whole, found


def _together(text: str, pieces: Sequence[str]) -> float:
    """How much pieces are a text (0 to 100); 0 if any one of them is not in it."""
    from rapidfuzz import fuzz

    alike = fuzz.ratio(text, "".join(pieces), score_cutoff=_ALIKE_IN_PIECES)
    if alike and all(fuzz.partial_ratio(piece, text) >= _ALIKE_IN_PIECES for piece in pieces):
        return alike
    return 0.0


def _sizes(bare: Mapping[int, str], start: int, length: int) -> Iterator[int]:
    """How many neighbours from a place on, two to four, have about the wanted length together."""
    total = 0
    for size in range(1, _MOST_PIECES + 1):
        piece = bare.get(start + size - 1)
        if piece is None:
            return
        total += len(piece)
        if total > length * 1.2 + 5:
            return
        if size > 1 and total * 1.2 + 5 > length:
            yield size


def _bare(text: str) -> str:
    return "".join(text.split())


def _edits(sides: _Sides, gone: Sequence[int], come: Sequence[int]) -> dict[Key, Key]:
    """Pair greedily, the most alike first; each old segment serves once."""
    pairs = sorted(_alike(sides, gone, come), key=lambda pair: -pair[0])
    taken: set[int] = set()
    found: dict[Key, Key] = {}
    for _, before, after in pairs:
        if before not in taken and sides.new[after] not in found:
            found[sides.new[after]] = sides.old[before]
            taken.add(before)
    return found


def _alike(
    sides: _Sides, gone: Sequence[int], come: Sequence[int]
) -> Iterator[tuple[float, int, int]]:
    """The pairs of a vanished and a new place that may be one block, with how much they agree."""
    from rapidfuzz import fuzz

    moved = _by_rare_words(sides, gone, come)
    for after in come:
        key = sides.new[after]
        near = _near(gone, sides.expected_old[after])
        for before in dict.fromkeys([*near, *moved[after]]):
            candidate = sides.old[before]
            pairs = zip(sides.before[before], sides.after[after], strict=True)
            shared = sum(one == other for one, other in pairs)
            least = _ALIKE_IN_PLACE if shared == 2 else _ALIKE_ELSEWHERE - 10 * shared
            if candidate.context != key.context:
                least = _ALIKE_IN_ANOTHER_ROLE
            alike = fuzz.ratio(candidate.text, key.text, score_cutoff=least)
            if alike:
                yield alike + 10 * shared, before, after


def _by_rare_words(sides: _Sides, gone: Sequence[int], come: Sequence[int]) -> dict[int, list[int]]:
    """Return for each new place the vanished ones that share most of its rare words."""
    holders: dict[str, list[int]] = defaultdict(list)
    for place in gone:
        for word in set(sides.old[place].text.split()):
            holders[word].append(place)
    found = {}
    for place in come:
        votes = Counter(
            holder
            for word in set(sides.new[place].text.split())
            if len(holders.get(word, ())) <= _RARE
            for holder in holders.get(word, ())
        )
        found[place] = [holder for holder, _ in votes.most_common(_MOVED)]
    return found
