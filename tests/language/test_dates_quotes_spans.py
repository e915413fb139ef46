"""Months and weekdays, quotation marks, and what in a text is not prose."""

from __future__ import annotations

import time

import pytest

from communique.language import dates, quotes, spans


@pytest.mark.parametrize(
    ("text", "language", "months"),
    [
        ("On 3 May we may march in March.", "en", [5, 3]),
        ("le 1er février et en août", "fr", [2, 8]),
        ("3 мая 2026 года, январь", "ru", [5, 1]),
        ("3 أيار", "ar", [5]),
        ("5月3日", "zh", []),
        ("x", "xx", []),
    ],
)
def test_months(text: str, language: str, months: list[int]) -> None:
    assert dates.months(text, language) == months


def test_dated_months_stand_beside_a_number() -> None:
    assert dates.dated_months("May we meet on 3 June, or in July 2026?", "en") == [6, 7]


@pytest.mark.parametrize(
    ("text", "language", "days"),
    [("Monday to Friday", "en", [0, 4]), ("los lunes", "es", [0]), ("星期二开会", "zh", [1])],
)
def test_weekdays(text: str, language: str, days: list[int]) -> None:
    assert dates.weekdays(text, language) == days


def test_marks_of_a_locale_or_its_language() -> None:
    assert quotes.marks("pt_BR") == ("“", "”", "‘", "’")
    assert quotes.marks("pt_AO") == ("«", "»", "“", "”")
    assert quotes.marks("xx") is None


@pytest.mark.parametrize(
    ("text", "fewest", "most"),
    [
        ("“a” and «b»", 2, 2),
        ("the workers' and the people's 'voice'", 0, 1),
        ("「一」《二》", 1, 2),
        ('ארה"ב', 0, 0),
        ("“opened only", 1, 1),
        ("plain", 0, 0),
    ],
)
def test_quotations_counted(text: str, fewest: int, most: int) -> None:
    least, greatest = quotes.count(text)
    assert least <= fewest
    assert most <= greatest


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        ("**We** [object](https://a.org) to _this_.", "We [object] to this."),
        ("A &amp; B<br>C <em>d</em>", "A & B C d"),
        ("Run `make`, see https://a.org/x.", "Run  , see  ."),
        ("snake_case 2 * 3 \\*", "snake_case 2  3 *"),
        ('A <b translate="no">B <b>C</b> D</b> E <x1>F</x1>', "A   E  "),
        ("<I lang=en TRANSLATE=NO>A</I> B <i data-translate='no'>C</i>", "  B C"),
        ("A ![](a.png) B ![c](d) ![][e] !", "A  B [c]  !"),
        ("A <!-- B <i> --> C", "A  C"),
    ],
)
def test_prose(text: str, prose: str) -> None:
    assert spans.prose(text) == prose


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "<code>",
            "<code1><code2>",
            "<a translate=no>",
            "<!--",
            "[^",
            "](a   ",
            "[a](",
            "`a ``b ",
        ),
        *("éa", "-a", "水", "www.", "a@", "_a ", "![", "<a "),
    ],
)
def test_prose_of_hostile_text_takes_no_time(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    start = time.perf_counter()
    spans.prose(text)
    assert time.perf_counter() - start < 1


def test_prose_of_many_different_tags_and_ticks_takes_no_time() -> None:
    start = time.perf_counter()
    spans.prose("".join(f"<code{n}>" for n in range(20_000)))
    spans.prose("".join("`" * (n % 100) + "a" for n in range(4_000)))
    spans.prose("](a" + " " * 100_000)
    assert time.perf_counter() - start < 2
