"""A cache on disk: texts by name, made again where they are missing, and deleted without loss."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from communique.errors import CommuniqueError

_CHUNK = 500


class Cache:
    """Texts on disk, by recipe and name. Use it as a context manager.

    A *recipe* stands for all that decides a value but its name: another recipe, another value.
    Several processes may use one file at once.

    Args:
        path: the SQLite file; its folder is made.

    Raises:
        CommuniqueError: the file cannot be opened or is no database.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=60)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._db.execute(
                "CREATE TABLE IF NOT EXISTS value (recipe TEXT, name TEXT, text TEXT,"
                " PRIMARY KEY (recipe, name)) WITHOUT ROWID"
            )
        except (OSError, sqlite3.Error) as error:
            raise self.broken(error) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._db.close()

    def get(self, recipe: str, names: Sequence[str]) -> dict[str, str]:
        """Return what is known, by name."""
        found: dict[str, str] = {}
        try:
            for start in range(0, len(names), _CHUNK):
                chunk = names[start : start + _CHUNK]
                marks = ",".join("?" * len(chunk))
                rows = self._db.execute(
                    f"SELECT name, text FROM value "  # noqa: S608 (marks only)
                    f"WHERE recipe = ? AND name IN ({marks})",
                    (recipe, *chunk),
                )
                found |= dict(rows.fetchall())
        except (sqlite3.Error, ValueError, TypeError) as error:
            raise self.broken(error) from None
        return found

    def put(self, recipe: str, texts: Mapping[str, str]) -> None:
        """Keep texts, committed at once."""
        rows = [(recipe, name, text) for name, text in texts.items()]
        try:
            with self._db:
                self._db.executemany("INSERT OR REPLACE INTO value VALUES (?, ?, ?)", rows)
        except sqlite3.Error as error:
            raise self.broken(error) from None

    def keep_only(self, *recipes: str) -> None:
        """Forget what was made by other recipes."""
        marks = ",".join("?" * len(recipes))
        try:
            with self._db:
                self._db.execute(
                    f"DELETE FROM value WHERE recipe NOT IN ({marks})",  # noqa: S608 (marks only)
                    recipes,
                )
        except sqlite3.Error as error:
            raise self.broken(error) from None

    def broken(self, error: Exception) -> CommuniqueError:
        """Return what a user is told of an error of the file."""
        return CommuniqueError(f"this cache cannot be used ({error}); delete it", self._path)
