"""Which boundaries of the splitters are none, and which they miss. In doubt, no boundary.

A wrong cut costs a translation that nobody can mend in a catalog; a missed one costs little.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from communique.language.sentences import (
    ATTRIBUTIONS,
    NOUNS_ARE_CAPITAL,
    ORDINALS_HAVE_STOPS,
    PARTICLES,
    SYLLABIC,
    ZONE,
    between_sentences,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from communique.segmentation.abbreviations import Abbreviations

_ENUMERATOR = re.compile(r"\s*[•▪⁃–-]?\s*\(?(?:\d{1,3}|[ivxlcIVXLC]{1,6}|[^\W\d_])[.)．]\)?\Z")
_INITIAL = re.compile(r"(?:.*[.(\[-])?([^\W\d_])\.")
_DAY = re.compile(r"(?:.*\D)?\d{1,2}\.")
_ORDINAL = re.compile(r"(?:.*[/–(-])?(?:\d{1,3}|(?P<roman>[IVXLC]{1,6}))\.")
_NUMBER = re.compile(r"[(\[]?(?:\d|№|[IVXLC]+\b|[a-z]\))")
_WORD = re.compile(r"[^\W\d_]+")
_LAST_WORD = re.compile(r"(?:.*['’(\[/-])?([^\W\d_]{2,})\.")
_DOTTED = re.compile(r"[(\[]?(?:[^\W\d_]{1,2}\.){2,}")
_DASH = re.compile(r"[-–—]\s?(?=\w)")
_BEFORE_NUMBER = re.compile(r"\.(?<=[^\W\d_]{4}\.)\s++(?=\d)")
_BRAND = re.compile(r"[a-z][A-Z]")
_CONTINUES = tuple("ºª°%,;:)]}…،؛、，；：）」』】》")
_ASIDE = re.compile(
    r"[.!?…؟।]\s+\([^()]{2,400}[.!?…؟।]\)\s+(?=\w)|[。！？]（[^（）]{2,400}[。！？]）(?=\w)"
)
_BRACKETS = re.compile(r"\([^()]{0,1000}\)|《[^《》]{0,200}》|〈[^〈〉]{0,200}〉")
_STOP = re.compile(r"\.\s++(?=[^\W\d_]|[¿¡])")
_TRAIL = re.compile(r"…\s++(?=\S)")
_WIDE_TRAIL = re.compile(r"…\s*+(?=[^\s…])")
_ASKED = "¿¡"
# A number that counts what follows, and what of its clause stands before it.
_COUNT = re.compile(
    r"(?P<clause>(?:[^.,;:!?…—–(\n]|(?<=\d),(?=\d)|\.(?!\s))*?)"
    r"(?P<count>\d[\d.,–/-]*\w{0,2}|\b[IVXLC]+)\s*\Z"
)
_WIDE_STOPS = re.compile(r"[。！？｡!?]++")
_WIDE_END = frozenset("。！？｡")
_WIDE_LETTER = re.compile(r"[ぁ-ヿ㐀-鿿]")
_VOWELS = frozenset("aeiouyæœøıąęаеёиоуыэюяіїєѣαεηιουωάέήίόύώϊϋΐΰ")

_CONTEXT = 40
_CLAUSE = 80
_ASKING = "!?！？…"
_NAME = re.compile(r"[\w’'-]+\.?\s+(?:(?:de|da|di|von|van|del)\s+)?[^\W\d_]")
_COLON = re.compile(r"[:：]")
_CLOCK = re.compile(r"\b[ap]\.\s?m\.\Z", re.IGNORECASE)
_CLOSED = re.compile(r"[\"“”»«›‹’」』]")
_CLOSING = re.compile(r"[\"“”»«›‹’']+\s")


@dataclass(frozen=True, slots=True)
class Edge:
    """The text on both sides of a boundary, and the places in the view where it ends and goes on.

    ``whole`` says that ``left`` reaches back to the beginning of its sentence; ``gap`` is what
    stands between the two sides in the source: white space, quotation marks, markup. ``quoted``
    says that a quotation ends there which began in this sentence.
    """

    left: str
    right: str
    end: int
    next: int
    whole: bool
    gap: str = ""
    quoted: bool = False

    @property
    def tail(self) -> str:
        """What ends the left side: its last word with all that is attached to it."""
        return self.left.rsplit(None, 1)[-1]


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a language with its abbreviations."""

    language: str
    known: Abbreviations

    @property
    def spaceless(self) -> bool:
        """Whether the language's script has no space between sentences."""
        return not between_sentences(self.language)

    def joins(self, edge: Edge) -> bool:
        """Tell whether a boundary that a splitter proposes is none."""
        return (
            edge.right.startswith(_CONTINUES)
            or self._is_named(edge)
            or _goes_on_small(edge.right)
            or (edge.whole and _ENUMERATOR.match(edge.left) is not None)
            or self._is_attributed(edge)
            or (edge.left[-1] in ".ºª" and self._is_short(edge))
        )

    def is_plain(self, edge: Edge) -> bool:
        """Tell whether a boundary that only ICU sees follows an ordinary word, or an acronym."""
        found = _LAST_WORD.fullmatch(edge.tail)
        first = edge.right.lstrip(_ASKED)[:1]
        if edge.tail == ".":  # apart from its sentence, as where a quotation closed between
            return first.isupper() and edge.left[:-1].rstrip()[-1:].isalnum()
        if found is not None and self._is_answer(edge):
            return True
        if found is None or not (first.isupper() or first.isdecimal() or _is_caseless(first)):
            return False
        word = found.group(1)
        if first.isdecimal():
            return self._is_word(word)
        if self.known.knows(f"{word}.") or self.known.knows(f"{word.lower()}."):
            return False
        if word.isupper():
            return len(word) > 2
        shortest = 6 if self.language in NOUNS_ARE_CAPITAL else 7 if word[0].isupper() else 3
        return len(word) >= shortest and (_is_vowel(word[-1]) or len(word) > 4)

    def before_numbers(self, text: str) -> Iterator[int]:
        """Yield the places where a number may begin a sentence, as both splitters will not have."""
        for match in _BEFORE_NUMBER.finditer(text):
            yield match.end()

    def certain(self, text: str) -> Iterator[int]:
        """Yield the places where a sentence begins whatever the splitters think of it."""
        for match in _ASIDE.finditer(text):
            if not text[match.end()].islower():
                yield match.end()
        for match in _STOP.finditer(text) if self.known.tails else ():
            first = text[match.end()]
            if (first.isupper() or first in _ASKED) and self._ends(
                text, match.start() + 1, match.end()
            ):
                yield match.end()

    def trails(self, text: str) -> Iterator[int]:
        """Yield the places after an ellipsis, which neither splitter takes for an end."""
        for match in (_WIDE_TRAIL if self.spaceless else _TRAIL).finditer(text):
            yield match.end()

    def trails_off(self, edge: Edge) -> bool:
        """Tell whether a sentence ends with the ellipsis before an edge.

        It does before a capital letter that begins no name, as far as one can tell; without such
        letters, at the end of a quotation that a colon introduced.
        """
        first = edge.right[0]
        if first in _ASKED:
            return True
        if _is_caseless(first):
            return edge.quoted and _COLON.search(edge.left) is not None
        word, before = _WORD.match(edge.right), edge.left.rstrip("….")
        if word is None or not first.isupper() or not before:
            return False
        if self._starts(edge.right):
            return not before.casefold().endswith(word.group().casefold())
        name = _NAME.match(edge.right)
        written = before[-1].isalnum() and not (name and name.group()[-1].isupper())
        return written and word.group() != "I" and self.language not in NOUNS_ARE_CAPITAL

    def wide_stops(self, text: str) -> Iterator[int]:
        """Yield the places after the full-width stops of a script without spaces.

        A question or exclamation mark of half the width is one between two of its letters.
        """
        for match in _WIDE_STOPS.finditer(text) if self.spaceless else ():
            start, end = match.span()
            if not _WIDE_END.isdisjoint(match.group()) or (
                _WIDE_LETTER.match(text, end) and _WIDE_LETTER.match(text, max(0, start - 1))
            ):
                yield end

    def _ends(self, text: str, stop: int, start: int) -> bool:
        """Tell whether an abbreviation ends its sentence, as what follows shows."""
        left = text[max(0, stop - _CLAUSE) : stop]
        tail = left.rsplit(None, 1)[-1]
        tokens = set(self.known.tokens(left))
        if not tokens and "." not in tail[:-1]:
            return False
        # An initial is no century (``в.``), but may end what has several (``U. E.``).
        if len(tail) == 2 and tail[0].isupper():
            tokens = {each for each in tokens if " " in each}
        starts = self._starts(text[start : start + _CONTEXT])
        if not tokens.isdisjoint(self.known.at_ends):
            return starts or self.language not in NOUNS_ARE_CAPITAL
        if any(self._is_measured(left, token, starts) for token in tokens & self.known.measures):
            return True
        if not tokens.isdisjoint(self.known.may_end):
            return starts
        dotted = starts and _DOTTED.fullmatch(tail)
        return bool(dotted) and tokens.isdisjoint(self.known.before_names)

    def _is_measured(self, left: str, measure: str, starts: bool) -> bool:
        """Tell whether a number and its unit end a sentence, not a clause that opens one.

        ``В 1914 г.`` may open one; ``Мир рухнул в 1914 г.`` has words enough to be one.
        """
        found = _COUNT.search(left.removesuffix(measure))
        if found is None or starts or self.language in NOUNS_ARE_CAPITAL:
            return found is not None and starts
        words = found["clause"].split()
        opens = not words or words[0] in self.known.starters or len(words[0]) < 3
        if opens or len(found["count"]) > 2 or not found["count"][0].isdecimal():
            return len(words) > (4 if opens else 2)
        return len(words) > 1 and words[-1].capitalize() not in self.known.starters

    def _is_answer(self, edge: Edge) -> bool:
        """Tell whether a quotation closes after a full stop, and a sentence likely begins."""
        return _CLOSING.match(edge.gap) is not None and self._starts(edge.right)

    def _is_named(self, edge: Edge) -> bool:
        """Tell whether the mark before a boundary belongs to a title or a name."""
        if not self.spaceless:
            return False
        particles = PARTICLES.get(self.language)
        particle = particles is not None and particles.match(edge.right) is not None
        return edge.left[-1] in "》〉" or (particle and edge.left[-1] == "。")

    def _starts(self, right: str) -> bool:
        if right[:1] in _ASKED:
            return right != ""
        word = _WORD.match(right)
        return word is not None and word.group() in self.known.starters

    def _is_word(self, word: str) -> bool:
        """Tell whether a word before a number looks like one that is written out."""
        if self.known.knows(f"{word}.") or self.known.knows(f"{word.lower()}."):
            return False
        cased = word.islower() or (word.istitle() and self.language in NOUNS_ARE_CAPITAL)
        return cased and any(map(_is_vowel, word[-2:])) and len(word) > 4

    def _is_attributed(self, edge: Edge) -> bool:
        """Tell whether a quotation ends here, and its sentence goes on, with who said it perhaps.

        In a script without spaces and capital letters, none begins after a question or exclamation
        quoted in a sentence, if no colon introduced it.
        """
        if self.spaceless and edge.quoted and edge.left[-1] in _ASKING:
            return not _COLON.search(edge.left)
        pattern = ATTRIBUTIONS.get(self.language)
        if pattern is None or not _CLOSED.search(edge.gap) or ":" in edge.left:
            return False
        return pattern.match(edge.right) is not None and not self._starts(edge.right)

    def _is_short(self, edge: Edge) -> bool:
        """Tell whether the full stop before a boundary belongs to something shortened."""
        return (
            self._is_initial(edge)
            or (_CLOCK.search(edge.left) is not None and ZONE.match(edge.right) is not None)
            or self._is_ordinal(edge)
            or self._is_abbreviation(edge)
            or self._has_no_vowel(edge)
        )

    def _is_initial(self, edge: Edge) -> bool:
        """Tell whether a name's initial stands before it; English has too many others."""
        match = _INITIAL.fullmatch(edge.tail)
        return self.language != "en" and match is not None and not match.group(1).islower()

    def _is_ordinal(self, edge: Edge) -> bool:
        """Tell whether an ordinal stands before it: a month's day, or what is counted after it."""
        word, ordinal = _WORD.match(edge.right), _ORDINAL.fullmatch(edge.tail)
        if word is None or ordinal is None:
            return False
        following = word.group().casefold()
        if _DAY.fullmatch(edge.tail) and following in _months(self.language):
            return True
        if following in self.known.counted:
            return True
        if self.language in NOUNS_ARE_CAPITAL or (ordinal["roman"] and self._has_ordinals):
            return word.group() not in self.known.starters
        return False

    @property
    def _has_ordinals(self) -> bool:
        return self.language in ORDINALS_HAVE_STOPS and bool(self.known.starters)

    def _is_abbreviation(self, edge: Edge) -> bool:
        known = self.known
        if self._is_answer(edge):
            return False
        for token in self.known.tokens(edge.left):
            if token in known.before_names or token in known.may_end:
                return True
            if token in known.before_numbers and _NUMBER.match(edge.right):
                return True
            if any(edge.right.startswith(rest) for rest in known.pieces.get(token, ())):
                return True
        return False

    def _has_no_vowel(self, edge: Edge) -> bool:
        """Tell whether a word stands before it that nobody can say: an abbreviation, then."""
        found = _LAST_WORD.fullmatch(edge.tail)
        if found is None or found.group(1).isupper() or self.language in SYLLABIC:
            return False
        word = found.group(1).lower()
        cased = word != word.upper() and not "Ⴀ" <= word[0] <= "ჿ"
        return cased and not any(map(_is_vowel, word)) and not self._starts(edge.right)


def _is_caseless(letter: str) -> bool:
    """Tell whether a letter is of a script without capital letters."""
    return letter.isalpha() and letter.upper() == letter.lower()


def brackets(text: str) -> list[tuple[int, int]]:
    """Return the stretches of a text in brackets: a sentence in them is an aside of another."""
    return [match.span() for match in _BRACKETS.finditer(text)]


def _goes_on_small(right: str) -> bool:
    """Tell whether a text begins with a small letter; Georgian has no others."""
    dash = _DASH.match(right)
    right = right[dash.end() :] if dash else right
    first = right[:1]
    return first.islower() and not "ა" <= first <= "ჿ" and not _BRAND.match(right)


def _is_vowel(letter: str) -> bool:
    return letter in _VOWELS or unicodedata.normalize("NFD", letter)[0] in _VOWELS


@lru_cache(maxsize=64)
def _months(language: str) -> frozenset[str]:
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return frozenset()
    names = (
        name
        for shape in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for name in locale.months[shape][width].values()
    )
    return frozenset(name.rstrip(".").casefold() for name in names)
