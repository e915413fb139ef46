"""Inline markup: taken off before the engine, put back and verified after it."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Syntax = Literal["markdown", "html", "text"]


@dataclass(frozen=True, slots=True)
class Element:
    """One piece of markup over characters ``[start, end)`` of the plain text.

    A span (a link, an emphasis) has an opening and a closing; an atom (code, a URL) has only an
    ``opening``, its raw text, and a stand-in of the form ``X1`` in the plain text: two pieces that
    the starters' vocabulary knows, and that they were trained to carry over.
    """

    start: int
    end: int
    opening: str
    closing: str = ""
    atom: bool = False


@dataclass(slots=True)
class Marked:
    """A text without its markup, and the markup."""

    syntax: Syntax
    plain: str = ""
    elements: list[Element] = field(default_factory=list)
    first: int = 1  # the number of the first stand-in: no text of the segment looks like one


_URL = r"(?:https?://|www\.)[^\s<>\"'”»]*[^\s<>\"'”».,;:!?)\]]"
_EMAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_LABEL = r"(?:\\.|\[(?:\\.|[^\[\]\\]){0,2000}\]|[^\[\]\\])"
_DEST = r"\((?:\\.|\([^()\n]*\)|[^()\\])*\)"

# An element that stays as it is: code, and what is marked as not to be translated (x and a number).
_KEPT = r"<(?P<name>(?:code|kbd|samp|tt|var)\d*|x\d+|script|style)\b[^<>]*>.*?</(?P=name)\s*>"

_PATTERNS: dict[Syntax, re.Pattern[str]] = {
    "markdown": re.compile(
        rf"""(?P<escape>\\[!-/:-@\[-`{{-~])
        | (?P<code>(?P<ticks>`+)(?!`)(?:.+?)(?<!`)(?P=ticks)(?!`)|{_KEPT})
        | (?P<image>!\[{_LABEL}{{0,2000}}\](?:{_DEST}|\[[^\]]*\]))
        | (?P<note>\[\^[^\]\s]+\])
        | (?P<link>\[(?P<label>{_LABEL}{{1,2000}})\](?P<target>{_DEST}|\[[^\]]+\]))
        | (?P<auto><(?:[A-Za-z][A-Za-z0-9+.-]{{1,31}}:[^\s<>]*|{_EMAIL})>)
        | (?P<tag></?[A-Za-z][^<>]*>)
        | (?P<url>{_URL}|{_EMAIL})
        | (?P<entity>&(?:\#\w+|\w+);)
        | (?P<strong>(?P<mark>\*{{1,3}}|~~|(?<!\w)_{{1,3}})(?=[^\s*_~])
            (?P<inner>(?:\\.|`[^`]*`|`(?![^`]*`)|[^\\`]){{1,2000}}?)(?<=\S)(?P=mark)(?![*])(?!(?<=_)\w))
        """,
        re.VERBOSE | re.DOTALL,
    ),
    "html": re.compile(
        rf"""(?P<code>{_KEPT})
        | (?P<tag></?[A-Za-z][^<>]*>|<!--.*?-->)
        | (?P<url>{_URL}|{_EMAIL})
        | (?P<entity>&(?:\#\w+|\w+);)""",
        re.VERBOSE | re.DOTALL | re.IGNORECASE,
    ),
    "text": re.compile(rf"(?P<url>{_URL}|{_EMAIL})"),
}
_BREAK = re.compile(r"<br\b", re.IGNORECASE)
_VOID = re.compile(r"<(?:br|img|wbr|hr|input|source|!--)\b|/>$", re.IGNORECASE)
_STAND_IN = re.compile(r"(?<![</])\b[Xx](\d+)\b")


def parse(text: str, syntax: Syntax) -> Marked:
    """Take the markup off a segment.

    Args:
        text: a segment's text, inline markup raw.
        syntax: how its markup is written.
    """
    taken = [int(number) for number in _STAND_IN.findall(text)]
    marked = Marked(syntax, first=max(taken, default=0) + 1)
    _parse(text, marked)
    return marked


def _parse(text: str, marked: Marked) -> None:
    place = 0
    opened: list[tuple[str, int, int]] = []
    for match in _PATTERNS[marked.syntax].finditer(text):
        marked.plain += text[place : match.start()]
        place = match.end()
        _take(match, marked, opened)
    marked.plain += text[place:]
    for raw, start, slot in opened:  # a tag without its end stands alone
        marked.elements[slot] = Element(start, start, raw, atom=True)


