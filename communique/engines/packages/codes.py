"""The codes by which Argos knows languages, from locales and back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from communique.language.locales import parse_locale

# What Argos writes otherwise than Babel does (its index, 2025-06), by its code.
_LOCALES = {"pb": "pt_BR", "zt": "zh_Hant", "tl": "fil"}
_ARGOS = {locale: code for code, locale in _LOCALES.items()} | {"no": "nb"}
# A package's codes become part of a folder's name.
_CODE = re.compile(r"[a-z]{2,3}(?:[_-][A-Za-z0-9]{2,8})?")
_VERSION = re.compile(r"[0-9][0-9A-Za-z]*(?:[._-][0-9A-Za-z]+)*")
_LONGEST = 40  # characters of a version


def argos_code(locale: str) -> str:
    """Return the code by which Argos knows a locale: ``pt_BR`` → ``pb``, ``es_AR`` → ``es``.

    Args:
        locale: any usual spelling; a code that only Argos uses (``pb``) stays as it is.

    Raises:
        UsageError: Babel knows no such locale.
    """
    return argos_codes(locale)[0]


def argos_codes(locale: str) -> tuple[str, ...]:
    """Return the codes of the packages that can serve a locale, the best first.

    A variant is served by its language where it has no code of its own, or no package of that
    code is there (``pt_BR``: ``pb``, else ``pt``); ``zh_Hant`` by ``zt`` alone, never by ``zh``,
    which is another script.

    Raises:
        UsageError: Babel knows no such locale.
    """
    if locale in ("pb", "zt"):
        locale = _LOCALES[locale]
    known = parse_locale(locale)
    if (known.language, known.script) == ("zh", "Hant"):
        return ("zt",)
    language = _ARGOS.get(known.language, known.language)
    own = _ARGOS.get(f"{known.language}_{known.territory}")
    return (own, language) if own else (language,)


def argos_pairs(source: str, target: str) -> Iterator[tuple[str, str]]:
    """Yield the codes of the packages that can serve a pair of locales, the best first.

    Raises:
        UsageError: Babel knows no such locale.
    """
    return product(argos_codes(source), argos_codes(target))


def locale_of(code: str) -> str:
    """Return the locale that an Argos code stands for: ``pb`` → ``pt_BR``, ``es`` → ``es``.

    A code that nobody knows comes back as it is: a package may be of any language.
    """
    return _LOCALES.get(code, code)


def is_code(text: object) -> bool:
    """Say whether this can be a language's code in a package."""
    return isinstance(text, str) and _CODE.fullmatch(text) is not None


def is_version(text: object) -> bool:
    """Say whether this can be a package's version: numbers such as 1.9."""
    if not isinstance(text, str) or len(text) > _LONGEST:
        return False
    return _VERSION.fullmatch(text) is not None
