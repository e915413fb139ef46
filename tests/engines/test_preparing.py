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
        ("3.2 The committee met.", "", "3.2 The committee met."),
        ("3.2) The committee met.", "3.2) ", "The committee met."),
        ("3.2. The committee met.", "3.2. ", "The committee met."),
        ("3.2.1 The committee met.", "3.2.1 ", "The committee met."),
        ("5.5 Tonnes of rice arrived.", "", "5.5 Tonnes of rice arrived."),
        ("3.2 Million people fled.", "", "3.2 Million people fled."),
        ("10.30 Monday", "", "10.30 Monday"),
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


@pytest.mark.parametrize(
    ("sentence", "language", "lead"),
    [
        ("1. January 2026", "en", ""),
        ("1. January 2026", "en_GB", ""),
        ("31. December: the last day", "en", ""),
        ("1. JANUARY 2026 WAS COLD", "en", ""),
        ("1. May 2026", "en", ""),
        ("1. May", "en", ""),
        ("1. May all be well.", "en", "1. "),
        ("2. March for peace!", "en", "2. "),
        ("1. Mai in Berlin", "de", ""),
        ("1. Mai in Berlin", "en", "1. "),
        ("45. January 2026", "en", "45. "),
        ("1) January 2026", "en", "1) "),
        ("1. January 2026", "", "1. "),
        ("1. The committee met in January.", "en", "1. "),
    ],
)
def test_a_day_before_its_month_is_no_enumerator(sentence: str, language: str, lead: str) -> None:
    assert prepare(sentence, language).lead == lead


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
