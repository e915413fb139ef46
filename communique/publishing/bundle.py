"""Bundles: a statement, or all that is public, as one zip archive to be handed on."""

from __future__ import annotations

import hashlib
import html
import posixpath
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from communique.errors import CommuniqueError
from communique.publishing import archive, manifest, own_text, site, words
from communique.publishing.press import File, Tray
from communique.publishing.shelf import Entry, Shelf, arrange, checked_base
from communique.publishing.workshop import Workshop, environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    import jinja2

    from communique.editions.edition import Published
    from communique.publishing.workshop import House, Stock

_START = """\
<!doctype html>
<html lang="{tag}" dir="{dir}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="script-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'">
<meta http-equiv="refresh" content="0; url={first}">
<title>{title}</title>
<link rel="stylesheet" href="style.css">
</head>
<body>
<main>
<ul>
{items}
</ul>
</main>
</body>
</html>
"""  # noqa: E501
_ITEM = '<li><a href="{href}" lang="{tag}" dir="{dir}" hreflang="{tag}">{name}</a></li>'


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle, as it was made.

    Args:
        path: the archive.
        slug: the statement; "" where it holds a release.
        locales: of the editions in it, the withdrawn ones too.
        files: how many files there are, without the manifest.
        size: of the archive, in bytes.
        sha256: of the archive.
        renewed: whether it is another than the one that was there.
    """

    path: Path
    slug: str
    locales: tuple[str, ...]
    files: int
    size: int
    sha256: str
    renewed: bool


@dataclass(frozen=True)
class Leaf(Entry):
    """An edition in the bundle of its statement: a folder for each language."""

    @cached_property
    def folder(self) -> str:
        """The folder of the page and of what travels with it."""
        return self.tag


@dataclass(frozen=True)
class Parcel(Shelf):
    """The plan of one statement's bundle; it also knows the statements that this one links to."""

    slug: str = ""

    @cached_property
    def own(self) -> list[Entry]:
        """The editions of the statement, the withdrawn ones last."""
        graves = [entry for entry in self.graves if entry.edition.slug == self.slug]
        return [*self.statements.get(self.slug, []), *graves]

    @cached_property
    def _foreign(self) -> dict[str, Entry]:
        return {one.path: one for one in self.entries if one.edition.slug != self.slug}

    def href(self, page: str, target: str) -> str:
        """Return how one place refers to another: relative, within the bundle.

        What is not in it is on the web or, where the site has no address there, in the other
        statement's bundle, unpacked beside this one.
        """
        other = self._foreign.get(target)
        if other is None:
            path = posixpath.relpath(target, posixpath.dirname(page) or ".")
        elif address := super().url(target):
            return address
        else:
            path = posixpath.join("../..", other.edition.slug, other.tag, "index.html")
        return quote(path)

    def url(self, target: str) -> str | None:
        """Return the address on the web of a file's counterpart on the site."""
        tag, _, name = target.partition("/")
        if name and target not in self._foreign and tag in {one.tag for one in self.own}:
            target = f"{tag}/{self.slug}/{name}"
        return super().url(target)


