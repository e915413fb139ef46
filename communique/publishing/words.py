"""The site's own words, dates and numbers in the language of its reader."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from communique.language.scripts import canonical, direction, html_tag, language_of

if TYPE_CHECKING:
    import gettext
    from datetime import date
    from importlib.resources.abc import Traversable

FALLBACK = "en"


@dataclass(frozen=True)
class Words:
    """What a page in one locale says by itself.

    ``language`` is the locale in which the words are: the fallback's where the reader's has none.
    """

    locale: str
    language: str
    translations: gettext.NullTranslations

    def gettext(self, message: str) -> str:
        """Return a message in the reader's language."""
        return self.translations.gettext(message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Return the form of a message that goes with a number."""
        return self.translations.ngettext(one, many, count)

    def date(self, day: date) -> str:
        """Return a date in full."""
        from babel import Locale, UnknownLocaleError
        from babel.dates import format_date

        try:
            known = Locale.parse(self.locale)
        except UnknownLocaleError:
            known = Locale.parse(self.language)
        return format_date(day, "long", locale=known)

    def number(self, value: int) -> str:
        """Return a number, in the language of the words around it."""
        from babel.numbers import format_decimal

        return format_decimal(value, locale=self.language)

    @property
    def borrowed(self) -> bool:
        """Whether the words are in another language than the page."""
        return language_of(self.locale) != language_of(self.language)

    @property
    def tag(self) -> str:
        """The language tag of the words."""
        return html_tag(self.language)

    @property
    def direction(self) -> str:
        """The direction of the words."""
        return direction(self.language)


@cache
def words_for(locale: str) -> Words:
    """Return the words for a locale: its own, a close relative's, or English ones."""
    locale = canonical(locale)
    language = _closest(locale)
    return Words(locale, language, _translations(language))


def _folder() -> Traversable:
    return resources.files("communique.publishing") / "locales"


@cache
def offered() -> tuple[str, ...]:
    """Return the locales that have words."""
    return tuple(sorted(place.name for place in _folder().iterdir() if place.is_dir()))


def _closest(locale: str) -> str:
    """Return the offered locale itself, or one of the same language in the same script."""
    if locale in offered():
        return locale
    wanted = _language_and_script(locale)
    return next((o for o in offered() if _language_and_script(o) == wanted), FALLBACK)


def _language_and_script(locale: str) -> tuple[str, str | None]:
    from babel.core import get_global, parse_locale

    language, territory, script = parse_locale(locale)[:3]
    if script is None:
        likely = get_global("likely_subtags")
        full = likely.get(f"{language}_{territory}") or likely.get(language)
        script = parse_locale(full)[2] if full else None
    return language, script


@cache
def _translations(locale: str) -> gettext.NullTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po
    from babel.support import Translations

    source = _folder() / locale / "LC_MESSAGES" / "site.po"
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(source.read_bytes()), locale=locale))
    compiled.seek(0)
    return Translations(compiled)
