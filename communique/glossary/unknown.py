"""Names in source texts that the glossary does not know: found by their capitals, to be listed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from communique.glossary.capitals import Sentence, Word, same_words
from communique.glossary.customs import Customs, customs
from communique.glossary.lookup import Glossary
from communique.language.scripts import expected_scripts, language_of
from communique.language.sentences import NOUNS_ARE_CAPITAL
from communique.language.spans import prose
from communique.segmentation import split_sentences

_CASED = {"Latn", "Cyrl", "Grek", "Armn"}
_ROMAN = re.compile(r"[IVX]+(?:e|er|ème)?")
_NUMBERED = re.compile(r"[ \u00a0](?:№ ?|No\. ?)?\d")
_LONGEST_LISTED = 6  # words of a name that stands alone in a list


@dataclass(frozen=True, slots=True)
class Name:
    """A name that the glossary does not know.

    Attributes:
        text: the name, as it is written first.
        count: how often it stands there, parts of it (a surname) counted too.
        first: the number of the text where it stands first, from 0.
    """

    text: str
    count: int
    first: int


def unknown_names(texts: Iterable[str], language: str, glossary: Glossary) -> list[Name]:
    """Return the names that the glossary has not, the most frequent first.

    A name is one word with a capital, or several and what joins them (de, of, bin). A capital at
    the beginning of a sentence, or in a heading where most words have one, proves nothing alone.
    Countries, cities, languages, peoples, months and days that the locale data has in every
    language are left out. In German, where every noun has a capital, a name needs two words or has
    to be an acronym. Scripts without capitals tell no names: the list is then empty.

    Args:
        texts: the segments of one source language, inline markup raw.
        language: their locale.
        glossary: what is known.
    """
    if not expected_scripts(language) & _CASED:
        return []
    reader = _Reader(customs(language_of(language)), glossary)
    for place, text in enumerate(texts):
        reader.read(text, place)
    return reader.names()


@dataclass(slots=True)
class _Found:
    """A name, and where it stood."""

    words: tuple[Word, ...]
    text: str
    count: int
    first: int


@dataclass(slots=True)
class _Reader:
    """Reads all texts before it judges: what is small elsewhere is no name."""

    customs: Customs
    glossary: Glossary
    sentences: list[Sentence] = field(default_factory=list)
    small: Counter[str] = field(default_factory=Counter)

    def read(self, text: str, place: int) -> None:
        plain = prose(text).replace("[", "").replace("]", "")
        for piece in split_sentences(plain, self.customs.language):
            sentence = Sentence(piece.strip(), place, self.customs)
            if sentence.text:
                self.sentences.append(sentence)
                self.small.update(word.form for word in sentence.words if word.text.islower())

    def names(self) -> list[Name]:
        found: dict[tuple[str, ...], _Found] = {}
        for sentence in self.sentences:
            for run in self._runs(sentence):
                words = tuple(sentence.words[run.start : run.stop])
                text = sentence.text[words[0].start : words[-1].end]
                key = tuple(word.form for word in words)
                one = found.setdefault(key, _Found(words, text, 0, sentence.place))
                one.count += 1
        kept = self._parts_folded([one for one in found.values() if not self._is_known(one.text)])
        self._count_initials(kept)
        ordered = sorted(kept, key=lambda one: (-one.count, one.first))
        return [Name(one.text, one.count, one.first) for one in ordered]

    def _runs(self, sentence: Sentence) -> Iterator[range]:
        """The runs of a sentence that are names."""
        runs = [trimmed for run in sentence.runs() if (trimmed := self._trimmed(sentence, run))]
        if not sentence.is_heading:
            yield from (run for run in runs if self._is_name(sentence, run))
        elif not sentence.text.isupper():
            yield from (run for run in runs if self._is_sure(sentence, run))

    def _trimmed(self, sentence: Sentence, run: range) -> range:
        """A run without what is no part of the name: openers, titles, days, governments."""
        start, stop = run.start, run.stop
        words, customs = sentence.words, self.customs
        forms = [word.form for word in words]
        while start < stop and self._opens(sentence, start, stop):
            start = self._after(sentence, start, stop)
        titles = [
            at
            for at in range(start, stop - 1)
            if forms[at] in customs.titles or sentence.is_short(at)
        ]
        for at in reversed(titles):
            if words[at + 1].is_capital and forms[at + 1] not in customs.ordinary:
                start = at + 1
                break
        while start + 1 < stop and not words[start + 1].is_capital:
            if forms[start] not in customs.seats | customs.titles:
                break
            start = self._after(sentence, start, stop)
        while stop > start and (self._is_day(forms[stop - 1]) or sentence.is_short(stop - 1)):
            stop -= 1
        return range(start, stop)

    def _opens(self, sentence: Sentence, at: int, stop: int) -> bool:
        """Whether a word only begins a sentence: an opener, or one that is small elsewhere."""
        word = sentence.words[at]
        if word.is_acronym or not sentence.is_initial(at):
            return self._is_day(word.form)
        if word.form in self.customs.openers or self._is_day(word.form):
            return True
        if self.customs.language in NOUNS_ARE_CAPITAL:
            return True
        joined = at + 1 < stop and not sentence.words[at + 1].is_capital
        left = stop - self._after(sentence, at, stop)
        if joined and "&" not in sentence.gap(at + 1):
            return bool(self.small[word.form]) or (left > 1 and word.form not in self.customs.heads)
        return False

    @staticmethod
    def _after(sentence: Sentence, at: int, stop: int) -> int:
        """The next word of a run with a capital, or its end."""
        return next((to for to in range(at + 1, stop) if sentence.words[to].is_capital), stop)

    def _is_day(self, form: str) -> bool:
        return form in self.customs.days

    def _is_name(self, sentence: Sentence, run: range) -> bool:
        words = [sentence.words[at] for at in run]
        if self._is_covered(words):
            return False
        if len(words) > 1:
            return True
        return self._is_single(sentence, run.start)

    def _is_single(self, sentence: Sentence, at: int) -> bool:
        """Whether a word with a capital is a name by itself."""
        word = sentence.words[at]
        if word.form in self.customs.ordinary | self.customs.titles | self.customs.seats:
            return False
        if sentence.is_short(at) or _ROMAN.fullmatch(word.text):
            return False
        if word.is_acronym:
            return True
        if self.customs.language in NOUNS_ARE_CAPITAL or len(word.text) == 1:
            return False
        if sentence.is_initial(at):
            return word.form in self.customs.given
        return not self.small[word.form] and not _NUMBERED.match(sentence.text, word.end)

    def _is_sure(self, sentence: Sentence, run: range) -> bool:
        """Whether a run is a name even in a heading: an acronym, or a name alone in a list."""
        words = [sentence.words[at] for at in run]
        if len(words) == 1:
            return words[0].is_acronym and self._is_name(sentence, run)
        whole = len(words) == len(sentence.words) <= _LONGEST_LISTED
        return (
            whole
            and not any(self.small[one.form] for one in words if one.is_capital)
            and not any(one.form in self.customs.papers for one in words)
            and self._is_name(sentence, run)
        )

    def _is_covered(self, words: list[Word]) -> bool:
        """Whether nothing is left of a name without countries, days, titles, governments."""
        forms = [word.form for word in words]
        at = 0
        while at < len(forms):
            length = self.customs.known(forms, at)
            plain = self.customs.titles | self.customs.seats
            if length == 0 and words[at].is_capital and forms[at] not in plain:
                return False
            at += max(1, length)
        return True

    def _is_known(self, text: str) -> bool:
        """Whether the glossary's terms with capitals leave no word with a capital of a name."""
        for match in self.glossary.terms_in(text):
            if not match.term.islower():
                text = text.replace(match.written, " ")
        return not any(word[0].isupper() for word in re.findall(r"[^\W\d_]\w*", text))

    def _parts_folded(self, found: list[_Found]) -> list[_Found]:
        """Count surnames and short forms for the first name that has them in it."""
        kept: list[_Found] = []
        having: dict[str, list[_Found]] = {}  # the names that are kept, by each of their words
        for one in sorted(found, key=lambda one: (-len(one.words), one.first)):
            others = having.get(one.words[0].form, ())
            whole = next((other for other in others if same_words(one.words, other.words)), None)
            if whole is None:
                kept.append(one)
                for word in one.words:
                    having.setdefault(word.form, []).append(one)
            else:
                whole.count += one.count
                whole.first = min(whole.first, one.first)
        return kept

    def _count_initials(self, found: list[_Found]) -> None:
        """Count a name's last word where it begins a sentence or stands in a heading, too."""
        called = {one.words[-1].form: one for one in reversed(found)}
        for sentence in self.sentences:
            for at, word in enumerate(sentence.words):
                if (one := called.get(word.form)) and self._is_unproved(sentence, at):
                    one.count += 1
                    one.first = min(one.first, sentence.place)

    def _is_unproved(self, sentence: Sentence, at: int) -> bool:
        word = sentence.words[at]
        if not word.is_capital or word.is_acronym or self.small[word.form]:
            return False
        alone = sentence.is_initial(at) and not (
            at + 1 < len(sentence.words)
            and sentence.touches(at + 1)
            and sentence.words[at + 1].is_capital
        )
        return sentence.is_heading or (alone and word.form not in self.customs.given)
