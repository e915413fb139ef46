"""The memory: what a human once let pass fills the same text elsewhere, as a draft."""

from __future__ import annotations

from communique.memory import tmx
from communique.memory.sentences import sentences_of
from communique.memory.store import MemoryStore
from communique.memory.unit import Count, Hit, Unit

__all__ = ["Count", "Hit", "MemoryStore", "Unit", "sentences_of", "tmx"]
