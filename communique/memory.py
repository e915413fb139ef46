"""The memory: what a human once let pass fills the same text elsewhere, as a draft."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from communique.statement import Key


@dataclass(slots=True)
class Memory:
    """Reviewed translations into one locale. Exact hits only; the same context comes first."""

    _by_key: dict[Key, str] = field(default_factory=dict)
    _by_text: dict[str, str] = field(default_factory=dict)

    def add(self, reviewed: Iterable[tuple[Key, str]]) -> None:
        """Take in segments that a human has let pass; the first of several stays."""
        for key, text in reviewed:
            self._by_key.setdefault(key, text)
            self._by_text.setdefault(key.text, text)

    def find(self, key: Key) -> str | None:
        """Return a translation of exactly this text."""
        return self._by_key.get(key) or self._by_text.get(key.text)
