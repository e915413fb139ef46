"""The site's own words, dates and numbers in the language of its reader."""

from __future__ import annotations

import io
import re
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from communique.errors import CommuniqueError
from communique.language.scripts import canonical, html_tag, language_of

if TYPE_CHECKING:
    import gettext
    from collections.abc import Iterator, Sequence
    from datetime import date
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from babel import Locale
    from markupsafe import Markup

FALLBACK = "en"
_MEGABYTE = 1_000_000
_LIKE_I = re.compile(r"[ií]|h[ií](?![ae])", re.IGNORECASE)  # “Ana e Inés”, which CLDR leaves to us
_VALUE = re.compile(r"%\((\w+)\)s")
_NAME = "\ue000"  # stands for a name where the words between names are asked for


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

    @property
    def around(self) -> Words:
        """The same, with dates, numbers and lists in the language of the words around them."""
        return Words(self.language, self.language, self.translations) if self.borrowed else self

    def date(self, day: date) -> str:
        """Return a date in full."""
        return _written(day, self._cldr)

    def year(self, year: int) -> str:
        """Return a year as it stands alone: ``2026年``."""
        from datetime import date

        from babel.dates import format_skeleton

        return format_skeleton("y", date(year, 1, 1), locale=self._cldr)

    def number(self, value: int) -> str:
        """Return a number."""
        from babel.numbers import format_decimal

        return format_decimal(value, locale=self._cldr)

    def size(self, count: int) -> str:
        """Return the size of a file of so many bytes: ``12 kB``."""
        from babel.units import format_unit

        large = count >= _MEGABYTE
        value = round(count / _MEGABYTE, 1) if large else max(1, round(count / 1000))
        unit = "digital-megabyte" if large else "digital-kilobyte"
        return format_unit(value, unit, "short", locale=self._cldr)

    def names(self, names: Sequence[str]) -> Markup:
        """Return names as a list in a sentence, each apart from the direction of the text."""
        from babel.lists import format_list
        from markupsafe import Markup, escape

        told = [Markup("<bdi>{}</bdi>").format(name) for name in names]
        if len(told) < 2:
            return Markup().join(told)
        glue = format_list([_NAME] * len(told), locale=self._cldr).split(_NAME)
        if self._cldr.language == "es" and _LIKE_I.match(names[-1]):
            glue[-2] = glue[-2].replace(" y ", " e ")
        pairs = zip(glue, [*told, ""], strict=True)
        return Markup().join(part for between, name in pairs for part in (escape(between), name))

    def language_name(self, locale: str) -> str:
        """Return what a language is called; its tag where nobody has named it."""
        from babel import Locale, UnknownLocaleError

        try:
            name = Locale.parse(canonical(locale)).get_display_name(self._cldr)
        except (UnknownLocaleError, ValueError):
            name = None
        return name or html_tag(locale)

    @property
    def _cldr(self) -> Locale:
        return _known(self.locale, self.language)

    @property
    def borrowed(self) -> bool:
        """Whether the words are in another language than the page."""
        return language_of(self.locale) != language_of(self.language)


@cache
def _known(*wanted: str) -> Locale:
    """Return the first of some locales whose customs are known, or else the fallback's."""
    from babel import Locale, UnknownLocaleError

    for one in (*wanted, *map(language_of, wanted)):
        try:
            return Locale.parse(one)
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse(FALLBACK)


@lru_cache(maxsize=4096)
def _written(day: date, locale: Locale) -> str:
    from babel.dates import format_date

    return format_date(day, "long", locale=locale)


# The folder of words that the publisher overrides ours with, while a site is built.
_own: ContextVar[Path | None] = ContextVar("own words", default=None)


@contextmanager
def overridden(theme: Path | None) -> Iterator[None]:
    """Let the words of a theme (``locales/<locale>/LC_MESSAGES/site.po`` in it) win over ours.

    A message that the theme leaves empty, or does not have, is said in our words.
    """
    folder = theme / "locales" if theme else None
    token = _own.set(folder if folder and folder.is_dir() else None)
    _made.cache_clear()
    try:
        yield
    finally:
        _own.reset(token)


def words_for(locale: str) -> Words:
    """Return the words for a locale: its own, a close relative's, or English ones.

    Raises:
        CommuniqueError: the publisher's own words for it cannot be read.
    """
    return _made(locale, _own.get())


@cache
def _made(locale: str, own: Path | None) -> Words:
    locale = canonical(locale)
    language = _closest(locale, own)
    return Words(locale, language, _translations(language, own))


def _folder() -> Traversable:
    return resources.files("communique.publishing") / "locales"


def offered(own: Path | None = None) -> tuple[str, ...]:
    """Return the locales that have words: ours, and those of the publisher's folder."""
    theirs = {place.name for place in own.iterdir() if place.is_dir()} if own else set()
    return tuple(sorted(_shipped() | theirs))


@cache
def _shipped() -> frozenset[str]:
    return frozenset(place.name for place in _folder().iterdir() if place.is_dir())


def _closest(locale: str, own: Path | None) -> str:
    """Return the offered locale itself, or one of the same language in the same script."""
    known = offered(own)
    if locale in known:
        return locale
    wanted = _language_and_script(locale)
    return next((one for one in known if _language_and_script(one) == wanted), FALLBACK)


def _language_and_script(locale: str) -> tuple[str, str | None]:
    from babel.core import get_global, parse_locale

    language, territory, script = parse_locale(locale)[:3]
    if script is None:
        likely = get_global("likely_subtags")
        full = likely.get(f"{language}_{territory}") or likely.get(language)
        script = parse_locale(full)[2] if full else None
    return language, script


def _translations(locale: str, own: Path | None) -> gettext.NullTranslations:
    place = f"{locale}/LC_MESSAGES/site.po"
    ours = _folder() / place
    found = _compiled(ours.read_bytes(), locale) if ours.is_file() else None
    theirs = own / place if own else None
    if theirs is None or not theirs.is_file():
        return found or _translations(FALLBACK, None)
    mine = _theirs(theirs, locale)
    mine.add_fallback(found or _translations(FALLBACK, None))
    return mine


def _theirs(path: Path, locale: str) -> gettext.NullTranslations:
    from babel.messages.pofile import PoFileError

    try:
        return _compiled(path.read_bytes(), locale)
    except PoFileError as error:
        raise CommuniqueError(f"no catalog of words ({error.args[0]})", path) from None
    except (OSError, ValueError) as error:
        raise CommuniqueError(f"no catalog of words ({error})", path) from None


def _compiled(payload: bytes, locale: str) -> gettext.NullTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po
    from babel.support import Translations

    catalog = read_po(io.BytesIO(payload), locale=locale, abort_invalid=True)
    for message in catalog:
        _refuse_misfits(message.id, message.string or "")
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Translations(compiled)


def _refuse_misfits(message: str | Sequence[str], said: str | Sequence[str]) -> None:
    """Refuse what asks for other values than the message that it stands for."""
    messages = [message] if isinstance(message, str) else list(message)
    values = dict.fromkeys(_VALUE.findall(messages[-1]), "")
    for one in [said] if isinstance(said, str) else said:
        try:
            _ = one % values if values else one
        except (KeyError, ValueError, TypeError):
            wrong = f"“{one}” does not fit “{messages[-1]}”"
            raise ValueError(f"{wrong}: keep what stands in %(…)s") from None
