"""Sentence boundaries: two splitters on a plain view of the text, judged by rules per language."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING

from communique.segmentation.abbreviations import abbreviations_of, entry_of
from communique.segmentation.proposals import first_opinion, second_opinion
from communique.segmentation.rules import Edge, Rules, brackets
from communique.segmentation.view import View, is_wide, titles, view_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

__all__ = ["VERSION", "Splitter", "join_sentences", "split_sentences"]

_RULES = 3
_CONTEXT = 60
_NEED_SPACE = (".", "!", "?")
_CODE = re.compile(r"[a-z]{2,8}")
_WIDE_END = re.compile(r"[。！？｡]\Z")
_CLOSING = re.compile(r"(?:</?[a-zA-Z0-9][^<>]*>|\[\^[^\]\s\[]+\]|[*_”’」』）\"')\s])+\Z")
_SHOWN = re.compile(r"\S")


def _version() -> str:
    parts = []
    for name in ("sentencex", "icu4py"):
        try:
            parts.append(f"{name} {version(name)}")
        except PackageNotFoundError:  # pragma: no cover - a frozen program without metadata
            parts.append(f"{name} unknown")
    return ", ".join([*parts, f"rules {_RULES}"])


VERSION = _version()


@dataclass(frozen=True, slots=True)
class Splitter:
    """Cuts texts into sentences as ``split_sentences`` does, with abbreviations of one's own.

    ``extra``: by language code, the entries that end no sentence. Made with ``Splitter.of``.
    """

    extra: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @classmethod
    def of(cls, abbreviations: Mapping[str, Sequence[str]]) -> Splitter:
        """Return the splitter that knows these abbreviations, by language code, besides its own.

        A locale's country does not matter; an entry without a full stop at its end gets one.

        Raises:
            ValueError: an entry that could never stand before a boundary; says why.
        """
        entries: dict[str, set[str]] = {}
        for code, words in abbreviations.items():
            entries.setdefault(_language(code), set()).update(map(entry_of, words))
        return cls(tuple((code, tuple(sorted(entries[code]))) for code in sorted(entries)))

    @property
    def version(self) -> str:
        """The splitters and rules by name and number, and a digest of what was added."""
        if not any(words for _, words in self.extra):
            return VERSION
        digest = sha256(repr(self.extra).encode("utf-8", "surrogatepass")).hexdigest()[:8]
        return f"{VERSION}, abbreviations {digest}"

    def version_for(self, language: str) -> str:
        """The version that matters to texts of one language: what was added for it alone."""
        code = _language(language)
        return Splitter(tuple(one for one in self.extra if one[0] == code)).version

    def __call__(self, text: str, language: str) -> list[str]:
        """Cut a text into sentences; see ``split_sentences``."""
        code = _language(language)
        rules = Rules(code, abbreviations_of(code, dict(self.extra).get(code, ())))
        cuts = [0, *_cuts(text, rules), len(text)]
        return [text[start:end] for start, end in pairwise(cuts)]


def split_sentences(text: str, language: str) -> list[str]:
    """Cut a text into sentences.

    Args:
        text: plain text, Markdown or HTML; no cut falls inside emphasis, a link, code or a tag.
        language: a locale identifier (``en``, ``pt_BR``); one without rules of its own will do.

    Returns:
        Pieces that, put together, are ``text`` exactly; white space ends the piece before it. No
        piece is empty or blank, unless the whole text is: then it is the only piece.
    """
    return _PLAIN(text, language)


def join_sentences(
    sentences: Sequence[str], gaps: Sequence[str], original: Sequence[str] = ()
) -> str:
    """Put translated sentences together with the gaps of the original between them.

    Chinese and Japanese have no space between sentences where other languages need one: a gap
    of the original is changed where the sentences around it show that it must be.

    Args:
        sentences: the translations, in order.
        gaps: what stood between the sentences of the original, one fewer.
        original: these sentences; a gap stays as it was between two that are spaced alike.
    """
    parts: list[str] = []
    for index, (sentence, gap) in enumerate(zip(sentences, gaps, strict=False)):
        before = original[index] if index < len(original) else None
        following = sentences[index + 1] if index + 1 < len(sentences) else ""
        parts += [sentence, _fitting(gap, sentence, following, before)]
    return "".join([*parts, *sentences[len(gaps) :]])


_PLAIN = Splitter()


def _language(locale: str) -> str:
    """Return the language of a locale; ``und``, the undetermined, for what can be none."""
    code = re.split(r"[-_@.]", locale, maxsplit=1)[0].lower()
    return code if _CODE.fullmatch(code) else "und"


def _fitting(gap: str, before: str, following: str, original: str | None) -> str:
    """Return the gap between two translations; None where the original before it is unknown."""
    unspaced = _is_unspaced(before)
    if original is not None and _is_unspaced(original) == unspaced:
        return gap
    if unspaced:
        return "" if gap == " " else gap
    return gap or ("" if is_wide(following) else " ")


def _is_unspaced(sentence: str) -> bool:
    """Tell whether a sentence ends in a script that has no space between sentences."""
    ending = _CLOSING.sub("", sentence[-_CONTEXT:])
    if _WIDE_END.search(ending):
        return True
    letter = next(filter(str.isalpha, reversed(ending)), "")
    return is_wide(letter)


def _cuts(text: str, rules: Rules) -> Iterator[int]:
    """Yield the offsets where a sentence begins, but for the first, in order."""
    view = view_of(text)
    begin = 0
    quoted = _Inside(titles(text))
    filled = _first_shown(text, 0)
    for start, judged in _candidates(view.text, rules):
        edge = _edge(view, begin, start, filled)
        if edge is None or not (_is_apart(edge) and judged(edge)):
            continue
        cut = view.cut(edge.end, edge.next)
        if cut is not None and filled < cut < len(text) and not quoted.after(filled, cut):
            yield cut
            begin, filled = edge.next, _first_shown(text, cut)


def _first_shown(text: str, start: int) -> int:
    """Return where the first character stands that is no white space."""
    match = _SHOWN.search(text, start)
    return match.start() if match else len(text)


def _is_apart(edge: Edge) -> bool:
    """Tell whether white space parts two sentences, where their script has any between them."""
    wide = is_wide(edge.right) and edge.left[-1] != "."
    if wide or not edge.left.rstrip("`)]}*_~").endswith(_NEED_SPACE):
        return True
    return any(map(str.isspace, edge.gap))


def _candidates(text: str, rules: Rules) -> Iterator[tuple[int, Callable[[Edge], bool]]]:
    """Yield the places in a view where a sentence may begin, and who is to judge of each.

    What the first splitter sees counts unless the rules object. What only ICU sees counts after
    an ordinary word, outside brackets. (ICU's own lists of abbreviations, as a veto, cost true
    boundaries and saved from no false one: they match the ends of ordinary words.)
    """
    first = set(first_opinion(text, rules.language)).union(rules.wide_stops(text))
    inside = _Inside(brackets(text))
    dandas = "।" in text  # where these end sentences, full stops shorten words

    def agreed(edge: Edge) -> bool:
        if dandas and edge.left[-1] == ".":
            return False
        aside = (rules.spaceless or edge.left[-1].isalnum()) and inside(edge.next)
        return not aside and not rules.joins(edge)

    def added(edge: Edge) -> bool:
        return rules.is_plain(edge) and not inside(edge.next) and not rules.joins(edge)

    def sure(edge: Edge) -> bool:
        return not inside(edge.next)

    def trailing(edge: Edge) -> bool:
        return rules.trails_off(edge) and not inside(edge.next) and not rules.joins(edge)

    second = {*second_opinion(text, rules.language), *rules.before_numbers(text)}
    judges = dict.fromkeys((one for one in second if not text[one : one + 1].isspace()), added)
    judges |= dict.fromkeys(rules.trails(text), trailing)
    judges |= dict.fromkeys(first, agreed)
    judges |= dict.fromkeys(rules.certain(text), sure)
    yield from sorted(judges.items(), key=itemgetter(0))


class _Inside:
    """Tells whether a place lies in one of several stretches, given in order."""

    def __init__(self, stretches: list[tuple[int, int]]) -> None:
        self._stretches = stretches

    def __call__(self, place: int) -> bool:
        index = bisect_right(self._stretches, (place, -1)) - 1
        return index >= 0 and place < self._stretches[index][1]

    def after(self, begin: int, place: int) -> bool:
        """Tell whether a place lies in a stretch that opens behind ``begin``."""
        index = bisect_right(self._stretches, (place, -1)) - 1
        return self(place) and self._stretches[index][0] > begin


def _edge(view: View, begin: int, start: int, filled: int) -> Edge | None:
    """Return what stands around a place in the view; None where one side is blank.

    ``begin`` and ``filled`` are where the sentence before it begins, in the view and the source.
    """
    text = view.text
    after = text[start : start + _CONTEXT]
    shown = after.lstrip()
    left_start = max(begin, start - _CONTEXT)
    before = text[left_start:start].rstrip()
    if not shown or not before:
        return None
    end, following = left_start + len(before) - 1, start + len(after) - len(shown)
    gap = view.gap(end, following)
    quoted = view.closes_since(filled, end, gap)
    return Edge(before, shown, end, following, left_start == begin, gap, quoted)
