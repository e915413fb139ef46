"""The memory on disk: a cache of reviewed translations in SQLite, looked up by text or by likeness.

The facts are in the catalogs and in the committed TMX files; this file may go at any time.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from communique.memory import database
from communique.memory.near import Text, Texts, plain, shape
from communique.memory.unit import Count, Hit, Unit
from communique.statement import Key

_CHUNK = 500
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNIT = (
    "source_language, locale, context, source, target, origin, sentence, approved, changed, by_whom"
)


class MemoryStore:
    """Reviewed translations, kept by where they come from. Use it as a context manager.

    A file that is damaged or of another version is made anew, empty. Several processes may read
    and write at once. One store belongs to one thread.

    Args:
        path: the SQLite file; its folder is made.

    Raises:
        CommuniqueError: here and in every method, the file cannot be used; it may be deleted.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._texts: dict[tuple[str, str], Texts] = {}
        self._version = -1
        with self._guarded():
            try:
                self._db = database.connect(path)
            except OSError as error:
                raise database.explained(error, path) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._db.close()

    def sync(self, origin_key: str, fingerprint: str, units: Callable[[], Iterable[Unit]]) -> bool:
        """Replace all that comes from one place, all or nothing, unless it is known already.

        Args:
            origin_key: what names the place, such as a catalog's path from the workspace.
            fingerprint: what changes whenever the units may.
            units: called for the units only if the fingerprint is new. They are read one by one
                while no other process can write.

        Returns:
            Whether anything was written.
        """
        with self._guarded():
            if self._fingerprint(origin_key) == fingerprint:
                return False
            with self._writing():
                # Another process may have done it while this one waited.
                if self._fingerprint(origin_key) == fingerprint:
                    return False
                self._replace(origin_key, fingerprint, units())
        return True

    def keep(self, origin_keys: Collection[str]) -> int:
        """Forget all that does not come from these places, and return how many places that were."""
        wanted = set(origin_keys)
        with self._guarded():
            if not self._strangers(wanted):
                return 0
            with self._writing():
                strangers = self._strangers(wanted)
                for name in strangers:
                    self._forget(name)
        return len(strangers)

    def exact(self, key: Key, source_language: str, locale: str) -> Unit | None:
        """Return the best translation of exactly this text, or None; see :meth:`Unit.rank`."""
        return self.exact_all([key], source_language, locale).get(key)

    def exact_all(self, keys: Iterable[Key], source_language: str, locale: str) -> dict[Key, Unit]:
        """Return the best translations of those texts that are known, in the order of the keys."""
        wanted = list(dict.fromkeys(keys))
        with self._guarded():
            known = self._of([key.text for key in wanted], source_language, locale)
        return {
            key: min(known[key.text], key=lambda unit: unit.rank(key.context))
            for key in wanted
            if key.text in known
        }

    def near(
        self, text: str, source_language: str, locale: str, *, limit: int = 5, least: float = 0.6
    ) -> list[Hit]:
        """Return translations of texts like this one, best first, no translation twice.

        Args:
            text: the text to look up, inline markup raw; one that is known comes back as well.
            source_language: its locale.
            locale: the locale to translate into.
            limit: how many to return at most.
            least: the likeness to reach, above 0 and up to 1; see :mod:`communique.memory.near`.
        """
        found: dict[str, Hit] = {}
        with self._guarded():
            texts = self._loaded(source_language, locale)
            for likeness, sources in texts.like(text, least):
                units = self._of(sources, source_language, locale).values()
                for unit in sorted((one for same in units for one in same), key=_worth):
                    found.setdefault(unit.target, Hit(unit, likeness))
                if len(found) >= limit:
                    break
        return list(found.values())[:limit]

    def units(
        self, source_language: str | None = None, locale: str | None = None
    ) -> Iterator[Unit]:
        """Yield what is known, in an order that only depends on what is known.

        Args:
            source_language: only what is translated from this locale.
            locale: only what is translated into this locale.
        """
        with self._guarded():
            rows = self._db.execute(
                f"SELECT {_UNIT} FROM unit WHERE source_language = coalesce(?, source_language)"  # noqa: S608
                f" AND locale = coalesce(?, locale) ORDER BY {_UNIT}",
                (source_language, locale),
            )
            yield from map(_unit, rows)

    def counts(self) -> list[Count]:
        """Return how much is known, by source language and locale."""
        with self._guarded():
            rows = self._db.execute(
                "SELECT source_language, locale, sum(NOT sentence), sum(sentence),"
                " sum(approved AND NOT sentence) FROM unit"
                " GROUP BY source_language, locale ORDER BY source_language, locale"
            )
            return [Count(*row) for row in rows]

    def _fingerprint(self, origin_key: str) -> str | None:
        row = self._db.execute(
            "SELECT fingerprint FROM place WHERE name = ?", (origin_key,)
        ).fetchone()
        return str(row[0]) if row else None

    def _strangers(self, wanted: Collection[str]) -> list[str]:
        known = self._db.execute("SELECT name FROM place ORDER BY name")
        return [name for (name,) in known if name not in wanted]

    def _forget(self, origin_key: str) -> None:
        of_it = "(SELECT id FROM place WHERE name = ?)"
        self._db.execute(f"DELETE FROM unit WHERE place = {of_it}", (origin_key,))  # noqa: S608
        self._db.execute("DELETE FROM place WHERE name = ?", (origin_key,))

    def _replace(self, origin_key: str, fingerprint: str, units: Iterable[Unit]) -> None:
        self._forget(origin_key)
        place = self._db.execute(
            "INSERT INTO place (name, fingerprint) VALUES (?, ?)", (origin_key, fingerprint)
        ).lastrowid
        marks = ",".join("?" * 13)
        self._db.executemany(
            f"INSERT INTO unit (place, plain, shape, {_UNIT}) VALUES ({marks})",  # noqa: S608
            ((place, *_row(unit)) for unit in units if _storable(unit)),
        )

    def _of(
        self, sources: Sequence[str], source_language: str, locale: str
    ) -> dict[str, list[Unit]]:
        """Return the units with these sources, by source."""
        found: dict[str, list[Unit]] = {}
        wanted = [text for text in dict.fromkeys(sources) if not _SURROGATE.search(text)]
        for start in range(0, len(wanted), _CHUNK):
            chunk = wanted[start : start + _CHUNK]
            rows = self._db.execute(
                f"SELECT {_UNIT} FROM unit WHERE source_language = ? AND locale = ?"  # noqa: S608
                f" AND source IN ({','.join('?' * len(chunk))})",
                (source_language, locale, *chunk),
            )
            for unit in map(_unit, rows):
                found.setdefault(unit.source, []).append(unit)
        return found

    def _loaded(self, source_language: str, locale: str) -> Texts:
        """Return the texts of a pair, read anew after any change by whatever process."""
        version = self._db.execute("PRAGMA data_version").fetchone()[0]
        if version != self._version:
            self._texts.clear()
            self._version = version
        pair = (source_language, locale)
        if pair not in self._texts:
            rows = self._db.execute(
                "SELECT source, plain, shape FROM unit WHERE source_language = ? AND locale = ?",
                pair,
            )
            distinct = {row[0]: row for row in rows}
            self._texts[pair] = Texts(
                Text(source, source if compared is None else compared, outline)
                for source, compared, outline in distinct.values()
            )
        return self._texts[pair]

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self._texts.clear()
        with database.transaction(self._db):
            yield

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise database.explained(error, self._path) from None


def _worth(unit: Unit) -> tuple[object, ...]:
    """Sort the units that are equally like a text, whatever context it stands in."""
    return (*unit.rank(unit.context), unit.source)


def _storable(unit: Unit) -> bool:
    """Tell whether UTF-8 can hold a unit; half a character from a broken file it cannot."""
    return not any(
        _SURROGATE.search(text) for text in (unit.source, unit.target, unit.context or "", unit.by)
    )


def _row(unit: Unit) -> tuple[object, ...]:
    compared = plain(unit.source)
    return (
        None if compared == unit.source else compared,
        shape(compared),
        unit.source_language,
        unit.locale,
        unit.context,
        unit.source,
        unit.target,
        unit.origin,
        unit.sentence,
        unit.approved,
        unit.changed,
        unit.by,
    )


def _unit(row: tuple[Any, ...]) -> Unit:
    language, locale, context, source, target, origin, sentence, approved, changed, by = row
    pair = (language, locale, context, source, target, origin)
    return Unit(*pair, bool(sentence), bool(approved), changed, by)
