"""Inline markup: taken off before the engine, put back and verified after it."""

from communique.inline.elements import Element, Marked, Syntax, same_markup
from communique.inline.markers import Shown, between, with_markers
from communique.inline.parsing import parse
from communique.inline.pieces import pieces
from communique.inline.writing import restore, verbatim

__all__ = [
    "Element",
    "Marked",
    "Shown",
    "Syntax",
    "between",
    "parse",
    "pieces",
    "restore",
    "same_markup",
    "verbatim",
    "with_markers",
]
