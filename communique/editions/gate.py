"""The gate: may this statement appear in this locale? One pure decision, with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from communique.catalogs.state import DONE, State
from communique.errors import UsageError


class Require(StrEnum):
    """What one edition needs before it may be published.

    ``keep-last`` asks for what ``reviewed`` asks for; but an edition that is public already stays
    as it is while the catalog is worked on, where the others take it down.
    """

    APPROVED = "approved"
    REVIEWED = "reviewed"
    DRAFTS_LABELLED = "drafts-labelled"
    KEEP_LAST = "keep-last"


def requirement(name: str) -> Require:
    """Return a requirement by its name.

    Raises:
        UsageError: there is none of this name.
    """
    try:
        return Require(name)
    except ValueError:
        known = ", ".join(Require)
        raise UsageError(f"unknown requirement {name!r}; use one of {known}") from None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an edition may be published; ``reason`` says why not, or what it must admit."""

    publish: bool
    reason: str
    unreviewed: int = 0


def judge(require: Require, counts: Mapping[State, int], errors: int) -> Verdict:
    """Judge one edition.

    Args:
        require: what the publisher asks for.
        counts: how many of its segments are in which state.
        errors: findings of severity *error* that nobody has waived.
    """
    empty = counts.get(State.EMPTY, 0)
    total = sum(counts.values())
    unreviewed = total - sum(counts.get(state, 0) for state in DONE)
    if empty:
        return Verdict(False, f"{_count(empty, 'segment')} of {total} without translation")
    if errors:
        return Verdict(False, f"{_count(errors, 'error')} found; see `communique check`")
    if require is Require.APPROVED and (missing := total - counts.get(State.APPROVED, 0)):
        return Verdict(False, f"{_count(missing, 'segment')} of {total} not approved", unreviewed)
    if require is not Require.DRAFTS_LABELLED and unreviewed:
        return Verdict(
            False, f"{_count(unreviewed, 'segment')} of {total} not reviewed", unreviewed
        )
    if unreviewed:
        return Verdict(True, f"labelled: {unreviewed} of {total} segments unreviewed", unreviewed)
    return Verdict(True, "approved" if counts.get(State.APPROVED, 0) == total else "reviewed")


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'s' * (number != 1)}"
