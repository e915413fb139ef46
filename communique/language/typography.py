"""Tidies the typography of machine drafts: quotation marks, apostrophes, spaces, punctuation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from communique.language import quotes, spans
from communique.language.scripts import canonical

if TYPE_CHECKING:
    from collections.abc import Callable

NARROW = "\u202f"
NO_BREAK = "\u00a0"
_HIDDEN = "\ue000"  # stands for a span that must not be touched
_APART = re.compile(rf"{spans.APART.pattern}|\d+(?:[.,:'’/]\d+)+", re.DOTALL)


@dataclass(frozen=True)
class Custom:
    """What a language's typesetters do beside its quotation marks.

    Attributes:
        apostrophe: ``'`` between letters becomes ``’``.
        singles: ``'…'`` is a quotation within a quotation.
        inside: the space inside quotation marks.
        before: punctuation → the space that goes before it.
        ellipsis: what ``...`` becomes.
        punctuation: ASCII punctuation → the script's own, beside letters of ``script``.
        script: a character class of the letters that call for it.
        solid: no space follows punctuation so replaced.
        stop: what a final full stop becomes.
    """

    apostrophe: bool = True
    singles: bool = False
    inside: str = ""
    before: tuple[tuple[str, str], ...] = ()
    ellipsis: str = "…"
    punctuation: tuple[tuple[str, str], ...] = ()
    script: str = ""
    solid: bool = False
    stop: str = ""


_PLAIN = Custom()
_ARABIC = Custom(
    apostrophe=False,
    punctuation=((",", "،"), (";", "؛"), ("?", "؟")),
    script="\u0620-\u065f\u066e-\u06d3\u06d5-\u06ef\u06fa-\u06ff\u0750-\u077f",
)
_HAN = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WIDE = ((".", "。"), (";", "；"), (":", "："), ("?", "？"), ("!", "！"))
_FRENCH = ((":", NO_BREAK), (";", NARROW), ("!", NARROW), ("?", NARROW))
_INDIC = "\u0900-\u097f"

_CUSTOMS = {
    "en": Custom(singles=True),
    "fr": Custom(inside=NARROW, before=_FRENCH),
    "fr_CA": Custom(inside=NO_BREAK, before=((":", NO_BREAK),)),
    "fr_CH": Custom(inside=NARROW, before=tuple((mark, NARROW) for mark, _ in _FRENCH)),
    "ar": _ARABIC,
    "fa": _ARABIC,
    "ur": Custom(
        apostrophe=False, punctuation=_ARABIC.punctuation, script=_ARABIC.script, stop="۔"
    ),
    "hi": Custom(apostrophe=False, script=_INDIC, stop="।"),
    "zh": Custom(
        apostrophe=False, ellipsis="……", punctuation=((",", "，"), *_WIDE), script=_HAN, solid=True
    ),
    "ja": Custom(
        apostrophe=False, ellipsis="……", punctuation=((",", "、"), *_WIDE), script=_HAN, solid=True
    ),
    "ko": Custom(apostrophe=False),
    # Whose ' never begins a word, as it does in the Dutch 's and the Italian 'ndrangheta:
    **dict.fromkeys(("es", "pt", "de", "pl", "ru", "sv", "cs", "el"), Custom(singles=True)),
}


def tidy(text: str, language: str) -> str:
    """Return a machine's draft set as its language is printed; tidying twice changes nothing.

    Numbers, addresses, code, HTML tags and link targets stay as they are. A language that we do
    not know comes back unchanged.

    Args:
        text: a draft in Markdown or plain text.
        language: its locale; ``fr_CA`` is set otherwise than ``fr``.
    """
    steps = _steps(canonical(language))
    if not steps or _HIDDEN in text:
        return text
    hidden = [match.group() for match in _APART.finditer(text)]
    prose = _settle(_APART.sub(_HIDDEN, text), steps)
    kept = iter(hidden)
    return re.sub(_HIDDEN, lambda _: next(kept), prose)


def _settle(text: str, steps: tuple[Callable[[str], str], ...]) -> str:
    """Apply the steps until nothing changes: one may make room for another."""
    for _ in range(6):
        before = text
        for step in steps:
            text = step(text)
        if text == before:
            break
    return text


@lru_cache(maxsize=64)
def _steps(locale: str) -> tuple[Callable[[str], str], ...]:
    """What there is to do in a locale, in order; nothing where we know no custom."""
    custom = _custom(locale)
    marks = quotes.marks(locale)
    if marks is None:
        return ()
    steps: list[Callable[[str], str]] = [partial(_ellipsis, written=custom.ellipsis)]
    steps.append(partial(_quotations, marks=marks))
    if custom.singles:
        steps.append(partial(_inner_quotations, marks=marks))
    if custom.apostrophe:
        steps.append(_apostrophes)
    if custom.punctuation:
        steps.append(partial(_own_punctuation, custom=custom))
    if custom.stop:
        steps.append(partial(_own_stop, custom=custom))
    if custom.inside:
        steps.append(partial(_space_inside, marks=marks, space=custom.inside))
    steps += [partial(_space_before, mark=mark, space=space) for mark, space in custom.before]
    return tuple(steps)


def _custom(locale: str) -> Custom:
    """The customs of a locale or its language; the plain ones where it has none of its own."""
    while locale and locale not in _CUSTOMS:
        locale = locale.rpartition("_")[0]
    return _CUSTOMS.get(locale, _PLAIN)


def _ellipsis(text: str, written: str) -> str:
    return re.sub(r"(?<![.…])\.{3}(?![.…])", written, text)


def _quotations(text: str, marks: quotes.Marks) -> str:
    """Turn straight marks that pair off cleanly; leave them all where they do not."""
    places = [place for place, character in enumerate(text) if character == '"']
    if not places or len(places) % 2:
        return text
    pairs = list(zip(places[::2], places[1::2], strict=True))
    if not all(_encloses(text, start, end) for start, end in pairs):
        return text
    characters = list(text)
    for start, end in pairs:
        inner = _depth(text, start, marks) > 0
        characters[start] = marks.inner_opening if inner else marks.opening
        characters[end] = marks.inner_closing if inner else marks.closing
    return "".join(characters)


def _encloses(text: str, start: int, end: int) -> bool:
    """Whether marks at two places hug something, and stand at the outside of words."""
    hugged = end - start > 1 and not text[start + 1].isspace() and not text[end - 1].isspace()
    return hugged and not _joins_letters(text, start)


def _joins_letters(text: str, place: int) -> bool:
    """Whether a mark stands inside a word of a cased script (``a"b``): no quotation mark, that."""
    around = text[max(0, place - 1) : place] + text[place + 1 : place + 2]
    return len(around) == 2 and all(mark.lower() != mark.upper() for mark in around)


def _depth(text: str, place: int, marks: quotes.Marks) -> int:
    """How many quotations of the locale's own outer style are open at a place."""
    if marks.opening == marks.closing:
        return 0
    before = text[:place]
    return before.count(marks.opening) - before.count(marks.closing)


def _inner_quotations(text: str, marks: quotes.Marks) -> str:
    """Turn ``'…'``, both marks at the outside of words, into the inner quotation marks."""
    pair = r"(?<![\w'])'(?=[^\s'\d])([^'\"\n]*[^\s'\"])'(?![\w'])"
    return re.sub(pair, rf"{marks.inner_opening}\1{marks.inner_closing}", text)


def _apostrophes(text: str) -> str:
    """Curl ``'`` between letters, after a plural's s, and before a short year."""
    text = re.sub(rf"(?<=[^\W\d_])'(?=[^\W\d_]|[{_HIDDEN}«“„])", "’", text)
    text = re.sub(r"(?<=\d)'(?=s\b)", "’", text)
    if text.count("'") > len(re.findall(r"(?<=[^\W\d_])'(?=[\s,.;:]|$)", text)):
        return re.sub(r"(?<![\w'])'(?=\d0s\b)", "’", text)
    return re.sub(r"(?<=[^\W\d_])'(?=[\s,.;:]|$)", "’", text)


def _own_punctuation(text: str, custom: Custom) -> str:
    """Use the script's own punctuation after its letters, never inside a number or a name."""
    closing = r"[)\]»”’」』*_\ue000）]*"
    for ascii_mark, own in custom.punctuation:
        after = rf"(?<=[{custom.script}])({closing}){re.escape(ascii_mark)}(?![\w.])"
        close = rf"(?<=[{custom.script}])({closing}){re.escape(ascii_mark)}(?=[{custom.script}])"
        text = re.sub(f"{after}|{close}", partial(_replaced, own=own), text)
        text = re.sub(
            rf"(?<=\d){re.escape(ascii_mark)}(?=\s+[^\w\s]{{0,2}}[{custom.script}])", own, text
        )
    if custom.solid:
        text = _wide_brackets(text, custom.script)
        text = re.sub(rf"(?<=[，。；：？！、]) +(?=[{custom.script}「『“（《])", "", text)
    return text


def _replaced(found: re.Match[str], own: str) -> str:
    """What stood before a punctuation mark, and the script's own in its place."""
    return (found[1] or found[2] or "") + own


def _wide_brackets(text: str, script: str) -> str:
    """Widen round brackets around the script's letters; a link's are hidden by now."""
    return re.sub(rf"(?<!\])\(([^()]*[{script}][^()]*)\)", r"（\1）", text)


_HINDI_ENDS = "है|हैं|हूँ|था|थी|थे|थीं|गा|गे|गी|हो|करें|दें|लें"


def _own_stop(text: str, custom: Custom) -> str:
    """Use the script's own full stop at the end, and after verbs that end a sentence."""
    tail = r"([)\]»”’*_\ue000]*\s*)$"
    text = re.sub(rf"(?<=[{custom.script}])\.{tail}", rf"{custom.stop}\1", text)
    if custom.stop == "।":
        text = re.sub(rf"(?<=\s)({_HINDI_ENDS})\.(?=\s)", r"\1।", text)
    return text


def _space_inside(text: str, marks: quotes.Marks, space: str) -> str:
    """Put the locale's space inside its quotation marks, in place of any other."""
    opening, closing = re.escape(marks.opening), re.escape(marks.closing)
    text = re.sub(rf"{opening}[ \u00a0\u2009\u202f]*(?=[^\s])", marks.opening + space, text)
    return re.sub(rf"(?<=[^\s])[ \u00a0\u2009\u202f]*{closing}", space + marks.closing, text)


def _space_before(text: str, mark: str, space: str) -> str:
    """Put a space before the first of a run of high punctuation that ends a word."""
    ends = r"(?=[?!]*(?:[\s»”)\]*_…\ue000]|$))"
    pattern = rf"(?<=[^\s?!:;(\[«“*_>-])([*_]{{0,3}})[ \u00a0\u2009\u202f]?{re.escape(mark)}{ends}"
    return re.sub(pattern, rf"\1{space}{mark}", text)
