"""Proof sheets: a statement and its translation side by side, for whoever signs."""

from communique.publishing.proof.diff import Change, Piece, diff
from communique.publishing.proof.render import as_page
from communique.publishing.proof.sheet import Drafted, Flag, Mark, Near, Row, Sheet, gravity

__all__ = [
    "Change",
    "Drafted",
    "Flag",
    "Mark",
    "Near",
    "Piece",
    "Row",
    "Sheet",
    "as_page",
    "diff",
    "gravity",
]
