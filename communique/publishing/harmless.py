"""What sanitised HTML could still do: load from elsewhere, pose as the page, turn a text round."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape, unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from communique.publishing.markup import End, Start, Text, prefixed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from communique.publishing.markup import Event

#: What stands before every ``id`` of a statement: the page's own begin with ``c-``.
PREFIX = "s-"
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.I)
_IGNORED = re.compile(r"[\t\n\r]")  # in an address, by browsers
_AUTHORITY = re.compile(r"[^/?#]*")
_NO_FILE = re.compile(r"[a-z]+:|#", re.I)
_ANCHOR = re.compile(r"(?P<path>[^?#]*)(?:\?[^#]*)?#(?P<name>.+)", re.DOTALL)
_STATEMENT = re.compile(r"\.(?:md|markdown|html?|txt)\Z", re.I)
# What turns letters round, whatever they are. No language is written with it.
_OVERRIDES = re.compile("[\u202d\u202e]")
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202c\u2066-\u2069]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_SHOWN_ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]*:|www\.|\w[\w-]*(?:\.[\w-]+)+(?:[/:?#]|\Z))\S*\Z", re.I
)


def harmless(events: list[Event], direction: str) -> list[Event]:
    """Return a document that loads nothing from elsewhere, takes no name and tells its links apart.

    Args:
        events: sanitised HTML.
        direction: in which the page is written, ``ltr`` or ``rtl``.
    """
    events = [_led(_levelled(event)) for event in events]
    events = list(_with_own_images(events))
    events = list(_with_seen_brackets(_with_own_ids(events)))
    return [_isolated(events, place, direction) for place in range(len(events))]


def level(text: str) -> str:
    """Return a text without the characters that turn its letters round."""
    return _OVERRIDES.sub("", text)


def _levelled(event: Event) -> Event:
    """Drop what turns letters round: characters, and ``bdo``, of which the isolation stays."""
    if isinstance(event, Text):
        return Text(level(event.raw)) if _OVERRIDES.search(event.raw) else event
    if event.name == "bdo":
        event = replace(event, name="bdi")
    if isinstance(event, Start) and any(_OVERRIDES.search(value) for _, value in event.attributes):
        return _changed(event, level)
    return event


def _changed(event: Start, change: Callable[[str], str]) -> Start:
    return replace(event, attributes=tuple((name, change(v)) for name, v in event.attributes))


def _led(event: Event) -> Event:
    """Write where a link leads so that it cannot be misread, or take it away."""
    if not isinstance(event, Start) or not event.attributes:
        return event
    attributes = dict(event.attributes)
    for name in {"href", "cite"} & attributes.keys():
        if (to := address(attributes[name])) is None:
            del attributes[name]
        else:
            attributes[name] = to
    if event.name == "a" and not attributes.get("href", "").startswith("#"):
        attributes.pop("class", None)  # only a note's own link says that it leads back
    return replace(event, attributes=tuple(attributes.items()))


def address(url: str) -> str | None:
    """Return where a browser would go, in full, without a user's name; None for nowhere safe."""
    url = _IGNORED.sub("", url).strip("".join(map(chr, range(33))))
    scheme = _SCHEME.match(url)
    if scheme and scheme[1].lower() in {"mailto", "tel"}:
        return url
    place = re.search(r"[?#]", url)
    end = place.start() if place else len(url)
    url = url[:end].replace("\\", "/") + url[end:]
    if scheme and scheme[1].lower() in {"http", "https"}:
        return _on_the_web(scheme[1].lower(), url[scheme.end() :])
    if url.startswith("//"):
        return _on_the_web("https", url)
    first = unquote(re.split(r"[/?#]", url, maxsplit=1)[0])
    return None if ":" in first else url


def _on_the_web(scheme: str, rest: str) -> str | None:
    rest = rest.lstrip("/")
    found = _AUTHORITY.match(rest)
    authority = found[0] if found else ""
    host = authority.rpartition("@")[2]
    url = f"{scheme}://{host}{rest[len(authority) :]}"
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return url if parts.hostname else None


def _with_own_images(events: list[Event]) -> Iterator[Event]:
    """Make an image from elsewhere a link to it: a page loads nothing that others may see."""
    links = 0
    for event in events:
        links += (isinstance(event, Start) and event.name == "a") - (event == End("a"))
        if isinstance(event, Start) and event.name == "img":
            yield from _image(event, linked=links > 0)
        else:
            yield event


def _image(image: Start, *, linked: bool) -> Iterator[Event]:
    to = address(image.get("src") or "") or ""
    web = to.startswith(("http://", "https://"))
    if to and not web and not _NO_FILE.match(to):
        yield image.having(src=to)
        return
    said = image.get("alt") or image.get("title") or (to if web else "")
    text = Text(escape(said, quote=False))
    yield from (Start("a", (("href", to),)), text, End("a")) if web and not linked else (text,)


def _with_own_ids(events: list[Event]) -> Iterator[Event]:
    """Give every name a prefix, so that none is the page's, and let links follow."""
    names = {event.get("id") or "" for event in events if isinstance(event, Start)} - {""}
    return prefixed(events, PREFIX, lambda href: _followed(href, names))


def _followed(href: str, names: set[str]) -> str:
    """Return a link to a name in this statement, or another, with the name's prefix."""
    found = _ANCHOR.fullmatch(href)
    if not found or _SCHEME.match(href) or href.startswith("/"):
        return href
    here, there = not found["path"], _STATEMENT.search(unquote(found["path"]))
    if there or (here and names & {found["name"], unquote(found["name"])}):
        return f"{href[: found.start('name')]}{PREFIX}{found['name']}"
    return href


def _with_seen_brackets(events: Iterator[Event]) -> Iterator[Event]:
    """Let ``rp``, which no browser shows, hold brackets and nothing else."""
    held: list[Event] = []
    for event in events:
        if held or (isinstance(event, Start) and event.name == "rp"):
            held.append(event)
            if event != End("rp"):
                continue
            text = "".join(one.raw for one in held if isinstance(one, Text)).strip()
            brackets = len(held) <= 3 and len(text) <= 1 and not text.isalnum()
            yield from held if brackets else held[1:-1]
            held = []
        else:
            yield event
    yield from held


def _isolated(events: list[Event], place: int, direction: str) -> Event:
    """Give a link a direction of its own where its text could be read in another order."""
    event = events[place]
    if not isinstance(event, Start) or event.name != "a" or event.get("dir"):
        return event
    end = next((i for i in range(place, len(events)) if events[i] == End("a")), place)
    text = unescape("".join(one.raw for one in events[place:end] if isinstance(one, Text)))
    if _SHOWN_ADDRESS.match(text.strip()):
        mixed = direction == "rtl" or _RIGHT_TO_LEFT.search(text)
        return event.having(dir="ltr") if mixed or _TURNING.search(text) else event
    return event.having(dir=direction) if _TURNING.search(text) else event
