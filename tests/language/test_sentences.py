"""What stands between sentences, by language."""

from __future__ import annotations

import pytest

from communique.language.sentences import between_sentences


@pytest.mark.parametrize("locale", ["zh", "zh_Hant", "zh-TW", "ja", "ja_JP", "yue"])
def test_chinese_and_japanese_have_nothing_between_sentences(locale: str) -> None:
    assert between_sentences(locale) == ""


@pytest.mark.parametrize("locale", ["en", "ko", "th", "my", "km", "ar", "zh_Latn", "und", "qqqq"])
def test_others_have_a_space(locale: str) -> None:
    assert between_sentences(locale) == " "
