"""Numbers with a scale are written out, and say how they were written."""

from __future__ import annotations

import pytest

from communique.language.meaning.scaled import in_full

IN_FULL = [
    ("en", "about 1.5 million people", "about 1500000 people"),
    ("en", "$3m of aid", "$3000000 of aid"),
    ("en", "half a million people", "500000 people"),
    ("en", "two and a half million people", "2500000 people"),
    ("en", "ten lakh or 3 crore", "1000000 or 30000000"),
    ("es", "3 mil millones", "3000000000"),
    ("es", "dos millones y medio de euros", "2500000 de euros"),
    ("fr", "3 M€ et 40 k€", "3000000€ et 40000€"),
    ("fr", "2,5 Md€", "2500000000€"),
    ("ar", "3 ملايين", "3000000"),
    ("de", "3,5 Mio. Euro", "3500000. Euro"),
]


@pytest.mark.parametrize(("language", "text", "full"), IN_FULL)
def test_writes_out(language: str, text: str, full: str) -> None:
    assert in_full(text, language).text == full


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "a wall of 5 m"),
        ("en", "half the millions"),
        ("fr", "M. Duval"),
        ("zh", "三人"),
        ("xx", "3 m"),
    ],
)
def test_leaves_the_rest(language: str, text: str) -> None:
    assert in_full(text, language) == (text, {})


def test_says_how_it_was_written() -> None:
    assert in_full("It cost 1.5 million.", "en").written == {"1500000": "1.5 million"}
