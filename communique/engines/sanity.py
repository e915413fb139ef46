"""Signs that an engine failed: nothing, loops, copies, absurd lengths, another script or language,
other numbers.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from operator import eq

from communique.engines.names import garbled
from communique.language.numbers import lost_words, same_values
from communique.language.scripts import dominant_script, expected_scripts, language_of
from communique.language.spans import STAND_IN

_WORD = re.compile(r"\w+", re.UNICODE)
_DOUBLED = re.compile(r"\b([^\W\d_]{2,}),? \1\b", re.IGNORECASE)
_DIGIT = re.compile(r"[\d½¼¾]")
_SHORT_LOOP = re.compile(r"(\w{2,10}?)\1{3}")
_SHORTEST_LOOP = 8  # letters of a word that may hold one
_REPEATS = 3
_LONGEST_LOOP = 8
_COPIED_RUN = 5  # words of the source in a row
_SHARED = 0.3  # of its words that a translation may have in common before we ask for its language
_FEWEST = 6  # words of which a language can be told
_FEWEST_LETTERS = 6  # of which a script can
_BEYOND_LATIN = "\u0250"  # before it, all letters are Latin

#: A draft with one of these doubts may still help a human; one with any other is no draft.
BEARABLE = frozenset({"truncated", "numbers", "names", "stand-ins", "doubled words"})


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
    ours, theirs = _WORD.findall(source), _WORD.findall(target)
    checks = {
        "loop": _loops(theirs) and not _loops(ours),
        "copy": _copied(source, target, ours, theirs),
        "too long": len(target) > 3 * len(source) + 40,
        "too short": len(target) * 4 < len(source) - 20,
        "script": _in_another_script(source, target, pair[1]),
        "language": _in_the_sources_language(ours, theirs, pair),
        "numbers": _other_numbers(source, target, pair),
        "stand-ins": _stand_ins(source) != _stand_ins(target),
        "names": bool(garbled(source, target, pair[1])),
        "doubled words": _doubled(target, theirs) and not _doubled(source, ours),
    }
    return tuple(name for name, failed in checks.items() if failed)


def fatal(doubts: Collection[str]) -> bool:
    """Say whether a translation with these doubts is no use at all."""
    return not BEARABLE.issuperset(doubts)


def loops(text: str) -> bool:
    """Say whether up to eight words come three times in a row, or a few letters four times."""
    return _loops(_WORD.findall(text))


def _loops(words: Sequence[str]) -> bool:
    lower = [word.lower() for word in words]
    if len(lower) - len(set(lower)) >= _REPEATS - 1:  # else no word comes three times
        for size in range(1, min(_LONGEST_LOOP, len(lower) // _REPEATS) + 1):
            again = bytes(map(eq, lower[size:], lower))
            if b"\1" * (size * (_REPEATS - 1)) in again:
                return True
    return any(_SHORT_LOOP.search(word) for word in words if len(word) >= _SHORTEST_LOOP)


def _doubled(text: str, words: Sequence[str]) -> bool:
    """Whether a word comes twice in a row; the pattern is asked only where it may have."""
    lengths = [len(word) for word in words]
    return True in map(eq, lengths, lengths[1:]) and _DOUBLED.search(text) is not None


def _stand_ins(text: str) -> list[str]:
    return sorted(STAND_IN.findall(text)) if "X" in text or "x" in text else []


def _copied(source: str, target: str, ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether the source, or most of what came out in one run, was left as it is."""
    if sum(map(str.islower, ours)) < _REPEATS:
        return False
    if source.strip().casefold() == target.strip().casefold():
        return True
    known = set(ours)
    if known.isdisjoint(theirs):
        return False
    for start in range(len(theirs) - _COPIED_RUN + 1):
        if theirs[start + 1] not in known:  # inside a run, words stand whole
            continue
        run = " ".join(theirs[start : start + max(_COPIED_RUN, len(theirs) // 2)])
        if run in source and sum(word.islower() for word in run.split()) >= _REPEATS:
            return True
    return False


def _in_another_script(source: str, target: str, locale: str) -> bool:
    expected = expected_scripts(locale)
    if "Latn" in expected and max(target) < _BEYOND_LATIN:
        return False
    if sum(char.isalpha() for char in target) < _FEWEST_LETTERS:
        return False
    found = dominant_script(target)
    names_only = found == dominant_script(source) and not any(
        word.islower() for word in _WORD.findall(source)
    )
    return bool(expected) and found is not None and found not in expected and not names_only


def _in_the_sources_language(
    ours: Sequence[str], theirs: Sequence[str], pair: tuple[str, str]
) -> bool:
    """Whether a translation is still in the source's language, though in other words.

    To ask costs half a second once, so only what shares many of its words with the source is
    asked about.
    """
    known = set(ours)
    if sum(word in known for word in theirs) < _SHARED * _FEWEST:
        return False
    small = [word for word in theirs if word.islower()]
    if len(small) < _FEWEST or sum(word in known for word in small) < _SHARED * len(small):
        return False
    from communique.language.identifying import likelier

    source_language, target_language = map(language_of, pair)
    return likelier(" ".join(small), target_language, source_language) == source_language


def _other_numbers(source: str, target: str, pair: tuple[str, str]) -> bool:
    if _DIGIT.search(source) or _DIGIT.search(target):
        missing, extra = same_values(source, pair[0], target, pair[1])
        if missing or extra:
            return True
    return bool(lost_words(source, pair[0], target, pair[1]))
