"""The memory's SQLite file: opened, made anew where it is damaged, written by one at a time."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from communique.errors import CommuniqueError

log = logging.getLogger(__name__)

# Raise it whenever a table, or what near.plain and near.shape return, changes.
_SCHEMA = 1
_WAIT = 60.0
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_TABLES = (
    "DROP TABLE IF EXISTS unit",
    "DROP TABLE IF EXISTS place",
    "CREATE TABLE place (id INTEGER PRIMARY KEY, name TEXT UNIQUE, fingerprint TEXT)",
    # plain is NULL where it is the source itself.
    "CREATE TABLE unit (place INTEGER, source_language TEXT, locale TEXT, context TEXT,"
    " source TEXT, plain TEXT, shape TEXT, target TEXT, origin TEXT, sentence INTEGER,"
    " approved INTEGER, changed TEXT, by_whom TEXT)",
    "CREATE INDEX unit_source ON unit (source_language, locale, source)",
    "CREATE INDEX unit_place ON unit (place)",
    f"PRAGMA user_version = {_SCHEMA}",
)


def connect(path: Path) -> sqlite3.Connection:
    """Open the file, or make it: anew and empty where it is damaged or of another version.

    Raises:
        OSError: the folder cannot be made, or a damaged file not be removed.
        sqlite3.Error: the file cannot be used.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _opened(path)
    except sqlite3.DatabaseError as error:
        if _code(error) not in _DAMAGED:
            raise
        log.warning("%s: the memory is damaged (%s) and is made anew", path, error)
        for ending in ("-wal", "-shm", ""):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        return _opened(path)


def explained(error: Exception, path: Path) -> CommuniqueError:
    """Return what a user is told of an error of the file."""
    if _code(error) in _BUSY:
        return CommuniqueError(
            "another run has been writing the memory for a minute; wait for it to end", path
        )
    return CommuniqueError(
        f"the memory cannot be used ({error}); delete it, the next run makes it anew", path
    )


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """Write as the only one: all that the body does is kept, or nothing if it raises."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            db.execute("ROLLBACK")
        raise


def _opened(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
    try:
        _shared(db)
        if not _current(db):
            with transaction(db):
                if not _current(db):
                    for statement in _TABLES:
                        db.execute(statement)
    except BaseException:
        db.close()
        raise
    return db


def _shared(db: sqlite3.Connection) -> None:
    """Let readers and a writer work at once. A change of this mode is not waited for by SQLite."""
    until = time.monotonic() + _WAIT
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = NORMAL")
        except sqlite3.OperationalError as error:
            if _code(error) not in _BUSY or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def _current(db: sqlite3.Connection) -> bool:
    return bool(db.execute("PRAGMA user_version").fetchone()[0] == _SCHEMA)


def _code(error: Exception) -> int:
    """Return SQLite's primary code of an error; 0 for any other error."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
