"""Inverted marks: a Spanish question or exclamation has a mark at its beginning."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from communique.checks.base import Severity, Unit, register

if TYPE_CHECKING:
    from collections.abc import Iterator

_OPENING = re.compile(r"[¿¡]+")
_CLOSING = re.compile(r"[?!]+")
_ASIDE = re.compile(r"[(\[][?!]+[)\]]")
_LANGUAGES = {"es", "ast"}


@register("inverted_marks", Severity.WARNING)
def look(unit: Unit) -> Iterator[str]:
    """Count marks that open and marks that close; a name with a mark (Yahoo!) counts as none."""
    if unit.language not in _LANGUAGES:
        return
    target = _ASIDE.sub("", unit.target_prose)
    for name in re.findall(r"\b[A-Z]\w*!(?=\s+[a-z])", unit.source_prose):
        target = target.replace(name, "")
    opened, closed = len(_OPENING.findall(target)), len(_CLOSING.findall(target))
    if opened < closed:
        yield "a question or exclamation without ¿ or ¡ at its beginning"
    elif opened > closed:
        yield "a question or exclamation without ? or ! at its end"
