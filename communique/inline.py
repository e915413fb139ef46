"""Inline markup: taken off before the engine, put back and verified after it."""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from communique.language import spans
from communique.language.words import in_word, whole_words

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


_LABEL = r"(?:\\.|\[(?:\\.|[^\[\]\\]){0,2000}\]|[^\[\]\\])"
_DEST = r"\((?:\\.|\([^()\n]*\)|[^()\\])*\)"
_ADDRESS = rf"(?P<url>{spans.URL}|{spans.EMAIL})"
_OF_HTML = (
    rf"(?P<hidden>{spans.KEPT})|(?P<auto>{spans.AUTOLINK})|(?P<tag>{spans.TAG}|{spans.COMMENT})"
    rf"|{_ADDRESS}|(?P<entity>{spans.ENTITY})"
)
_PATTERNS: dict[Syntax, re.Pattern[str]] = {
    "markdown": re.compile(
        rf"(?P<escape>\\[!-/:-@\[-`{{-~])|(?P<ticked>{spans.CODE})"
        rf"|(?P<image>!\[{_LABEL}{{0,2000}}\](?:{_DEST}|\[[^\]]*\]))"
        rf"|(?P<note>{spans.FOOTNOTE})"
        rf"|(?P<link>\[(?P<label>{_LABEL}{{1,2000}})\](?P<where>{_DEST}|\[[^\]]+\]))"
        rf"|{_OF_HTML}|(?P<mark>(?:\*{{1,3}}|~~|(?<!\w)_{{1,3}})(?=[^\s*_~]))",
        re.DOTALL,
    ),
    "html": re.compile(_OF_HTML, re.DOTALL),
    "text": re.compile(_ADDRESS),
}
# Where an emphasis may close; escapes and code are passed over.
_CLOSING = re.compile(
    r"\\.|`[^`]*`|(?<=\S)(?:(?P<mark>\*{1,3}|~~)(?!\*)|(?P<low>_{1,3})(?!\w))", re.DOTALL
)
_FARTHEST = 2000  # characters that an emphasis may run
_MOST = 1000  # elements to put back: beyond, a human has to
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
    reader = _Reader(syntax, max(taken, default=0) + 1)
    reader.read(text)
    return Marked(syntax, "".join(reader.parts), reader.elements, reader.first)


class _Reader:
    """Reads a segment from left to right: what is plain, what is an element."""

    def __init__(self, syntax: Syntax, first: int) -> None:
        self.parts: list[str] = []
        self.elements: list[Element] = []
        self.first = first
        self._pattern = _PATTERNS[syntax]
        self._length = 0
        self._hidden = 0
        self._opened: list[tuple[str, int, int]] = []
        self._names: Counter[str] = Counter()  # of the tags that are open

    def read(self, text: str) -> None:
        """Read a text, or the inside of a span."""
        outer, self._opened, self._names = (self._opened, self._names), [], Counter()
        place, closings = 0, _Closings(text)
        while match := self._pattern.search(text, place):
            self._say(text[place : match.start()])
            place = match.end()
            if match.lastgroup != "mark":
                self._take(match)
            elif (closing := closings.after(match)) >= 0:
                self._span(text[place:closing], match["mark"], match["mark"])
                place = closing + len(match["mark"])
            else:
                place = match.start() + 1
                self._say(text[match.start() : place])
        self._say(text[place:])
        self._loosen(0)
        self._opened, self._names = outer

    def _say(self, text: str) -> None:
        self.parts.append(text)
        self._length += len(text)

    def _take(self, match: re.Match[str]) -> None:
        raw, start = match.group(), self._length
        match match.lastgroup:
            case "escape":
                self._say(raw[1:])
            case "entity":
                self._say(html.unescape(raw))
            case "link":
                self._span(match["label"], "[", f"]{match['where']}")
            case "tag" if raw.startswith("</"):
                self._close(raw)
            case "tag" if not _VOID.search(raw):
                self._open(raw)
            case "tag" if _BREAK.match(raw):
                self._say("\n")
                self.elements.append(Element(start, start + 1, raw, atom=True))
            case "tag" | "note":
                self.elements.append(Element(start, start, raw, atom=True))
            case _:
                self._say(f"X{self.first + self._hidden}")
                self._hidden += 1
                self.elements.append(Element(start, self._length, raw, atom=True))

    def _span(self, inner: str, opening: str, closing: str) -> None:
        start, slot = self._length, len(self.elements)
        self.elements.append(Element(start, start, opening, closing))
        self.read(inner)
        self.elements[slot] = Element(start, self._length, opening, closing)

    def _open(self, raw: str) -> None:
        self._opened.append((raw, self._length, len(self.elements)))
        self._names[_tag_name(raw)] += 1
        self.elements.append(Element(self._length, self._length, raw))

    def _close(self, raw: str) -> None:
        name = _tag_name(raw)
        if not self._names[name]:
            self.elements.append(Element(self._length, self._length, raw, atom=True))
            return
        index = len(self._opened) - 1
        while _tag_name(self._opened[index][0]) != name:
            index -= 1
        self._loosen(index + 1)
        opening, start, slot = self._opened.pop()
        self._names[name] -= 1
        self.elements[slot] = Element(start, self._length, opening, raw)

    def _loosen(self, index: int) -> None:
        """Let the tags that were opened from an index on stand alone: nothing closes them."""
        for raw, start, slot in self._opened[index:]:
            self.elements[slot] = Element(start, start, raw, atom=True)
            self._names[_tag_name(raw)] -= 1
        del self._opened[index:]


class _Closings:
    """Where the emphases of a text may close, found once for all of them."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._places: dict[str, list[int]] | None = None

    def after(self, opening: re.Match[str]) -> int:
        """Return where the emphasis that a mark opens closes, or -1."""
        if self._places is None:
            self._places = {}
            for match in _CLOSING.finditer(self._text):
                run = match["mark"] or match["low"]
                if run:  # the end of a run of three closes one of two as well
                    for width in range(1, len(run) + 1):
                        places = self._places.setdefault(run[:width], [])
                        places.append(match.end() - width)
        places = self._places.get(opening["mark"], [])
        n = bisect_left(places, opening.end() + 1)
        near = n < len(places) and places[n] - opening.end() <= _FARTHEST
        return places[n] if near else -1


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
    if len(marked.elements) > _MOST:
        return None
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
    if in_word(plain, element.start) or in_word(plain, element.end):
        return _within_word(element, plain, target)
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
    """Place something without extent: after the word that stood before it."""
    if at in (0, length):
        place = 0 if at == 0 else len(target)
        return place, place
    ends = [link[3] for link in links if link[1] <= at]
    if not ends:
        return None
    place = max(ends)
    while in_word(target, place):
        place += 1
    return place, place


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
    return whole_words(target, links[best[0]][2], links[best[1]][3])


def _within_word(element: Element, plain: str, target: str) -> tuple[int, int] | None:
    """Place a span that begins or ends inside a word (CO<sub>2</sub>): alignments know words only.

    It is found in the same word; or else, if it is no mere run of small letters, by itself at the
    same end of a word.
    """
    start, end = element.start, element.end
    while in_word(plain, start):
        start -= 1
    while in_word(plain, end):
        end += 1
    if found := _once(target, plain[start:end], whole=True):
        return found[0] + element.start - start, found[0] + element.end - start
    text = plain[element.start : element.end]
    place = None if text.islower() else _once(target, text)
    if place is None:
        return None
    same = (start < element.start, end > element.end)
    return place if same == (in_word(target, place[0]), in_word(target, place[1])) else None


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
