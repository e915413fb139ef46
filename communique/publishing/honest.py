"""Links as a page shows them: each leads to the address that it shows, if it shows one."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from communique.checks.link_hosts import lies
from communique.language.hosts import host_of
from communique.publishing.markup import End, Start, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from communique.editions.edition import Edition
    from communique.publishing.markup import Event

# What a format must have to have a link that shows a text of its own.
_MARKUP = re.compile(r"\][(\[:]|<[a-zA-Z]")
_SOME = {"markdown": _MARKUP, "html": _MARKUP, "text": re.compile("://")}
_WEB = re.compile(r"https?://(?P<authority>[^/?#]*)(?P<rest>.*)", re.I | re.DOTALL)
_BREAKS = {"br", "p", "li", "td", "th", "hr"}


class _Link(NamedTuple):
    """A link: where its tag stands, where it leads, and what a reader sees of it."""

    place: int
    url: str
    text: str


def lying_links(edition: Edition) -> list[str]:
    """Return what is to be said of the links that an edition's page shows, a sentence each.

    Raises:
        CommuniqueError: no HTML can be made of the edition's format.
    """
    from communique.publishing.html import shown

    some = _SOME.get(edition.format)
    return [] if some and not some.search(edition.text) else lying(shown(edition))


def lying(events: Iterable[Event]) -> list[str]:
    """Return what is to be said of the links of sanitised HTML, a sentence each."""
    return list(dict.fromkeys(said for one in _links(events) for said in lies(one.text, one.url)))


def named(events: Sequence[Event]) -> list[Event]:
    """Give links that show their own address the class ``url``: on paper it is told once."""
    found = list(events)
    for link in _links(events):
        start = found[link.place]
        bare = _bare(link.url) if "://" in link.url else ""
        if isinstance(start, Start) and bare and bare == _bare(link.text):
            found[link.place] = start.having(**{"class": "url"})
    return found


def _links(events: Iterable[Event]) -> Iterator[_Link]:
    """Yield the links of HTML with the text, the images' descriptions included, between its tags.

    Links into the page are none: they show no address elsewhere.
    """
    opened: _Link | None = None
    parts: list[str] = []
    for place, event in enumerate(events):
        if isinstance(event, Start) and event.name == "a":
            opened, parts = _Link(place, event.get("href") or "", ""), []
        elif event == End("a"):
            if opened and opened.url and not opened.url.startswith("#"):
                yield opened._replace(text="".join(parts))
            opened = None
        elif opened:
            parts.append(_seen(event))


def _seen(event: Event) -> str:
    if isinstance(event, Text):
        return unescape(event.raw)
    if isinstance(event, Start) and event.name == "img":
        return event.get("alt") or ""
    return " " if event.name in _BREAKS else ""


def _bare(url: str) -> str:
    """Return an address of the web in one spelling, without its scheme; "" where it is none."""
    url = url.strip()
    found = _WEB.fullmatch(url if "://" in url else f"https://{url}")
    if not found or not (host := host_of(found[0])):
        return ""
    return f"{host}{unquote(found['rest'])}".removesuffix("/")
