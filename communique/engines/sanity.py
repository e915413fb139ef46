"""Signs that an engine failed: nothing, loops, copies, absurd lengths, other numbers."""

from __future__ import annotations

import re
from collections.abc import Collection

from communique.language.numbers import changed_words, same_values

_WORD = re.compile(r"\w+", re.UNICODE)
_DOUBLED = re.compile(r"\b([^\W\d_]{2,}) \1\b", re.IGNORECASE)
_REPEATS = 3
_LONGEST_LOOP = 8


#: A draft with one of these doubts may still help a human; one with any other is no draft.
BEARABLE = frozenset({"numbers", "doubled words"})


def failures(source: str, target: str, pair: tuple[str, str]) -> tuple[str, ...]:
    """Say how a machine translation visibly failed, in a word each; empty where it did not.

    Args:
        source: the sentence that went in.
        target: what came out.
        pair: the languages of both.
    """
    if target == source and not any(char.isalpha() for char in source):
        return ()
    if not target.strip():
        return ("empty",)
    missing, extra = same_values(source, pair[0], target, pair[1])
    checks = {
        "loop": loops(target) and not loops(source),
        "copy": _copied(source, target),
        "too long": len(target) > 3 * len(source) + 40,
        "too short": len(target) * 4 < len(source) - 20,
        "numbers": bool(missing or extra or changed_words(source, pair[0], target, pair[1])[0]),
        "doubled words": bool(_DOUBLED.search(target)) and not _DOUBLED.search(source),
    }
    return tuple(name for name, failed in checks.items() if failed)


def fatal(doubts: Collection[str]) -> bool:
    """Say whether a translation with these doubts is no use at all."""
    return not BEARABLE.issuperset(doubts)


def loops(text: str) -> bool:
    """Say whether up to eight words come three times in a row, or a few letters four times."""
    words = [word.lower() for word in _WORD.findall(text)]
    for size in range(1, _LONGEST_LOOP + 1):
        run = 0
        for place in range(size, len(words)):
            run = run + 1 if words[place] == words[place - size] else 0
            if run >= size * (_REPEATS - 1):
                return True
    return re.search(r"(\w{2,10}?)\1{3}", text) is not None


def _copied(source: str, target: str) -> bool:
    words = [word for word in _WORD.findall(source) if word.islower()]
    return len(words) >= 3 and source.strip().casefold() == target.strip().casefold()


def risk(score: float, doubts: tuple[str, ...]) -> float:
    """Return the doubt in a translation, 0 to 1, from its mean log-probability and its failures.

    A monotone map, not a probability: it ranks segments for review. Length-normalised
    log-probability is the best single signal an engine has of itself (Guerreiro et al. 2022,
    arXiv:2208.05309).
    """
    doubt = min(1.0, max(0.0, -score / 2.0))
    return round(min(1.0, doubt + 0.5 * bool(doubts)), 3)


def band(value: float) -> str:
    """Return a risk in words, as the catalog shows it."""
    if value < 0.2:
        return "low"
    return "medium" if value < 0.4 else "high"
