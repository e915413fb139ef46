"""Runs of words with capitals in a sentence, and what holds them together: ``Ana de la Vega``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from communique.glossary.customs import Customs

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_]\.(?=[ \u00a0][^\W\d_])|[^\W\d_]\w*(?:[-‑'’]\w+)*")
_PARTICLE = re.compile(r"(?:al|el|as|ash|an|ar|ad|at|az|bin|ben|ibn)[-‑](?=[^\W\d_])")
_OPENING = re.compile(r"[!?…:\n«“„‘\"「]|(?<!\w)'|^\W*[–—•-] ")
_SPACE = {" ", "\u00a0", "\u202f", " & "}
_APOSTROPHE = re.compile(r"['’]")
_GENITIVE = re.compile("['’]s? ")
_PLURALS = ("s", "men", "people", "children")
_SUFFIXED = ("tr", "az")  # Ankara'da
_LONGEST_JOIN = 2
_SHORT = 3
_MOST = 0.8


class Word(NamedTuple):
    """A word of a sentence: where it stands, how it is written, how it is compared."""

    start: int
    end: int
    text: str
    form: str

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital, a particle before it apart: al-Hadidi."""
        particle = _PARTICLE.match(self.text)
        return self.text[particle.end() if particle else 0].isupper()

    @property
    def is_acronym(self) -> bool:
        """Whether two and more of its letters are capitals, and no other but a plural's s."""
        bare = re.sub(r"(?<=[^\W\d_]{2})s$|[\d.-]", "", self.text)
        return len(bare) > 1 and bare.isupper()


@dataclass(frozen=True)
class Sentence:
    """A sentence of prose."""

    text: str
    place: int
    customs: Customs

    @cached_property
    def words(self) -> list[Word]:
        """Its words, without elided articles and genitives."""
        return [self._word(match) for match in _WORD.finditer(self.text)]

    def _word(self, match: re.Match[str]) -> Word:
        start, written = match.start(), match.group()
        head, mark, tail = written.partition("’" if "’" in written else "'")
        if mark and head.lower() in self.customs.elided and tail:
            start, written = start + len(head) + 1, tail
        elif mark and (tail == "s" or self.customs.language in _SUFFIXED):
            written = head
        return Word(start, start + len(written), written, written.casefold().rstrip("."))

    def gap(self, at: int) -> str:
        """What stands between a word and the one before."""
        return self.text[self.words[at - 1].end if at else 0 : self.words[at].start]

    def is_initial(self, at: int) -> bool:
        """Whether a word stands where any word would have a capital."""
        return at == 0 or bool(_OPENING.search(self.gap(at)))

    @cached_property
    def is_heading(self) -> bool:
        """Whether it is in ALL CAPS, or in Title Case without a full stop at its end."""
        if self.text.isupper():
            return True
        if self.text.rstrip().endswith((".", ";", ":", ",")):
            return False
        customs = self.customs
        plain = customs.openers | customs.joins | customs.about | customs.loose
        longer = [one for one in self.words if len(one.form) > _SHORT and one.form not in plain]
        return bool(longer) and sum(one.is_capital for one in longer) > _MOST * len(longer)

    def touches(self, at: int) -> bool:
        """Whether only what may stand inside a name parts a word from the one before."""
        gap = self.gap(at)
        if gap in _SPACE:
            return True
        if _GENITIVE.fullmatch(gap):  # the Workers' Centre, never Ana's
            return self.words[at - 1].form.endswith(
                _PLURALS[:1] if "s" not in gap else _PLURALS[1:]
            )
        if gap == ". ":
            before = self.words[at - 1].form
            return before in self.customs.titles or f"{before}." in self.customs.abbreviations
        return bool(self._elided(at))

    def _elided(self, at: int) -> str:
        """What is elided before a word: the d of d’Amnesty."""
        gap = self.gap(at)
        head = _APOSTROPHE.sub("", gap[1:]).lower()
        return head if gap[:1] in _SPACE and head in self.customs.elided else ""

    def is_short(self, at: int) -> bool:
        """Whether a word is an abbreviation with its full stop: Sgt., Art."""
        word = self.words[at]
        stopped = self.text[word.end : word.end + 1] == "."
        known = self.customs.abbreviations | self.customs.numbered
        return stopped and f"{word.form}." in known

    def runs(self) -> Iterator[range]:
        """Yield the longest runs of words that may be a name: capitals, and what joins them."""
        at = 0
        while at < len(self.words):
            if not self._may_begin(at):
                at += 1
                continue
            end = at + 1
            while (following := self._next(at, end)) > end:
                end = following
            yield range(at, end)
            at = end

    def _may_begin(self, at: int) -> bool:
        word = self.words[at]
        pronoun = _APOSTROPHE.split(word.form)[0] in self.customs.pronouns
        return word.is_capital and not pronoun

    def _next(self, begin: int, end: int) -> int:
        """Where a run goes on to: behind the next capital, or the same place where it ends."""
        for skipped in range(_LONGEST_JOIN + 1):
            at = end + skipped
            if at >= len(self.words) or not self.touches(at):
                return end
            if self._may_begin(at) and self._joined(begin, end, at):
                return at + 1
        return end

    def _joined(self, begin: int, end: int, at: int) -> bool:
        """Whether what stands between two words with capitals holds a name together."""
        between = "_".join(word.form for word in self.words[end:at])
        elided = end == at and self._elided(at) not in ("", "d")
        if (end == at and not elided) or between in self.customs.joins:
            return True
        headed = any(word.form in self.customs.heads for word in self.words[begin:end])
        if elided or between in self.customs.loose:
            return headed or sum(one.is_capital for one in self.words[begin:end]) == 1
        if between in self.customs.pairs:
            return headed and end - begin > 2 and not self.words[end - 2].is_capital
        return headed and between in self.customs.about


def same_words(part: Sequence[Word], whole: Sequence[Word]) -> bool:
    """Whether a run's words stand in another's, in order and side by side."""
    forms, others = [one.form for one in part], [one.form for one in whole]
    size = len(forms)
    return any(others[at : at + size] == forms for at in range(len(others) - size + 1))
