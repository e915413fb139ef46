"""Links: none lost or added, and each leads where the source's does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from communique.checks.base import Severity, Unit, register
from communique.checks.urls_emails import exchanged
from communique.language.spans import CODE, LINK_TARGET, REFERENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

_CODE = re.compile(CODE, re.DOTALL)
_MARKDOWN = re.compile(LINK_TARGET)
_REFERENCE = re.compile(REFERENCE)
_HTML = re.compile(r"<(?:a|img)\s[^<>]*?(?:href|src)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>]+)", re.I)


@register("links", Severity.ERROR)
def lost(unit: Unit) -> Iterator[str]:
    """Count links and images, Markdown's and HTML's."""
    ours, theirs = len(_targets(unit.source)), len(_targets(unit.target))
    if ours != theirs:
        yield f"{ours} links or images in the source, {theirs} in the translation"


@register("link_targets", Severity.WARNING)
def moved(unit: Unit) -> Iterator[str]:
    """Compare where links lead; a page's own address in the target language will do."""
    ours, theirs = _targets(unit.source), _targets(unit.target)
    if len(ours) != len(theirs):
        return
    if said := exchanged((ours, unit.source_language), (theirs, unit.locale)):
        yield f"links lead elsewhere: {said}"


def _targets(text: str) -> list[str]:
    """Where links and images lead, in order."""
    if "](" not in text and "][" not in text and "<" not in text:
        return []
    text = _CODE.sub("", text)
    found = [match["target"].strip("<>") for match in _MARKDOWN.finditer(text)]
    found += [match["reference"] for match in _REFERENCE.finditer(text)]
    return found + [match[1].strip("\"'") for match in _HTML.finditer(text)]
