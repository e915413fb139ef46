"""The language of a source: told, stated in the text, or detected."""

from __future__ import annotations

import logging
from itertools import islice
from typing import TYPE_CHECKING

from communique.errors import CommuniqueError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

log = logging.getLogger(__name__)
_SAMPLE = 200
_SAMPLE_CHARS = 20_000


def language_of(told: str | None, stated: str | None, texts: Iterable[str], path: Path) -> str:
    """Return the locale identifier of a source, as Babel writes it (``pt_BR``).

    What the caller told comes first, then what the source states of itself, then detection.

    Raises:
        UsageError: the caller told a language that does not exist.
        CommuniqueError: the source states one.
    """
    if told is not None:
        return _normal(
            told, UsageError(f"unknown language {told!r}: use a code such as en or pt-BR")
        )
    if stated is not None:
        message = f"states an unknown language {stated!r}: use a code such as en or pt-BR"
        return _normal(stated, CommuniqueError(message, path))
    found = detect(texts)
    log.info("%s: states no language; detected %s", path, found)
    return found


def detect(texts: Iterable[str]) -> str:
    """Return the code of the language that texts are most probably written in."""
    import py3langid

    sample = "\n".join(islice(texts, _SAMPLE))[:_SAMPLE_CHARS]
    code, _ = py3langid.classify(sample)
    return str(code)


def _normal(code: str, error: CommuniqueError) -> str:
    from communique.language.locales import parse_locale

    try:
        return str(parse_locale(code))
    except UsageError:
        raise error from None
