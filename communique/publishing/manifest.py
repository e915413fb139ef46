"""The manifest: what a site or a bundle holds, and whose it is; its schema is published with it."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from communique import __version__
from communique.editions.moments import written as moment
from communique.publishing import shape
from communique.publishing.press import File

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from communique.publishing.shelf import Entry

NAME = "manifest.json"
SCHEMA = "manifest-1.schema.json"
VERSION = 1

# Not those of the system's own list: the same file is of the same type everywhere.
_MEDIA_TYPES = {
    ".atom": "application/atom+xml", ".avif": "image/avif", ".css": "text/css", ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".epub": "application/epub+zip", ".gif": "image/gif", ".html": "text/html",
    ".jpeg": "image/jpeg", ".jpg": "image/jpeg", ".json": "application/json",
    ".md": "text/markdown", ".mp3": "audio/mpeg", ".mp4": "video/mp4",
    ".odt": "application/vnd.oasis.opendocument.text", ".ogg": "audio/ogg", ".otf": "font/otf",
    ".pdf": "application/pdf", ".png": "image/png", ".svg": "image/svg+xml", ".ttf": "font/ttf",
    ".txt": "text/plain", ".webm": "video/webm", ".webp": "image/webp", ".woff": "font/woff",
    ".woff2": "font/woff2", ".xml": "application/xml", ".zip": "application/zip",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip
_KINDS = {"style.css": "style", "sitemap.xml": "map", SCHEMA: "schema"}
_OF_FILES = {"path", "sha256", "bytes", "media_type"}


def facts(entry: Entry, kind: str) -> dict[str, Any]:
    """Return what a manifest tells of an edition's file.

    Args:
        entry: the edition.
        kind: ``page``, ``text``, ``document``, ``asset`` or ``tombstone``.
    """
    one = entry.edition
    return {
        "kind": kind,
        "slug": one.slug,
        "title": entry.title,
        **tongue(entry),
        "state": "withdrawn" if one.withdrawn else one.state.value,
        "source_locale": one.source_locale,
        "source_hash": one.source_hash,
        "unreviewed": one.unreviewed,
        "segments": one.segments,
        "packages": [_package(name) for name in one.packages],
        "rank": one.rank.value if one.rank else None,
        "prevails": one.prevails,
        "translators": list(one.translators),
        "published": moment(one.published),
        "modified": moment(one.modified),
        "corrected": moment(one.corrected) if one.corrected else None,
        "withdrawn": moment(one.withdrawn) if one.withdrawn else None,
    }


def tongue(entry: Entry) -> dict[str, str]:
    """Return what a manifest tells of the language of an edition's file, or of a list of such."""
    locale = entry.edition.locale
    return {"locale": locale, "language": entry.tag, "direction": entry.direction}


def _package(said: str) -> dict[str, str]:
    """Part ``starter en→es 0.2`` into a name and a version."""
    name, space, version = said.rpartition(" ")
    return {"name": name, "version": version} if space else {"name": said, "version": ""}


def written(
    site: str, base_url: str, files: Iterable[tuple[str, File]], *, scope: str = "site"
) -> bytes:
    """Return a manifest as it is to be written: sorted, an object a line.

    Args:
        site: the name over every page.
        base_url: where the site is on the web, or "".
        files: every file but the manifest, by its path, with what is to be told of it.
        scope: ``site``, ``statement`` or ``release``.
    """
    head = {
        "$schema": SCHEMA,
        "version": VERSION,
        "scope": scope,
        "site": site,
        "base_url": base_url,
        "generator": {"name": "communique", "version": __version__},
    }
    encode = json.JSONEncoder(ensure_ascii=False).encode
    lines = ",\n".join(encode(_told(path, file)) for path, file in sorted(files, key=_path))
    # A title may hold half a character, which UTF-8 cannot.
    return f'{encode(head)[:-1]}, "files": [\n{lines}\n]}}\n'.encode("utf-8", "replace")


def _path(named: tuple[str, File]) -> str:
    return named[0]


def _told(path: str, file: File) -> dict[str, Any]:
    suffix = PurePosixPath(path).suffix.lower()
    return {
        "path": path,
        "sha256": file.sha256,
        "bytes": file.size,
        "media_type": _MEDIA_TYPES.get(suffix, "application/octet-stream"),
        "kind": _KINDS.get(path, "theme" if path.startswith("theme/") else "other"),
    } | dict(file.facts)


def listed(content: bytes) -> dict[str, File]:
    """Return the files that a manifest of ours lists, by their paths."""
    files = {}
    for one in json.loads(content)["files"]:
        told = {name: value for name, value in one.items() if name not in _OF_FILES}
        files[one["path"]] = File(one["sha256"], one["bytes"], 0, told)
    return files


@cache
def schema() -> bytes:
    """Return the JSON Schema (2020-12) of manifests, as it is published beside each of them."""
    return (resources.files("communique.publishing") / "schemas" / SCHEMA).read_bytes()


@cache
def _schema() -> dict[str, Any]:
    value: dict[str, Any] = json.loads(schema())
    return value


def problems(value: object) -> Iterator[str]:
    """Yield what makes a value no manifest, judged by the schema; nothing where it is one."""
    yield from shape.problems(value, _schema(), "the manifest")
