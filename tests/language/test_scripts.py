"""Scripts, directions, tags and names of locales."""

from __future__ import annotations

import pytest

from communique.language import scripts


@pytest.mark.parametrize(
    ("locale", "canonical", "tag"),
    [
        ("pt_BR", "pt_BR", "pt-BR"),
        ("PT-br", "pt_BR", "pt-BR"),
        ("sr@latin", "sr_Latn", "sr-Latn"),
        ("sr_RS@latin", "sr_Latn_RS", "sr-Latn-RS"),
        ("zh-hans", "zh_Hans", "zh-Hans"),
        ("zh_hant_tw", "zh_Hant_TW", "zh-Hant-TW"),
        ("ca@valencia", "ca_valencia", "ca-valencia"),
        ("es_419", "es_419", "es-419"),
        ("de_DE.UTF-8", "de_DE", "de-DE"),
    ],
)
def test_identifiers(locale: str, canonical: str, tag: str) -> None:
    assert scripts.canonical(locale) == canonical
    assert scripts.html_tag(locale) == tag


@pytest.mark.parametrize(
    ("locale", "direction", "endonym", "expected"),
    [
        ("en", "ltr", "English", {"Latn"}),
        ("fr", "ltr", "Français", {"Latn"}),
        ("pt_BR", "ltr", "Português (Brasil)", {"Latn"}),
        ("ar", "rtl", "العربية", {"Arab"}),
        ("fa", "rtl", "فارسی", {"Arab"}),
        ("he", "rtl", "עברית", {"Hebr"}),
        ("ka", "ltr", "ქართული", {"Geor"}),
        ("zh_Hans", "ltr", "中文 (简体)", {"Hani", "Bopo"}),
        ("ja", "ltr", "日本語", {"Hani", "Hira", "Kana"}),
        ("sr@latin", "ltr", "Srpski (latinica)", {"Latn"}),
        ("sr", "ltr", "Српски", {"Cyrl", "Latn"}),
        ("pa_Arab", "rtl", "پنجابی (عربی)", {"Arab"}),
        ("xx", "ltr", "xx", set()),
    ],
)
def test_facts(locale: str, direction: str, endonym: str, expected: set[str]) -> None:
    assert scripts.direction(locale) == direction
    assert scripts.endonym(locale) == endonym
    assert scripts.expected_scripts(locale) == expected


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("We object", "Latn"),
        ("Мы против UN", "Cyrl"),
        ("نحن ضد", "Arab"),
        ("我们反对", "Hani"),
        ("ａｂｃ", "Latn"),
        ("12, 13!", None),
        ("", None),
    ],
)
def test_dominant_script(text: str, script: str | None) -> None:
    assert scripts.dominant_script(text) == script
