"""Migration: human text carried to another level, another splitter, another source language."""

from communique.catalogs.migration.migrate import (
    COUNTS,
    Migration,
    Target,
    is_same_text,
    make,
    migrate,
)
from communique.catalogs.migration.rekey import Pivot, pivot_of

__all__ = ["COUNTS", "Migration", "Pivot", "Target", "is_same_text", "make", "migrate", "pivot_of"]
