"""Signs of failure, and the ladder that tries anew."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from communique.engines import retry, sanity
from communique.engines.base import Translation

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
    ],
)
def test_failures_are_named(source: str, target: str, found: tuple[str, ...]) -> None:
    assert sanity.failures(source, target, PAIR) == found


def test_doubt_ranks() -> None:
    sure, unsure = sanity.risk(-0.2, ()), sanity.risk(-1.2, ())
    assert 0 <= sure < unsure < sanity.risk(-1.2, ("numbers",)) <= 1
    assert [sanity.band(risk) for risk in (0.0, 0.3, 0.9)] == ["low", "medium", "high"]


class Scripted:
    """A decoder that says what it is told to: the first list is its first answer, and so on."""

    def __init__(self, answers: dict[str, list[str]]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def candidates(
        self, sentences: Sequence[str], *, beam: int, best: int, pieces: int = 1
    ) -> list[list[Translation]]:
        self.asked += sentences
        return [[Translation(t, -0.5) for t in self.answers[s][:best]] for s in sentences]


def test_the_second_best_is_taken_when_the_best_failed() -> None:
    decoder = Scripted({"It is 5 May.": ["Es el 6 de mayo.", "Es el 5 de mayo."]})
    assert retry.translate(decoder, ["It is 5 May."], PAIR, 4)[0].text == "Es el 5 de mayo."


def test_a_copy_is_tried_without_its_stop() -> None:
    decoder = Scripted(
        {"we want peace now.": ["we want peace now."], "we want peace now": ["queremos paz ya"]}
    )
    assert retry.translate(decoder, ["we want peace now."], PAIR, 4)[0].text == "queremos paz ya."


def test_numbers_are_kept_aside_and_written_as_the_target_does() -> None:
    decoder = Scripted(
        {
            "We saw 1,250 villages.": ["Vimos 125 aldeas."],
            "We saw 1,250 villages": ["Vimos 125 aldeas"],
            "We saw X1 villages.": ["Vimos X1 aldeas."],
        }
    )
    found = retry.translate(decoder, ["We saw 1,250 villages."], PAIR, 4)[0]
    assert (found.text, found.doubts) == ("Vimos 1.250 aldeas.", ())


def test_what_fails_for_good_is_empty_and_says_why() -> None:
    decoder = Scripted({"We": ["no sé no sé no sé"], "We.": ["no sé no sé no sé"]})
    found = retry.translate(decoder, ["We"], PAIR, 4)[0]
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
    assert retry.translate(decoder, [source], PAIR, 4)[0].text == kept


def test_other_numbers_leave_a_draft_with_a_doubt() -> None:
    decoder = Scripted(
        {"In May 2021": ["En 2020"], "In May 2021.": ["En 2020."], "In May X1": ["En"]}
    )
    found = retry.translate(decoder, ["In May 2021"], PAIR, 4)[0]
    assert (found.text, found.doubts) == ("En 2020", ("numbers",))
