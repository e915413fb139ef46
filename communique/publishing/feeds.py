"""The Atom feed (RFC 4287) of each language: its newest editions, and which were withdrawn."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from communique.publishing import manifest, pages
from communique.statement import digest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from communique.publishing.press import Press, Tray
    from communique.publishing.shelf import Entry, Shelf
    from communique.publishing.workshop import Workshop

NEWEST = 30


def add(shop: Workshop, printed: Press, same: str) -> None:
    """Add every language's feed to a build."""
    shelf = shop.shelf
    tags = dict.fromkeys([*shelf.languages, *(entry.tag for entry in shelf.graves)])
    for tag in tags:
        newest = sorted(shelf.languages.get(tag, []), key=partial(_changed, shelf), reverse=True)[
            :NEWEST
        ]
        gone = [entry for entry in shelf.graves if entry.tag == tag]
        linked = shelf.places({slug for entry in newest for slug in entry.edition.links})
        firsts = [shelf.original(entry) for entry in newest]
        seen = [entry.mark for entry in (*newest, *gone, *firsts) if entry]
        key = digest(repr((same, seen, linked)))
        printed.unit(f"feed {tag}", key, partial(_write, shop, tag, newest, gone))


def _changed(shelf: Shelf, entry: Entry) -> tuple[object, ...]:
    return shelf.told(entry), entry.order, entry.edition.slug


def _write(
    shop: Workshop, tag: str, entries: Sequence[Entry], gone: Sequence[Entry], tray: Tray
) -> None:
    contents = [shop.notice(entry) + shop.text(entry) for entry in entries]
    values = pages.of_feed(shop.shelf, tag, entries, contents, gone)
    tongue = manifest.tongue((*entries, *gone)[0])
    tray.put(pages.feed_path(tag), shop.render("feed.xml", values), kind="feed", **tongue)
