"""Other ways to put a sentence, and back: links speak of the sentence and its mended draft."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.engines.base import Link, Translation
from communique.engines.names import garbled
from communique.engines.rungs import LADDER, Failed

PAIR = ("en", "es")


def links_of(source: str, target: str, words: list[tuple[str, str]]) -> tuple[Link, ...]:
    return tuple(
        Link(source.index(a), source.index(a) + len(a), target.index(b), target.index(b) + len(b))
        for a, b in words
    )


def test_links_follow_what_was_put_aside_and_back() -> None:
    source = "We saw 1,250 villages and 34 schools."
    variant = LADDER["numbers aside"](Failed(source, PAIR))
    assert variant is not None
    assert variant.text == "We saw X1 villages and X2 schools."
    made = "Vimos X1 aldeas y X2 escuelas."
    words = [("saw", "Vimos"), ("X1", "X1"), ("villages", "aldeas"), ("X2", "X2")]
    words += [("schools", "escuelas")]
    back = variant.undo(Translation(made, links=links_of(variant.text, made, words)))
    assert back.text == "Vimos 1.250 aldeas y 34 escuelas."
    assert [(source[a:b], back.text[c:d]) for a, b, c, d in back.links] == [
        ("saw", "Vimos"),
        ("1,250", "1.250"),
        ("villages", "aldeas"),
        ("34", "34"),
        ("schools", "escuelas"),
    ]


WORDS = ["seven", "12", "1,250", "men", "came", "icpw", "(a)"]


@given(st.lists(st.sampled_from(WORDS), min_size=1))
def test_what_is_put_aside_comes_back(words: list[str]) -> None:
    source = " ".join(words)
    for name in ("numbers aside", "number words aside"):
        variant = LADDER[name](Failed(source, ("en", "en")))
        if variant is None:
            continue
        text = variant.text
        links = tuple(Link(*match.span(), *match.span()) for match in re.finditer(r"\S+", text))
        back = variant.undo(Translation(text, links=links))
        assert back.text.lower() == source
        assert len(back.links) == len(words)
        for link in back.links:
            assert link[:2] == link[2:]


def test_stand_ins_come_back_beside_a_stroke_and_in_small_letters() -> None:
    variant = LADDER["numbers aside"](Failed("On 3/5 we met 12 men.", PAIR))
    assert variant is not None
    assert variant.text == "On X1/X2 we met X3 men."
    made = variant.undo(Translation("El X1/X2 vimos a x3 hombres."))
    assert made.text == "El 3/5 vimos a 12 hombres."


@pytest.mark.parametrize("source", ["Call X1 before 12.", "Call x1 before 12."])
def test_a_sentence_with_stand_ins_of_its_own_is_left_alone(source: str) -> None:
    assert LADDER["numbers aside"](Failed(source, PAIR)) is None


@pytest.mark.parametrize(
    ("source", "target", "locale", "names"),
    [
        ("The ICPW met.", "El PW se reunió.", "es", ["ICPW"]),
        ("Greece (KKE) in 1998", "Grecia (KE) en 1998", "es", ["KKE"]),
        ("Port Selby, 14 June", "Port-Slby, le 14 juin", "fr", ["Selby"]),
        ("Amina Solano spoke.", "Amina Solano habló.", "es", []),
        ("The UN met NATO.", "La ONU se reunió con la OTAN.", "es", []),
        ("Russia and Vienna", "Rusia y Viena", "es", []),
        ("Geneva and London", "Ginebra y Londres", "es", []),
        ("WE WANT ICPW", "QUEREMOS PW", "es", []),
        ("All prisoners", "Al preso", "es", []),
    ],
)
def test_names_that_lost_letters(source: str, target: str, locale: str, names: list[str]) -> None:
    assert garbled(source, target, locale) == names


def test_a_garbled_name_is_kept_aside() -> None:
    variant = LADDER["names aside"](
        Failed("The ICPW met in Selby.", PAIR, "El PW se reunió en Slby.")
    )
    assert variant is not None
    assert variant.text == "The X1 met in X2."
    made = variant.undo(Translation("El X1 se reunió en X2."))
    assert made.text == "El ICPW se reunió en Selby."
