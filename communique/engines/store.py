"""The sentence store: a cache, so that what an engine once made is not made again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from communique.cache import Cache
from communique.engines.base import PROCESSING_VERSION, Batch, Link, Translation
from communique.engines.packages import fingerprint
from communique.statement import digest


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


class SentenceStore(Cache):
    """Translations on disk, by sentence and recipe. Use it as a context manager."""

    def known(self, recipe: str, sentences: Sequence[str]) -> dict[str, Translation]:
        """Return what is known of these sentences.

        Raises:
            CommuniqueError: the file is damaged.
        """
        try:
            return {name: _load(text) for name, text in self.get(recipe, sentences).items()}
        except (ValueError, TypeError) as error:
            raise self.broken(error) from None

    def keep(self, recipe: str, translations: Mapping[str, Translation]) -> None:
        """Keep translations, committed at once.

        Raises:
            CommuniqueError: the file cannot be written.
        """
        self.put(recipe, {source: _dump(one) for source, one in translations.items()})


def _dump(value: Translation) -> str:
    return json.dumps(
        [value.text, value.score, value.risk, value.doubts, value.links], ensure_ascii=False
    )


def _load(text: str) -> Translation:
    target, score, risk, doubts, links = json.loads(text)
    return Translation(target, score, risk, tuple(doubts), tuple(Link(*link) for link in links))
