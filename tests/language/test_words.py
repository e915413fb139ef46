"""The edges of words, with and without spaces between them."""

from __future__ import annotations

import pytest

from communique.language.words import in_word


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("CO2", [1, 2]),
        ("l’eau", [3, 4]),
        ("हिन्दी", [1, 2, 3, 4, 5]),  # vowel signs and viramas are no letters, yet in the word
        ("e\u0301te\u0301", [1, 2, 3, 4]),
        ("我们EU", [3]),  # Han: each character may be a word
        ("น้ำ", [1]),
        ("a-b c", []),
        ("", []),
    ],
)
def test_places_inside_a_word(text: str, inside: list[int]) -> None:
    assert [n for n in range(-1, len(text) + 2) if in_word(text, n)] == inside
