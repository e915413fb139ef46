"""Finding many terms in a text at once: whole words, the longest first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from communique.glossary.terms import Term

# Scripts whose writers put no space between words: each character is a word of its own.
_SOLID = (
    "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
# Signs that belong to a word, though they are no letters: accents, vowel signs, joiners.
_SIGNS = (
    "\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0900-\u0963\u0966-\u0dff\u200c\u200d"
)
_WORD = re.compile(rf"[{_SOLID}]|[^\W{_SOLID}]+(?:[{_SIGNS}]+[^\W{_SOLID}]*)*|[^\w\s]")
_SAME = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-"})
_PART_OF_ANOTHER = re.compile(r"\w[-‐‑]$"), re.compile(r"[-‐‑]\w")
_PLURALS = ("s", "es")
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class _Spelling:
    """One way to write a term: its words as written and as compared."""

    text: str
    term: Term
    words: tuple[str, ...]
    keys: tuple[str, ...]
    capitals: bool

    def is_in(self, words: list[str], keys: list[str]) -> bool:
        """Whether words, equal but for case and plural, may be this spelling."""
        if self.term.do_not_translate and tuple(keys) != self.keys:
            return False
        if not self.capitals or "".join(words).isupper():
            return True
        pairs = zip(words, self.words, strict=True)
        return all(
            word == own or (word.startswith(own) and word.removeprefix(own) in _PLURALS)
            for word, own in pairs
        )


class _Node:
    """A place in the tree of words: where the next word leads, which spellings end here."""

    __slots__ = ("ends", "next")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.ends: list[_Spelling] = []


class _Span(NamedTuple):
    """A spelling that stands between two words, and how ill it fits them."""

    start: int
    end: int
    misfit: int
    spelling: _Spelling


class Index:
    """The spellings of all terms in a tree of words: a look costs by the text, not the terms."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._root = _Node()
        self._starts: set[str] = set()
        for term in terms:
            for text in (term.text, *term.also):
                self._add(text, term)

    def _add(self, text: str, term: Term) -> None:
        words, keys = _words(text)
        capitals = any(character.isupper() for character in text)
        node = self._root
        for key in keys:
            node = node.next.setdefault(key, _Node())
        node.ends.append(_Spelling(text, term, tuple(words), tuple(keys), capitals))
        self._starts.update(keys[:1], (keys[0] + ending for ending in _PLURALS))

    def whole(self, text: str) -> _Spelling | None:
        """The spelling that is a text, from end to end and in no other number."""
        words, keys = _words(text)
        fits = [
            (span.misfit, span.spelling)
            for span in self._from(0, words, keys)
            if span.end == len(words) and tuple(keys) == span.spelling.keys
        ]
        return min(fits, key=lambda fit: fit[0])[1] if fits else None

    def spans(self, text: str) -> Iterator[tuple[str, Term]]:
        """The terms of a text, as written, in order; of two that overlap, the longer."""
        words, keys = _words(text)
        if self._starts.isdisjoint(keys):
            return
        places = [match.span() for match in _WORD.finditer(text.translate(_SAME))]
        found = [
            span
            for at, key in enumerate(keys)
            if key in self._starts
            for span in self._from(at, words, keys)
        ]
        for span in _apart(found):
            start, end = places[span.start][0], places[span.end - 1][1]
            if span.spelling.capitals or not _hyphenated(text, start, end):
                yield text[start:end], span.spelling.term

    def _from(self, start: int, words: list[str], keys: list[str]) -> Iterator[_Span]:
        """What the tree has for the words that begin at a place."""
        open_: list[tuple[_Node, int]] = [(self._root, start)]
        while open_:
            node, end = open_.pop()
            for spelling in node.ends:
                if spelling.is_in(words[start:end], keys[start:end]):
                    misfit = (tuple(keys[start:end]) != spelling.keys) * 2
                    misfit += tuple(words[start:end]) != spelling.words
                    yield _Span(start, end, misfit, spelling)
            if end < len(keys):
                for key in _singulars(keys[end]):
                    if key in node.next:
                        open_.append((node.next[key], end + 1))


def _words(text: str) -> tuple[list[str], list[str]]:
    """The words and marks of a text, as written and as compared."""
    words = _WORD.findall(text.translate(_SAME))
    return words, [word.casefold() for word in words]


def _singulars(key: str) -> Iterator[str]:
    """A word, and what it may be the plural of."""
    yield key
    for ending in _PLURALS:
        stem = key.removesuffix(ending)
        if stem != key and len(stem) >= _SHORTEST and stem.isalpha() and stem[-1:] != ending:
            yield stem


def _hyphenated(text: str, start: int, end: int) -> bool:
    """Whether a hyphen makes a stretch the part of a word: ``well`` in ``well-being``."""
    before, after = _PART_OF_ANOTHER
    return bool(before.search(text, max(0, start - 2), start) or after.match(text, end))


def _apart(found: list[_Span]) -> list[_Span]:
    """The spans that overlap no longer one, in order."""
    chosen: list[_Span] = []
    for span in sorted(found, key=lambda one: (one.start - one.end, one.start, one.misfit)):
        if all(span.end <= other.start or span.start >= other.end for other in chosen):
            chosen.append(span)
    return sorted(chosen, key=lambda one: one.start)


def spaced(text: str) -> str:
    """A text as it is compared whole: composed letters, single spaces."""
    return " ".join(composed(text).split())


def composed(text: str) -> str:
    """A text in composed letters, without soft hyphens."""
    return unicodedata.normalize("NFC", text).replace("\u00ad", "")
