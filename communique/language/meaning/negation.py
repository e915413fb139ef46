"""Negation: which words of a text negate, counted once each however many words they take."""

from __future__ import annotations

import re
from typing import NamedTuple

from communique.language.meaning.wordlists import Token, Words, phrased, shown, split, words

_SENTENCE_END = re.compile(r"[.!?;:؟؛。！？；]")
_SURELY_NEGATIVE = re.compile(r"un(?!der|i[^nm]|til|to)|non|irr|ill?eg")
_ADJECTIVE = re.compile(
    r"(?:[aiou]bl[ey]s?|bili[td]\w+|e[nd]|ed|ing|ful\w*|n?ces?|n?cias?"
    r"|nte?s?|[dt][oa]s?|és?|ées?|ale?s?|eux|euse|lich\w*|bar\w*)$"
)
_FRAGMENT = re.compile(r"[,;:¿،؛—–]")
_LONGEST_TAG = 4
_NO_AFFIX = {"malgré", "under", "undo"}
_EXPLETIVE_REACH = 8
_NEAR = 4  # words between the halves of "ne … pas" where "ne" alone would say nothing
_REPEATS = {"and", "or", "y", "o", "e", "ni", "et", "ou", "und", "oder", "и", "или"}


class Polarity(NamedTuple):
    """What a text negates: its plain negations as written; whether anything else is negative."""

    negations: tuple[str, ...]
    tinted: bool


def negations(text: str, said: list[Token], known: Words) -> list[int]:
    """Return which of a text's tokens negate, each negation once: "no … nadie", "ne … pas"."""
    return counted(text, said, known)[0]


def counted(text: str, said: list[Token], known: Words) -> tuple[list[int], list[int]]:
    """Return the same, and which tokens only go on with a negation: the "nor" after "neither".

    "Neither water nor light" may say as much as "no water and no light": one negation, or two.
    """
    if known.negative.isdisjoint(token.form for token in said):
        return [], []
    counting = _Counting(text, said, known)
    return counting.run(), counting.going_on


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
        self.going_on: list[int] = []

    def run(self) -> list[int]:
        for at, token in enumerate(self.said):
            self._begin(at, token.form)
            if token.form not in self.known.negative:
                continue
            if self._is_asked(at):
                self.in_clause = True
            elif self._negates(at, token.form):
                self.found.append(at)
                self.in_clause = self.in_sentence = True
            elif token.form in self.known.continues:
                self.going_on.append(at)
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
            return not (
                self._is_number_sign(at)
                or self._is_repeated(at)
                or self._is_lifted(at)
                or self._is_expletive(at)
            )
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

    def _ends(self, at: int, marks: re.Pattern[str] = _SENTENCE_END) -> bool:
        """Whether a sentence, or what the marks end, ends before a word."""
        if not at:
            return True
        return bool(marks.search(self.text, self.said[at - 1].end, self.said[at].start))

    def _expletive_clause(self, at: int) -> int | None:
        """Where "until" begins the clause that a negation stands in."""
        if not self.known.expletive:
            return None
        for one in range(at, max(-1, at - _EXPLETIVE_REACH), -1):
            if self.said[one].form in self.known.expletive:
                return one
            if self._ends(one) or self._ends(one, _FRAGMENT):
                return None
        return None

    def _is_expletive(self, at: int) -> bool:
        """Whether a negation after "until" only repeats the one that its sentence has anyway."""
        clause = self._expletive_clause(at)
        if clause is None:
            return False
        first, last = clause, at
        while first and not self._ends(first):
            first -= 1
        while last + 1 < len(self.said) and not self._ends(last + 1):
            last += 1
        others = [*range(first, clause), *range(at + 1, last + 1)]
        return any(self.said[one].form in self.known.negation for one in others)

    def _is_asked(self, at: int) -> bool:
        """Whether a negation belongs to a polite or tag question: won't you?"""
        following = _SENTENCE_END.search(self.text, self.said[at].end)
        if not following or following.group() not in "?؟":
            return False
        first = at
        while not self._ends(first) and not self._ends(first, _FRAGMENT):
            first -= 1
        return self._is_polite(first, at) if self._ends(first) else self._is_tag(first)

    def _is_tag(self, first: int) -> bool:
        """Whether a question of a few words at a sentence's end only asks for agreement."""
        forms: list[str] = []
        for at in range(first, len(self.said)):
            if at > first and self._ends(at):
                break
            forms.append(self.said[at].form)
        known = self.known
        few = len(forms) <= _LONGEST_TAG
        return few and known.negative | known.helpers | known.pronouns >= set(forms)

    def _is_polite(self, first: int, at: int) -> bool:
        """Whether a request begins with the negation: could you not, ne pourriez-vous pas."""
        forms = [token.form for token in self.said[first : at + 3]]
        if len(forms) < 3 or at - first > 2:
            return False
        return forms[0] in self.known.asks or (at == first and forms[1] in self.known.asks)

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
        if self._expletive_clause(at) is not None:
            near = said[at + 1 : at + 1 + _NEAR]
            return any(token.form in known.partners - {"plus"} for token in near)
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
    if len(form) < 6 or form in _NO_AFFIX:
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
