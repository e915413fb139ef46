"""The sentence store: a cache, so that what an engine once made is not made again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from communique.cache import Cache
from communique.engines import running
from communique.engines.base import PROCESSING_VERSION, Link, Task, Translation
from communique.statement import digest


def recipe(task: Task) -> str:
    """Return a digest of all that decides a sentence's translation, but the sentence."""
    parts = (
        *task.pair,
        task.model.engine,
        running.fingerprint(task.model),
        task.settings.fingerprint,
        f"aligned={task.aligned} best={task.best}",
        PROCESSING_VERSION,
    )
    return digest("\0".join(parts))


class SentenceStore(Cache):
    """Translations on disk, by sentence and task. Use it as a context manager."""

    def known(self, task: Task, sentences: Sequence[str]) -> dict[str, Translation]:
        """Return what is known of these sentences; links that nobody wants are no hindrance.

        Raises:
            CommuniqueError: the file is damaged.
        """
        found = self._read(task, sentences)
        if not task.aligned:
            left = [sentence for sentence in sentences if sentence not in found]
            found |= self._read(replace(task, aligned=True), left)
        return found

    def _read(self, task: Task, sentences: Sequence[str]) -> dict[str, Translation]:
        try:
            found = self.get(recipe(task), sentences)
            return {name: _load(json.loads(text)) for name, text in found.items()}
        except (ValueError, TypeError) as error:
            raise self.broken(error) from None

    def keep(self, task: Task, translations: Mapping[str, Translation]) -> None:
        """Keep translations, committed at once.

        Raises:
            CommuniqueError: the file cannot be written.
        """
        texts = {
            source: json.dumps(_dump(one), ensure_ascii=False)
            for source, one in translations.items()
        }
        self.put(recipe(task), texts)


def _dump(value: Translation) -> list[Any]:
    others = [_dump(one) for one in value.others]
    return [value.text, value.score, value.risk, value.doubts, value.links, others]


def _load(values: list[Any]) -> Translation:
    target, score, risk, doubts, links, others = values
    return Translation(
        target,
        score,
        risk,
        tuple(doubts),
        tuple(Link(*link) for link in links),
        tuple(_load(one) for one in others),
    )
