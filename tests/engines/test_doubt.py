"""Doubt ranks drafts, and stays between 0 and 1."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from communique.engines import doubt

SOURCE = "The committee will meet again in May."
TARGET = "El comité se reunirá de nuevo en mayo."


def test_the_likelier_is_the_less_doubtful() -> None:
    risks = [doubt.risk(SOURCE, TARGET, score, ()) for score in (-0.1, -0.5, -0.9, -2.0)]
    assert risks == sorted(risks)
    assert [doubt.band(one) for one in risks] == ["low", "medium", "high", "high"]


def test_an_odd_length_and_a_failure_add_to_it() -> None:
    plain = doubt.risk(SOURCE, TARGET, -0.3, ())
    assert plain < doubt.risk(SOURCE, TARGET[:12], -0.3, ())
    assert plain < 0.7 <= doubt.risk(SOURCE, TARGET, -0.3, ("numbers",))
    assert doubt.band(doubt.risk(SOURCE, TARGET, -0.01, ("numbers",))) == "high"


def test_an_engine_without_scores_is_neither_trusted_nor_condemned() -> None:
    assert doubt.band(doubt.risk(SOURCE, TARGET, None, ())) == "medium"


@given(st.text(), st.text(), st.none() | st.floats(-60, 0), st.booleans())
def test_it_is_a_share(source: str, target: str, score: float | None, failed: bool) -> None:
    assert 0 <= doubt.risk(source, target, score, ("loop",) if failed else ()) <= 1
