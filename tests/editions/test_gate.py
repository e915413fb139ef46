"""The gate, a test per row."""

from __future__ import annotations

import pytest

from communique.catalogs.state import State
from communique.editions.gate import Require, judge

DONE = {State.REVIEWED: 3}
APPROVED = {State.APPROVED: 3}
MIXED = {State.REVIEWED: 2, State.DRAFT: 1}
STALE = {State.REVIEWED: 2, State.STALE: 1}
EMPTY = {State.REVIEWED: 2, State.EMPTY: 1}


@pytest.mark.parametrize(
    ("require", "counts", "errors", "publish", "words"),
    [
        (Require.REVIEWED, DONE, 0, True, "reviewed"),
        (Require.REVIEWED, APPROVED, 0, True, "approved"),
        (Require.REVIEWED, MIXED, 0, False, "1 segment of 3 not reviewed"),
        (Require.REVIEWED, STALE, 0, False, "1 segment of 3 not reviewed"),
        (Require.REVIEWED, EMPTY, 0, False, "1 segment of 3 without translation"),
        (Require.REVIEWED, DONE, 2, False, "2 errors found"),
        (Require.APPROVED, DONE, 0, False, "3 segments of 3 not approved"),
        (Require.APPROVED, APPROVED, 0, True, "approved"),
        (Require.APPROVED, APPROVED, 1, False, "1 error found"),
        (Require.DRAFTS_LABELLED, MIXED, 0, True, "labelled: 1 of 3 segments unreviewed"),
        (Require.DRAFTS_LABELLED, STALE, 0, True, "labelled: 1 of 3 segments unreviewed"),
        (Require.DRAFTS_LABELLED, DONE, 0, True, "reviewed"),
        (Require.DRAFTS_LABELLED, EMPTY, 0, False, "without translation"),
        (Require.DRAFTS_LABELLED, MIXED, 1, False, "1 error found"),
    ],
)
def test_table(
    require: Require, counts: dict[State, int], errors: int, publish: bool, words: str
) -> None:
    verdict = judge(require, counts, errors)
    assert verdict.publish is publish
    assert words in verdict.reason
