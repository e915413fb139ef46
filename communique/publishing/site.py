"""A static site of all editions: pages, lists, feeds, a map and a manifest, no clock, no script."""

from __future__ import annotations

import hashlib
import json
import logging
import re
from dataclasses import dataclass, field
from importlib import resources
from typing import TYPE_CHECKING, Any

from communique.errors import CommuniqueError
from communique.publishing import pages
from communique.publishing.assets import Baggage
from communique.publishing.html import body
from communique.publishing.shelf import arrange

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import jinja2

    from communique.editions.edition import Edition
    from communique.publishing.shelf import Entry, Shelf

# What neither HTML nor XML can hold.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SiteResult:
    """How many pages, and how many files in all, a site has."""

    pages: int
    files: int


def build(
    editions: Sequence[Edition],
    out: Path,
    *,
    site_title: str,
    base_url: str = "",
    theme: Path | None = None,
) -> SiteResult:
    """Write the site of some editions into a folder; the same input gives the same bytes.

    Args:
        editions: what is published, in any order.
        out: the folder; what it holds already is left there, so see ``release.swap``.
        site_title: the name over every page.
        base_url: where the site will be; without it, it works from ``file://`` and has no map.
        theme: a folder whose files stand in for the templates of the same name; any other
            file in it is copied into ``theme/``.
    """
    shelf = arrange(editions, site_title, base_url)
    press = _Press(_environment(theme), out)
    texts = {entry: _set_page(press, shelf, entry) for entry in shelf.entries}
    _set_lists(press, shelf)
    _set_feeds(press, shelf, texts)
    if shelf.base:
        press.set("sitemap.xml", "sitemap.xml", pages.of_sitemap(shelf))
    press.set("style.css", "style.css", {})
    _copy_theme(press, theme)
    press.put("manifest.json", _manifest(shelf, press))
    return SiteResult(pages=press.pages, files=len(press.files))


@dataclass
class _Press:
    """Writes files and remembers them for the manifest."""

    templates: jinja2.Environment
    out: Path
    files: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def pages(self) -> int:
        return sum(path.endswith(".html") for path in self.files)

    def set(self, path: str, template: str, values: dict[str, Any], **facts: Any) -> None:
        """Write a file from its template."""
        self.put(path, self.render(template, values).encode(), **facts)

    def render(self, template: str, values: dict[str, Any]) -> str:
        return _CONTROLS.sub("", self.templates.get_template(template).render(values))

    def put(self, path: str, content: bytes, **facts: Any) -> None:
        """Write a file and note its hash, with what else is to be known of it."""
        place = self.out / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        self.files[path] = {"path": path, "sha256": digest, "bytes": len(content)} | facts


def _set_page(press: _Press, shelf: Shelf, entry: Entry) -> str:
    """Write an edition's page and what travels with it; return its text for the feed."""
    baggage = Baggage(shelf, entry)
    text = body(entry.edition, baggage.relocate)
    notice = _notice(press, shelf, entry)
    press.set(
        entry.path,
        "page.html",
        pages.of_edition(shelf, entry, text, notice),
        **_facts(entry),
    )
    for path, source in sorted(baggage.files.items()):
        press.put(path, source.read_bytes(), locale=entry.edition.locale, slug=entry.edition.slug)
    return notice + text


def _notice(press: _Press, shelf: Shelf, entry: Entry) -> str:
    values = pages.notice(shelf, entry)
    if values is None:
        return ""
    if values["words"].borrowed:
        _log.warning("no notice in %s yet: its drafts carry the English one", entry.edition.locale)
    return press.render("notice.html", values)


def _set_lists(press: _Press, shelf: Shelf) -> None:
    press.set("index.html", "index.html", pages.of_home(shelf))
    for tag, entries in shelf.languages.items():
        values = pages.of_language(shelf, tag)
        press.set(pages.language_path(tag), "index.html", values, **_tongue(entries[0]))


def _set_feeds(press: _Press, shelf: Shelf, texts: dict[Entry, str]) -> None:
    for tag, entries in shelf.languages.items():
        values = pages.of_feed(shelf, tag, [texts[entry] for entry in entries])
        press.set(pages.feed_path(tag), "feed.xml", values, **_tongue(entries[0]))


def _tongue(entry: Entry) -> dict[str, str]:
    return {"locale": entry.edition.locale, "direction": entry.direction}


def _facts(entry: Entry) -> dict[str, Any]:
    edition = entry.edition
    return _tongue(entry) | {
        "slug": edition.slug,
        "source_locale": edition.source_locale,
        "state": edition.state.value,
        "unreviewed": edition.unreviewed,
        "segments": edition.segments,
        "source_hash": edition.source_hash,
        "packages": list(edition.packages),
    }


def _manifest(shelf: Shelf, press: _Press) -> bytes:
    files = [press.files[path] for path in sorted(press.files)]
    values = {"site": shelf.title, "base_url": shelf.base, "files": files}
    return (json.dumps(values, ensure_ascii=False, indent=2) + "\n").encode()


def _copy_theme(press: _Press, theme: Path | None) -> None:
    for source in sorted(theme.rglob("*")) if theme else []:
        name = source.relative_to(theme).as_posix() if theme else ""
        if source.is_file() and not _is_template(name) and not name.startswith("."):
            press.put(f"theme/{name}", source.read_bytes())


def _is_template(name: str) -> bool:
    return name.endswith((".html", ".xml")) or name == "style.css"


def _environment(theme: Path | None) -> jinja2.Environment:
    from jinja2 import ChoiceLoader, Environment, FileSystemLoader, FunctionLoader, StrictUndefined

    if theme and not theme.is_dir():
        raise CommuniqueError("the theme is not a folder.", path=theme)
    own = FunctionLoader(_template)
    loader = ChoiceLoader([FileSystemLoader(theme), own]) if theme else own
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
