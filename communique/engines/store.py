"""The sentence store: a cache, so that what an engine once made is not made again."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from communique.engines.base import PROCESSING_VERSION, Batch, Link, Translation
from communique.engines.packages import fingerprint
from communique.errors import CommuniqueError
from communique.statement import digest

_CHUNK = 500


def recipe(batch: Batch) -> str:
    """Return a digest of all that decides a sentence's translation, but the sentence."""
    parts = (
        batch.source,
        batch.target,
        fingerprint(Path(batch.package)),
        batch.settings.fingerprint,
        PROCESSING_VERSION,
    )
    return digest("\0".join(parts))


class SentenceStore:
    """Translations on disk, by sentence and recipe. Use it as a context manager.

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
                "CREATE TABLE IF NOT EXISTS sentence (recipe TEXT, source TEXT, translation TEXT,"
                " PRIMARY KEY (recipe, source)) WITHOUT ROWID"
            )
        except (OSError, sqlite3.Error) as error:
            raise self._broken(error) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._db.close()

    def get(self, recipe: str, sentences: Sequence[str]) -> dict[str, Translation]:
        """Return what is known of these sentences."""
        try:
            return self._get(recipe, sentences)
        except (sqlite3.Error, ValueError, TypeError) as error:
            raise self._broken(error) from None

    def _get(self, recipe: str, sentences: Sequence[str]) -> dict[str, Translation]:
        found: dict[str, Translation] = {}
        for start in range(0, len(sentences), _CHUNK):
            chunk = sentences[start : start + _CHUNK]
            marks = ",".join("?" * len(chunk))
            rows = self._db.execute(
                f"SELECT source, translation FROM sentence "  # noqa: S608 (marks only)
                f"WHERE recipe = ? AND source IN ({marks})",
                (recipe, *chunk),
            )
            found |= {source: _load(text) for source, text in rows}
        return found

    def put(self, recipe: str, translations: Mapping[str, Translation]) -> None:
        """Keep translations, committed at once."""
        rows: Iterable[tuple[str, str, str]] = (
            (recipe, source, _dump(translation)) for source, translation in translations.items()
        )
        try:
            with self._db:
                self._db.executemany("INSERT OR REPLACE INTO sentence VALUES (?, ?, ?)", rows)
        except sqlite3.Error as error:
            raise self._broken(error) from None

    def _broken(self, error: Exception) -> CommuniqueError:
        return CommuniqueError(
            f"the sentence store cannot be used ({error}); delete it, it is only a cache",
            self._path,
        )


def _dump(value: Translation) -> str:
    return json.dumps(
        [value.text, value.score, value.risk, value.doubts, value.links], ensure_ascii=False
    )


def _load(text: str) -> Translation:
    target, score, risk, doubts, links = json.loads(text)
    return Translation(target, score, risk, tuple(doubts), tuple(Link(*link) for link in links))
