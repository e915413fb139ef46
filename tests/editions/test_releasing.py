"""What becomes of an edition: a test for each row of the table."""

from __future__ import annotations

from typing import Any

import pytest

from communique.editions.releasing import Action, Candidate, Release, decide

SOURCE: dict[str, Any] = {"ready": True, "original": True, "reason": "the original"}
FIRST, EACH, ALL = Release.SOURCE_FIRST, Release.PER_LOCALE, Release.TOGETHER


def decided(
    rule: Release, *editions: dict[str, Any], original: dict[str, Any] | None = None, **more: Any
) -> list[Action]:
    """Decide over an original and translations; returns the actions, the original's first."""
    candidates = [
        Candidate("en", **SOURCE | (original or {})),
        *(Candidate(locale, **one) for locale, one in zip("abcd", editions, strict=False)),
    ]
    return [one.action for one in decide(rule, candidates, **more)]


PUBLIC = {"public": True}
STALE = {"public": True, "current": False}
READY = {"ready": True}
OUT = {"public": True}  # of an original that is published as it is


@pytest.mark.parametrize(
    ("edition", "original", "wanted"),
    [
        # ready
        (READY, {}, Action.PUBLISH),
        (READY | PUBLIC, OUT, Action.PUBLISH),
        (READY | STALE, STALE, Action.PUBLISH),
        # not ready, not public
        ({}, {}, Action.WITHHOLD),
        ({}, OUT, Action.WITHHOLD),
        # not ready, public: the words of the original are the same
        (PUBLIC, OUT, Action.REMOVE),
        (PUBLIC | {"keeps": True}, OUT, Action.KEEP),
        # not ready, public: a correction
        (STALE, STALE, Action.OUTDATED),
        (STALE | {"keeps": True}, STALE, Action.OUTDATED),
        # … that does not go out, for the original has an error
        (STALE, STALE | {"ready": False}, Action.KEEP),
        # broken
        ({"broken": "damaged"}, {}, Action.WITHHOLD),
        (PUBLIC | {"broken": "damaged"}, OUT, Action.KEEP),
        (STALE | {"broken": "damaged"}, STALE, Action.OUTDATED),
        # not asked for
        (READY | {"asked": False}, {}, Action.WITHHOLD),
        (READY | PUBLIC | {"asked": False}, OUT, Action.KEEP),
        (READY | STALE | {"asked": False}, STALE, Action.OUTDATED),
        # withdrawn
        (READY | PUBLIC | {"withdrawn": "by Ana"}, OUT, Action.WITHDRAW),
        (READY | {"withdrawn": "by Ana"}, OUT, Action.WITHHOLD),
    ],
)
def test_a_translation_source_first(
    edition: dict[str, Any], original: dict[str, Any], wanted: Action
) -> None:
    assert decided(FIRST, edition, original=original)[1] is wanted


@pytest.mark.parametrize(
    ("original", "wanted"),
    [
        ({}, Action.PUBLISH),
        ({"ready": False}, Action.WITHHOLD),
        ({"ready": False, "public": True}, Action.KEEP),
        ({"ready": False, "public": True, "current": False}, Action.KEEP),
        ({"broken": "x"}, Action.WITHHOLD),
        ({"public": True, "withdrawn": "x"}, Action.WITHDRAW),
    ],
)
def test_the_original(original: dict[str, Any], wanted: Action) -> None:
    assert decided(FIRST, original=original) == [wanted]


@pytest.mark.parametrize("rule", Release)
def test_an_embargo_holds_back_everything_but_what_is_out(rule: Release) -> None:
    actions = decided(rule, READY, READY | PUBLIC, embargo="tomorrow")
    assert actions == [Action.WITHHOLD, Action.WITHHOLD, Action.KEEP]
    assert decided(rule, STALE, original=STALE, embargo="tomorrow") == [Action.KEEP] * 2


def test_a_withdrawal_comes_before_an_embargo() -> None:
    gone = {"withdrawn": "x", "public": True}
    assert decided(FIRST, gone, original=gone, embargo="x") == [Action.WITHDRAW] * 2


@pytest.mark.parametrize(
    ("rule", "original", "edition", "wanted"),
    [
        # the original has an error, and was never public
        (FIRST, {"ready": False}, READY, Action.WITHHOLD),
        (ALL, {"ready": False}, READY, Action.WITHHOLD),
        (EACH, {"ready": False}, READY, Action.PUBLISH),
        (EACH, {"ready": False}, READY | {"draft": True}, Action.WITHHOLD),
        # it was not asked for
        (EACH, {"asked": False}, READY, Action.PUBLISH),
        (EACH, {"asked": False}, READY | {"draft": True}, Action.WITHHOLD),
        (EACH, {"asked": False, "public": True}, READY | {"draft": True}, Action.PUBLISH),
        # the corrected original has an error: no translation of words that it does not have
        (FIRST, STALE | {"ready": False}, READY | STALE, Action.KEEP),
        (FIRST, STALE | {"ready": False}, READY, Action.WITHHOLD),
        (EACH, STALE | {"ready": False}, READY, Action.PUBLISH),
    ],
)
def test_what_needs_the_original(
    rule: Release, original: dict[str, Any], edition: dict[str, Any], wanted: Action
) -> None:
    assert decided(rule, edition, original=original)[1] is wanted


WAITS, GOES = Action.WITHHOLD, Action.PUBLISH


@pytest.mark.parametrize(
    ("editions", "wanted"),
    [
        ([READY, READY], [GOES, GOES, GOES]),
        ([READY, {}], [WAITS, WAITS, WAITS]),
        ([READY, {"required": False}], [GOES, GOES, WAITS]),
        ([{"required": False} | READY, {}], [WAITS, WAITS, WAITS]),
        ([READY, READY | {"asked": False}], [WAITS, WAITS, WAITS]),
        ([READY, {"broken": "x"}], [WAITS, WAITS, WAITS]),
    ],
)
def test_a_first_release_together(editions: list[dict[str, Any]], wanted: list[Action]) -> None:
    assert decided(ALL, *editions) == wanted


def test_together_says_for_whom_it_waits() -> None:
    candidates = [
        Candidate("en", **SOURCE),
        Candidate("es", ready=True),
        Candidate("fr", reason="2 segments of 9 not reviewed"),
    ]
    reasons = [one.reason for one in decide(ALL, candidates)]
    assert reasons[0] == reasons[1] == "released together: waits for fr"
    assert reasons[2] == "2 segments of 9 not reviewed"


def test_a_correction_does_not_wait_for_all() -> None:
    actions = decided(ALL, READY | STALE, STALE, {}, original=STALE)
    assert actions == [GOES, GOES, Action.OUTDATED, WAITS]


@pytest.mark.parametrize("rule", Release)
def test_a_locale_that_comes_later_comes_alone(rule: Release) -> None:
    assert decided(rule, READY | PUBLIC, READY, original=OUT) == [GOES, GOES, GOES]
