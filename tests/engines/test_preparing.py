"""What a model is given of a sentence, and what goes back."""

from __future__ import annotations

import pytest

from communique.engines.base import Link, Translation
from communique.engines.preparing import prepare, put_back


@pytest.mark.parametrize(
    ("sentence", "lead", "text"),
    [
        ("(a) The committee met.", "(a) ", "The committee met."),
        ("1. The committee met.", "1. ", "The committee met."),
        ("12) The committee met.", "12) ", "The committee met."),
        ("IV. The committee met.", "IV. ", "The committee met."),
        ("3.2 The committee met.", "3.2 ", "The committee met."),
        ("• The committee met.", "• ", "The committee met."),
        ("— “Never again”", "— ", '"Never again"'),
        ("5 people died.", "", "5 people died."),
        ("3.5 million died.", "", "3.5 million died."),
        ("I met them.", "", "I met them."),
        ("A. Solano spoke.", "", "A. Solano spoke."),
        ("2026 was a hard year.", "", "2026 was a hard year."),
        ("WE WANT X1 AND WATER", "", "We want X1 and water"),
        ("UNICEF", "", "UNICEF"),
        ("“So be it”, she said.", "", '"So be it", she said.'),
        ("12", "", ""),
        ("★★★", "", ""),
    ],
)
def test_what_a_model_cannot_deal_with_is_kept_from_it(sentence: str, lead: str, text: str) -> None:
    made = prepare(sentence)
    assert (made.lead, made.text) == (lead, text)
    assert not text or len(lead) + len(text) == len(sentence)


def test_it_goes_back_with_its_links() -> None:
    made = prepare("(a) Water.")
    back = put_back(made, Translation("Agua.", links=(Link(0, 5, 0, 4),)))
    assert back.text == "(a) Agua."
    assert back.links == (Link(0, 4, 0, 4), Link(4, 9, 4, 8))


def test_shouting_comes_back_as_shouting() -> None:
    made = prepare("WE WANT WATER NOW")
    assert put_back(made, Translation("Queremos agua ya")).text == "QUEREMOS AGUA YA"
    made = prepare("WE WANT X1 NOW")
    assert put_back(made, Translation("Queremos X1 ya")).text == "QUEREMOS X1 YA"
