"""Whether prose is plainly in a language, told by its small words: quicker than to identify it."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

# Chinese characters one by one; else whatever stands between spaces and marks, for the vowel signs
# of Indian scripts are no letters to Python.
_MARKS = r"\u2010-\u205e\u3001-\u303f\uff01-\uff20।॥،؛؟!-@\[-`{-¿"
_WORD = re.compile(rf"[\u3400-\u9fff]|[^\s\d{_MARKS}]+")
_SHARE = 0.15  # of a text's words: more small words of a language than that, and it may be in it
_LEAD = 1.5  # times as many as any other language has


def plainly_in(text: str, language: str) -> bool:
    """Return whether a text is plainly in a language; False where that is not plain.

    Args:
        text: prose of a sentence or more, in any case.
        language: a bare code.
    """
    words = _WORD.findall(text.lower())
    lists = _lists()
    if language not in lists or not words:
        return False
    own = _count(words, lists[language])
    others = (_count(words, known) for code, known in lists.items() if code != language)
    return own >= _SHARE * len(words) and own >= _LEAD * max(others)


def _count(words: list[str], known: frozenset[str]) -> int:
    return sum(word in known for word in words)


@cache
def _lists() -> dict[str, frozenset[str]]:
    content = (resources.files("communique.language") / "function_words.toml").read_text("utf-8")
    return {code: frozenset(words.split()) for code, words in tomllib.loads(content).items()}
