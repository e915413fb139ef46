"""Migration: human text carried to another level, another splitter, another source language."""

from communique.catalogs.migration.migrate import (
    COUNTS,
    Migration,
    Target,
    make,
    migrate,
    take_back,
)
from communique.catalogs.migration.rekey import Pivot, is_relabelled, is_same_text, pivot_of

__all__ = [
    "COUNTS",
    "Migration",
    "Pivot",
    "Target",
    "is_relabelled",
    "is_same_text",
    "make",
    "migrate",
    "pivot_of",
    "take_back",
]
