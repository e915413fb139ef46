"""The site's own words: complete, sound, in the right form."""

from __future__ import annotations

import subprocess
from importlib import resources
from pathlib import Path

import polib
import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg

from communique.publishing.words import offered, words_for

FOLDER = Path(str(resources.files("communique.publishing")))
TEMPLATE = FOLDER / "locales" / "site.pot"
LOCALES = ["ar", "de", "el", "en", "es", "fr", "hi", "it", "pt_BR", "ru", "tr", "zh_Hans"]


def _po(locale: str) -> Path:
    return FOLDER / "locales" / locale / "LC_MESSAGES" / "site.po"


def test_twelve_locales_are_offered() -> None:
    assert set(LOCALES) <= set(offered())


@pytest.mark.parametrize("locale", offered())
def test_gettext_accepts_the_catalog(locale: str) -> None:
    command = ["msgfmt", "-c", "-v", "-o", "/dev/null", str(_po(locale))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "fuzzy" not in done.stderr
    assert "untranslated" not in done.stderr


@pytest.mark.parametrize("locale", offered())
def test_the_catalog_has_the_words_of_the_template(locale: str) -> None:
    wanted = {(entry.msgid, entry.msgid_plural) for entry in polib.pofile(str(TEMPLATE))}
    assert {(entry.msgid, entry.msgid_plural) for entry in polib.pofile(str(_po(locale)))} == wanted


def test_the_template_is_what_the_sources_say() -> None:
    with (FOLDER / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)  # type: ignore[no-untyped-call]
    found = extract_from_dir(FOLDER, method_map=methods, options_map=options)
    said = {message[2] if isinstance(message[2], str) else message[2][0] for message in found}
    assert said == {entry.msgid for entry in polib.pofile(str(TEMPLATE))}


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("es_AR", "es"),
        ("pt_PT", "pt_BR"),
        ("zh_CN", "zh_Hans"),
        ("zh_TW", "en"),
        ("sr@latin", "en"),
        ("en_GB", "en"),
        ("eo", "en"),
    ],
)
def test_a_close_relative_lends_its_words(locale: str, language: str) -> None:
    assert words_for(locale).language == language


@pytest.mark.parametrize(
    ("locale", "count", "sentence"),
    [
        ("en", 1, "1 of 12 passages is unreviewed."),
        ("ru", 1, "Не проверен 1 фрагмент из 12."),
        ("ru", 3, "Не проверены 3 фрагмента из 12."),
        ("ru", 5, "Не проверено 5 фрагментов из 12."),
        ("ar", 2, "مقطعان من أصل 12 لم يُراجَعا."),
        ("ar", 11, "11 مقطعًا من أصل 12 لم يُراجَع."),
        ("zh_Hans", 1, "共 12 段，其中 1 段未经审校。"),
    ],
)
def test_plurals(locale: str, count: int, sentence: str) -> None:
    form = words_for(locale).ngettext(
        "%(count)s of %(total)s passages is unreviewed.",
        "%(count)s of %(total)s passages are unreviewed.",
        count,
    )
    assert form % {"count": count, "total": 12} == sentence