def _take(match: re.Match[str], marked: Marked, opened: list[tuple[str, int, int]]) -> None:
    raw, start = match.group(), len(marked.plain)
    match _kind(match):
        case "escape":
            marked.plain += raw[1:]
        case "entity":
            marked.plain += html.unescape(raw)
        case "link":
            _span(match["label"], "[", f"]{match['target']}", marked)
        case "strong":
            _span(match["inner"], match["mark"], match["mark"], marked)
        case "tag" if raw.startswith("</"):
            _close(raw, marked, opened)
        case "tag" if not _VOID.search(raw):
            opened.append((raw, start, len(marked.elements)))
            marked.elements.append(Element(start, start, raw))
        case "tag" if _BREAK.match(raw):
            marked.plain += "\n"
            marked.elements.append(Element(start, start + 1, raw, atom=True))
        case "tag" | "note":
            marked.elements.append(Element(start, start, raw, atom=True))
        case _:
            marked.plain += f"X{marked.first + len(_hidden(marked))}"
            marked.elements.append(Element(start, len(marked.plain), raw, atom=True))


_KINDS = ("escape", "entity", "code", "image", "note", "link", "auto", "tag", "url", "strong")


def _kind(match: re.Match[str]) -> str:
    groups = match.groupdict()
    return next(name for name in _KINDS if groups.get(name) is not None)


def _span(inner: str, opening: str, closing: str, marked: Marked) -> None:
    start, slot = len(marked.plain), len(marked.elements)
    marked.elements.append(Element(start, start, opening, closing))
    _parse(inner, marked)
    marked.elements[slot] = Element(start, len(marked.plain), opening, closing)


def _close(raw: str, marked: Marked, opened: list[tuple[str, int, int]]) -> None:
    name = _tag_name(raw)
    for index in range(len(opened) - 1, -1, -1):
        opening, start, slot = opened[index]
        if _tag_name(opening) == name:
            marked.elements[slot] = Element(start, len(marked.plain), opening, raw)
            for loose, where, position in opened[index + 1 :]:
                marked.elements[position] = Element(where, where, loose, atom=True)
            del opened[index:]
            return
    marked.elements.append(Element(len(marked.plain), len(marked.plain), raw, atom=True))


def _tag_name(tag: str) -> str:
    return re.split(r"[\s/>]", tag.lstrip("</"), maxsplit=1)[0].lower()


def _hidden(marked: Marked) -> list[Element]:
    """Return the atoms that a stand-in stands for, in the order of their numbers."""
    return [
        e for e in marked.elements if e.atom and e.end > e.start and not _BREAK.match(e.opening)
    ]


def restore(marked: Marked, target: str, links: Sequence[tuple[int, int, int, int]]) -> str | None:
    """Put the markup back over a translation of the plain text.

    Spans go where the alignment leads; where there is none, where their own text occurs exactly
    once. Atoms go where their stand-ins came out.

    Args:
        marked: the source, parsed.
        target: the engine's translation of ``marked.plain``.
        links: alignment as (source start, source end, target start, target end), in characters.

    Returns:
        The translation with every element exactly once, or None where that cannot be had.
    """
    placed: list[tuple[Element, int, int]] = []
    for element in marked.elements:
        span = _place(element, marked.plain, target, links)
        if span is None:
            return None
        placed.append((element, *span))
    if not _nested(placed):
        return None
    for escape in (False, True):  # a stray * is rarely markup; where it would be, it is escaped
        text = _write(marked, target, placed, escape=escape)
        again = parse(text, marked.syntax)
        if same_markup(marked, again):
            return text
    return None


def same_markup(one: Marked, other: Marked) -> bool:
    """Say whether two texts carry the same elements, each as often, in whatever order."""

    def count(marked: Marked) -> Counter[tuple[str, str]]:
        return Counter((e.opening, e.closing) for e in marked.elements)

    return count(one) == count(other)


def _place(
    element: Element, plain: str, target: str, links: Sequence[tuple[int, int, int, int]]
) -> tuple[int, int] | None:
    if element.atom and _BREAK.match(element.opening):
        return _same_break(element, plain, target)
    if element.atom and element.end > element.start:
        return _once(target, plain[element.start : element.end], whole=True)
    if element.start == element.end:
        return _point(element.start, len(plain), target, links)
    if element.start == 0 and element.end == len(plain):
        return 0, len(target)
    text = plain[element.start : element.end]
    found = _once(target, text, whole=True)
    if found is not None and not text.islower():
        return found  # a name or a number that stayed as it is
    return _project(element, target, links) or found


