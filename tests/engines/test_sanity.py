"""Signs of failure, and the ladder that tries anew."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.engines import retry, sanity
from communique.engines.base import Done, Translation, Tries

PAIR = ("en", "es")


@pytest.mark.parametrize(
    ("source", "target", "found"),
    [
        ("We demand peace.", "Exigimos la paz.", ()),
        ("We demand peace.", " ", ("empty",)),
        ("Peace now.", "paz ya paz ya paz ya", ("loop",)),
        ("The main stream.", "mainstremainstremainstremainstremainstre", ("loop",)),
        ("We demand peace now.", "We demand peace now.", ("copy",)),
        ("Yes.", "Sí, " + "claro que sí, señora mía, con mucho gusto; " * 2, ("too long",)),
        ("A long sentence about peace in the whole valley.", "Paz.", ("too short",)),
        ("On 5 May 312 people came.", "El 5 de mayo vinieron 321 personas.", ("numbers",)),
        ("1,250 villages", "1.250 aldeas", ()),
        ("Seven of us met.", "Seis de nosotros se reunieron.", ("numbers",)),
        ("Seven of us met.", "Nos reunimos siete.", ()),
        ("very very very far", "muy muy muy lejos", ()),
        ("the closure", "el cierre cierre", ("doubled words",)),
        ("We want the dam to be opened at once.", "Queremos want the dam to be.", ("copy",)),
        ("The Ministry of Water", "The Ministry of Water", ()),
        ("X1 and X2 met.", "Se reunieron X2 y X1.", ()),
        ("X1 and X2 met.", "Se reunieron x1 y X2.", ()),
        ("X1 and X2 met.", "Se reunieron X1 y X3.", ("numbers", "stand-ins")),
        ("X1 and X2 met.", "Se reunió X1.", ("stand-ins",)),
        ("Pay Öre, öre now.", "Paga Öre, öre ya.", ()),
        ("Pay now.", "Paga Öre, öre ya.", ("doubled words",)),
        ("On day one we met.", "El día uno, el día dos, el día uno.", ()),
        ("We want peace in the valley.", "Мы хотим мира в долине.", ("script",)),
        (
            "The committee says that the water of the river is not fit to drink.",
            "The committee says the water is unfit to drink, the river too.",
            ("language",),
        ),
    ],
)
def test_failures_are_named(source: str, target: str, found: tuple[str, ...]) -> None:
    assert sanity.failures(source, target, PAIR) == found


WORDS = ["a", "b", "ab", "abab", "no", "No", "día"]


@given(st.lists(st.sampled_from(WORDS), max_size=30))
def test_a_loop_is_some_words_three_times_in_a_row(words: list[str]) -> None:
    lower = [word.lower() for word in words]
    repeated = any(
        lower[place : place + size] * 3 == lower[place : place + 3 * size]
        for size in range(1, 9)
        for place in range(len(words) - 3 * size + 1)
    )
    assert sanity.loops(" ".join(words)) == repeated


@given(st.text("ab c", max_size=40))
def test_a_word_loops_if_a_few_letters_come_four_times(text: str) -> None:
    found = re.search(r"(\w{2,10}?)\1{3}", text)
    words = text.split()
    if found and not any(words.count(word) > 2 for word in words):
        assert sanity.loops(text)
    if not found and len(words) < 3:
        assert not sanity.loops(text)


class Scripted:
    """A decoder that says what it is told to: the first list is its first answer, and so on."""

    def __init__(self, answers: dict[str, list[str]]) -> None:
        self.answers = answers

    def candidates(
        self,
        sentences: Sequence[str],
        *,
        beam: int,
        best: int = 1,
        pieces: int = 1,
        aligned: bool = False,
    ) -> Iterator[tuple[int, list[Translation]]]:
        del beam, pieces, aligned
        for place, sentence in reversed(list(enumerate(sentences))):
            yield place, [Translation(t, -0.5) for t in self.answers[sentence][:best]]


def done(decoder: Scripted, sentence: str, best: int = 1) -> Done:
    return retry.translate(decoder, [sentence], retry.Wanted(PAIR, 4, best=best))


def only(decoder: Scripted, sentence: str) -> Translation:
    return done(decoder, sentence).translations[0]


def test_the_second_best_is_taken_when_the_best_failed() -> None:
    decoder = Scripted({"It is 5 May.": ["Es el 6 de mayo.", "Es el 5 de mayo."]})
    assert only(decoder, "It is 5 May.").text == "Es el 5 de mayo."


def test_a_copy_is_tried_without_its_stop() -> None:
    decoder = Scripted(
        {"we want peace now.": ["we want peace now."], "we want peace now": ["queremos paz ya"]}
    )
    assert only(decoder, "we want peace now.").text == "queremos paz ya."


def test_numbers_are_kept_aside_and_written_as_the_target_does() -> None:
    decoder = Scripted(
        {
            "We saw 1,250 villages.": ["Vimos 125 aldeas."],
            "We saw 1,250 villages": ["Vimos 125 aldeas"],
            "We saw X1 villages.": ["Vimos X1 aldeas."],
        }
    )
    found = only(decoder, "We saw 1,250 villages.")
    assert (found.text, found.doubts) == ("Vimos 1.250 aldeas.", ())


def test_number_words_are_kept_aside_and_written_in_the_targets_words() -> None:
    decoder = Scripted(
        {
            "Seven men and twelve women came": ["Seis hombres y doce mujeres vinieron"],
            "Seven men and twelve women came.": ["Seis hombres y doce mujeres vinieron."],
            "X1 men and X2 women came": ["X1 hombres y X2 mujeres vinieron"],
        }
    )
    found = only(decoder, "Seven men and twelve women came")
    assert (found.text, found.doubts) == ("Siete hombres y doce mujeres vinieron", ())


def test_what_fails_for_good_is_empty_and_says_why() -> None:
    decoder = Scripted({"We": ["no sé no sé no sé"], "We.": ["no sé no sé no sé"]})
    found = only(decoder, "We")
    assert (found.text, found.doubts, found.risk) == ("", ("loop",), 1.0)


@pytest.mark.parametrize(
    ("source", "made", "kept"),
    [
        ("to stop the war;", "poner fin a la guerra.", "poner fin a la guerra;"),
        ("Our demands", "Nuestras exigencias.", "Nuestras exigencias"),
        ("We left.", "Nos fuimos.", "Nos fuimos."),
        ("The U.S", "Los EE. UU.", "Los EE. UU."),
        ("We said", "Dijimos...", "Dijimos..."),
    ],
)
def test_a_draft_ends_as_its_source_does(source: str, made: str, kept: str) -> None:
    decoder = Scripted({source: [made]})
    assert only(decoder, source).text == kept


def test_other_numbers_leave_a_draft_with_a_doubt() -> None:
    decoder = Scripted(
        {"In May 2021": ["En 2020"], "In May 2021.": ["En 2020."], "In May X1": ["En"]}
    )
    found = only(decoder, "In May 2021")
    assert (found.text, found.doubts) == ("En 2020", ("numbers",))


def test_what_was_tried_anew_is_counted() -> None:
    decoder = Scripted(
        {"we want peace now.": ["we want peace now."], "we want peace now": ["queremos paz ya"]}
    )
    found = done(decoder, "we want peace now.")
    assert found.retries == {"wider search": Tries(1, 0), "without the full stop": Tries(1, 1)}


def test_several_candidates_come_with_the_first_sound_one_before_them() -> None:
    decoder = Scripted({"We met 5 times.": ["Nos vimos 6 veces.", "Nos vimos 5 veces.", " "]})
    found = done(decoder, "We met 5 times.", best=3).translations[0]
    assert found.text == "Nos vimos 5 veces."
    assert [one.text for one in found.others] == ["Nos vimos 6 veces."]


def test_a_title_is_tried_in_small_letters() -> None:
    source = "Statement on the Closure of Schools in the North"
    small = "Statement on the closure of schools in the north"
    decoder = Scripted({source: [source], f"{source}.": [source], small: ["Declaración"]})
    assert only(decoder, source).text == "Declaración"
