"""Hosts of links: an address that a link shows is the one to which it leads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from communique.checks.base import Severity, Unit, register
from communique.checks.pieces import is_numbered
from communique.language import spans
from communique.language.hosts import disguise, host_of, hosts_shown, mail_hosts_shown, within

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markdown_it import MarkdownIt

_ANY = re.compile(r"\][(\[]|<[a-zA-Z]")
_LABEL = re.compile(spans.REFERENCE)
_NUMBERED = re.compile(r"a\d+\Z")
_UNKNOWN = "unknown:"  # stands where a segment does not tell to where a link leads
# The parser's time grows with the square of these; beyond them only HTML is read.
_LONGEST = 50_000
_MOST_BRACKETS = 2000


@dataclass
class _Link:
    """A link as its reader sees it, and where it leads."""

    url: str
    text: str = ""

    @property
    def known(self) -> bool:
        return not self.url.startswith(_UNKNOWN)


@register("link_hosts", Severity.ERROR)
def look(unit: Unit) -> Iterator[str]:
    """Compare the address that a link shows with the one it has, in the target alone.

    A segment is not all that its page shows: ``publishing.honest`` judges the whole of an edition.
    Where a segment does not tell to where a link leads, the source's link says what to show.
    """
    if not _ANY.search(unit.target):
        return
    links = _links(unit.target, unit.source)
    for link in links:
        yield from lies(link.text, link.url)
    unknown = [link for link in links if not link.known and hosts_shown(link.text)]
    if unknown:
        yield from _changed(_links(unit.source, unit.source), unknown)


def lies(text: str, url: str) -> Iterator[str]:
    """Say what a link shows and where it leads, where that is elsewhere or looks it.

    Args:
        text: what a reader sees of the link.
        url: its address.
    """
    if not (leads := host_of(url)):
        return
    shown = mail_hosts_shown(text) if url.lower().startswith("mailto:") else hosts_shown(text)
    for host in shown:
        if not within(leads, host):
            yield f"a link shows “{host}” but leads to “{leads}”: let it show where it leads"
    if leads in shown and (why := disguise(leads)):
        yield f"a link shows the host “{leads}”, {why}: say in words where it leads"


def _changed(ours: Iterable[_Link], theirs: Iterable[_Link]) -> Iterator[str]:
    """Say what host a link shows where the source's shows another."""
    shown: dict[str, list[str]] = {}
    for link in ours:
        shown.setdefault(link.url, []).extend(hosts_shown(link.text))
    for link in theirs:
        known = shown.get(link.url, [])
        for host in hosts_shown(link.text):
            if known and not any(within(one, host) or within(host, one) for one in known):
                yield f"a link shows “{host}” where the source’s shows “{known[0]}”: keep that"


def _links(text: str, source: str) -> list[_Link]:
    """Return the links of a segment, written as its source is."""
    if is_numbered(source) or len(text) > _LONGEST or text.count("[") > _MOST_BRACKETS:
        return _Links(text).found
    from markdown_it.common.utils import normalizeReference

    labels = {normalizeReference(found["reference"]) for found in _LABEL.finditer(source)}
    known = {label: {"href": _UNKNOWN + label, "title": ""} for label in labels}
    return _Links(str(_parser().renderInline(text, {"references": known}))).found


class _Links(HTMLParser):
    """Collects the links of HTML; an image from elsewhere is one too, as it is published."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[_Link] = []
        self._open: _Link | None = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "a" or _NUMBERED.match(tag):
            unknown = _UNKNOWN + tag if "href" not in values and tag != "a" else ""
            self._open = _Link(values.get("href", unknown))
            self.found.append(self._open)
        elif tag == "img" and self._open:
            self._open.text += values.get("alt", "")
        elif tag == "img":
            self.found.append(_Link(values.get("src", ""), values.get("alt", "")))
        elif tag == "br":
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" or _NUMBERED.match(tag):
            self._open = None

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open.text += data


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    made = MarkdownIt("commonmark", {"maxNesting": 100}).enable("strikethrough")
    made.normalizeLink = lambda url: url  # type: ignore[method-assign]  # to compare, not to follow
    made.normalizeLinkText = lambda link: link  # type: ignore[method-assign]
    return made
