"""White space at the ends, and the number of line breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.checks.base import Severity, Unit, register

if TYPE_CHECKING:
    from collections.abc import Iterator


@register("whitespace", Severity.WARNING)
def look(unit: Unit) -> Iterator[str]:
    """Compare the white space before and after the text, and how many lines it has."""
    source, target = unit.source, unit.target
    if _before(source) != _before(target):
        yield "the white space at the beginning differs"
    if _before(source[::-1]) != _before(target[::-1]):
        yield "the white space at the end differs"
    ours, theirs = source.strip().count("\n"), target.strip().count("\n")
    if ours != theirs:
        yield f"{ours} line breaks in the source, {theirs} in the translation"


def _before(text: str) -> str:
    return text[: len(text) - len(text.lstrip())]
