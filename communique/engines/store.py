"""The sentence store: a cache, so that what an engine once made is not made again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from communique.cache import Cache
from communique.engines import running
from communique.engines.base import PROCESSING_VERSION, Link, Task, Translation
from communique.statement import digest

_T = TypeVar("_T")


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
        except (ValueError, TypeError, RecursionError) as error:
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


def _load(values: Any) -> Translation:
    """Return what was dumped; raise ValueError or TypeError where anything else stands there."""
    target, score, risk, doubts, links, others = _of(list, values)
    for link in _of(list, links):
        _each(int, link)
    return Translation(
        _of(str, target),
        None if score is None else _of(float, score),
        _of(float, risk),
        tuple(_each(str, doubts)),
        tuple(Link(*link) for link in links),
        tuple(_load(one) for one in _of(list, others)),
    )


def _of(kind: type[_T], value: Any) -> _T:
    """Return a value of JSON as it is; raise TypeError if it is of another kind."""
    if kind is float and type(value) is int:
        value = float(value)
    if type(value) is not kind:
        raise TypeError(f"{value!r:.40} is no {kind.__name__}")
    return value


def _each(kind: type[_T], values: Any) -> list[_T]:
    return [_of(kind, value) for value in _of(list, values)]
