"""The site's own words: complete, sound, in the right form."""

from __future__ import annotations

import re
import subprocess
from datetime import date
from importlib import resources
from pathlib import Path

import polib
import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg

from communique.errors import CommuniqueError
from communique.publishing.words import offered, overridden, words_for

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


@pytest.mark.parametrize(
    ("locale", "day"),
    [
        ("en", "March 5, 2026"),
        ("en_GB", "5 March 2026"),
        ("ru", "5 марта 2026 г."),
        ("zh_Hans", "2026年3月5日"),
        ("he", "5 במרץ 2026"),
        ("nah", "March 5, 2026"),
    ],
)
def test_a_date_is_written_as_the_locale_writes_it(locale: str, day: str) -> None:
    assert re.sub(r"\s", " ", words_for(locale).date(date(2026, 3, 5))) == day


def test_dates_in_borrowed_words_are_in_the_language_of_the_words() -> None:
    words = words_for("he")
    assert words.borrowed
    assert words.around.date(date(2026, 3, 5)) == "March 5, 2026"
    assert words_for("es_AR").around.locale == "es_AR"


@pytest.mark.parametrize(
    ("locale", "names", "sentence"),
    [
        ("en", [], ""),
        ("en", ["Ana"], "<bdi>Ana</bdi>"),
        ("en", ["Ana", "A<b>"], "<bdi>Ana</bdi> and <bdi>A&lt;b&gt;</bdi>"),
        ("zh_Hans", ["a", "b", "c"], "<bdi>a</bdi>、<bdi>b</bdi>和<bdi>c</bdi>"),
        ("ar", ["a", "b"], "<bdi>a</bdi> و<bdi>b</bdi>"),
        ("es", ["Luis", "Ana"], "<bdi>Luis</bdi> y <bdi>Ana</bdi>"),
        ("es", ["Ana", "Inés"], "<bdi>Ana</bdi> e <bdi>Inés</bdi>"),
        ("es", ["Ana", "Hielo"], "<bdi>Ana</bdi> y <bdi>Hielo</bdi>"),
        ("he", ["a", "b"], "<bdi>a</bdi> ו<bdi>b</bdi>"),
    ],
)
def test_names_are_listed_as_the_language_lists_them(
    locale: str, names: list[str], sentence: str
) -> None:
    assert words_for(locale).names(names) == sentence


@pytest.mark.parametrize(
    ("locale", "count", "said"),
    [
        ("en", 0, "1 kB"),
        ("en", 48_200, "48 kB"),
        ("es", 1_230_000, "1,2 MB"),
        ("fr", 48_200, "48 ko"),
        ("ru", 48_200, "48 кБ"),
    ],
)
def test_sizes(locale: str, count: int, said: str) -> None:
    assert re.sub(r"\s", " ", words_for(locale).size(count)) == said


def test_languages_have_names_in_every_language() -> None:
    assert words_for("es").language_name("pt_BR") == "portugués (Brasil)"
    assert words_for("ar").language_name("en") == "الإنجليزية"
    assert words_for("en").language_name("nah") == "nah"


HEBREW = """
msgid ""
msgstr ""
"Language: he\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Languages"
msgstr "שפות"
"""


def _theme(folder: Path, locale: str, text: str) -> Path:
    path = folder / "locales" / locale / "LC_MESSAGES" / "site.po"
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    return folder


def test_a_theme_overrides_message_by_message(tmp_path: Path) -> None:
    spanish = HEBREW.replace("he\\n", "es\\n").replace("שפות", "Lenguas")
    with overridden(_theme(tmp_path, "es", spanish)):
        assert words_for("es").gettext("Languages") == "Lenguas"
        assert words_for("es_MX").gettext("Languages") == "Lenguas"
        assert words_for("es").gettext("Topics") == "Temas"
        assert words_for("fr").gettext("Languages") == "Langues"
    assert words_for("es").gettext("Languages") == "Idiomas"


def test_a_theme_brings_a_language_that_we_do_not_have(tmp_path: Path) -> None:
    with overridden(_theme(tmp_path, "he", HEBREW)):
        words = words_for("he")
        assert (words.language, words.borrowed) == ("he", False)
        assert words.gettext("Languages") == "שפות"
        assert words.gettext("Topics") == "Topics"
    assert words_for("he").borrowed


def test_a_theme_brings_a_language_that_nobody_has_described(tmp_path: Path) -> None:
    theme = _theme(tmp_path, "nah", HEBREW.replace("he\\n", "nah\\n").replace("שפות", "Tlahtolli"))
    with overridden(theme):
        words = words_for("nah")
        assert words.gettext("Languages") == "Tlahtolli"
        assert words.around.date(date(2026, 3, 5)) == "March 5, 2026"
        assert words.around.number(1234) == "1,234"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("These are no words.", "no catalog of words"),
        (
            HEBREW + '\nmsgid "Corrected on %(date)s"\nmsgstr "Corregido el %(fecha)s"\n',
            "does not fit “Corrected on",
        ),
    ],
)
def test_a_broken_catalog_of_a_theme_is_named(tmp_path: Path, text: str, reason: str) -> None:
    theme = _theme(tmp_path, "es", text)
    with overridden(theme), pytest.raises(CommuniqueError, match=reason) as raised:
        words_for("es")
    assert "site.po" in str(raised.value)
