"""What a text refers to: images and attachments that travel along, statements that it links to."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit, urlunsplit

from communique import formats
from communique.editions.edition import Edition, Published
from communique.editions.released import asset_name
from communique.errors import CommuniqueError, UsageError
from communique.language.scripts import html_tag

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

# A link to one of these leads to a statement's page: the file itself is never made public,
# for it may lie under an embargo.
_STATEMENTS = {".md", ".markdown", ".html", ".htm", ".txt"}
# Without one of these before something that is no address on the web, a text refers to nothing.
_REFERS = re.compile(r"""(?:\]\(|\]:|\b(?:href|src)\s*=)[\s<"']*(?!https?:|mailto:|tel:|\#)""")


@dataclass
class References:
    """What one edition's text refers to.

    Args:
        files: the file of each image and attachment, by the name that the text gives it.
        links: the slugs of the statements that it links to.
    """

    files: dict[str, Path] = field(default_factory=dict)
    links: set[str] = field(default_factory=set)


def published(edition: Edition, at: datetime) -> tuple[Published, dict[str, Path]]:
    """Return an edition as it is when it is made public at a moment, and the files it needs.

    Returns:
        The edition with all that it refers to; and the file of each digest in its ``assets``.

    Raises:
        CommuniqueError: a file is missing, or may not be published; its date is no date.
    """
    from communique.publishing.shelf import stamp

    stamp(edition)
    found = gather(edition)
    kept = {name: asset_name(path) for name, path in sorted(found.files.items())}
    links = tuple(sorted(found.links - {edition.slug}))
    one = Published.of(edition, at, assets=tuple(kept.items()), links=links)
    return one, {kept[name]: path for name, path in found.files.items()}


def gather(edition: Edition) -> References:
    """Return what an edition's text refers to; a locale's own file (``map.es.png``) wins.

    Raises:
        CommuniqueError: an image or attachment is missing, hidden, or outside the statement's
            folder.
    """
    found = References()
    if edition.format != "text" and _REFERS.search(edition.text):
        from communique.publishing.html import body

        body(edition, lambda url: _noted(edition, url, found))
    return found


def _noted(edition: Edition, url: str, found: References) -> str:
    path = local(url)
    if path and is_statement(path):
        found.links.add(slug_of(path))
    elif path:
        found.files[path] = _file(edition, path)
    return url


def local(url: str) -> str:
    """Return the path that a relative address names; "" where it leads elsewhere."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    elsewhere = parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/")
    return "" if elsewhere else posixpath.normpath(unquote(parts.path))


def is_statement(path: str) -> bool:
    """Tell whether a path names a statement, not a file that travels along."""
    return PurePosixPath(path).suffix.lower() in _STATEMENTS


def slug_of(path: str) -> str:
    """Return the slug of the statement that a path names; "" where the path yields none."""
    try:
        return formats.slug_of(Path(path))
    except UsageError:
        return ""


def with_path(url: str, path: str) -> str:
    """Return an address with another path, which is quoted, its query and fragment kept."""
    return urlunsplit(urlsplit(url)._replace(path=path))


def _file(edition: Edition, path: str) -> Path:
    """Return the file that is meant, this locale's own if there is one, or refuse."""
    if edition.folder is None:
        raise CommuniqueError(f"“{path}” cannot be found: the folder of the source is unknown.")
    folder = edition.folder.resolve()
    try:
        choices = [choice for choice in _choices(folder / path, edition.locale) if choice.is_file()]
    except (OSError, ValueError) as error:
        raise CommuniqueError(f"“{path}” is no file name.") from error
    if not choices:
        raise CommuniqueError(f"the image or attachment “{path}” does not exist.")
    chosen = choices[0].resolve()
    if not chosen.is_relative_to(folder) or ".." in PurePosixPath(path).parts:
        raise CommuniqueError(f"“{path}” lies outside the folder of the statement.")
    if any(part.startswith(".") for part in chosen.relative_to(folder).parts):
        raise CommuniqueError(f"“{path}” is a hidden file, which is not published.")
    return chosen


def _choices(plain: Path, locale: str) -> Iterator[Path]:
    for name in dict.fromkeys((locale, html_tag(locale), locale.split("_")[0])):
        yield plain.with_name(f"{plain.stem}.{name}{plain.suffix}")
    yield plain
