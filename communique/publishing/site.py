"""A static site of all editions: pages, lists, feeds, a map and a manifest, no clock, no script."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from communique.publishing import feeds, lists, manifest, pages, press, words
from communique.publishing.press import Press
from communique.publishing.shelf import arrange
from communique.publishing.workshop import House, Stock, Workshop, environment
from communique.statement import digest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from communique.editions.edition import Published
    from communique.publishing.press import Tray
    from communique.publishing.shelf import Entry, Shelf


@dataclass(frozen=True)
class SiteResult:
    """How many pages, and how many files in all, a site has; and how many were made anew."""

    pages: int
    files: int
    renewed: int
    index: press.Index = field(hash=False)


def build(
    published: Sequence[Published],
    stock: Stock,
    out: Path,
    house: House,
    *,
    last: press.Build | None = None,
    there: press.Index = press.NOTHING,
) -> SiteResult:
    """Write the site of some editions into a folder; the same input gives the same bytes.

    Args:
        published: what is public, in any order.
        stock: where its texts and files are.
        out: the folder; see ``release.swap``.
        house: what the publisher says of the site.
        last: the last build, from which unchanged files are linked.
        there: what the build in the folder holds, if one is there.

    Raises:
        CommuniqueError: says what is wrong; nothing is public yet.
    """
    with words.overridden(house.theme):
        shelf = arrange(published, house.title, house.base_url)
        shop = Workshop(house, shelf, stock, environment(house.theme))
        printed = Press(out, there, last)
        same = digest(repr((house, press.fingerprint(_folders(house)))))
        for slug, entries in _statements(shelf).items():
            key = _key(shelf, same, entries)
            printed.unit(f"statement {slug}", key, partial(statement, shop, entries))
        lists.add(shop, printed, same)
        feeds.add(shop, printed, same)
        printed.unit("theme", same, partial(theme, shop))
        printed.unit("manifest", _manifest_key(printed, same), partial(_manifest, shelf, printed))
        index = printed.finish()
    files = printed.files
    count = sum(path.endswith(".html") for path in files)
    return SiteResult(count, len(files), printed.renewed, index)


def _folders(house: House) -> list[Path]:
    return [Path(__file__).parent, *([house.theme] if house.theme else [])]


def _statements(shelf: Shelf) -> dict[str, list[Entry]]:
    """Return the editions of each statement, the withdrawn ones last."""
    found = {slug: list(entries) for slug, entries in shelf.statements.items()}
    for entry in shelf.graves:
        found.setdefault(entry.edition.slug, []).append(entry)
    return found


def _key(shelf: Shelf, same: str, entries: Sequence[Entry]) -> str:
    """Return what decides the pages of a statement: itself, and where it links to."""
    linked = shelf.places({slug for entry in entries for slug in entry.edition.links})
    return digest(repr((same, [entry.mark for entry in entries], linked)))


def statement(shop: Workshop, entries: Sequence[Entry], tray: Tray) -> None:
    """Write the pages of a statement's editions, and what travels with them."""
    for entry in entries:
        if entry.edition.withdrawn:
            values = pages.of_grave(shop.shelf, entry)
            tray.put(
                entry.path,
                shop.render("tombstone.html", values),
                **manifest.facts(entry, "tombstone"),
            )
        else:
            _edition(shop, entry, tray)


def _edition(shop: Workshop, entry: Entry, tray: Tray) -> None:
    """Write an edition's page and what travels with it."""
    text = shop.text(entry)
    for name, kept in entry.edition.assets:
        content = shop.stock.asset(entry.edition.slug, kept).read_bytes()
        tray.put(f"{entry.folder}/{name}", content, **manifest.facts(entry, "asset"))
    documents = _documents(shop, entry, text, tray)
    values = pages.of_edition(shop.shelf, entry, text, shop.notice(entry), documents)
    tray.put(entry.path, shop.render("page.html", values), **manifest.facts(entry, "page"))


def _documents(shop: Workshop, entry: Entry, text: str, tray: Tray) -> list[pages.Document]:
    """Write an edition as the documents that the house asks for; return what its page offers."""
    if not shop.house.documents:
        return []
    from communique.publishing import documents
    from communique.publishing.printing import paper

    one = entry.edition
    images = {quote(name): shop.stock.asset(one.slug, kept) for name, kept in one.assets}
    printed = paper(shop.shelf, entry, text, images)
    offered = []
    for name in dict.fromkeys(shop.house.documents):
        content = documents.write(name, printed)
        form = documents.FORMATS[name]
        path = f"{entry.folder}/{one.slug}.{entry.tag}{form.suffix}"
        tray.put(path, content, **manifest.facts(entry, "document"))
        offered.append((path, form.label, form.media_type, len(content)))
    return offered


def _manifest_key(printed: Press, same: str) -> str:
    return digest(repr((same, sorted((name, unit.key) for name, unit in printed.units.items()))))


def _manifest(shelf: Shelf, printed: Press, tray: Tray) -> None:
    files = printed.files
    tray.put(manifest.SCHEMA, manifest.schema(), kind="schema")
    listed = [*files.items(), *tray.files.items()]
    tray.put(manifest.NAME, manifest.written(shelf.title, shelf.base, listed))


def theme(shop: Workshop, tray: Tray) -> None:
    """Write the style sheet, and the publisher's own files."""
    tray.put("style.css", shop.render("style.css", {}))
    folder = shop.house.theme
    for source in sorted(folder.rglob("*")) if folder else []:
        name = source.relative_to(folder).as_posix() if folder else ""
        if source.is_file() and not _is_template(name) and not name.startswith((".", "locales/")):
            tray.put(f"theme/{name}", source.read_bytes())


def _is_template(name: str) -> bool:
    return name.endswith((".html", ".xml")) or name == "style.css"
