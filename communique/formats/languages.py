"""The language of a source: told, stated in the text, the workspace's, or detected."""

from __future__ import annotations

import logging
import re
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from communique.errors import CommuniqueError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

log = logging.getLogger(__name__)
_SAMPLE = 200
_SAMPLE_CHARS = 20_000
# Of 4,400 sentences and headings in nine languages, none that scored 0.7 was wrong; of those
# under 0.3 half were.
_SURE = 0.8
_GUESS = 0.3
# How much of a text must stand in letters of the language found.
_OWN_LETTERS = 0.8
_MARKUP = re.compile(r"<[^<>]*>|\]\([^()]*\)|https?://\S+|`[^`]*`")
_HOW_TO_STATE = {
    ".md": "say `language: {}` in the front matter",
    ".markdown": "say `language: {}` in the front matter",
    ".html": 'say `<html lang="{}">`',
    ".htm": 'say `<html lang="{}">`',
}
_HOW_TO_TELL = 'say `language = "{}"` for it in communique.toml, or --language {}'


class Detected(NamedTuple):
    """A language that texts are most probably written in, and whether that is beyond doubt."""

    code: str
    sure: bool


def language_of(
    told: str | None, stated: str | None, default: str | None, texts: Iterable[str], path: Path
) -> tuple[str, str]:
    """Return the locale identifier of a source as Babel writes it (``pt_BR``), and whence it is.

    What the caller told comes first, then what the source states of itself, then the default,
    then detection.

    Returns:
        The identifier, and ``told``, ``stated``, ``default`` or ``detected``.

    Raises:
        UsageError: the caller told a language that does not exist, or such a default.
        CommuniqueError: the source states one.
    """
    if told is not None:
        return _normal(told, _unknown(told)), "told"
    if stated is not None:
        message = f"states an unknown language {stated!r}: use a code such as en or pt-BR"
        return _normal(stated, CommuniqueError(message, path)), "stated"
    if default is not None:
        return _normal(default, _unknown(default)), "default"
    found = detect(texts)
    if found.sure:
        log.info("%s: states no language; detected %s", path, found.code)
    else:
        how = _HOW_TO_STATE.get(path.suffix.lower(), _HOW_TO_TELL).replace("{}", found.code)
        message = "%s: states no language; detected %s, not sure: %s, or what it is"
        log.warning(message, path, found.code, how)
    return found.code, "detected"


def detect(texts: Iterable[str]) -> Detected:
    """Return the language that texts are most probably written in: one that Babel knows.

    Texts too short to tell are taken for the language that most often uses their script.
    """
    from communique.language.locales import parse_locale
    from communique.language.scripts import dominant_script

    sample = _MARKUP.sub(" ", "\n".join(islice(texts, _SAMPLE))[:_SAMPLE_CHARS])
    code, score = _identifier().classify(sample)
    if score < _GUESS:
        return Detected(_usual(dominant_script(sample)), sure=False)
    found = str(parse_locale("zh_Hant" if code == "zh" and _traditional(sample) else code))
    return Detected(found, sure=score >= _SURE and _own_letters(sample, found) >= _OWN_LETTERS)


def _identifier() -> Any:
    """Return the identifier of the languages that Babel knows."""
    from babel import localedata

    from communique.language import identifying

    return identifying.identifier(
        frozenset(code for code in identifying.known() if localedata.exists(code))
    )


def _usual(script: str | None) -> str:
    """Return the language that a script most likely stands for; English where nothing is known."""
    from babel.core import get_global

    language = get_global("likely_subtags").get(f"und_{script}", "en").partition("_")[0]
    return "en" if language == "und" else str(language)


def _traditional(text: str) -> bool:
    """Tell whether Chinese is written in traditional characters, by what old encodings hold."""
    only = [(_in(char, "big5"), _in(char, "gb2312")) for char in text if ord(char) >= 0x3400]
    return only.count((True, False)) > only.count((False, True))


def _in(char: str, encoding: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _own_letters(text: str, language: str) -> float:
    """Return which part of a text's letters is in a script that the language is written in."""
    from communique.language.scripts import expected_scripts, letters_by_script

    letters, expected = letters_by_script(text), expected_scripts(language)
    if not letters or not expected:
        return 1.0
    return sum(letters[script] for script in expected) / letters.total()


def _unknown(code: str) -> UsageError:
    return UsageError(f"unknown language {code!r}: use a code such as en or pt-BR")


def _normal(code: str, error: CommuniqueError) -> str:
    from communique.language.locales import parse_locale

    try:
        return str(parse_locale(code))
    except UsageError:
        raise error from None
