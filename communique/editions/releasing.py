"""What becomes of each edition of a statement when it is released: one table, one pure function.

The first row that fits decides:

========================================  ===========================================  ==========
an edition that is …                      when it is public already                    when not
========================================  ===========================================  ==========
withdrawn                                 withdraw                                     withhold
of a statement under embargo              keep                                         withhold
not asked for                             keep, *outdated* if the original moves on    withhold
broken (its catalog cannot be read)       keep, *outdated* if the original moves on    withhold
part of a first release *together*        –                                            withhold
that waits for a required locale
ready, but its original is not public     keep                                         withhold
and is needed [1]_
ready                                     publish                                      publish
not ready; the original moves on          outdated                                     withhold
not ready; the original itself            keep                                         withhold
not ready; *keep-last*, or of the words   keep                                         withhold
of an original that has not moved
not ready                                 remove                                       withhold
========================================  ===========================================  ==========

.. [1] by every translation under *source-first* and *together*, and by every draft.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Release(StrEnum):
    """When the editions of a statement appear.

    ``source-first``: the original at once, each translation when it is ready, and none of words
    that the original does not have yet. ``per-locale``: each edition when it is ready and asked
    for, the original too; none waits for another. ``together``: nothing until every required
    locale is ready; after the first release as ``source-first``.
    """

    SOURCE_FIRST = "source-first"
    PER_LOCALE = "per-locale"
    TOGETHER = "together"


class Action(StrEnum):
    """What becomes of an edition."""

    PUBLISH = "publish"
    KEEP = "keep"
    OUTDATED = "outdated"
    WITHHOLD = "withhold"
    REMOVE = "remove"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An edition before the decision.

    Args:
        locale: as Babel writes it.
        reason: what the gate says of it.
        ready: whether the gate lets it through.
        original: whether it is in the statement's own language.
        public: whether an edition of it is public now.
        current: whether that one renders the words that the source has now.
        required: whether a first release *together* waits for it.
        keeps: whether what is public stays while the catalog is worked on (*keep-last*).
        draft: whether it would be published as a draft.
        asked: whether the request names it.
        broken: why nothing can be said of it; "" if something can.
        withdrawn: why it is withdrawn; "" if it is not.
    """

    locale: str
    reason: str = ""
    ready: bool = False
    original: bool = False
    public: bool = False
    current: bool = True
    required: bool = True
    keeps: bool = False
    draft: bool = False
    asked: bool = True
    broken: str = ""
    withdrawn: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of the edition in a locale, and why."""

    locale: str
    action: Action
    reason: str


def decide(
    release: Release, candidates: Sequence[Candidate], *, embargo: str = ""
) -> list[Decision]:
    """Decide over the editions of one statement.

    Args:
        release: when they appear.
        candidates: the original first, then the translations.
        embargo: until when nothing may appear, in words; "" where nothing is held back.

    Returns:
        A decision for each candidate, in their order.
    """
    original, *others = candidates
    waits = _waits(release, candidates)
    first = _decide(original, embargo, waits, moves=False, needs="")
    moves = first.action is Action.PUBLISH
    decisions = [first]
    for one in others:
        strict = release is not Release.PER_LOCALE
        there = first.action is Action.KEEP and (original.current or not strict)
        needs = "" if moves or there else f"waits for the original: {first.reason}"
        needs = needs if strict or one.draft else ""
        decisions.append(_decide(one, embargo, waits, moves=moves, needs=needs))
    return decisions


def _waits(release: Release, candidates: Sequence[Candidate]) -> str:
    """Say for which locales a first release together waits; "" if for none."""
    if release is not Release.TOGETHER or candidates[0].public:
        return ""
    missing = [one.locale for one in candidates if one.required and not (one.ready and one.asked)]
    return f"released together: waits for {', '.join(missing)}" if missing else ""


def _decide(one: Candidate, embargo: str, waits: str, *, moves: bool, needs: str) -> Decision:
    moved_on = moves and not one.current
    if one.withdrawn:
        return _told(one, Action.WITHDRAW, one.withdrawn)
    if embargo:
        return _told(one, Action.KEEP, f"under embargo until {embargo}")
    if not one.asked:
        return _told(one, Action.OUTDATED if moved_on else Action.KEEP, "not asked for")
    if one.broken:
        return _told(one, Action.OUTDATED if moved_on else Action.KEEP, one.broken)
    if one.ready and (waits or needs):
        return _told(one, Action.KEEP, waits or needs)
    if one.ready:
        return Decision(one.locale, Action.PUBLISH, one.reason)
    if moved_on:
        return _told(one, Action.OUTDATED, one.reason)
    stays = one.original or one.keeps or not one.current
    return _told(one, Action.KEEP if stays else Action.REMOVE, one.reason)


def _told(one: Candidate, public: Action, reason: str) -> Decision:
    """Return a decision about what is public; what is not is withheld, for the same reason."""
    return Decision(one.locale, public if one.public else Action.WITHHOLD, reason)
