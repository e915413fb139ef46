"""The glossary: agreed translations, and names that stay: ``glossary.csv`` of a workspace."""

from __future__ import annotations

from communique.glossary.lookup import Glossary
from communique.glossary.reading import load
from communique.glossary.terms import Match, Term

__all__ = ["Glossary", "Match", "Term", "load"]
