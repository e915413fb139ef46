"""Sentence boundaries by class: footnotes, ellipses, measures, names with stops, breakdowns."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from communique.segmentation import join_sentences, proposals, split_sentences

SPACES = [chr(code) for code in range(0x3100) if chr(code).isspace()]
CODES = "en es fr de it pt ru el ar tr hi zh ja pl uk nl bg kk am my ka xx"
BITS = [
    *("A", "B", "Z", "b", "1", "ß", "İ", "Г", "१", "\u0301", "\u200d", "\ud800", "\udfff", "😀"),
    *(".", "!", "?", "…", "॥", "։", "።", "。", ",", "«", "»", "“", "'", "(", "]", "°", "º"),
    *("Dr.", "No.", "p.m.", "...", "word", "слово", "[^1]", "<sup>1</sup>", " ", ". "),
]


def pieces(text: str, language: str) -> list[str]:
    return [piece.strip() for piece in split_sentences(text, language)]


def sewn(sentences: list[str], language: str) -> str:
    return ("" if language in ("zh", "ja") else " ").join(sentences)


@pytest.mark.parametrize(
    ("language", "text", "count"),
    [
        ("fr", "Le groupe «\u00a0A\u00a0». Il gagne.", 2),
        ("fr", "Voici le «\u00a0Plan B\u00a0».", 1),
        ("en", "Hepatitis B\u00a0. Next.", None),
        ("de", "Gruppe C\u3000. Dann kam er.", None),
    ],
)
def test_a_letter_a_wide_space_and_a_stop_break_nothing(
    language: str, text: str, count: int | None
) -> None:
    cut = split_sentences(text, language)
    assert "".join(cut) == text
    assert count is None or len(cut) == count


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(BITS) | st.sampled_from(SPACES), max_size=30),
    st.sampled_from(CODES.split()),
)
def test_all_spaces_and_letters_survive(parts: list[str], language: str) -> None:
    text = "".join(parts)
    assert "".join(split_sentences(text, language)) == text


def test_where_the_native_code_panics_icu_decides_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    import sentencex

    panic = type("PanicException", (BaseException,), {})

    def broken(_language: str, _text: str) -> list[str]:
        raise panic

    monkeypatch.setattr(sentencex, "segment", broken)
    assert list(proposals.first_opinion("One word. Another.", "en")) == []
    assert len(split_sentences("We heard nothing. They left.", "en")) == 2


def test_a_break_by_hand_is_no_panic(monkeypatch: pytest.MonkeyPatch) -> None:
    import sentencex

    def stopped(_language: str, _text: str) -> list[str]:
        raise KeyboardInterrupt

    monkeypatch.setattr(sentencex, "segment", stopped)
    with pytest.raises(KeyboardInterrupt):
        split_sentences("One. Two.", "en")


@pytest.mark.parametrize("code", ["a" * 5000, "en." * 90, "../en", "\ud800", "日本", "", "x-y@z"])
def test_no_language_is_refused(code: str) -> None:
    assert "".join(split_sentences("We stay. They go.", code)) == "We stay. They go."


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ["Note here.[^1]", "And after."]),
        ("en", ["Note here. [^1]", "And after."]),
        ("de", ["Das steht hier.[^1][^zwei]", "Und das dort."]),
        ("zh", ["我们走。[^1]", "你们来。"]),
        ("ja", ["行く。[^1]", "来る。"]),
        ("en", ["He wrote “we go.”[^1]", "They came."]),
        ("en", ["They all stop![^1]", "And after."]),
        ("en", ["Note here.<sup1>1</sup1>", "And after."]),
        ("en", ["Note here.<a1><sup2>12</sup2></a1>", "And after."]),
        ("en", ["Note here.<sup1><a2>[1]</a2></sup1>", "And after."]),
        ("en", ["It is 5 km<sup>2</sup>.", "And that is all."]),
        ("en", ["See for yourself.", "[There](http://e.org) it is."]),
    ],
)
def test_the_mark_of_a_footnote_stays_with_what_it_follows(
    language: str, sentences: list[str]
) -> None:
    assert pieces(sewn(sentences, language), language) == sentences


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("fr", ["Le ministre est parti…", "Puis il est revenu."]),
        ("fr", ["Des chapeaux, des bateaux…", "Merci de tout cœur."]),
        ("fr", ["Et puis… Jean Dupont arriva."]),
        ("fr", ["Il a dit (oui… Non) et voilà."]),
        ("fr", ["Il aime « le pain… Les roses » de Marx."]),
        ("de", ["Er ging fort…", "Dann kam er."]),
        ("de", ["Das war… Brot und Butter."]),
        ("en", ["We waited for them…", "Then nothing."]),
        ("en", ["Well… I think so."]),
        ("en", ["They said… nothing."]),
        ("ru", ["Мы шли долго…", "Потом устали."]),
        ("ru", ["Мы… Мы не знаем."]),
        ("es", ["No sé…", "¿Quién lo sabe?"]),
        ("ar", ["قال… ثم سكت."]),
        ("zh", ["我……我不知道。"]),
        ("zh", ["他说：“我不知道……”", "会场沉默。"]),
    ],
)
def test_an_ellipsis_ends_a_sentence_where_another_clearly_begins(
    language: str, sentences: list[str]
) -> None:
    assert pieces(sewn(sentences, language), language) == sentences


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("ru", ["Завод построен рабочими в 1914 г.", "Война его разрушила."]),
        ("ru", ["В 1914 г. Россия вступила в войну."]),
        ("ru", ["К концу 1914 г. Россия отступила."]),
        ("ru", ["После Октябрьской революции 1917 г. Россия вышла из войны."]),
        ("ru", ["Он ушёл.", "В 1914 г. Россия молчала."]),
        ("ru", ["Хлеб стоил 5 коп.", "США молчали."]),
        ("ru", ["Примерно через 5 мин. Иван ушёл."]),
        ("pl", ["Umowa obowiązuje od 2021 r.", "Czekamy."]),
        ("pl", ["W 1914 r. Polska była pod zaborami."]),
        ("pl", ["Chleb kosztował 20 gr.", "USA milczały."]),
        ("pl", ["Taki jest tekst wg tłum.", "Zob. strona 4."]),
        ("de", ["Das kostet 5 Euro inkl. MwSt.", "Die Zahl steht fest."]),
        ("de", ["Das kostet 5 Euro inkl. MwSt. Kunden zahlen."]),
        ("es", ["La ciudad fue fundada en el 44 a. C.", "Roma creció."]),
        ("es", ["En el siglo IV a. C. Roma creció."]),
    ],
)
def test_years_and_measures_end_a_sentence_that_is_one(language: str, sentences: list[str]) -> None:
    assert pieces(sewn(sentences, language), language) == sentences


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("es", ["EE. UU. votó en contra.", "¿Por qué no?"]),
        ("es", ["Vive en la O.N.U.", "¿Por qué no?"]),
        ("es", ["Calle Uno, col. Centro, México."]),
        ("it", ["Disse: «No.»", "Poi uscì."]),
        ("it", ['Disse: "No."', "Poi uscì."]),
        ("it", ["Vedi il no. 5 e il «no. 6»."]),
        ("zh", ["他写了《为什么？》和《水！》两本书。"]),
        ("zh", ["《水在哪里？》这本书。"]),
        ("zh", ["他读了《水》。", "我们走。"]),
        ("ja", ["モーニング娘。のコンサートに行く。"]),
        ("ja", ["終わった。", "のちに来た。"]),
        ("ja", ["「水は命だ。水がすべてだ」と言った。"]),
        ("ja", ["「水は命だ。水が…」と言った。"]),
        ("ja", ["彼は「行こう。早く。」と叫んだ。", "皆が来た。"]),
    ],
)
def test_answers_titles_and_names_with_stops(language: str, sentences: list[str]) -> None:
    assert pieces(sewn(sentences, language), language) == sentences


@pytest.mark.parametrize(
    ("sentences", "gap"),
    [
        (["One.", "Two."], ""),
        (["One!", "Two."], "\n"),
        (["本当か?", "本当だ!"], ""),
        (["好……", "走。"], ""),
        (["一。", "二。"], " "),
    ],
)
def test_joined_again_an_original_is_the_same(sentences: list[str], gap: str) -> None:
    assert join_sentences(sentences, [gap], sentences) == gap.join(sentences)


def test_a_gap_fits_the_translation_where_scripts_differ() -> None:
    assert join_sentences(["One?", "Two."], [""], ["一？", "二。"]) == "One? Two."
    assert join_sentences(["一？", "二。"], [" "], ["One?", "Two."]) == "一？二。"
    assert join_sentences(["하나.", "둘."], [""], ["一。", "二。"]) == "하나. 둘."
    assert join_sentences(["Uno.", "Due."], [" "], ["One.", "Two."]) == "Uno. Due."
    assert join_sentences(["CNN？", "二。"], [""]) == "CNN？二。"
    assert join_sentences(["本当か?", "本当だ!"], [""]) == "本当か?本当だ!"


def test_a_boundary_of_random_letters_never_loses_one() -> None:
    dice = random.Random(7)
    for _ in range(300):
        text = "".join(chr(dice.randrange(0x11_0000)) for _ in range(20)) + dice.choice(SPACES)
        assert "".join(split_sentences(text + "A\u202f. B", "fr")) == text + "A\u202f. B"
