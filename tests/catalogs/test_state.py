"""The truth table of a segment's state."""

from __future__ import annotations

import pytest

from communique.catalogs.state import State, decide
from communique.statement import digest

OURS = {digest("Borrador")}


@pytest.mark.parametrize(
    ("text", "fuzzy", "previous", "approved", "state"),
    [
        ("", False, False, False, State.EMPTY),
        ("", True, True, True, State.EMPTY),
        ("Borrador", True, False, False, State.DRAFT),
        ("Borrador", True, True, False, State.STALE),
        (" ", False, False, False, State.EMPTY),
        ("Borrador", True, False, True, State.DRAFT),
        ("Del traductor", True, False, False, State.IN_WORK),
        ("Del traductor", True, False, True, State.IN_WORK),
        ("Del traductor", True, True, False, State.STALE),
        ("Del traductor", False, False, False, State.REVIEWED),
        ("Borrador", False, False, False, State.REVIEWED),
        ("Del traductor", False, True, False, State.REVIEWED),
        ("Del traductor", False, False, True, State.APPROVED),
        ("Borrador", False, False, True, State.APPROVED),
    ],
)
def test_truth_table(text: str, fuzzy: bool, previous: bool, approved: bool, state: State) -> None:
    found = decide(text, fuzzy=fuzzy, previous=previous, recorded=OURS, approved=approved)
    assert found is state


def test_a_lost_ledger_makes_every_text_a_humans() -> None:
    assert decide("Borrador", fuzzy=True, previous=False, recorded=()) is State.IN_WORK
