"""Locale codes: any usual spelling in, the one that Babel writes out."""

from __future__ import annotations

import re
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from communique.errors import UsageError

_CODE = re.compile(
    r"(?P<language>[A-Za-z]{2,3})"
    r"(?:[_-](?P<script>[A-Za-z]{4}))?"
    r"(?:[_-](?P<territory>[A-Za-z]{2}|\d{3}))?"
    r"(?:\.[\w-]+)?"
    r"(?:@(?P<modifier>latin|cyrillic))?",
    re.IGNORECASE,
)
_SCRIPTS = {"latin": "Latn", "cyrillic": "Cyrl"}


def parse_locale(code: str) -> Locale:
    """Return a locale from any usual spelling: ``pt_BR``, ``pt-BR``, ``zh_Hant``, ``sr@latin``.

    Nothing is added that the code does not say, but the script where the territory decides it:
    ``zh_TW`` is ``zh_Hant_TW``, because the bare language would mean the other script.

    Raises:
        UsageError: Babel knows no such locale.
    """
    match = _CODE.fullmatch(code.strip())
    if match is None:
        raise _unknown(code)
    script = match["script"] or _SCRIPTS.get((match["modifier"] or "").lower())
    parts = [match["language"].lower(), (script or "").title(), (match["territory"] or "").upper()]
    try:
        found = Locale.parse("_".join(filter(None, parts)))
    except (UnknownLocaleError, ValueError):
        raise _unknown(code) from None
    implied = found.script if found.language == "zh" and parts[2] else None
    try:
        return Locale(found.language, script=parts[1] or implied, territory=parts[2] or None)
    except UnknownLocaleError:
        if (found.territory or "") != parts[2]:
            raise _unknown(code) from None
        return found  # known only with its script: sr_RS is sr_Cyrl_RS


@lru_cache(maxsize=256)
def fallbacks(locale: str) -> tuple[str, ...]:
    """Return a locale and the wider ones whose wordings serve it, never another script's.

    ``es_AR`` is served by ``es_419`` and ``es``, ``zh_Hant_TW`` by ``zh_Hant``, never by ``zh``.

    Raises:
        UsageError: Babel knows no such locale.
    """
    found = parse_locale(locale)
    parent = get_global("parent_exceptions").get(str(found), "")
    names = [str(found), parent if parent.startswith(f"{found.language}_") else ""]
    names.append(f"{found.language}_{found.script}" if found.script else "")
    _, usual, _ = (get_global("likely_subtags").get(found.language, "") + "__").split("_", 2)
    if found.script in (None, usual):
        names += [found.language, f"{found.language}_{usual}"]
    return tuple(dict.fromkeys(filter(None, names)))


def _unknown(code: str) -> UsageError:
    return UsageError(f"unknown locale {code!r}; use a code such as es, pt_BR or zh_Hant")
