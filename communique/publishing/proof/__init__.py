"""Proof sheets: a statement and its translation side by side, for whoever signs."""

from communique.publishing.proof.diff import Change, Piece, diff
from communique.publishing.proof.render import as_page
from communique.publishing.proof.sheet import Drafted, Mark, Near, Remark, Row, Sheet, gravity

__all__ = [
    "Change",
    "Drafted",
    "Mark",
    "Near",
    "Piece",
    "Remark",
    "Row",
    "Sheet",
    "as_page",
    "diff",
    "gravity",
]
