"""Taking inline markup off a text: what is plain, what is an element."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from communique.inline import emphasis
from communique.inline.elements import BREAK, STAND_IN, Element, Marked, Syntax
from communique.inline.names import occurrences
from communique.language import spans

_LABEL = r"(?:\\.|\[(?:\\.|[^\[\]\\]){0,2000}\]|[^\[\]\\])"
_DEST = r"\((?:\\.|\([^()\n]*\)|[^()\\])*\)"
_LOOSE = (
    rf"(?P<url>{spans.URL}|{spans.EMAIL})|(?P<placeholder>{spans.PLACEHOLDER})"
    rf"|(?P<version>{spans.VERSION})"
)
_OF_HTML = (
    rf"(?P<hidden>{spans.KEPT})|(?P<auto>{spans.AUTOLINK})|(?P<tag>{spans.TAG}|{spans.COMMENT})"
    rf"|{_LOOSE}|(?P<entity>{spans.ENTITY})"
)
_PATTERNS: dict[Syntax, re.Pattern[str]] = {
    "markdown": re.compile(
        rf"(?P<escape>\\[!-/:-@\[-`{{-~])|(?P<ticked>{spans.CODE})"
        rf"|(?P<image>!\[{_LABEL}{{0,2000}}\](?:{_DEST}|\[[^\]]*\]))"
        rf"|(?P<note>{spans.FOOTNOTE})"
        rf"|(?P<link>\[(?P<label>{_LABEL}{{1,2000}})\](?P<where>{_DEST}|\[[^\]]+\]))"
        rf"|{_OF_HTML}|(?P<run>\*+|_+|~+)",
        re.DOTALL,
    ),
    "html": re.compile(_OF_HTML, re.DOTALL),
    "text": re.compile(_LOOSE),
}
_VOID = re.compile(r"<(?:br|img|wbr|hr|input|source|!--)\b|/>$", re.IGNORECASE)


def parse(text: str, syntax: Syntax, names: Mapping[str, str] | None = None) -> Marked:
    """Take the markup off a segment.

    Args:
        text: a segment's text, inline markup raw.
        syntax: how its markup is written.
        names: what must have a fixed form in the target: as it stands in the text → that form.
            Wherever one stands as a whole word outside code, tags and addresses, it is an atom,
            without the full stop that may end its sentence.
    """
    taken = [int(number) for number in STAND_IN.findall(text)]
    reader = _Reader(syntax, max(taken, default=0) + 1, names or {})
    reader.read(text)
    return Marked(
        syntax, "".join(reader.parts), reader.elements, reader.first, escaped=reader.escaped
    )


class _Scope:
    """The inside of a link or an emphasis: tags pair off within it."""

    def __init__(self, slot: int) -> None:
        self.slot = slot  # of the element that it is the inside of, or -1
        self.opened: list[tuple[str, int]] = []  # tags: name, slot
        self.names: Counter[str] = Counter()  # of the tags that are open


class _Reader:
    """Reads a segment from left to right: what is plain, what is an element."""

    def __init__(self, syntax: Syntax, first: int, names: Mapping[str, str]) -> None:
        self.parts: list[str] = []
        self.elements: list[Element] = []
        self.escaped: set[str] = set()
        self.first = first
        self._pattern = _PATTERNS[syntax]
        self._wanted = names
        self._length = 0
        self._hidden = 0
        self._scopes = [_Scope(-1)]
        self._alone: set[int] = set()

    def read(self, text: str) -> None:
        """Read a text, or the label of a link."""
        found = list(self._pattern.finditer(text))
        runs = {
            match.start(): emphasis.run_of(text, *match.span())
            for match in found
            if match.lastgroup == "run"
        }
        emphasis.pair(list(runs.values()))
        place = 0
        for match in found:
            self._prose(text, place, match.start())
            place = match.end()
            if match.lastgroup == "run":
                self._delimit(runs[match.start()])
            else:
                self._take(match)
        self._prose(text, place, len(text))
        if len(self._scopes) == 1:
            self._loosen(0)
            self._adopt()

    def _prose(self, text: str, start: int, end: int) -> None:
        for name in occurrences(text, start, end, self._wanted):
            self._say(text[start : name.start])
            self._hide(text[name.start : name.end], name.form)
            start = name.end
        self._say(text[start:end])

    def _say(self, text: str) -> None:
        self.parts.append(text)
        self._length += len(text)

    def _hide(self, raw: str, form: str | None = None) -> None:
        start = self._length
        self._say(f"X{self.first + self._hidden}")
        self._hidden += 1
        self._add(Element(start, self._length, raw, atom=True, parent=self._parent(), form=form))

    def _add(self, element: Element) -> None:
        self.elements.append(element)

    def _parent(self) -> int:
        scope = self._scopes[-1]
        return scope.opened[-1][1] if scope.opened else scope.slot

    def _take(self, match: re.Match[str]) -> None:
        raw, start = match.group(), self._length
        match match.lastgroup:
            case "escape":
                self.escaped.add(raw[1:])
                self._say(raw[1:])
            case "entity":
                self._say(html.unescape(raw))
            case "link":
                self._enter("[", f"]{match['where']}")
                self.read(match["label"])
                self._leave()
            case "tag" if raw.startswith("</"):
                self._close(raw)
            case "tag" if BREAK.match(raw):
                self._say("\n")
                self._add(Element(start, start + 1, raw, atom=True, parent=self._parent()))
            case "tag" if not _VOID.search(raw):
                self._open(raw)
            case "tag" | "note":
                self._add(Element(start, start, raw, atom=True, parent=self._parent()))
            case _:
                self._hide(raw)

    def _delimit(self, run: emphasis.Run) -> None:
        """End and begin emphases; what is left of a run is text, between the two."""
        for _ in run.closes:
            self._leave()
        self._say(run.char * (run.end - run.start - sum(run.closes) - sum(run.opens)))
        for width in reversed(run.opens):
            self._enter(run.char * width, run.char * width)

    def _enter(self, opening: str, closing: str) -> None:
        slot = len(self.elements)
        self._add(Element(self._length, self._length, opening, closing, parent=self._parent()))
        self._scopes.append(_Scope(slot))

    def _leave(self) -> None:
        self._loosen(0)
        self._end(self._scopes.pop().slot)

    def _end(self, slot: int, closing: str | None = None) -> None:
        one = self.elements[slot]
        closing = one.closing if closing is None else closing
        self.elements[slot] = replace(one, end=self._length, closing=closing)

    def _open(self, raw: str) -> None:
        slot, name, scope = len(self.elements), _tag_name(raw), self._scopes[-1]
        self._add(Element(self._length, self._length, raw, parent=self._parent()))
        scope.opened.append((name, slot))
        scope.names[name] += 1

    def _close(self, raw: str) -> None:
        name, scope = _tag_name(raw), self._scopes[-1]
        if not scope.names[name]:
            place = self._length
            self._add(Element(place, place, raw, atom=True, parent=self._parent()))
            return
        index = len(scope.opened) - 1
        while scope.opened[index][0] != name:
            index -= 1
        self._loosen(index + 1)
        scope.names[name] -= 1
        self._end(scope.opened.pop()[1], raw)

    def _loosen(self, index: int) -> None:
        """Let the tags that were opened from an index on stand alone: nothing closes them."""
        scope = self._scopes[-1]
        for name, slot in scope.opened[index:]:
            one = self.elements[slot]
            scope.names[name] -= 1
            self._alone.add(slot)
            self.elements[slot] = replace(one, end=one.start, atom=True)
        del scope.opened[index:]

    def _adopt(self) -> None:
        """Give what stood in tags that turned out to stand alone to what those stand in."""
        for slot, one in enumerate(self.elements if self._alone else ()):
            if one.parent in self._alone:  # whose own parent has been seen to
                self.elements[slot] = replace(one, parent=self.elements[one.parent].parent)


def _tag_name(tag: str) -> str:
    return re.split(r"[\s/>]", tag.lstrip("</"), maxsplit=1)[0].lower()
