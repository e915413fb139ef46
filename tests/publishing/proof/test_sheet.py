"""The data of a sheet: its fingerprint, its counts, what it says is to be looked at."""

from __future__ import annotations

import hashlib
import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.publishing.proof import Drafted, Flag, Mark, gravity
from communique.publishing.proof.sheet import concerns, grouped, spans
from communique.statement import Key

from .conftest import MakeRow, MakeSheet


def told(sheet: object) -> list[tuple[str, str, list[int]]]:
    return [(one.weight, one.what, list(one.numbers)) for one in concerns(sheet)]  # type: ignore[arg-type]


def test_the_fingerprint_is_that_of_sources_and_texts(row: MakeRow, sheet: MakeSheet) -> None:
    one = sheet(row("Hello", "Hola", context="title"))
    whole = ["appeal", "en", "es", "0123456789abcdef", [["title", "Hello", "Hola"]]]
    plain = json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()
    assert one.fingerprint == hashlib.sha256(plain).hexdigest()
    same = sheet(
        row("Hello", "Hola", context="title", state="approved", approved=Mark("Ana")),
        date="another day", reason="other",
    )  # fmt: skip
    assert same.fingerprint == one.fingerprint
    others = [
        sheet(row("Hello", "Hola")),
        sheet(row("Hello", "Hola!", context="title")),
        sheet(row("Hello.", "Hola", context="title")),
        sheet(row("Hello", "Hola", context="title"), locale="es_AR"),
        sheet(row("Hello", "Hola", context="title"), source_hash="f" * 16),
        sheet(row("Hello", "Hola", context="title"), row("Hello", "Hola", context="title")),
    ]
    assert len({one.fingerprint, *(other.fingerprint for other in others)}) == 7


def test_what_needs_attention_comes_gravest_first(row: MakeRow, sheet: MakeSheet) -> None:
    wrong = Flag("numbers", "error", "the translation lacks “3”")
    waived = Flag("numbers", "error", "the translation lacks “4”", "Ana", "in words")
    odd = Flag("length_ratio", "warning", "very long")
    quiet = Flag("unchanged", "info", "as the source")
    doubtful = Drafted("Uno", "engine", "en_es 1.9", doubt="high")
    found = told(
        sheet(
            row("a", "A", 1, flags=(odd, quiet)),
            row("b", "B", 2, "draft", drafted=doubtful),
            row("c", "C", 3, "draft"),
            row("d", "", 4, "empty"),
            row("e", "E", 5, flags=(wrong,)),
            row("f", "F", 6, "approved", flags=(waived,)),
            row("b", "B", 2, "draft", drafted=doubtful, again=True),
            row("g", "G", 7, "stale"),
            row("h", "H", 8, flags=(wrong,)),
        )
    )
    assert found == [
        ("error", "The translation lacks “3”", [5, 8]),
        ("error", "No translation", [4]),
        ("error", "The source changed after it was translated", [7]),
        ("warning", "A draft that nobody has reviewed", [2, 3]),
        ("warning", "A machine draft of high doubt that nobody has reviewed", [2]),
        ("warning", "Very long", [1]),
        ("info", "A finding that somebody answers for", [6]),
    ]


def test_what_is_not_as_it_was_published_is_told(row: MakeRow, sheet: MakeSheet) -> None:
    last = {Key(None, "a"): ("a", "A"), Key(None, "b"): ("old b", "B")}
    found = told(sheet(row("a", "A", 1), row("b", "B", 2), row("c", "C", 3), last=last))
    assert found == [
        ("info", "New since the last release", [3]),
        ("info", "Changed since the last release", [2]),
    ]


def test_a_segment_counts_once(row: MakeRow, sheet: MakeSheet) -> None:
    one = sheet(row(), row(again=True), row("b", "B", 2, "approved"))
    assert one.counts == {"approved": 1, "reviewed": 1}


@pytest.mark.parametrize(
    ("state", "severity", "waived", "wanted"),
    [
        ("reviewed", "error", "", "error"),
        ("reviewed", "error", "Ana", ""),
        ("reviewed", "warning", "", "warning"),
        ("reviewed", "info", "", ""),
        ("draft", "info", "", "warning"),
        ("draft", "error", "", "error"),
        ("stale", "warning", "", "error"),
    ],
)
def test_how_grave_a_segment_is(
    row: MakeRow, state: str, severity: str, waived: str, wanted: str
) -> None:
    one = row(state=state, flags=(Flag("numbers", severity, "so", waived, "why"),))
    assert gravity(one) == wanted


@given(st.lists(st.integers(1, 50)))
def test_runs_of_numbers_are_those_numbers(numbers: list[int]) -> None:
    found = spans(numbers)
    assert [n for first, last in found for n in range(first, last + 1)] == sorted(set(numbers))
    assert all(one[1] + 1 < other[0] for one, other in pairwise(found))


def test_fingerprints_are_read_in_groups() -> None:
    assert grouped("0123456789abcdef") == "01234567 89abcdef"
