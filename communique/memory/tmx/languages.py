"""Which locale of the workspace a language tag of a TMX file stands for."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from babel.core import get_global

from communique.language.scripts import canonical, language_of

_SCRIPT = re.compile(r"_([A-Z][a-z]{3})(?:_|$)")
_TERRITORY = re.compile(r"_([A-Z]{2}|\d{3})(?:_|$)")


class Languages:
    """The locales that are wanted; without any, every tag stands for itself."""

    def __init__(self, wanted: Collection[str]) -> None:
        self._wanted = {canonical(locale): locale for locale in sorted(wanted)}

    def __bool__(self) -> bool:
        return bool(self._wanted)

    def name(self, tag: str) -> str | None:
        """Return the wanted locale that a tag stands for, or None.

        The same locale comes first; else one without a territory in the same language and script:
        ``es-MX`` is ``es``, and ``zh-TW`` is ``zh_Hant``, but ``es`` is not ``es_MX``.
        """
        asked = canonical(tag)
        if not self._wanted:
            return asked
        if asked in self._wanted:
            return self._wanted[asked]
        for wanted, locale in self._wanted.items():
            if not _TERRITORY.search(wanted) and same(wanted, asked):
                return locale
        return None


def same(one: str, other: str) -> bool:
    """Tell whether two tags mean one language in one script, wherever it is written."""
    return language_of(one) == language_of(other) and _script(one) == _script(other)


@lru_cache(maxsize=512)
def _script(tag: str) -> str:
    """Return the script that a tag names or makes likely; "" where Babel does not know."""
    locale = canonical(tag)
    likely = get_global("likely_subtags")
    for full in (locale, likely.get(locale, ""), likely.get(language_of(locale), "")):
        if found := _SCRIPT.search(full):
            return found[1]
    return ""
