"""Numbers by value, across digits, separators, words and clocks."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from communique.language.numbers import Difference, same_values, values

READ = [
    ("en", "1,250 people and 3.5%", "1250 3.5"),
    ("es", "1.250 personas y 3,5 %", "1250 3.5"),
    ("es", "1 250 personas", "1250"),
    ("es_MX", "1,250 personas", "1250"),
    ("fr", "1\u202f250 000 et 1\u00a0250,75", "1250000 1250.75"),
    ("de_CH", "1’250.50", "1250.5"),
    ("ar", "١٬٢٥٠٫٥ و ٢٠٢٦", "1250.5 2026"),
    ("hi", "१,२५,००० लोग", "125000"),
    ("zh", "１２３人，3亿5000万", "123 350000000"),
    ("en", "1st, 22nd, 10–11–12 and 2026-05-03", "1 22 10 11 12 2026 5 3"),
    ("es", "5.º y 3.ª", "5 3"),
    ("fr", "le 1er mai à 10 h 30", "1 10.3"),
    ("en", "3.5 million, $2bn", "3500000 2000000000"),
    ("en", "See https://a.org/12 and `v1.2` or <b id='3'>4</b>", "4"),
    ("en", "version 3.11.2", "3 11 2"),
    ("en", "two and a half", ""),
    ("en", "A2K4D", "2 4"),
]  # fmt: skip

AGREE = [
    ("1,250", "en", "1 250", "fr"),
    ("5 p.m.", "en", "17 h", "fr"),
    ("5:30 p.m.", "en", "17.30", "es"),
    ("12 a.m.", "en", "0:00", "de"),
    ("3.5 million", "en", "350万", "zh"),
    ("$1.5 billion", "en", "1500 millones", "es"),
    ("May 3, 2026", "en", "3/5/2026", "es"),
    ("twenty-five", "en", "25", "es"),
    ("97", "en", "quatre-vingt-dix-sept", "fr"),
    ("2,345", "en", "dos mil trescientos cuarenta y cinco", "es"),
    ("the 21st century", "en", "le XXIème siècle", "fr"),
    ("in the 1990s", "en", "en los años 90", "es"),
    ("2024-25", "en", "2024–2025", "fr"),
    ("half a million", "en", "500 000", "fr"),
    ("7:30", "en", "7 heures 30", "fr"),
    ("12.5 billion", "en", "12,5 miles de millones", "es"),
    ("2½", "en", "2,5", "fr"),
    ("3 people", "en", "trzy osoby", "pl"),
    ("G7 and COVID-19", "en", "el Grupo y la pandemia", "es"),
    ("2 million", "en", "2 миллиона", "ru"),
    ("350", "en", "三百五十", "zh"),
]

DISAGREE = [
    ("1,250", "en", "1,250", "fr", ("1,250",), ("1,250",)),
    ("3.5 million", "en", "3,5 mil millones", "es", ("3.5 million",), ("3,5 mil millones",)),
    ("3.5 million", "en", "3,5", "es", ("3.5 million",), ("3,5",)),
    ("12", "en", "trece", "es", ("12",), ()),
    ("G7", "en", "G8", "es", ("7",), ("8",)),
    ("35 people", "en", "osoby", "pl", ("35",), ()),
    ("none", "en", "ninguno de 2026", "es", (), ("2026",)),
    ("3 May to 3 June", "en", "3 mai au 4 juin", "fr", ("3",), ("4",)),
]


@pytest.mark.parametrize(("language", "text", "expected"), READ)
def test_values(language: str, text: str, expected: str) -> None:
    assert values(text, language) == Counter(map(Decimal, expected.split()))


@pytest.mark.parametrize(("source", "source_language", "target", "target_language"), AGREE)
def test_the_same_values(
    source: str, source_language: str, target: str, target_language: str
) -> None:
    nothing = Difference((), ())
    assert same_values(source, source_language, target, target_language) == nothing
    assert same_values(target, target_language, source, source_language) == nothing


@pytest.mark.parametrize(("source", "one", "target", "other", "missing", "extra"), DISAGREE)
def test_other_values(
    source: str, one: str, target: str, other: str, missing: tuple[str], extra: tuple[str]
) -> None:
    assert same_values(source, one, target, other) == (missing, extra)


@settings(max_examples=80, deadline=None)
@given(
    number=st.decimals(0, 10**9, places=2),
    one=st.sampled_from(["en", "es", "fr", "de", "de_CH", "pt_BR", "ru", "hi", "ar_MA"]),
    other=st.sampled_from(["en", "es", "fr", "de", "de_CH", "pt_BR", "ru", "hi", "ar_MA"]),
)
def test_what_babel_writes_is_read_alike(number: Decimal, one: str, other: str) -> None:
    from babel.numbers import format_decimal

    source, target = format_decimal(number, locale=one), format_decimal(number, locale=other)
    assert same_values(source, one, target, other) == ((), ())


@settings(max_examples=150, deadline=None)
@given(text=st.text("0123456789.,' \u00a0/:-–apm½万", max_size=25), language=st.text(max_size=3))
def test_no_text_is_too_strange(text: str, language: str) -> None:
    assert same_values(text, "en", text, "en") == ((), ())
    same_values(text, "es", text, language)
