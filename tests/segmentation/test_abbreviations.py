"""The lists of abbreviations: every file is sound, and every entry does what it says."""

from __future__ import annotations

from importlib.resources import files

import pytest

from communique.segmentation import split_sentences
from communique.segmentation.abbreviations import abbreviations_of, parse

FOLDER = files("communique").joinpath("language", "abbreviations")
LANGUAGES = sorted(file.name.removesuffix(".txt") for file in FOLDER.iterdir())


def test_the_languages_promised_have_lists() -> None:
    assert {"en", "es", "fr", "de", "it", "pt", "el", "ru", "ar", "tr", "hi", "zh"} <= set(
        LANGUAGES
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_before_a_name_joins(language: str) -> None:
    known = abbreviations_of(language)
    assert known.before_names
    for entry in known.before_names:
        text = f"X {entry} Yvon {entry} 5 x"
        assert split_sentences(text, language) == [text], entry


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_before_a_number_joins(language: str) -> None:
    for entry in abbreviations_of(language).before_numbers:
        text = f"X {entry} 5 x"
        assert split_sentences(text, language) == [text], entry


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_that_may_end_a_sentence_ends_it_before_a_capital(language: str) -> None:
    for entry in abbreviations_of(language).at_ends:
        text = f"Aa bb {entry} Cc dd."
        assert len(split_sentences(text, language)) == 2, entry
        text = f"Aa bb {entry} cc dd."
        assert len(split_sentences(text, language)) == 1, entry


def test_what_is_counted_is_written_in_small_letters() -> None:
    for language in LANGUAGES:
        assert all(word == word.casefold() for word in abbreviations_of(language).counted)


def test_an_unknown_language_has_empty_lists() -> None:
    assert not abbreviations_of("xx").before_names
    assert not abbreviations_of("../en").before_names


def test_a_wrong_file_is_refused() -> None:
    with pytest.raises(ValueError, match="nowhere"):
        parse("[nowhere]\nDr.\n")
    with pytest.raises(ValueError, match="Dr"):
        parse("Dr.\n")
