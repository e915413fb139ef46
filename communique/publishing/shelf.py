"""The plan of a site: which edition stands where, and how places refer to each other."""

from __future__ import annotations

import os
import posixpath
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from communique.errors import CommuniqueError
from communique.language.scripts import canonical, direction, endonym, html_tag
from communique.publishing.html import plain_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from communique.editions.edition import Edition

_SLUG = re.compile(r"[a-z0-9-]+\Z")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Entry:
    """An edition and its place on the site."""

    edition: Edition

    @cached_property
    def tag(self) -> str:
        """The language tag, also the name of the language's folder."""
        return html_tag(self.edition.locale)

    @cached_property
    def direction(self) -> str:
        """Whether the edition reads ``ltr`` or ``rtl``."""
        return direction(self.edition.locale)

    @cached_property
    def endonym(self) -> str:
        """The language's name for itself."""
        return endonym(self.edition.locale)

    @cached_property
    def title(self) -> str:
        """The title, plain."""
        return plain_title(self.edition)

    @property
    def path(self) -> str:
        """The page, from the root of the site."""
        return f"{self.tag}/{self.edition.slug}/index.html"

    @property
    def is_original(self) -> bool:
        """Whether the edition is the text as its author wrote it."""
        return canonical(self.edition.locale) == canonical(self.edition.source_locale)

    @cached_property
    def stamp(self) -> datetime | None:
        """The moment of the statement, if its metadata tell; midnight UTC where only the day."""
        written = self.edition.metadata.get("date")
        if written in (None, ""):
            return None
        try:
            moment = datetime.fromisoformat(str(written))
        except ValueError as error:
            message = f"{self.edition.slug}: “{written}” is no date; write it like 2026-03-31."
            raise CommuniqueError(message) from error
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    @property
    def day(self) -> date | None:
        """The day of the statement, where it was written."""
        return self.stamp.date() if self.stamp else None


@dataclass(frozen=True)
class Shelf:
    """All editions of a site, newest first, and the site's own facts."""

    title: str
    base: str
    entries: tuple[Entry, ...]

    @cached_property
    def statements(self) -> dict[str, list[Entry]]:
        """The editions of each statement: the original first, then by the languages' names."""
        return _grouped(sorted(self.entries, key=_by_language), self.entries, "slug")

    @cached_property
    def languages(self) -> dict[str, list[Entry]]:
        """The editions in each language, newest first; languages by their names."""
        ordered = sorted(self.entries, key=lambda entry: entry.endonym.casefold())
        return {
            tag: [entry for entry in self.entries if entry.tag == tag]
            for tag in dict.fromkeys(entry.tag for entry in ordered)
        }

    @cached_property
    def home_locale(self) -> str:
        """The locale of most originals: in it the page over all languages speaks."""
        sources = [entry.edition.source_locale for entry in self.entries] or ["en"]
        return max(sorted(set(sources)), key=sources.count)

    def original(self, entry: Entry) -> Entry | None:
        """Return the original of a statement, if it is on the shelf."""
        first = self.statements[entry.edition.slug][0]
        return first if first.is_original else None

    def href(self, page: str, target: str) -> str:
        """Return how one place refers to another: relative, so that the site may be moved."""
        path = posixpath.relpath(target, posixpath.dirname(page) or ".")
        if self.base and posixpath.basename(path) == "index.html":
            path = f"{posixpath.dirname(path) or '.'}/"
        return quote(path)

    def url(self, target: str) -> str | None:
        """Return a place's address on the web, if the site has one."""
        clean = target.removesuffix("index.html")
        return f"{self.base}/{quote(clean)}" if self.base else None


def _by_language(entry: Entry) -> tuple[bool, str, str]:
    return not entry.is_original, entry.endonym.casefold(), entry.tag


def _grouped(members: Iterable[Entry], order: Iterable[Entry], name: str) -> dict[str, list[Entry]]:
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in members:
        groups[getattr(entry.edition, name)].append(entry)
    return {key: groups[key] for key in dict.fromkeys(getattr(e.edition, name) for e in order)}


def arrange(editions: Sequence[Edition], title: str, base_url: str) -> Shelf:
    """Return the plan of a site, or say why there cannot be one."""
    entries = [Entry(edition) for edition in editions]
    _refuse_confusion(entries)
    entries.sort(key=lambda entry: (entry.edition.slug, entry.tag))
    entries.sort(key=lambda entry: entry.stamp or _EPOCH, reverse=True)
    return Shelf(title, _checked_base(base_url), tuple(entries))


def _refuse_confusion(entries: Iterable[Entry]) -> None:
    taken: set[str] = set()
    for entry in entries:
        if not _SLUG.match(entry.edition.slug):
            message = f"“{entry.edition.slug}” is no slug: use only a–z, 0–9 and hyphens."
            raise CommuniqueError(message)
        if entry.path in taken:
            message = f"two editions of {entry.edition.slug} in {entry.tag}: publish one of them."
            raise CommuniqueError(message)
        taken.add(entry.path)


def _checked_base(base_url: str) -> str:
    parts = urlsplit(base_url)
    if base_url and (parts.scheme not in {"http", "https"} or not parts.netloc):
        message = f"“{base_url}” is no base URL: write it like https://example.org/statements."
        raise CommuniqueError(message)
    return base_url.rstrip("/")


def timestamp(entries: Sequence[Entry]) -> str:
    """Return the newest moment of some editions in RFC 3339, never the clock's."""
    moments = [entry.stamp for entry in entries if entry.stamp]
    moment = max(moments) if moments else _given_epoch()
    return moment.isoformat().replace("+00:00", "Z")


def _given_epoch() -> datetime:
    seconds = os.environ.get("SOURCE_DATE_EPOCH", "0")
    return datetime.fromtimestamp(int(seconds) if seconds.isdigit() else 0, tz=UTC)
