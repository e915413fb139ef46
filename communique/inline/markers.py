"""Markers in the text: spans shown to the engine, and what it puts between them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from communique.inline import edges
from communique.inline.elements import Element, Marked

#: How a span's number becomes the marker before it and the one after it. Stand-ins, two for each
#: span, are what the starters carry over best; see ``docs/markup.md`` for the others.
STAND_INS = ("X{0}", "X{1}")


@dataclass(frozen=True, slots=True)
class Shown:
    """A text with markers round its spans, for the engine.

    Attributes:
        plain: the text.
        spans: by what stands between two markers: these markers.
    """

    plain: str
    spans: dict[str, tuple[str, str]]


def with_markers(marked: Marked, form: tuple[str, str] = STAND_INS) -> Shown | None:
    """Return a segment's text with markers round its spans; None where there are none to show.

    Spans that begin or end inside a word, and those that cross a line, are not shown.

    Args:
        marked: the source, parsed.
        form: templates of the two markers: ``{0}`` and ``{1}`` are two numbers of the span's own.
    """
    opens: dict[int, list[str]] = {}
    closes: dict[int, list[str]] = {}
    spans: dict[str, tuple[str, str]] = {}
    number = marked.first + len(marked.hidden)
    for element in marked.elements:
        if not _shown(marked, element):
            continue
        pair = form[0].format(number, number + 1), form[1].format(number, number + 1)
        spans.setdefault(marked.plain[element.start : element.end].strip(), pair)
        opens.setdefault(element.start, []).append(f"{pair[0]} ")
        closes.setdefault(element.end, []).insert(0, f" {pair[1]}")
        number += 2
    out: list[str] = []
    place = 0
    for stop in sorted({*opens, *closes}):
        out += [marked.plain[place:stop], *closes.get(stop, []), *opens.get(stop, [])]
        place = stop
    return Shown("".join([*out, marked.plain[place:]]), spans) if spans else None


def between(shown: Shown, translation: str) -> dict[str, str]:
    """Return what a translation with markers has between them: the text of a span → its own.

    Args:
        shown: what was translated.
        translation: what came of it, markers and all.

    Returns:
        Texts to be found in the translation without markers (``bare`` of :func:`restore`); spans
        whose markers did not come through, once and in their order, are left out.
    """
    every = [marker for pair in shown.spans.values() for marker in pair]
    markers = re.compile("|".join(map(_pattern, every))) if every else None
    found: dict[str, str] = {}
    for text, (opening, closing) in shown.spans.items():
        starts = [match.end() for match in re.finditer(_pattern(opening), translation)]
        ends = [match.start() for match in re.finditer(_pattern(closing), translation)]
        if len(starts) != 1 or len(ends) != 1 or starts[0] > ends[0]:
            continue
        inner = markers.sub("", translation[starts[0] : ends[0]]) if markers else ""
        if words := edges.stripped(" ".join(inner.split())):
            found[text] = words
    return found


def _shown(marked: Marked, element: Element) -> bool:
    text = marked.plain[element.start : element.end]
    whole = text.strip() == marked.plain.strip()
    return not element.atom and not whole and bool(text.strip()) and "\n" not in text


def _pattern(marker: str) -> str:
    before = r"(?<!\w)" if marker[0].isalnum() else ""
    after = r"(?!\w)" if marker[-1].isalnum() else ""
    return f"{before}{re.escape(marker)}{after}"
