"""A catalog is this statement's, in this locale, or it is refused with the line to mend."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.catalogs import files, gate
from communique.errors import CommuniqueError
from communique.language.locales import parse_locale
from communique.statement import Key

PATH = Path("locales/es/LC_MESSAGES/peace.po")
FIELDS = {
    "Language": "es",
    "Content-Type": "text/plain; charset=UTF-8",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}


def vouch(
    fields: Mapping[str, str] = FIELDS,
    locale: str = "es",
    body: str = "",
    keys: tuple[str, ...] = (),
    slug: str = "peace",
) -> None:
    header = "".join(f'"{name}: {value}\\n"\n' for name, value in fields.items())
    text = f'# Ana\nmsgid ""\nmsgstr ""\n{header}{body}'
    gate.vouch(
        files.parse(text.encode(), PATH),
        PATH,
        slug=slug,
        locale=parse_locale(locale),
        reference=f"source_texts/{slug}.md",
        keys=[Key(None, key) for key in keys],
    )


@pytest.mark.parametrize(
    ("said", "locale"),
    [
        ("es", "es"), ("es_ES", "es"), ("es", "es_MX"), ("es-ES.UTF-8", "es"), ("", "es"),
        ("pt-BR", "pt_BR"), ("pt_br", "pt_BR"), ("pt", "pt_BR"), ("zh_CN", "zh_Hans"),
        ("zh", "zh_Hans"), ("zh_TW", "zh_Hant"), ("zh_HK", "zh_Hant"), ("zh-Hans-CN", "zh_Hans"),
        ("sr@latin", "sr_Latn"), ("sr", "sr_Cyrl"), ("no", "nb"), ("nb_NO", "no"), ("iw", "he"),
        ("ca@valencia", "ca"), ("Spanish", "es"), ("LANGUAGE", "es"), ("en@boldquot", "en"),
    ],
)  # fmt: skip
def test_a_language_in_another_spelling_is_fine(said: str, locale: str) -> None:
    vouch(FIELDS | {"Language": said}, locale)


@pytest.mark.parametrize(
    ("said", "locale"),
    [
        ("fr", "es"), ("es", "fr"), ("pt_PT", "pt_BR"), ("zh_TW", "zh_Hans"), ("zh_CN", "zh_Hant"),
        ("sr", "sr_Latn"), ("sr@latin", "sr"), ("es_ES", "es_MX"), ("de@x", "es"), ("zh", "zh_TW"),
    ],
)  # fmt: skip
def test_another_language_is_refused(said: str, locale: str) -> None:
    with pytest.raises(CommuniqueError, match=f"says Language: {said}, but") as refused:
        vouch(FIELDS | {"Language": said}, locale)
    assert (refused.value.path, refused.value.line) == (PATH, 4)


def test_a_header_may_lack_what_the_next_write_completes() -> None:
    vouch({name: FIELDS[name] for name in ("Content-Type", "Plural-Forms")})


@pytest.mark.parametrize(
    "said",
    [None, "", "nplurals=INTEGER; plural=EXPRESSION;", "nplurals=2;", "nplurals=0; plural=0;",
     "nplurals=2; plural=n !;", "nplurals=2; plural=__import__('os');", "2"],
)  # fmt: skip
def test_plural_forms_that_say_nothing_are_refused_with_the_right_line(said: str | None) -> None:
    fields = dict(FIELDS)
    if said is None:
        del fields["Plural-Forms"]
    else:
        fields["Plural-Forms"] = said
    right = r'write "Plural-Forms: nplurals=3; plural=\(.*\);\\n"'
    with pytest.raises(CommuniqueError, match=right) as refused:
        vouch(fields | {"Language": "pl"}, "pl")
    assert refused.value.line == (3 if said is None else 6)


def test_plural_forms_that_are_others_than_ours_are_fine() -> None:
    vouch(FIELDS | {"Plural-Forms": "nplurals=1; plural=0"})
    vouch(FIELDS | {"Plural-Forms": "nplurals = 3 ; plural = n%10==1 && n%100!=11 ? 0 : n > 4;"})


def test_an_entry_has_as_many_forms_as_the_header_says() -> None:
    entry = '\n# x\nmsgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\n'
    vouch(body=entry + 'msgstr[1] "d"\n')
    with pytest.raises(CommuniqueError, match=r"1 plural forms .* nplurals=2") as refused:
        vouch(body=entry)
    assert refused.value.line == 8


def entries(source: str, *texts: str, mark: str = "") -> str:
    return "".join(
        f'\n#: {source}\n{mark}msgid "{text}"\n{mark}msgstr "{text}!"\n' for text in texts
    )


def test_another_statements_catalog_is_refused_and_named() -> None:
    body = entries("source_texts/strike.md:12", "a", "b") + entries("source_texts/c.md", "c")
    with pytest.raises(CommuniqueError, match=r"another statement, strike .* not of peace") as no:
        vouch(body=body, keys=("a", "x"))
    assert no.value.line == 8


@pytest.mark.parametrize(
    ("body", "keys"),
    [
        (entries("source_texts/peace.md", "a", "b"), ()),  # all of it was rewritten
        (entries("old/peace.txt:7", "a", "b"), ()),  # moved
        (entries("a.md peace.md", "a"), ()),
        (entries("source_texts/old-name.md", "a", "b"), ("a",)),  # renamed, half of it rewritten
        ('\nmsgid "a"\nmsgstr "b"\n', ()),  # a tool that writes no references
        (entries("source_texts/strike.md", "a", mark="#~ "), ()),
        ("", ()),
    ],
)
def test_this_statements_own_catalog_is_fine(body: str, keys: tuple[str, ...]) -> None:
    vouch(body=body, keys=keys)


@given(st.text(), st.text())
def test_no_header_makes_it_fail(language: str, plurals: str) -> None:
    catalog = files.parse(b'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n', PATH)
    catalog.metadata |= {"Language": language, "Plural-Forms": plurals}
    try:
        gate.vouch(catalog, PATH, slug="a", locale=parse_locale("es"), reference="a.md", keys=())
    except CommuniqueError as error:
        assert error.path == PATH  # noqa: PT017
