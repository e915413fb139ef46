"""The lists of a site, in each language and over all: the newest, each year's; and its map."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from communique.publishing import manifest, pages
from communique.publishing.shelf import LONG
from communique.statement import digest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from communique.publishing.pages import Values
    from communique.publishing.press import Press, Tray
    from communique.publishing.shelf import Entry, Shelf
    from communique.publishing.workshop import Workshop

_MAPPED = 1000  # in one map; where there are more, each language has one


def add(shop: Workshop, printed: Press, same: str) -> None:
    """Add every list and the map to a build."""
    shelf = shop.shelf
    firsts = [editions[0] for editions in shelf.statements.values()]
    _list(shop, printed, same, None, sorted(firsts, key=lambda one: one.order, reverse=True))
    for tag, entries in shelf.languages.items():
        _list(shop, printed, same, tag, entries)
    if shelf.base:
        _maps(shop, printed, same)


def _list(
    shop: Workshop, printed: Press, same: str, tag: str | None, entries: Sequence[Entry]
) -> None:
    """Add the pages of one list: the newest, and by year where they are many."""
    shelf = shop.shelf
    parts: dict[int | None, Sequence[Entry]] = {None: entries[:LONG]}
    years = shelf.years(tag)
    for one in years:
        parts[one] = [entry for entry in entries if entry.order.year == one]
    everywhere = [(other, shelf.years(other)) for other in (None, *shelf.languages)]
    known = (same, tag or shelf.home_locale, years, everywhere)
    for year, shown in parts.items():
        seen = [(one.mark, _tags(shop, one) if tag is None else ()) for one in shown]
        key = digest(repr((known, year, seen)))
        path = pages.list_path(tag, year)
        printed.unit(f"list {path}", key, partial(_page, shop, tag, year, shown))


def _tags(shop: Workshop, one: Entry) -> tuple[str, ...]:
    return tuple(other.tag for other in shop.shelf.statements[one.edition.slug])


def _page(
    shop: Workshop, tag: str | None, year: int | None, shown: Sequence[Entry], tray: Tray
) -> None:
    values = pages.of_list(shop.shelf, tag, year, shown)
    tongue = manifest.tongue(shown[0]) if tag else {}
    content = shop.render("index.html", values)
    tray.put(pages.list_path(tag, year), content, kind="list", **tongue)


def _maps(shop: Workshop, printed: Press, same: str) -> None:
    """Add the map: one file, or one for each language and one that names them."""
    shelf = shop.shelf
    parted = len(shelf.entries) > _MAPPED
    paths = {f"{tag}/sitemap.xml": [tag] for tag in shelf.languages} if parted else {}
    told = _mapped(shelf)
    for path, tags in (paths or {"sitemap.xml": list(shelf.languages)}).items():
        key = digest(repr((same, path, list(told), [told[tag] for tag in tags])))
        printed.unit(f"map {path}", key, partial(_write_map, shop, path, tags))
    if parted:
        values = {"maps": [shelf.url(path) for path in paths]}
        key = digest(repr((same, values)))
        printed.unit("map", key, partial(_write_maps, shop, values))


def _mapped(shelf: Shelf) -> dict[str, list[tuple[object, ...]]]:
    """Return what a map tells in each language: what there is, since when, and in which others."""
    told: dict[str, list[tuple[object, ...]]] = {tag: [] for tag in shelf.languages}
    for slug, editions in shelf.statements.items():
        tags = [one.tag for one in editions]
        for tag, one in zip(tags, editions, strict=True):
            told[tag].append((slug, shelf.told(one).timestamp(), tags))
    return told


def _write_maps(shop: Workshop, values: Values, tray: Tray) -> None:
    tray.put("sitemap.xml", shop.render("maps.xml", values), kind="map")


def _write_map(shop: Workshop, path: str, tags: list[str], tray: Tray) -> None:
    tray.put(path, shop.render("sitemap.xml", pages.of_sitemap(shop.shelf, tags)), kind="map")
