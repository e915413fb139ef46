"""The images and attachments that a page refers to: found beside the source, copied beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from communique.errors import CommuniqueError
from communique.language.scripts import html_tag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from communique.publishing.shelf import Entry, Shelf

# A link to one of these leads to a statement's page: the file itself is never made public,
# for it may lie under an embargo.
_STATEMENTS = {".md", ".markdown", ".html", ".htm", ".txt"}


@dataclass
class Baggage:
    """Resolves what one page refers to, and remembers which files travel with it."""

    shelf: Shelf
    entry: Entry
    files: dict[str, Path] = field(default_factory=dict)

    def relocate(self, url: str) -> str:
        """Return the address that a page uses for what its source calls ``url``."""
        parts = urlsplit(url)
        if parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/"):
            return url
        path = unquote(parts.path)
        if PurePosixPath(path).suffix.lower() in _STATEMENTS:
            place = self._page_of(path)
        else:
            place = self._copy_of(path)
        return urlunsplit(parts._replace(path=place))

    def _page_of(self, path: str) -> str:
        """Return the way to a statement's page: in this language, else its original."""
        slug = PurePosixPath(path).stem.lower()
        editions = self.shelf.statements.get(slug, [])
        if not editions:
            raise self._error(f"links to the statement “{path}”, which is not published.")
        here = (entry for entry in editions if entry.tag == self.entry.tag)
        return self.shelf.href(self.entry.path, next(here, editions[0]).path)

    def _copy_of(self, path: str) -> str:
        folder = self.entry.edition.folder
        if folder is None:
            raise self._error(f"“{path}” cannot be found: the folder of the source is unknown.")
        source = self._found(folder.resolve(), path)
        name = source.relative_to(folder.resolve()).as_posix()
        self.files[str(PurePosixPath(self.entry.path).parent / name)] = source
        return quote(name)

    def _found(self, folder: Path, path: str) -> Path:
        """Return the file that is meant, this locale's own if there is one, or refuse."""
        try:
            choices = [choice for choice in self._choices(folder, path) if choice.is_file()]
        except (OSError, ValueError) as error:
            raise self._error(f"“{path}” is no file name.") from error
        if not choices:
            raise self._error(f"the image or attachment “{path}” does not exist.")
        chosen = choices[0].resolve()
        if not chosen.is_relative_to(folder):
            raise self._error(f"“{path}” lies outside the folder of the statement.")
        if any(part.startswith(".") for part in chosen.relative_to(folder).parts):
            raise self._error(f"“{path}” is a hidden file, which is not published.")
        return chosen

    def _choices(self, folder: Path, path: str) -> Iterator[Path]:
        plain = folder / path
        locale = self.entry.edition.locale
        for name in (locale, html_tag(locale), locale.split("_")[0]):
            yield plain.with_name(f"{plain.stem}.{name}{plain.suffix}")
        yield plain

    def _error(self, what: str) -> CommuniqueError:
        edition = self.entry.edition
        message = f"{edition.slug} ({edition.locale}): {what}"
        return CommuniqueError(message, path=edition.folder)
