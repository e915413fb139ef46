"""TMX 1.4b, the form in which translation memories travel between tools."""

from __future__ import annotations

from communique.memory.tmx.reading import read
from communique.memory.tmx.writing import write

__all__ = ["read", "write"]
