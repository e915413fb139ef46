"""Sentence boundaries: the cases of statements, and what holds for any text."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from communique.segmentation import VERSION, join_sentences, split_sentences

CASES = json.loads(Path(__file__).with_name("cases.json").read_text(encoding="utf-8"))
UNITS = (
    *("“", '"', "'", "«", "`", "[", "(.", "[.", "*a ", "<a>", "](", " ", "\n", ".", "!", "…"),
    *("a. ", "A. ", "1. ", "Dr. ", "etc. ", "U.S. ", "..[111 111 111 ", "Go. ", "我们走。", "「。"),
    *("<sup1>", "<sup1><a1>", ".<sup1><a>1", "[^", "![^1", "[^1]", "… ", "「a」と", "1914 г. "),
)
LANGUAGES = (
    *(
        "en",
        "es",
        "fr",
        "de",
        "it",
        "pt",
        "ru",
        "el",
        "ar",
        "tr",
        "hi",
        "zh",
        "ja",
        "pl",
        "uk",
        "nl",
    ),
    "xx",
)
FRAGMENTS = (
    *("Dr. ", "No. ", "U.S. ", "etc. ", "Go! ", "Who? ", "He said: ", "5. ", "IV. ", "p.m. "),
    *(
        "« Oui. » ",
        "„Nein.“ ",
        "“Yes.” ",
        "«Нет». ",
        "『好。』",
        "「はい。」と",
        "(See it.) ",
        "**No.** ",
    ),
    *(
        "κ. ",
        "т. д. ",
        "म. ",
        "قال: ",
        "؟ ",
        "। ",
        "。",
        "……",
        "...",
        "\r\n",
        "\u00a0",
        "<b>",
        "</b> ",
    ),
    *(
        "the end",
        "Peace",
        "мир",
        "和平",
        "\u2028",
        "\ud83d",
        "😀 ",
        "[1]",
        "\u202b",
        "é",
        "e\u0301",
    ),
)
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


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(codec=None)), st.text(max_size=4) | st.sampled_from(LANGUAGES))
def test_any_characters_survive_in_any_language(text: str, language: str) -> None:
    pieces = split_sentences(text, language)
    assert "".join(pieces) == text
    assert len(pieces) == 1 or all(piece.strip() for piece in pieces)
    assert split_sentences(text, language) == pieces


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=30), st.sampled_from(LANGUAGES))
def test_what_sentences_are_made_of_survives(parts: list[str], language: str) -> None:
    text = "".join(parts)
    pieces = split_sentences(text, language)
    assert "".join(pieces) == text
    assert len(pieces) == 1 or all(piece.strip() for piece in pieces)


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


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        pytest.param("en", ["She said: “We stay.", "We ‘hold.’", "Ask us.”"], id="en"),
        pytest.param("en", ["“No.”", "“Yes!”", "They left."], id="en answers"),
        pytest.param(
            "fr", ["Il l’a dit.", "« Nous restons.", "Vous aussi. »", "Puis : « Non ! »"], id="fr"
        ),
        pytest.param(
            "de", ["Er rief: „Wir bleiben.", "Ihr auch!“", "„Gut.“", "Dann ging er."], id="de"
        ),
        pytest.param("de", ["»Wir bleiben.«", "»Ihr auch.«", "Dann ging er."], id="de turned"),
        pytest.param("es", ["Dijo: «Resistimos.", "¿Y “ellos”?", "Jamás».", "Se fue."], id="es"),
        pytest.param(
            "ru", ["Он сказал: «Мы здесь.", "Мы „сила“.", "И точка».", "Зал встал."], id="ru"
        ),
        pytest.param("pl", ["Rzekł: „Stoimy.", "Nie „ustąpimy”!”", "Tłum milczał."], id="pl"),
        pytest.param("el", ["Είπε: «Μένουμε.", "Εσείς;»", "Κανείς δεν απάντησε."], id="el"),
        pytest.param("ar", ["قال: «نحن هنا.", "لن نرحل!»", "ثم سكت."], id="ar"),
        pytest.param("hi", ["उसने कहा: “हम यहाँ हैं।", "हम रहेंगे।”", "सब चुप थे।"], id="hi"),
        pytest.param("tr", ["Dedi ki: “Buradayız.", "Gitmeyiz!”", "Kimse konuşmadı."], id="tr"),
    ],
)
def test_long_quotations_are_cut_inside_and_keep_their_marks(
    language: str, sentences: list[str]
) -> None:
    pieces = split_sentences(" ".join(sentences), language)
    assert [piece.strip() for piece in pieces] == sentences


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("zh", ["他说：“我们在这里。", "我们不走！”", "会场沉默。"]),
        ("zh", ["五月1日是节日。", "1886年开始。", "《醒来吧！朋友》上演。"]),
        ("zh", ["“走吧。”他们说。", "「好。」", "大家走了。"]),
        ("ja", ["「行きます。」と彼は言った。", "「いいえ。」", "誰も動かない。"]),
        ("ja", ["本当か?", "本当だ!", "価格は3.5円。"]),
        ("ja", ["『春。』", "「夏。", "秋。」"]),
    ],
)
def test_scripts_without_spaces_end_at_their_full_width_stops(
    language: str, sentences: list[str]
) -> None:
    assert split_sentences("".join(sentences), language) == sentences


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "«لن نسكت!» هتف العمال."),
        ("en", "“Who pays for it?” Maria Lopes asked."),
        ("en", "We meet at 5 p.m. Eastern time."),
        ("de", "Der 2. Weltkrieg und der 3. Weg, vgl. II. Abteilung."),
        ("ru", "В. И. Ленин родился в г. Симбирске, см. т. 5."),
        ("fr", "Selon M. Doseba et P. Martin, c’est fini."),
        ("pl", "Mówili prof. dr hab. Jan Nowak i mgr inż. Anna Kos."),
        ("xx", "The brgd. Smith came."),
    ],
)
def test_what_only_looks_like_an_end_is_none(language: str, text: str) -> None:
    assert split_sentences(text, language) == [text]


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("it", ["Ci vorranno ore.", "Una donna piange."]),
        ("it", ["In onda su CNN.", "“Sono qui”, disse."]),
        ("en", ["They live in the U.S.", "They like it."]),
        ("ru", ["Так было до 1919 гг.", "При встрече молчали."]),
        ("el", ["Ανοίγει στις 9 μ.μ.", "Ωστόσο, αργεί."]),
        ("en", ["He left (in haste. In fear, too).", "We stayed."]),
    ],
)
def test_what_the_first_splitter_misses_is_found(language: str, sentences: list[str]) -> None:
    assert [one.strip() for one in split_sentences(" ".join(sentences), language)] == sentences


def test_joining_gives_the_target_script_its_space() -> None:
    assert join_sentences(["One.", "Two."], [" "]) == "One. Two."
    assert join_sentences(["One.", "Two."], [""]) == "One. Two."
    assert join_sentences(["一。", "二。"], [" "]) == "一。二。"
    assert join_sentences(["One.", "Two."], ["\n"]) == "One.\nTwo."
    assert join_sentences(["One."], []) == "One."


def test_the_version_names_splitter_and_rules() -> None:
    assert re.fullmatch(r"sentencex [\d.]+, icu4py [\d.]+, rules \d+", VERSION)


def quickest(text: str, language: str) -> float:
    taken = []
    for _ in range(3):
        begun = time.perf_counter()
        assert "".join(split_sentences(text, language)) == text
        taken.append(time.perf_counter() - begun)
    return min(taken)


@pytest.mark.parametrize("unit", UNITS)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    language = "zh" if unit > "\u3000" else "en"
    short, long = unit * (4_000 // len(unit)), unit * (32_000 // len(unit))
    assert quickest(long, language) < 24 * quickest(short, language) + 0.02


def test_a_long_line_takes_linear_time_wherever_its_sentences_end() -> None:
    word = "peace " * 4_000
    short, long = f"{word}now. ", f"{word * 8}now. "
    assert quickest(long, "en") < 24 * quickest(short, "en") + 0.02
