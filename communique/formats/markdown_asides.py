"""Markdown's asides: the short form of an image or a link in a translation, made whole again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from communique.statement import Aside

# No text of a statement or catalog holds NUL: between two of them stands the number of an aside,
# and where a translator wrote another target, a colon and that target.
_MARK = re.compile("\0(\\d+)(?::([^\0]*))?\0")
_TARGET = re.compile(r"\]\(((?:[^()\s\0]|\([^()\s\0]*\))*)\)")


def hidden(text: str, asides: Sequence[Aside]) -> str:
    """Return a translation with a mark for each aside: in their order where some look the same.

    Where a target was changed, the links and images that are new in the translation stand for
    those that are gone from it, if there are as many of them.
    """
    if not asides:
        return text
    numbers: dict[str, list[int]] = {}
    for number, aside in enumerate(asides):
        numbers.setdefault(aside.shown, []).append(number)
    left = set(range(len(asides)))

    def mark(match: re.Match[str]) -> str:
        same = numbers[match.group()]
        number = next((one for one in same if one in left), same[-1])
        left.discard(number)
        return f"\0{number}\0"

    text = pattern_of(numbers).sub(mark, text)
    return _retargeted(text, asides, sorted(left)) if left else text


def put_back(written: str, asides: Sequence[Aside], raws: Sequence[str]) -> str:
    """Return a written translation with what is to stand for each aside at its mark."""

    def whole(match: re.Match[str]) -> str:
        number = int(match.group(1))
        raw = raws[number]
        return raw if match.group(2) is None else _swapped(raw, asides[number], match.group(2))

    return _MARK.sub(whole, written) if asides else written


def pattern_of(shown: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern for short forms; a link's is not found in an image without a label."""
    longest_first = sorted(shown, key=len, reverse=True)
    return re.compile(
        "|".join(
            (r"(?<!!\[)" if each.startswith("]") else "") + re.escape(each)
            for each in longest_first
        )
    )


def _retargeted(text: str, asides: Sequence[Aside], left: Sequence[int]) -> str:
    """Return a text with marks for the asides that are left, at links or images that are new."""
    places: dict[int, tuple[int, int, str]] = {}
    for image in (True, False):
        wanted = [
            number
            for number in left
            if asides[number].shown.startswith("!") is image and "](" in asides[number].shown
        ]
        found = list(_new_targets(text, image))
        if len(wanted) == len(found):
            places |= {
                start: (end, number, target)
                for number, (start, end, target) in zip(wanted, found, strict=True)
            }
    parts, position = [], 0
    for start, (end, number, target) in sorted(places.items()):
        parts += [text[position:start], f"\0{number}:{target}\0"]
        position = end
    return "".join([*parts, text[position:]])


def _new_targets(text: str, image: bool) -> Iterator[tuple[int, int, str]]:
    for match in _TARGET.finditer(text):
        if text.endswith("![", 0, match.start()) is image:
            yield match.start() - 2 * image, match.end(), match.group(1)


def _swapped(raw: str, aside: Aside, target: str) -> str:
    """Return an aside with another target; the last place that looks like the old one is it."""
    old = aside.shown[aside.shown.rindex("](") + 2 : -1]
    found = list(re.finditer(r"\]\(\s*" + re.escape(old), raw))
    if not found:
        return aside.shown.replace(old, target)
    return raw[: found[-1].end() - len(old)] + target + raw[found[-1].end() :]
