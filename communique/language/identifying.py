"""Which language a text is in, told by its letters (py3langid)."""

from __future__ import annotations

from copy import copy
from functools import lru_cache
from typing import Any

_SURE = 0.9


@lru_cache(maxsize=64)
def identifier(languages: frozenset[str] | None = None) -> Any:
    """Return an identifier among languages, or all it knows: ``classify(text)`` gives the likeliest
    and its probability. The first takes half a second to load.

    Args:
        languages: bare codes; those that it does not know are left out.
    """
    if languages is None:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier

        return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    fewer = copy(identifier())
    fewer.set_languages([code for code in fewer.labels if code in languages])
    return fewer


def knows(language: str) -> bool:
    """Whether a language can be told at all."""
    return language in known()


@lru_cache(maxsize=1)
def known() -> frozenset[str]:
    """The languages that can be told."""
    return frozenset(identifier().labels)


def likelier(text: str, one: str, other: str) -> str:
    """Return which of two languages a text is surely in; empty where that cannot be told."""
    if one == other or not knows(one) or not knows(other):
        return ""
    guessed, certainty = identifier(frozenset({one, other})).classify(text)
    return str(guessed) if certainty >= _SURE else ""
