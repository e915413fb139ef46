"""Inline markup on paper: the text stays to the character, words are set as they are meant."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.inline import Syntax
from communique.publishing.proof.marks import Style, stretches

SYNTAXES: list[Syntax] = ["markdown", "html", "text"]


def of(style: Style, text: str, syntax: Syntax = "markdown") -> list[str]:
    return [one.text for one in stretches(text, syntax) if style in one.style]


@given(
    st.one_of(st.text(), st.text(alphabet="*_~`[](!)<a1>/ \\^b\n", max_size=60)),
    st.sampled_from(SYNTAXES),
)
def test_joined_they_are_the_text(text: str, syntax: Syntax) -> None:
    assert "".join(one.text for one in stretches(text, syntax)) == text


def test_emphasis_is_set_and_its_marks_are_dimmed() -> None:
    text = "We will **not *ever*** be ~~quiet~~ silent."
    assert of(Style.STRONG, text) == ["not ", "*", "ever", "*"]
    assert of(Style.EM, text) == ["ever"]
    assert of(Style.STRUCK, text) == ["quiet"]
    assert of(Style.MARK, text) == ["**", "*", "*", "**", "~~", "~~"]


def test_a_link_shows_its_address() -> None:
    text = 'See [the *report*](https://example.org/a_(b) "tip") and <https://example.org>.'
    assert of(Style.LINK, text) == ["the ", "*", "report", "*"]
    assert of(Style.ADDRESS, text) == ['https://example.org/a_(b) "tip"', "<https://example.org>"]


def test_tags_of_pages_are_marks_that_read_from_left_to_right() -> None:
    text = "See <a1>the <b>report</b></a1> here."
    assert of(Style.ADDRESS, text, "html") == ["<a1>", "<b>", "</b>", "</a1>"]
    assert of(Style.STRONG, text, "html") == ["report"]
    assert of(Style.LINK, text, "html") == ["the ", "<b>", "report", "</b>"]


@pytest.mark.parametrize("text", ["5 * 3 * 2", "snake_case_name", r"\*no\*", "2 < 3 > 1"])
def test_what_is_no_markup_stays_plain(text: str) -> None:
    assert not of(Style.EM, text) + of(Style.STRONG, text) + of(Style.LINK, text)
    assert stretches(text, "text") == stretches(text, "html")


@pytest.mark.parametrize("piece", ["[a", "[[x]", "*a _b ", "<b>", "`", "![", "](", "<a "])
def test_no_text_takes_long(piece: str) -> None:
    begun = time.process_time()
    stretches(piece * 4000, "markdown")
    assert time.process_time() - begun < 2
