"""Negation: which words of a text negate, counted once each however many words they take."""

from __future__ import annotations

import re
from typing import NamedTuple

from communique.language.wordlists import Token, Words, phrased, shown, split, words

_SENTENCE_END = re.compile(r"[.!?;:؟؛。！？；]")
_SURELY_NEGATIVE = re.compile(r"un(?!der|i[^nm]|til|to)|non|irr|ill?eg")
_ADJECTIVE = re.compile(
    r"(?:[aiou]bl[ey]s?|bili[td]\w+|e[nd]|ed|ing|ful\w*|n?ces?|n?cias?"
    r"|nte?s?|[dt][oa]s?|és?|ées?|ale?s?|eux|euse|lich\w*|bar\w*)$"
)
_REPEATS = {"and", "or", "y", "o", "e", "ni", "et", "ou", "und", "oder", "и", "или"}


class Polarity(NamedTuple):
    """What a text negates: its plain negations as written; whether anything else is negative."""

    negations: tuple[str, ...]
    tinted: bool


def negations(text: str, said: list[Token], known: Words) -> list[int]:
    """Return which of a text's tokens negate, each negation once: "no … nadie", "ne … pas"."""
    if known.negative.isdisjoint(token.form for token in said):
        return []
    return _Counting(text, said, known).run()


def polarity(text: str, language: str) -> Polarity | None:
    """Say what a text negates; None where the language's negations are not known.

    Args:
        text: prose, without markup.
        language: a bare language code.
    """
    known = words(language)
    if not known.negation:
        return None
    text = shown(text, language)
    raw = split(text, language)
    said = phrased(raw, known)
    found = tuple(text[said[at].start : said[at].end] for at in negations(text, said, known))
    return Polarity(found, bool(found) or _tinted(text, raw, known, language))


class _Counting:
    """One pass over a text that counts a negation once, however many words it takes."""

    def __init__(self, text: str, said: list[Token], known: Words) -> None:
        self.text, self.said, self.known = text, said, known
        self.in_clause = self.in_sentence = False
        self.found: list[int] = []

    def run(self) -> list[int]:
        for at, token in enumerate(self.said):
            self._begin(at, token.form)
            if self._negates(at, token.form):
                self.found.append(at)
                self.in_clause = self.in_sentence = True
        return self.found

    def _begin(self, at: int, form: str) -> None:
        """Forget what was negated before where a sentence or a clause begins."""
        if at and _SENTENCE_END.search(self.text, self.said[at - 1].end, self.said[at].start):
            self.in_clause = self.in_sentence = False
        elif form in self.known.breaks:
            self.in_clause = False

    def _negates(self, at: int, form: str) -> bool:
        known = self.known
        if form in known.continues:
            return not self.in_sentence
        if form in known.negation:
            return not (self._is_number_sign(at) or self._is_repeated(at) or self._is_lifted(at))
        if known.pair and form == known.pair:
            return not self.in_clause and self._is_paired(at)
        if self.in_clause or (form not in known.weak and form not in known.alone):
            return False
        return not at or self.said[at - 1].form not in known.noun_marks

    def _is_number_sign(self, at: int) -> bool:
        """No. 5."""
        token = self.said[at]
        following = self.said[at + 1].form if at + 1 < len(self.said) else ""
        if token.form != "no" or not following[:1].isdigit():
            return False
        return self.text[token.end : token.end + 1] in {".", "º", "°"} or (
            self.text[token.start].isupper() and at > 0
        )

    def _is_repeated(self, at: int) -> bool:
        """No bread, no water; without bread and without water."""
        form = self.said[at].form
        if form not in self.known.again:
            return False
        if not any(self.said[one].form == form for one in self.found if one >= at - 6) or not at:
            return False
        before = self.said[at - 1]
        gap = self.text[before.end : self.said[at].start]
        return before.form in _REPEATS or gap.strip() in {",", "،", "、"}

    def _is_lifted(self, at: int) -> bool:
        for one in range(at + 1, min(at + 9, len(self.said))):
            if _SENTENCE_END.search(self.text, self.said[one - 1].end, self.said[one].start):
                return False
            if self.said[one].form in self.known.lifted:
                return True
        return False

    def _is_paired(self, at: int) -> bool:
        """Whether "ne" has its "pas" near, or stands before a verb that needs none."""
        said, known = self.said, self.known
        for token in said[at + 1 : at + 11]:
            if token.form in known.partners:
                return True
            if token.form in known.breaks or token.form == known.pair:
                break
        if any(token.form in known.partners for token in said[max(0, at - 8) : at]):
            return True
        if not any(token.form in known.bare for token in said[at + 1 : at + 3]):
            return False
        return all(token.form not in known.excepting for token in said[at + 2 : at + 14])


def is_negative(token: Token, known: Words) -> bool:
    """Whether a word may stand where a negation was: "oppose", "unknown"."""
    return known.against.has(token.variants) or has_affix(token.form, known)


def _tinted(text: str, raw: list[Token], known: Words, language: str) -> bool:
    """Whether anything in a text is negative, if not as a plain negation."""
    if language in {"zh", "ja"}:
        listed = known.negative | known.against.whole | known.hints.whole
        return any(word in text for word in listed)
    return any(
        token.form in known.negative
        or is_negative(token, known)
        or known.hints.has(token.variants)
        or any(one.scale[0] == "opposites" and one.group for one in token.meanings)
        for token in raw
    )


def has_affix(form: str, known: Words) -> bool:
    """Whether a word looks as if it began or ended with a negative syllable."""
    if len(form) < 6:
        return False
    return (
        form.endswith("less")
        or bool(_SURELY_NEGATIVE.match(form))
        or any(
            form.startswith(prefix) and _ADJECTIVE.search(form)
            for prefix in known.prefixes
            if len(prefix) > 1
        )
    )