@dataclass(frozen=True)
class Bench(Workshop):
    """Makes the pages of a bundle; what only a site has around them, they do without."""

    def render(self, template: str, values: dict[str, Any]) -> bytes:
        """Return a file from its template, in UTF-8."""
        if "root" in values:
            values = values | self._frame(values)
        return super().render(template, values)

    def _frame(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return where the site's own links lead: to the site, or, without it, nowhere else."""
        base, tag = self.shelf.base, values["tag"]
        if not base:
            return {"home": "../index.html", "root": "../index.html", "feeds": []}
        home = f"{base}/{tag}/" if tag in self.shelf.languages else f"{base}/"
        feeds = [one | {"href": f"{base}/feed.{tag}.atom"} for one in values["feeds"]]
        return {"home": home, "root": f"{base}/", "feeds": feeds}


class Held(Tray):
    """Takes the files of a bundle into memory."""

    def __init__(self) -> None:
        self.files: dict[str, File] = {}
        self.contents: dict[str, bytes] = {}

    def put(self, path: str, content: bytes, **facts: Any) -> None:
        """Take a file; ``facts`` go into the manifest."""
        self.contents[path] = content
        found = hashlib.sha256(content).hexdigest()
        self.files[path] = File(found, len(content), 0, facts)


@dataclass(frozen=True)
class Bindery:
    """Makes bundles, one after the other; see ``opened``.

    Args:
        house: what the publisher says of the site.
        stock: where texts and files are.
        when: the moment that every file bears; None for that of the newest edition in a bundle.
    """

    house: House
    stock: Stock
    when: datetime | None = None

    @cached_property
    def templates(self) -> jinja2.Environment:
        """The site's templates; without a site, a page has no links to the rest of it."""
        from jinja2 import ChoiceLoader, DictLoader

        found = environment(self.house.theme)
        if not self.house.base_url and found.loader:
            found.loader = ChoiceLoader([DictLoader({"colophon.html": ""}), found.loader])
        return found

    def statement(
        self, editions: Sequence[Published], linked: Sequence[Published], target: Path
    ) -> Bundle:
        """Bundle a statement: a folder for each language, with the page and what travels with it.

        Args:
            editions: of one statement; with a translation goes its original.
            linked: what is public of the statements that these link to.
            target: the archive to write.

        Raises:
            CommuniqueError: it cannot be made or written; the one before it stands.
        """
        slug = editions[0].slug
        plan = arrange([*editions, *linked], self.house.title, self.house.base_url)
        shelf = _parcel(slug, plan)
        shop = Bench(self.house, shelf, self.stock, self.templates)
        tray = Held()
        site.statement(shop, shelf.own, tray)
        _add_texts(shop, shelf.own, tray)
        site.theme(shop, tray)
        tray.put("index.html", _start(shelf), kind="list")
        tray.put(manifest.SCHEMA, manifest.schema(), kind="schema")
        made = self._write(target, "statement", shelf.own, tray.files, tray.contents.__getitem__)
        return replace(made, slug=slug)

    def release(self, published: Sequence[Published], target: Path) -> Bundle:
        """Bundle all that is public: the site as it is, and each edition's own text.

        Args:
            published: what is public, in any order.
            target: the archive to write.

        Raises:
            CommuniqueError: it cannot be made or written; the one before it stands.
        """
        with tempfile.TemporaryDirectory(prefix="communique-") as name:
            folder = Path(name)
            site.build(published, self.stock, folder, self.house)
            tray = Held()
            tray.files = manifest.listed((folder / manifest.NAME).read_bytes())
            shelf = arrange(published, self.house.title, self.house.base_url)
            shop = Workshop(self.house, shelf, self.stock, self.templates)
            _add_texts(shop, shelf.entries, tray)

            def read(path: str) -> bytes:
                held = tray.contents.get(path)
                return (folder / path).read_bytes() if held is None else held

            entries = [*shelf.entries, *shelf.graves]
            return self._write(target, "release", entries, tray.files, read)

    def _write(
        self,
        target: Path,
        scope: str,
        entries: Sequence[Entry],
        files: Mapping[str, File],
        read: Callable[[str], bytes],
    ) -> Bundle:
        """Write an archive of some files: the manifest first, the rest by name."""
        named = _named(files)
        _refuse_changed(entries, files)
        listed = ((name, files[path]) for name, path in named.items())
        base = checked_base(self.house.base_url)
        listing = manifest.written(self.house.title, base, listed, scope=scope)

        def members() -> Iterator[tuple[str, bytes]]:
            yield manifest.NAME, listing
            for name in sorted(named):
                yield name, read(named[name])

        renewed = archive.write(target, members(), self.when or _newest(entries))
        locales = tuple(sorted({one.edition.locale for one in entries}))
        size, digest = target.stat().st_size, archive.sha256(target)
        return Bundle(target, "", locales, len(named), size, digest, renewed)


@contextmanager
def opened(house: House, stock: Stock, when: datetime | None = None) -> Iterator[Bindery]:
    """Open a bindery, in which pages speak in the words of the publisher's theme."""
    with words.overridden(house.theme):
        yield Bindery(house, stock, when)


def _parcel(slug: str, shelf: Shelf) -> Parcel:
    """Return a plan with the editions of one statement where they stand in its bundle."""

    def placed(entries: Iterable[Entry]) -> tuple[Entry, ...]:
        return tuple(Leaf(one.edition) if one.edition.slug == slug else one for one in entries)

    return Parcel(shelf.title, shelf.base, placed(shelf.entries), placed(shelf.graves), slug)


def _start(shelf: Parcel) -> bytes:
    """Return the page that whoever unpacks a bundle opens: it leads to the statement."""
    first = next((one for one in shelf.own if one.is_original), shelf.own[0])
    items = (
        _ITEM.format(href=quote(one.path), tag=one.tag, dir=one.direction,
                     name=html.escape(one.endonym))
        for one in shelf.own
    )  # fmt: skip
    page = _START.format(
        tag=first.tag, dir=first.direction, first=quote(first.path),
        title=html.escape(first.title), items="\n".join(items),
    )  # fmt: skip
    return page.encode("utf-8", "replace")


def _add_texts(shop: Workshop, entries: Iterable[Entry], tray: Tray) -> None:
    """Add each edition's own text, beside the files that it refers to by their names.

    A document that the settings ask for, in the same format, takes its place.
    """
    for entry in entries:
        path = f"{entry.folder}/{own_text.name(entry)}"
        if entry.edition.withdrawn is None and path not in tray.files:
            tray.put(path, own_text.content(shop, entry), **manifest.facts(entry, "text"))


def _refuse_changed(entries: Iterable[Entry], files: Mapping[str, File]) -> None:
    """Refuse an image or attachment that is not the one that was released."""
    for entry in entries:
        for name, kept in entry.edition.assets:
            file = files.get(f"{entry.folder}/{name}")
            if file and file.sha256 != kept:
                edition = entry.edition
                place = f"{edition.slug} ({edition.locale})"
                what = "was changed after it was published; restore it from git"
                raise CommuniqueError(f"{place}: “{archive.shown(name)}” {what}")


def _named(files: Mapping[str, File]) -> dict[str, str]:
    """Return the path of each file by the name that it has in an archive."""
    named: dict[str, str] = {}
    for path, file in files.items():
        name = archive.member(path)
        if files[named.setdefault(name, path)].sha256 != file.sha256:
            raise CommuniqueError(f"two files would be “{name}” in a bundle; rename one of them")
    return named


def _newest(entries: Iterable[Entry]) -> datetime:
    """Return when anything of some editions changed last."""
    moments = (
        moment
        for entry in entries
        for moment in (entry.edition.modified, entry.edition.withdrawn)
        if moment is not None
    )
    return max(moments)
