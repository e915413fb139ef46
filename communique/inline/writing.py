"""Writing a translation with its markup, and the proof that all of it is there."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from communique.inline.alignment import Links
from communique.inline.elements import STAND_IN, Element, Marked, Syntax, same_markup
from communique.inline.parsing import parse
from communique.inline.placing import Place, places

_MOST = 1000  # elements to put back: beyond, a human has to
_NONE: frozenset[str] = frozenset()
_SPECIAL = frozenset("*_`[]<\\~")
_ENTITY = re.compile(r"&(?=#?\w{1,31};)")


def restore(marked: Marked, target: str, links: Links, *hints: Mapping[str, str]) -> str | None:
    """Put the markup back over a translation of the plain text.

    Spans go where the alignment leads and, there, where their own words are found as they were
    translated by themselves; where there is no alignment, where those words or the source's own
    occur as often as in the source. Atoms go where their stand-ins came out.

    Args:
        marked: the source, parsed.
        target: the engine's translation of ``marked.plain``.
        links: alignment as (source start, source end, target start, target end), in characters.
        hints: translations of the texts of spans, from :func:`pieces` or :func:`between`, as far
            as there are any; the first that fits counts.

    Returns:
        The translation with every element exactly once, nested as in the source, or None where
        that cannot be had.
    """
    if len(marked.elements) > _MOST:
        return None
    if not marked.elements:
        found: list[Place] | None = []
    else:
        found = places(marked, target, links, hints)
    return None if found is None else written(marked, target, found)


def written(marked: Marked, target: str, found: Sequence[Place]) -> str | None:
    """Write a translation with its markup; None where it would not be read as it was meant."""
    for special in (frozenset(marked.escaped), _SPECIAL):
        # A stray * is rarely markup; where it would be, all that could be is escaped.
        text = _write(marked, target, found, special)
        again = parse(text, marked.syntax)
        if same_markup(marked, again) and _read_as_meant(marked, target, found, again):
            return text
    return None


def _read_as_meant(marked: Marked, target: str, found: Sequence[Place], again: Marked) -> bool:
    """Say whether what was written has the same words in the same elements, and no others."""
    ours, theirs = _bare(marked), _bare(again)
    meant = Counter(
        (element.opening, element.closing, ours(target[start:end]))
        for element, (start, end) in zip(marked.elements, found, strict=True)
        if element.form is None
    )
    got = Counter(
        (element.opening, element.closing, theirs(again.plain[element.start : element.end]))
        for element in again.elements
    )
    return meant == got and ours(target) == theirs(again.plain)


def _bare(marked: Marked) -> Callable[[str], str]:
    """Return what leaves of a text no blanks; a stand-in is as good as another, a name its form."""
    hidden = marked.hidden

    def put(match: re.Match[str]) -> str:
        number = int(match.group(1)) - marked.first
        if not 0 <= number < len(hidden):
            return match.group()
        form = hidden[number].form
        return "\0" if form is None else form

    return lambda text: "".join(STAND_IN.sub(put, text).split())


def verbatim(marked: Marked, target: str) -> str:
    """Return a translation without its spans, atoms put back where their stand-ins came out.

    The last rung of the ladder: a human has to place the markup.
    """
    hidden = marked.hidden

    def put_back(match: re.Match[str]) -> str:
        number = int(match.group(1)) - marked.first
        if not 0 <= number < len(hidden):
            return match.group()
        form = hidden[number].form
        return hidden[number].opening if form is None else _escape(form, marked.syntax, _NONE)

    return STAND_IN.sub(put_back, _escape(target, marked.syntax, _NONE))


def _write(marked: Marked, target: str, found: Sequence[Place], special: frozenset[str]) -> str:
    """Write the target with its markup: depth first, without recursion, for spans nest deep."""
    children: dict[int, list[int]] = {}
    for index, element in enumerate(marked.elements):
        children.setdefault(element.parent, []).append(index)
    for siblings in children.values():
        siblings.sort(key=lambda index: (*found[index], index), reverse=True)
    out: list[str] = []
    place = 0
    todo = [(index, False) for index in children.get(-1, [])]
    while todo:
        index, done = todo.pop()
        element, (start, end) = marked.elements[index], found[index]
        reached = end if done else start
        out.append(_escape(target[place:reached], marked.syntax, special))
        place = max(place, reached)
        if done:
            out.append(element.closing)
            continue
        if element.atom:
            out.append(_atom(marked, index, found, target, special))
            place = end
            continue
        out.append(element.opening)
        todo.append((index, True))
        todo += [(child, False) for child in children.get(index, [])]
    out.append(_escape(target[place:], marked.syntax, special))
    return "".join(out)


def _atom(
    marked: Marked, index: int, found: Sequence[Place], target: str, special: frozenset[str]
) -> str:
    element = marked.elements[index]
    if element.form is not None:
        return _escape(element.form, marked.syntax, special)
    return _apart(element, marked.plain, target, *found[index])


def _apart(element: Element, plain: str, target: str, start: int, end: int) -> str:
    """Return an atom's markup, with a space on a side where the source has one and the target,
    from which the atom left no trace, does not.
    """
    if end > start or element.opening.startswith("[^"):
        return element.opening
    at = element.start
    before = plain[:at][-1:].isspace() and start > 0 and not target[start - 1].isspace()
    after = plain[at : at + 1].isspace() and start < len(target) and not target[start].isspace()
    return f"{' ' * before}{element.opening}{' ' * after}"


def _escape(text: str, syntax: Syntax, special: frozenset[str]) -> str:
    if syntax == "html":
        return html.escape(text, quote=False)
    if syntax == "text":
        return text
    if special:
        text = "".join(f"\\{char}" if char in special else char for char in text)
    return _ENTITY.sub(r"\\&", text)
