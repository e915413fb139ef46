"""The lists of abbreviations: every file is sound, and every entry does what it says."""

from __future__ import annotations

from importlib.resources import files

import pytest

from communique.segmentation import split_sentences
from communique.segmentation.abbreviations import abbreviations_of, parse

FOLDER = files("communique").joinpath("language", "abbreviations")
LANGUAGES = sorted(file.name.removesuffix(".txt") for file in FOLDER.iterdir())
PROMISED = "en es fr de it pt el ru ar tr hi zh ja pl"
NO_CAPITALS = ("ar", "hi", "ja", "zh")


def test_the_languages_promised_have_lists() -> None:
    assert set(PROMISED.split()) <= set(LANGUAGES)


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
def test_every_entry_of_several_words_stays_in_one_piece(language: str) -> None:
    known = abbreviations_of(language)
    for begun, rests in known.pieces.items():
        for rest in rests:
            text = f"X {begun} {rest} x"
            assert split_sentences(text, language) == [text], begun


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_at_ends_ends_a_sentence_before_a_capital(language: str) -> None:
    for entry in abbreviations_of(language).at_ends:
        text = f"Aa bb {entry} Cc dd."
        assert len(split_sentences(text, language)) == 2, entry
        text = f"Aa bb {entry} cc dd."
        assert len(split_sentences(text, language)) == 1, entry


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_that_may_end_a_sentence_does_so_before_a_starter(language: str) -> None:
    known = abbreviations_of(language)
    starter = min(known.starters, default="", key=lambda word: (len(word) < 3, word))
    for entry in known.may_end:
        text = f"Aa bb {entry} Yvon dd."
        assert split_sentences(text, language) == [text], entry
        if starter:
            text = f"Aa bb {entry} {starter} dd ee."
            assert len(split_sentences(text, language)) == 2, entry


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {*NO_CAPITALS, "de"}))
def test_every_measure_ends_a_sentence_after_a_number_but_no_clause(language: str) -> None:
    known = abbreviations_of(language)
    assert known.measures
    for entry in known.measures:
        text = f"Yvonne bbb ccc dddd 1914 {entry} Yvon dd."
        assert len(split_sentences(text, language)) == 2, entry
        text = f"Bbb 1914 {entry} Yvon dd."
        assert entry not in known.may_end or split_sentences(text, language) == [text], entry


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - set(NO_CAPITALS)))
def test_starters_are_capital_words_that_end_what_may_end(language: str) -> None:
    known = abbreviations_of(language)
    entry = min(known.may_end, key=lambda each: (len(each.split()), each))
    for starter in known.starters:
        assert starter[0].isupper(), starter
        text = f"Aa bb {entry} {starter} dd ee."
        assert len(split_sentences(text, language)) == 2, starter


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_ends_with_what_ends_abbreviations(language: str) -> None:
    known = abbreviations_of(language)
    for entry in (
        known.before_names | known.before_numbers | known.at_ends | known.may_end | known.measures
    ):
        assert any(map(str.isalpha, entry)), entry
        assert entry[-1] in ".ºª", entry
        assert entry == " ".join(entry.split()), entry


def test_what_is_counted_follows_its_number() -> None:
    for language in LANGUAGES:
        for word in abbreviations_of(language).counted:
            text = f"Aa bb 3. {word.capitalize()} cc."
            assert split_sentences(text, language) == [text], (language, word)


def test_what_is_counted_is_written_in_small_letters() -> None:
    for language in LANGUAGES:
        assert all(word == word.casefold() for word in abbreviations_of(language).counted)


def test_an_unknown_language_has_empty_lists() -> None:
    assert not abbreviations_of("xx").before_names
    assert not abbreviations_of("../en").before_names


def test_entries_of_ones_own_join_the_lists() -> None:
    known = abbreviations_of("en", ("Brot. Sec.", "Xyz."))
    assert {"Dr.", "Brot. Sec.", "Xyz."} <= known.before_names
    assert known.pieces["Brot."] == ("Sec.",)
    assert abbreviations_of("xx", ("Xyz.",)).before_names == {"Xyz."}


def test_a_wrong_file_is_refused() -> None:
    with pytest.raises(ValueError, match="nowhere"):
        parse("[nowhere]\nDr.\n")
    with pytest.raises(ValueError, match="Dr"):
        parse("Dr.\n")
