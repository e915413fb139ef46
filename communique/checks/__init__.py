"""Checks of a translation against its source: a module for each, one registry."""

from __future__ import annotations

from typing import TYPE_CHECKING

# To import a check is to register it.
from communique.checks import (  # noqa: F401
    accepted_after_flip,
    brackets,
    code,
    conflict_markers,
    dates,
    doubled_words,
    end_punctuation,
    glossary,
    inverted_marks,
    invisible,
    language,
    length_ratio,
    link_hosts,
    links,
    loops,
    markup,
    negation,
    number_words,
    numbers,
    placeholders,
    punctuation,
    quotation_marks,
    quotes,
    script,
    sentence_count,
    truncated,
    unchanged,
    urls_emails,
    verbatim,
    versions,
    whitespace,
)
from communique.checks.base import (
    REGISTRY,
    Check,
    Expected,
    Finding,
    Must,
    Severity,
    Unit,
    register,
)

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = [
    "Check",
    "Expected",
    "Finding",
    "Must",
    "Severity",
    "Unit",
    "names",
    "register",
    "run",
]


def run(unit: Unit, skip: Collection[str] = ()) -> list[Finding]:
    """Return what the checks have to say about a translated segment, in the registry's order.

    An empty target gives no finding. Nothing is raised: a check that breaks down becomes a
    warning of its own.

    Args:
        unit: the source, the target and their locales.
        skip: names of checks to leave out.
    """
    if not unit.target.strip():
        return []
    wanted = (check for name, check in REGISTRY.items() if name not in skip)
    return [finding for check in wanted for finding in check.findings(unit)]


def names() -> list[str]:
    """Return the names of all checks, in the order in which they run."""
    return list(REGISTRY)
