"""Web pages and pasted text in, canonical Markdown out; nothing is dropped in silence."""

from communique.importing.draft import Draft, Warned, diff, markdown
from communique.importing.taking import SUFFIXES, take

__all__ = ["SUFFIXES", "Draft", "Warned", "diff", "markdown", "take"]
