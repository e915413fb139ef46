"""How much a draft is to be doubted: a risk from 0 to 1, in three bands."""

from __future__ import annotations

from math import exp, log

# Fitted on the starter packages (benchmarks/doubt.py says how, and how well it holds).
_BASE = -5.67
_OF_SCORE = 8.38  # for each nat that a token is less likely
_OF_LENGTH = 4.21  # for each e-fold that it is longer or shorter than usual
_USUAL = 1.12  # characters of a translation for each of its source
_SHORT = 5  # characters that count on both sides, so that short texts may differ more
_FAILED = 0.7  # the least risk of what has a doubt
_UNSCORED = 0.3  # of an engine that tells no score

_LOW, _HIGH = 0.138, 0.325


def risk(source: str, target: str, score: float | None, doubts: tuple[str, ...]) -> float:
    """Return the chance that a draft is far from what a human would write, 0 to 1.

    Length-normalised log-probability is the best single signal that an engine has of itself
    (Guerreiro et al. 2022, arXiv:2208.05309); an unusual length adds a little, a visible failure
    (:mod:`communique.engines.sanity`) much.

    Args:
        source: the sentence.
        target: its draft.
        score: the mean log-probability of a token; None where the engine tells none.
        doubts: how it visibly failed.
    """
    if source == target and not any(character.isalpha() for character in source):
        return 0.0
    if score is None:
        chance = _UNSCORED
    else:
        evidence = _BASE - _OF_SCORE * score + _OF_LENGTH * stretch(source, target)
        chance = 1 / (1 + exp(-evidence))
    return round(_FAILED + (1 - _FAILED) * chance if doubts else chance, 3)


def stretch(source: str, target: str) -> float:
    """Return how much longer or shorter than usual a draft is, as a natural logarithm."""
    return abs(log((len(target) + _SHORT) / (_USUAL * len(source) + _SHORT)))


def band(value: float) -> str:
    """Return a risk in words, as the catalog shows it: of the drafts of the starters, about half
    are ``low``, a fifth ``high``.
    """
    if value < _LOW:
        return "low"
    return "medium" if value < _HIGH else "high"
