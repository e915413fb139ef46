"""The plan of a site: which edition stands where, and how places refer to each other."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, cached_property
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from communique.errors import CommuniqueError
from communique.language.scripts import canonical, direction, endonym, html_tag
from communique.publishing.html import plain_title

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from communique.editions.edition import Facts, Published

_CANONICAL, _TAG = cache(canonical), cache(html_tag)
_DIRECTION, _ENDONYM = cache(direction), cache(endonym)
LONG = 50  # a list of more has a page for each year
_SLUG = re.compile(r"[a-z0-9-]+\Z")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def stamp(edition: Facts) -> datetime | None:
    """Return the moment of a statement, if its metadata tell; midnight UTC where only the day.

    Raises:
        CommuniqueError: what they tell is no date.
    """
    written = edition.metadata.get("date")
    if written in (None, ""):
        return None
    try:
        moment = datetime.fromisoformat(str(written))
    except ValueError as error:
        message = f"{edition.slug}: “{written}” is no date; write it like 2026-03-31."
        raise CommuniqueError(message) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Entry:
    """An edition and its place on the site."""

    edition: Published

    @property
    def tag(self) -> str:
        """The language tag, also the name of the language's folder."""
        return _TAG(self.edition.locale)

    @property
    def direction(self) -> str:
        """Whether the edition reads ``ltr`` or ``rtl``."""
        return _DIRECTION(self.edition.locale)

    @property
    def endonym(self) -> str:
        """The language's name for itself."""
        return _ENDONYM(self.edition.locale)

    @property
    def mark(self) -> str:
        """What tells the edition from any other, and from itself at another time."""
        one = self.edition
        return f"{one.mark} {one.published} {one.modified} {one.corrected} {one.withdrawn}"

    @cached_property
    def title(self) -> str:
        """The title, plain."""
        return plain_title(self.edition)

    @property
    def folder(self) -> str:
        """The folder of the page and of what travels with it, from the root of the site."""
        return f"{self.tag}/{self.edition.slug}"

    @property
    def path(self) -> str:
        """The page, from the root of the site."""
        return f"{self.folder}/index.html"

    @property
    def is_original(self) -> bool:
        """Whether the edition is the text as its author wrote it."""
        return _CANONICAL(self.edition.locale) == _CANONICAL(self.edition.source_locale)

    @cached_property
    def stamp(self) -> datetime | None:
        """The moment of the statement, if its metadata tell; midnight UTC where only the day."""
        return stamp(self.edition)

    @property
    def day(self) -> date | None:
        """The day of the statement, where it was written."""
        return self.stamp.date() if self.stamp else None

    @property
    def order(self) -> datetime:
        """The moment by which editions are ordered: the statement's, or that of publishing."""
        return self.stamp or self.edition.published


@dataclass(frozen=True)
class Shelf:
    """All editions of a site, newest first, and the site's own facts.

    ``entries`` are the editions that can be read; ``graves`` are the withdrawn ones, of which only
    the fact is told, at the address where they were.
    """

    title: str
    base: str
    entries: tuple[Entry, ...]
    graves: tuple[Entry, ...] = ()

    @cached_property
    def statements(self) -> dict[str, list[Entry]]:
        """The editions of each statement: the original first, then by the languages' names."""
        return _grouped(sorted(self.entries, key=_by_language), self.entries)

    @cached_property
    def languages(self) -> dict[str, list[Entry]]:
        """The editions in each language, newest first; languages by their names."""
        names = {entry.tag: entry.endonym.casefold() for entry in self.entries}
        found: dict[str, list[Entry]] = {tag: [] for tag in sorted(names, key=lambda t: names[t])}
        for entry in self.entries:
            found[entry.tag].append(entry)
        return found

    def years(self, tag: str | None) -> list[int]:
        """Return the years of which a list has a page of its own, newest first: where it is long.

        Args:
            tag: the language; None for the list over all.
        """
        return self._years.get(tag, [])

    @cached_property
    def _years(self) -> dict[str | None, list[int]]:
        firsts = [editions[0] for editions in self.statements.values()]
        groups: dict[str | None, list[Entry]] = {None: firsts, **dict(self.languages.items())}
        return {
            tag: sorted({entry.order.year for entry in entries}, reverse=True)
            for tag, entries in groups.items()
            if len(entries) > LONG
        }

    @cached_property
    def home_locale(self) -> str:
        """The locale of most originals: in it the page over all languages speaks."""
        sources = [entry.edition.source_locale for entry in self.entries] or ["en"]
        return max(sorted(set(sources)), key=sources.count)

    def original(self, entry: Entry) -> Entry | None:
        """Return the original of a statement, if it is on the shelf."""
        editions = self.statements.get(entry.edition.slug)
        return editions[0] if editions and editions[0].is_original else None

    def told(self, entry: Entry) -> datetime:
        """Return when an edition, or what its reader is told of it, changed last."""
        original = self.original(entry) if self.outdated(entry) else None
        return max(entry.edition.modified, original.edition.modified if original else _EPOCH)

    def places(self, slugs: Collection[str]) -> list[tuple[str, str, bool]]:
        """Return where some statements have pages: slug, language, and whether it can be read."""
        alive = [
            (one.edition.slug, one.tag, True)
            for slug in slugs
            for one in self.statements.get(slug, [])
        ]
        gone = [
            (one.edition.slug, one.tag, False) for one in self.graves if one.edition.slug in slugs
        ]
        return sorted(alive + gone)

    def outdated(self, entry: Entry) -> bool:
        """Whether the original was changed after the words that an edition renders."""
        original = self.original(entry)
        return (
            original is not None
            and original.edition.words != entry.edition.source_words
            and original.edition.modified >= entry.edition.modified
        )

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


def _grouped(members: Iterable[Entry], order: Iterable[Entry]) -> dict[str, list[Entry]]:
    groups: dict[str, list[Entry]] = {entry.edition.slug: [] for entry in order}
    for entry in members:
        groups[entry.edition.slug].append(entry)
    return groups


def arrange(editions: Sequence[Published], title: str, base_url: str) -> Shelf:
    """Return the plan of a site, or say why there cannot be one."""
    entries = [Entry(edition) for edition in editions]
    _refuse_confusion(entries)
    entries.sort(key=lambda entry: (entry.edition.slug, entry.tag))
    entries.sort(key=lambda entry: entry.order, reverse=True)
    alive = tuple(entry for entry in entries if entry.edition.withdrawn is None)
    gone = tuple(entry for entry in entries if entry.edition.withdrawn is not None)
    return Shelf(title, checked_base(base_url), alive, gone)


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


def checked_base(base_url: str) -> str:
    """Return a base URL without its final slash.

    Raises:
        CommuniqueError: it is none.
    """
    parts = urlsplit(base_url)
    if base_url and (parts.scheme not in {"http", "https"} or not parts.netloc):
        message = f"“{base_url}” is no base URL: write it like https://example.org/statements."
        raise CommuniqueError(message)
    return base_url.rstrip("/")


def timestamp(moments: Iterable[datetime]) -> str:
    """Return the newest of some moments in RFC 3339."""
    return max(moments, default=_EPOCH).astimezone(UTC).isoformat().replace("+00:00", "Z")
