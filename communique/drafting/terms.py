"""Agreed terms in a draft: which a translation lacks, which candidate has them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from communique.checks.glossary import stands
from communique.engines.base import Translation
from communique.glossary import Match


def lacking(text: str, terms: Iterable[Match], locale: str) -> list[Match]:
    """Return the terms of which no agreed wording stands in a translation, however inflected.

    Args:
        text: the translation, without markup.
        terms: those of the source, with the wordings agreed for the locale.
        locale: of the translation.
    """
    return [term for term in terms if not any(stands(form, text, locale) for form in term.forms)]


def with_terms(
    first: Translation, others: Sequence[Translation], terms: Sequence[Match], locale: str
) -> Translation:
    """Return the first of a sentence's translations that lacks the fewest agreed terms.

    One that is more doubtful than the first is no choice.
    """
    options = [first, *(one for one in others if len(one.doubts) <= len(first.doubts))]
    return min(options, key=lambda one: len(lacking(one.text, terms, locale)))


def warning(term: Match) -> str:
    """Say in a draft's comment what it lacks."""
    return f"look at: for “{term.written}” the glossary has {' or '.join(term.forms)}"
