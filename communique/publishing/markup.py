"""Sanitised HTML as a flat list of events, so that small functions can improve it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import partial
from html import escape, unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from communique.publishing.words import Words

_HEADING = re.compile(r"h[1-6]\Z")
_URLS = {"a": "href", "img": "src"}


@dataclass(frozen=True, slots=True)
class Start:
    """A start tag; ``attributes`` hold plain values."""

    name: str
    attributes: tuple[tuple[str, str], ...] = ()

    def get(self, name: str) -> str | None:
        """Return an attribute's value, or None."""
        return dict(self.attributes).get(name)

    def having(self, **more: str) -> Start:
        """Return the tag with attributes set; an underscore stands for a hyphen."""
        values = dict(self.attributes) | {key.replace("_", "-"): more[key] for key in more}
        return replace(self, attributes=tuple(values.items()))


@dataclass(frozen=True, slots=True)
class End:
    """An end tag."""

    name: str


@dataclass(frozen=True, slots=True)
class Text:
    """Character data as it stands in HTML, references included."""

    raw: str


Event = Start | End | Text


class _Reader(HTMLParser):
    """Collects the events of well-formed HTML: what nh3 hands back, nothing else."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.events: list[Event] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.events.append(Start(tag, tuple((name, value or "") for name, value in attrs)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.events.append(End(tag))

    def handle_data(self, data: str) -> None:
        self.events.append(Text(escape(data, quote=False)))

    def handle_entityref(self, name: str) -> None:
        self.events.append(Text(f"&{name};"))

    def handle_charref(self, name: str) -> None:
        self.events.append(Text(f"&#{name};"))


def parse(html: str) -> list[Event]:
    """Return the events of sanitised HTML."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.events


def serialise(events: Iterable[Event]) -> str:
    """Return the events as HTML."""
    return "".join(map(_written, events))


def _written(event: Event) -> str:
    if isinstance(event, Text):
        return event.raw
    if isinstance(event, End):
        return f"</{event.name}>"
    attributes = (f' {name}="{escape(value)}"' for name, value in event.attributes)
    return f"<{event.name}{''.join(attributes)}>"


def is_heading(name: str) -> bool:
    """Tell whether an element's name is ``h1`` to ``h6``."""
    return _HEADING.match(name) is not None


def same_words(one: str, other: str) -> bool:
    """Tell whether two texts differ only in case, spacing and punctuation."""
    return _letters(one) == _letters(other)


def _letters(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if unicodedata.category(c)[0] in "LNM") or folded.strip()


def without_title(events: list[Event], title: str) -> list[Event]:
    """Drop a heading or line that opens the document and says what the title says."""
    first = next((i for i, event in enumerate(events) if _opens(event)), None)
    start = events[first] if first is not None else None
    if first is None or not isinstance(start, Start) or not _may_be_title(start.name):
        return events
    last = next(i for i in range(first, len(events)) if events[i] == End(start.name))
    said = "".join(e.raw for e in events[first:last] if isinstance(e, Text))
    return events[:first] + events[last + 1 :] if same_words(unescape(said), title) else events


def _may_be_title(name: str) -> bool:
    return is_heading(name) or name == "p"


def _opens(event: Event) -> bool:
    """Tell whether an event is the first that a reader would see."""
    if isinstance(event, Text):
        return bool(event.raw.strip())
    return isinstance(event, Start) and event.name not in {"div", "section"}


def shifted(events: list[Event]) -> list[Event]:
    """Move all headings together, so that the highest becomes ``h2`` under the page's ``h1``."""
    levels = [int(e.name[1]) for e in events if isinstance(e, Start) and is_heading(e.name)]
    if not levels or (step := 2 - min(levels)) == 0:
        return events
    return [_moved(event, step) for event in events]


def _moved(event: Event, step: int) -> Event:
    if isinstance(event, Text) or not is_heading(event.name):
        return event
    return replace(event, name=f"h{min(6, int(event.name[1]) + step)}")


def relocated(events: list[Event], relocate: Callable[[str], str]) -> list[Event]:
    """Pass the address of every link and image through ``relocate``."""

    def moved(event: Event) -> Event:
        name = _URLS.get(event.name) if isinstance(event, Start) else None
        url = event.get(name) if name and isinstance(event, Start) else None
        if not url or not name or not isinstance(event, Start):
            return event
        return event.having(**{name: relocate(url)})

    return [moved(event) for event in events]


def prefixed(
    events: Iterable[Event], prefix: str, follow: Callable[[str], str] | None = None
) -> Iterator[Event]:
    """Yield events whose ids, and what refers to them, begin with a prefix; no id comes twice.

    Args:
        events: a document.
        prefix: what begins each id.
        follow: what becomes of the address of a link; one into the document follows the ids if
            None.
    """
    follow = follow or partial(_followed, prefix)
    seen: set[str] = set()
    for event in events:
        if not isinstance(event, Start) or not event.attributes:
            yield event
            continue
        values = dict(event.attributes)
        if (name := values.get("id", "")) and name not in seen:
            seen.add(name)
            values["id"] = prefix + name
        else:
            values.pop("id", None)
        if "headers" in values:
            values["headers"] = " ".join(prefix + one for one in values["headers"].split())
        if "href" in values:
            values["href"] = follow(values["href"])
        yield replace(event, attributes=tuple(values.items()))


def _followed(prefix: str, href: str) -> str:
    return f"#{prefix}{href[1:]}" if href.startswith("#") and len(href) > 1 else href


def accessible(events: list[Event], words: Words) -> Iterator[Event]:
    """Let wide tables scroll, images load late, and notes tell a screen reader what they are."""
    depth = 0
    for event in events:
        depth += event == End("table") and -1
        if isinstance(event, Start) and event.name == "table":
            if not depth:
                yield _scroller(words)
            depth += 1
        yield _labelled(event, words) if isinstance(event, Start) else event
        if event == End("table") and not depth:
            yield End("div")


def _scroller(words: Words) -> Start:
    label = words.gettext("Table")
    return Start("div", (("class", "scroll"),)).having(
        role="region", tabindex="0", aria_label=label
    )


def _labelled(event: Start, words: Words) -> Start:
    if event.name == "img":
        return event.having(loading="lazy")
    match event.get("class"):
        case "footnotes":
            return event.having(role="doc-endnotes", aria_label=words.gettext("Notes"))
        case "footnote-backref":
            label = words.gettext("Back to the text")
            return event.having(role="doc-backlink", aria_label=label)
    return event
