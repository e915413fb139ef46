"""Signs that an engine failed: nothing, loops, copies, absurd lengths, another script or language,
other numbers.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from communique.engines.names import garbled
from communique.language.numbers import lost_words, same_values
from communique.language.scripts import dominant_script, expected_scripts, language_of

_WORD = re.compile(r"\w+", re.UNICODE)
_DOUBLED = re.compile(r"\b([^\W\d_]{2,}),? \1\b", re.IGNORECASE)
_STAND_IN = re.compile(r"\bX\d+\b")
_DIGIT = re.compile(r"[\d½¼¾]")
_SHORT_LOOP = re.compile(r"(\w{2,10}?)\1{3}")
_REPEATS = 3
_LONGEST_LOOP = 8
_COPIED_RUN = 5  # words of the source in a row
_SHARED = 0.3  # of its words that a translation may have in common before we ask for its language
_FEWEST = 6  # words of which a language can be told
_FEWEST_LETTERS = 6  # of which a script can

#: A draft with one of these doubts may still help a human; one with any other is no draft.
BEARABLE = frozenset({"numbers", "names", "stand-ins", "doubled words"})


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
    checks = {
        "loop": loops(target) and not loops(source),
        "copy": _copied(source, target),
        "too long": len(target) > 3 * len(source) + 40,
        "too short": len(target) * 4 < len(source) - 20,
        "script": _in_another_script(source, target, pair[1]),
        "language": _in_the_sources_language(source, target, pair),
        "numbers": _other_numbers(source, target, pair),
        "stand-ins": sorted(_STAND_IN.findall(source)) != sorted(_STAND_IN.findall(target)),
        "names": bool(garbled(source, target, pair[1])),
        "doubled words": bool(_DOUBLED.search(target)) and not _DOUBLED.search(source),
    }
    return tuple(name for name, failed in checks.items() if failed)


def fatal(doubts: Collection[str]) -> bool:
    """Say whether a translation with these doubts is no use at all."""
    return not BEARABLE.issuperset(doubts)


def loops(text: str) -> bool:
    """Say whether up to eight words come three times in a row, or a few letters four times."""
    words = [word.lower() for word in _WORD.findall(text)]
    if len(set(words)) < len(words):  # where no word comes twice, none comes in a row
        for size in range(1, min(_LONGEST_LOOP, len(words) // _REPEATS) + 1):
            run = 0
            for place in range(size, len(words)):
                run = run + 1 if words[place] == words[place - size] else 0
                if run >= size * (_REPEATS - 1):
                    return True
    return _SHORT_LOOP.search(text) is not None


def _copied(source: str, target: str) -> bool:
    """Whether the source, or most of what came out in one run, was left as it is."""
    words = [word for word in _WORD.findall(source) if word.islower()]
    if len(words) < _REPEATS:
        return False
    if source.strip().casefold() == target.strip().casefold():
        return True
    theirs = _WORD.findall(target)
    for start in range(len(theirs) - _COPIED_RUN + 1):
        run = " ".join(theirs[start : start + max(_COPIED_RUN, len(theirs) // 2)])
        if run in source and sum(word.islower() for word in run.split()) >= _REPEATS:
            return True
    return False


def _in_another_script(source: str, target: str, locale: str) -> bool:
    expected = expected_scripts(locale)
    if target.isascii() and "Latn" in expected:
        return False
    if sum(char.isalpha() for char in target) < _FEWEST_LETTERS:
        return False
    found = dominant_script(target)
    names_only = found == dominant_script(source) and not any(
        word.islower() for word in _WORD.findall(source)
    )
    return bool(expected) and found is not None and found not in expected and not names_only


def _in_the_sources_language(source: str, target: str, pair: tuple[str, str]) -> bool:
    """Whether a translation is still in the source's language, though in other words.

    To ask costs half a second once, so only what shares many of its words with the source is
    asked about.
    """
    theirs = [word for word in _WORD.findall(target) if word.islower()]
    ours = {word for word in _WORD.findall(source) if word.islower()}
    if len(theirs) < _FEWEST or sum(word in ours for word in theirs) < _SHARED * len(theirs):
        return False
    from communique.language.identifying import likelier

    source_language, target_language = map(language_of, pair)
    return likelier(" ".join(theirs), target_language, source_language) == source_language


def _other_numbers(source: str, target: str, pair: tuple[str, str]) -> bool:
    if _DIGIT.search(source) or _DIGIT.search(target):
        missing, extra = same_values(source, pair[0], target, pair[1])
        if missing or extra:
            return True
    return bool(lost_words(source, pair[0], target, pair[1]))