def _same_break(element: Element, plain: str, target: str) -> tuple[int, int] | None:
    """Return the line break of the target that is the element's, counted from the start."""
    breaks = [match.span() for match in re.finditer("\n", target)]
    number = plain.count("\n", 0, element.start)
    return breaks[number] if len(breaks) == plain.count("\n") else None


def _once(target: str, wanted: str, *, whole: bool = False) -> tuple[int, int] | None:
    pattern = rf"(?<!\w){re.escape(wanted)}(?!\w)" if whole else re.escape(wanted)
    found = [match.span() for match in re.finditer(pattern, target)]
    return found[0] if len(found) == 1 else None


def _point(
    at: int, length: int, target: str, links: Sequence[tuple[int, int, int, int]]
) -> tuple[int, int] | None:
    """Place something without extent: after the text that stood before it."""
    if at in (0, length):
        place = 0 if at == 0 else len(target)
        return place, place
    ends = [link[3] for link in links if link[1] <= at]
    return (max(ends), max(ends)) if ends else None


def _project(
    element: Element, target: str, links: Sequence[tuple[int, int, int, int]]
) -> tuple[int, int] | None:
    """Return the run of target words that the alignment puts under an element: the run in which
    words from inside outnumber words from outside by most.
    """
    best, best_sum, start, total = None, 0, 0, 0
    for n, (s_start, s_end, _, _) in enumerate(links):
        inside = s_start < element.end and s_end > element.start
        if total <= 0:
            start, total = n, 0
        total += 1 if inside else -1
        if total > best_sum:
            best, best_sum = (start, n), total
    if best is None:
        return None
    return _whole_words(target, links[best[0]][2], links[best[1]][3])


def _whole_words(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start > 0 and text[start - 1].isalnum() and text[start : start + 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1 : end].isalnum():
        end += 1
    while end > start and not (text[end - 1].isalnum() or text[end - 1] in "\"')]}%€$»”"):
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return (start, end) if end > start else None


def _nested(placed: Sequence[tuple[Element, int, int]]) -> bool:
    """Say whether elements lie inside or beside each other in the target as in the source."""
    for n, (a, a_start, a_end) in enumerate(placed):
        for b, b_start, b_end in placed[n + 1 :]:
            inside = a.start <= b.start and b.end <= a.end and a.end > a.start
            if inside and not (a_start <= b_start and b_end <= a_end):
                return False
            if not inside and a_start < b_end and b_start < a_end:
                return False
    return True


def _write(
    marked: Marked, target: str, placed: Sequence[tuple[Element, int, int]], *, escape: bool
) -> str:
    """Write the target with its markup; outer openings first, outer closings last."""
    opens: dict[int, list[str]] = {}
    closes: dict[int, list[str]] = {}
    skip: dict[int, int] = {}
    for element, start, end in placed:
        if element.atom:
            opens.setdefault(start, []).append(_apart(element, marked.plain, target, start, end))
            if end > start:
                skip[start] = end
        else:
            opens.setdefault(start, []).append(element.opening)
            closes.setdefault(end, []).insert(0, element.closing)
    out: list[str] = []
    place = 0
    while place <= len(target):
        out += closes.get(place, [])
        out += opens.get(place, [])
        if place in skip:
            place = skip[place]
            continue
        if place < len(target):
            out.append(_escape(target[place], marked.syntax, escape=escape))
        place += 1
    return "".join(out)


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


def _escape(char: str, syntax: Syntax, *, escape: bool) -> str:
    if syntax == "html":
        return html.escape(char, quote=False)
    return f"\\{char}" if escape and syntax == "markdown" and char in "*_`[]<\\~" else char


def verbatim(marked: Marked, target: str) -> str:
    """Return a translation without its spans, atoms put back where their stand-ins came out.

    The last rung of the ladder: a human has to place the markup.
    """
    raw = [element.opening for element in _hidden(marked)]

    def put_back(match: re.Match[str]) -> str:
        number = int(match.group(1)) - marked.first
        return raw[number] if 0 <= number < len(raw) else match.group()

    escaped = "".join(_escape(char, marked.syntax, escape=False) for char in target)
    return _STAND_IN.sub(put_back, escaped)
