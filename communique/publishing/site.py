"""A static site of all editions: pages, lists, feeds, a map and a manifest, no clock, no script."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field
from functools import partial
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote

from communique.errors import CommuniqueError
from communique.publishing import assets, feeds, lists, manifest, pages, press, words
from communique.publishing.html import body
from communique.publishing.press import Press
from communique.publishing.shelf import arrange
from communique.statement import digest

if TYPE_CHECKING:
    from collections.abc import Sequence

    import jinja2

    from communique.editions.edition import Published
    from communique.publishing.press import Tray
    from communique.publishing.shelf import Entry, Shelf

# What neither HTML nor XML can hold, and what turns the letters of a text round.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\u202d\u202e\ud800-\udfff\ufffe\uffff]")
_log = logging.getLogger(__name__)


class Stock(Protocol):
    """Where the texts and files of published editions are."""

    def text(self, one: Published) -> str:
        """Return an edition's text, in its own format."""
        ...

    def asset(self, slug: str, name: str) -> Path:
        """Return the file of an image or attachment, by its digest."""
        ...


@dataclass(frozen=True)
class House:
    """What the publisher says of the site.

    Args:
        title: the name over every page.
        base_url: where the site will be; without it, it works from ``file://`` and has no map.
        theme: a folder whose files stand in for the templates of the same name; any other file in
            it is copied into ``theme/``; ``locales/`` in it holds words of its own.
        documents: the formats of documents beside each page.
    """

    title: str
    base_url: str = ""
    theme: Path | None = None
    documents: tuple[str, ...] = ()


@dataclass(frozen=True)
class SiteResult:
    """How many pages, and how many files in all, a site has; and how many were made anew."""

    pages: int
    files: int
    renewed: int
    index: press.Index = field(hash=False)


@dataclass(frozen=True)
class Workshop:
    """What every part of the site is made with."""

    house: House
    shelf: Shelf
    stock: Stock
    templates: jinja2.Environment

    def render(self, template: str, values: dict[str, Any]) -> bytes:
        """Return a file from its template, in UTF-8."""
        text = self.templates.get_template(template).render(values)
        return _CONTROLS.sub("", text).encode("utf-8", "surrogatepass")

    def text(self, entry: Entry) -> str:
        """Return an edition's text as sanitised HTML, as its page shows it."""
        edition = entry.edition.with_text(self.stock.text(entry.edition))
        return body(edition, partial(relocated, self.shelf, entry))

    def notice(self, entry: Entry) -> str:
        """Return what the reader of an edition must be told before its text, as HTML."""
        values = pages.notice(self.shelf, entry)
        if values is None:
            return ""
        if values["words"].borrowed:
            _log.warning("no words in %s yet: its readers are told in English", entry.tag)
        return self.render("notice.html", values).decode()


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


def relocated(shelf: Shelf, entry: Entry, url: str) -> str:
    """Return the address that a page uses for what its text calls ``url``."""
    path = assets.local(url)
    if not path:
        return url
    if not assets.is_statement(path):
        return assets.with_path(url, quote(path))
    return assets.with_path(url, shelf.href(entry.path, _target(shelf, entry, path)))


def _target(shelf: Shelf, entry: Entry, path: str) -> str:
    """Return the page of the statement that a text links to: in its language, else the original.

    Of one that was withdrawn, or taken down, since the text was published, there is the tombstone
    or, without one, the list.
    """
    slug = assets.slug_of(path)
    graves = [grave for grave in shelf.graves if grave.edition.slug == slug]
    there = [*shelf.statements.get(slug, []), *graves]
    if not there:
        one = entry.edition
        _log.warning(
            "%s (%s): links to “%s”, which is not public any more", one.slug, one.locale, path
        )
        return pages.list_path(entry.tag)
    return next((other for other in there if other.tag == entry.tag), there[0]).path


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
    for name in shop.house.documents:
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


def environment(theme: Path | None) -> jinja2.Environment:
    """Return the templates: the publisher's own, else ours.

    Raises:
        CommuniqueError: the theme is no folder.
    """
    from jinja2 import (
        ChoiceLoader,
        Environment,
        FileSystemLoader,
        FunctionLoader,
        PrefixLoader,
        StrictUndefined,
    )

    if theme and not theme.is_dir():
        raise CommuniqueError("the theme is not a folder.", path=theme)
    own = FunctionLoader(_template)
    named = PrefixLoader({"communique": own})  # for a theme's base.html that extends ours
    loader = ChoiceLoader([FileSystemLoader(theme), own, named]) if theme else own
    return Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _template(name: str) -> str | None:
    source = resources.files("communique.publishing") / "templates" / name
    return source.read_text("utf-8") if source.is_file() else None
