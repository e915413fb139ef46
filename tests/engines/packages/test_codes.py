"""Argos's codes and ours, there and back."""

from __future__ import annotations

import pytest

from communique.engines.packages import argos_code, argos_codes, locale_of
from communique.errors import UsageError
from communique.language.locales import parse_locale

# The languages of Argos's index in 2025-06.
INDEX = (  # noqa: SIM905 (a list of 49 strings is no easier to read)
    "ar az bg bn ca cs da de el en eo es et eu fa fi fr ga gl he hi hu id it ja ko ky lt lv ms nb "
    "nl pb pl pt ro ru sk sl sq sv th tl tr uk ur zh zt"
).split()


@pytest.mark.parametrize("code", INDEX)
def test_every_code_is_a_locale_and_comes_back(code: str) -> None:
    locale = locale_of(code)
    assert str(parse_locale(locale)) == locale
    assert argos_code(locale) == code


@pytest.mark.parametrize(
    ("locale", "codes"),
    [
        ("pt_BR", ("pb", "pt")), ("pt-br", ("pb", "pt")), ("pb", ("pb", "pt")), ("pt_PT", ("pt",)),
        ("pt", ("pt",)), ("es_AR", ("es",)), ("zh_Hant", ("zt",)), ("zh_TW", ("zt",)),
        ("zh_HK", ("zt",)), ("zt", ("zt",)), ("zh_Hans", ("zh",)), ("zh_CN", ("zh",)),
        ("tl", ("tl",)), ("fil", ("tl",)), ("no", ("nb",)), ("iw", ("he",)),
    ],
)  # fmt: skip
def test_a_variant_is_served_by_its_language_never_by_another_script(
    locale: str, codes: tuple[str, ...]
) -> None:
    assert argos_codes(locale) == codes


def test_what_nobody_knows() -> None:
    assert locale_of("xx") == "xx"
    with pytest.raises(UsageError, match="unknown locale"):
        argos_code("xx")
