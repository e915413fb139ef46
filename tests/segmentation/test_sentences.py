"""Sentence boundaries: the cases of statements, and what holds for any text."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from communique.segmentation import VERSION, join_sentences, split_sentences

CASES = json.loads(Path(__file__).with_name("cases.json").read_text(encoding="utf-8"))
ALPHABET = "aA.!?… \n\r\t\u00a0“”\"'«»()[]<>*_`~\\1é😀。؟אب·⟦⟧/:;"


@pytest.mark.parametrize(
    ("language", "sentences"),
    [pytest.param(lang, wanted, id=f"{lang} {name}") for lang, name, wanted in CASES],
)
@pytest.mark.parametrize("space", [" ", "\u00a0"])
def test_a_statement_is_cut_where_its_sentences_end(
    language: str, sentences: list[str], space: str
) -> None:
    gap = "" if language == "zh" else space
    pieces = split_sentences(gap.join(sentences), language)
    assert [piece.strip() for piece in pieces] == sentences


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=ALPHABET), st.sampled_from(["en", "de", "zh", "ru", "xx", "pt_BR"]))
def test_pieces_put_together_are_the_text(text: str, language: str) -> None:
    pieces = split_sentences(text, language)
    assert "".join(pieces) == text
    assert len(pieces) == 1 or all(piece.strip() for piece in pieces)


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_any_characters_survive(text: str) -> None:
    assert "".join(split_sentences(text, "en")) == text


@pytest.mark.parametrize(
    "text",
    [
        "We *all. Say* no.",
        "We **all. Say** no.",
        "Call `run. Now` please.",
        "Read [one. Two](http://e.org) here.",
        "Read <b>one. Two</b> here.",
        "He ended.Then he went.",
    ],
)
def test_no_cut_falls_inside_markup_or_a_word(text: str) -> None:
    assert split_sentences(text, "en") == [text]


def test_white_space_ends_the_piece_before_it_and_closing_marks_stay() -> None:
    text = "«Bleibt. Kommt!» \u00a0 (Ja.) *Nun.*  **Wir** gehen."
    pieces = split_sentences(text, "de")
    assert pieces[:2] == ["«Bleibt. ", "Kommt!» \u00a0 "]
    assert pieces[-1] == "**Wir** gehen."


def test_a_brand_in_small_letters_begins_a_sentence_and_a_word_does_not() -> None:
    assert len(split_sentences("It runs. eBooks sell.", "en")) == 2
    assert len(split_sentences("“Go!” he said.", "en")) == 1


def test_the_same_words_differ_by_language() -> None:
    text = "Am 3. Oktober kam er."
    assert split_sentences(text, "de") == [text]
    assert split_sentences("Παρών ο Ν. Παππάς.", "el") == ["Παρών ο Ν. Παππάς."]


def test_joining_gives_the_target_script_its_space() -> None:
    assert join_sentences(["One.", "Two."], [" "]) == "One. Two."
    assert join_sentences(["One.", "Two."], [""]) == "One. Two."
    assert join_sentences(["一。", "二。"], [" "]) == "一。二。"
    assert join_sentences(["One.", "Two."], ["\n"]) == "One.\nTwo."
    assert join_sentences(["One."], []) == "One."


def test_the_version_names_splitter_and_rules() -> None:
    assert VERSION.startswith("sentencex 1.0.")
    assert "rules" in VERSION


@pytest.mark.parametrize("unit", ["“", "`", "(.", "[", "a. ", "*a ", "<a>", "](", " "])
def test_hostile_text_takes_linear_time(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    begun = time.perf_counter()
    assert "".join(split_sentences(text, "en")) == text
    assert time.perf_counter() - begun < 8
