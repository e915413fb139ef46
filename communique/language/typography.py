"""Tidies the typography of machine drafts: quotation marks, apostrophes, spaces, punctuation."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from communique.language import quotes, spans
from communique.language.scripts import canonical

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

NARROW = "\u202f"
NO_BREAK = "\u00a0"
_CASED = "A-Za-z\\d\u00c0-\u024f\u0370-\u03ff\u0400-\u052f"
_BEGINS = re.compile(r"[\s(\[{«“„‘¿¡—–*_\"\ue000-]")
_CLOSES = re.compile(r"[\s)\]}»”’.,;:!?…—–*_\"\ue000-]")
_DEEPEST = 2
_AT_END = r"[)\]»”’」』*_\ue000]*\s*"
_HIDDEN = "\ue000"  # stands for a span that must not be touched
_PLACEHOLDER = (
    r"\{\{[^{}\n]*\}\}|\{[^{}\s]*\}|%(?:\([^()\s]*\)|\d+\$)?[-+#0]?\d*(?:\.\d+)?[sdifgexr](?!\w)"
)
_EMOTICON = r"(?<!\S)(?:[:;=8][-'^]?[()\[\]DPpOo/\\|*]|<3|\^_?\^)(?!\w)"
_NUMBER = r"\d+(?:[.,:'’/]\d+)+|\d+ : (?=\d)"
_APART = re.compile("|".join((spans.APART.pattern, _PLACEHOLDER, _EMOTICON, _NUMBER)), re.DOTALL)
_TALL = re.compile(r"(?<=\w)[!?]+\Z")
_SIGN = re.compile(r"[\s\"'“”«».,:;!?%()]")  # what the steps below may change


@dataclass(frozen=True)
class Custom:
    """What a language's typesetters do beside its quotation marks.

    Attributes:
        apostrophe: ``'`` between letters becomes ``’``.
        singles: ``'…'`` is a quotation within a quotation; what may stand right before its opening
            mark and right behind its closing one: nothing of a word (``"outside"``), behind it a
            word's ending (``"suffixed"``), any letter without case (``"anywhere"``), or not so.
        inside: the space inside quotation marks.
        before: punctuation → the space that goes before it.
        ellipsis: what ``...`` becomes.
        punctuation: ASCII punctuation → the script's own, beside letters of ``script``.
        script: a character class of the letters that call for it.
        solid: no space follows punctuation so replaced.
        stop: what a final full stop becomes.
        ends: words that end a sentence, after which it becomes so within a text.
        percent: the space between a number and ``%``.
    """

    apostrophe: bool = True
    singles: str = ""
    inside: str = ""
    before: tuple[tuple[str, str], ...] = ()
    ellipsis: str = "…"
    punctuation: tuple[tuple[str, str], ...] = ()
    script: str = ""
    solid: bool = False
    stop: str = ""
    ends: str = ""
    percent: str = ""


_PLAIN = Custom()
_PERSIAN = Custom(
    apostrophe=False,
    singles="outside",
    punctuation=((",", "،"), (";", "؛"), ("?", "؟")),
    script="\u0620-\u065f\u066e-\u06d3\u06d5-\u06ef\u06fa-\u06ff\u0750-\u077f",
)
_HAN = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WIDE = ((".", "。"), (";", "；"), (":", "："), ("?", "？"), ("!", "！"))
_CHINESE = Custom(
    apostrophe=False, singles="anywhere", ellipsis="……", punctuation=((",", "，"), *_WIDE),
    script=_HAN, solid=True,
)  # fmt: skip
_FRENCH = Custom(
    singles="outside", inside=NARROW, percent=NO_BREAK,
    before=((":", NO_BREAK), (";", NARROW), ("!", NARROW), ("?", NARROW)),
)  # fmt: skip
_INDIC = "\u0900-\u097f"
_GREEK = "\u0370-\u03ff\u1f00-\u1fff"
_HINDI_ENDS = (
    "है|हैं|हूँ|हो|था|थी|थे|थीं|गा|गे|गी|करें|दें|लें|गया|गई|गए|किया|दिया|लिया|कहा|रहा|रही|रहे|हुआ|हुई|हुए|"
    "चाहिए|होगा|होगी|होंगे|करेंगे|सकता|सकती|सकते"
)
_URDU_ENDS = (
    "ہے|ہیں|ہوں|ہو|تھا|تھی|تھے|تھیں|گا|گے|گی|گیا|گئی|گئے|کیا|دیا|لیا|کہا|چاہیے|کریں|دیں|لیں"
    "|ہوا|ہوئی|ہوئے"
)

_CUSTOMS = {
    "fr": _FRENCH,
    "fr_CA": replace(
        _FRENCH, inside=NO_BREAK, before=((":", NO_BREAK), (";", ""), ("!", ""), ("?", ""))
    ),
    "fr_CH": replace(_FRENCH, before=tuple((mark, NARROW) for mark, _ in _FRENCH.before)),
    "ar": _PERSIAN,
    "fa": _PERSIAN,
    "ur": replace(_PERSIAN, stop="۔", ends=_URDU_ENDS),
    "hi": Custom(apostrophe=False, singles="outside", script=_INDIC, stop="।", ends=_HINDI_ENDS),
    "zh": _CHINESE,
    "ja": replace(_CHINESE, punctuation=((",", "、"), *_WIDE)),
    "ko": Custom(apostrophe=False, singles="suffixed"),
    "el": Custom(singles="outside", punctuation=(("?", ";"),), script=_GREEK),
    # Whose ' never begins a word, as it does in the Dutch 's and the Italian 'ndrangheta:
    **dict.fromkeys(
        ("en", "es", "pt", "de", "pl", "ru", "uk", "sv", "cs", "tr"), Custom(singles="outside")
    ),
}


def tidy(text: str, language: str, kept: Iterable[str] = ()) -> str:
    """Return a machine's draft set as its language is printed; tidying twice changes nothing.

    Numbers, addresses, code, HTML tags and link targets stay as they are. A language that we do
    not know comes back unchanged.

    Args:
        text: a draft in Markdown or plain text.
        language: its locale; ``fr_CA`` is set otherwise than ``fr``.
        kept: names and fixed wordings, whose marks and spaces stay as they are too.
    """
    steps = _steps(canonical(language))
    if not steps or _HIDDEN in text:
        return text
    wordings = frozenset(kept)
    text = _closed(text, wordings)
    apart = _apart(text, wordings)
    ends = [0, *(end for _, end in apart)]
    starts = [*(start for start, _ in apart), len(text)]
    prose = _HIDDEN.join(text[end:start] for end, start in zip(ends, starts, strict=True))
    hidden = (text[start:end] for start, end in apart)
    return re.sub(_HIDDEN, lambda _: next(hidden), _settle(prose, steps))


def _closed(text: str, kept: frozenset[str]) -> str:
    """Close the gap before the mark that a name ends in (``Now !``), taken for a sentence's."""
    for name in kept:
        if mark := _TALL.search(name):
            stem, tall = re.escape(name[: mark.start()]), re.escape(mark[0])
            text = re.sub(rf"(?<={stem})[ {NO_BREAK}{NARROW}](?={tall})", "", text)
    return text


def _apart(text: str, kept: frozenset[str]) -> list[tuple[int, int]]:
    """Where what must not be touched stands, in order: of a wording that is kept, its signs.

    Its letters are seen: what becomes of the marks beside it goes by them.
    """
    found = [match.span() for match in _APART.finditer(text)]
    if not kept:
        return found
    gone = {place for span in found for place in range(*span)}
    signs = {
        (place, place + 1)
        for match in _wordings(kept).finditer(text)
        for place in range(*match.span())
        if _SIGN.match(text, place) and place not in gone
    }
    return sorted([*found, *signs])


@lru_cache(maxsize=256)
def _wordings(kept: frozenset[str]) -> re.Pattern[str]:
    """A pattern of wordings, as they are or as HTML writes them; the longest of several."""
    written = kept | {html.escape(one, quote=False) for one in kept}
    longest_first = sorted(filter(_SIGN.search, written), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)) or "(?!)")


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
        steps.append(partial(_inner_quotations, marks=marks, where=custom.singles))
    steps.append(partial(_foreign_quotations, marks=marks))
    if custom.apostrophe:
        steps.append(_apostrophes)
    if custom.punctuation:
        steps.append(partial(_own_punctuation, custom=custom))
    if custom.stop:
        steps.append(partial(_own_stop, custom=custom))
    if custom.percent:
        steps.append(partial(_space_before_percent, space=custom.percent))
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
    if len(written) > 1:
        text = re.sub(r"(?<![.…])\.{6}(?![.…])", written, text)
    return re.sub(r"(?<![.…])\.{3}(?![.…])", written, text)


def _quotations(text: str, marks: quotes.Marks) -> str:
    """Turn straight marks that pair off cleanly; leave them all where they do not."""
    places = [place for place, character in enumerate(text) if character == '"']
    if not places:
        return text
    depths = _nested(text, places) or _paired(text, places)
    characters = list(text)
    for place, (opens, depth) in zip(places, depths, strict=False):
        inner = (depth + _depth(text, place, marks)) % 2
        pair = (marks.inner_opening, marks.inner_closing) if inner else marks[:2]
        characters[place] = pair[0] if opens else pair[1]
    return "".join(characters)


def _paired(text: str, places: list[int]) -> list[tuple[bool, int]]:
    """Take every other mark for an opening one; nothing where that cannot be."""
    if len(places) % 2:
        return []
    pairs = list(zip(places[::2], places[1::2], strict=True))
    if not all(_encloses(text, start, end) for start, end in pairs):
        return []
    return [(True, 0), (False, 0)] * len(pairs)


def _nested(text: str, places: list[int]) -> list[tuple[bool, int]]:
    """Tell opening from closing marks by what they touch; nothing where that leaves a doubt."""
    found: list[tuple[bool, int]] = []
    depth = 0
    for place in places:
        before, after = text[max(0, place - 1) : place], text[place + 1 : place + 2]
        opens = _BEGINS.match(before or " ") is not None and bool(after) and not after.isspace()
        closes = bool(before) and not before.isspace() and _CLOSES.match(after or " ") is not None
        if before == after == '"' or opens == closes:
            return []
        depth -= closes
        found.append((opens, depth))
        depth += opens
        if not 0 <= depth <= _DEEPEST:
            return []
    return found if depth == 0 else []


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
    before = text[:place]
    if marks.opening == marks.closing:
        return before.count(marks.opening) % 2
    return max(0, before.count(marks.opening) - before.count(marks.closing))


def _inner_quotations(text: str, marks: quotes.Marks, where: str) -> str:
    """Turn ``'…'``, both marks at the outside of words, into the inner quotation marks."""
    left = rf"(?<![{_CASED}'])" if where == "anywhere" else r"(?<![\w'”»“])"
    right = r"(?!\w)" if where == "outside" else rf"(?![{_CASED}])"
    pair = rf"{left}'(?=[^\s'\d])(?!n')([^'\"\n]*[^\s'\"])'{right}"
    return re.sub(pair, rf"{marks.inner_opening}\1{marks.inner_closing}", text)


def _foreign_quotations(text: str, marks: quotes.Marks) -> str:
    """Turn “…” and «…» that pair off cleanly into the locale's marks, where neither is its own."""
    for opening, closing in ("“”", "«»"):
        if opening in (marks.opening, marks.inner_opening):
            continue
        inside = r"(?=\S)([^«»“”„\"\n]*[^\s«»“”„\"])"
        pair = rf"(?<![{_CASED}]){opening}{inside}{closing}(?![{_CASED}])"
        text = re.sub(pair, partial(_turned, marks=marks), text)
    return text


def _turned(found: re.Match[str], marks: quotes.Marks) -> str:
    """A quotation in the marks of the locale: the inner ones within another quotation."""
    if _depth(found.string, found.start(), marks):
        return f"{marks.inner_opening}{found[1]}{marks.inner_closing}"
    return f"{marks.opening}{found[1]}{marks.closing}"


def _apostrophes(text: str) -> str:
    """Curl ``'`` between letters, after a plural's s, and before a short year."""
    text = re.sub(rf"(?<=[^\W\d_])'(?=[^\W\d_]|[{_HIDDEN}«“„])", "’", text)
    text = re.sub(r"(?<=[\d”»“])'(?=[^\W\d_])", "’", text)
    text = re.sub(r"(?<=\s)'n'(?=\s)", "’n’", text)
    text = re.sub(r"(?<![\w'])'(?=\d\d(?:er|s)?\b(?![^']*'(?!\w)))", "’", text)
    if text.count("'") > len(re.findall(r"(?<=[^\W\d_])'(?=[\s,.;:]|$)", text)):
        return re.sub(r"(?<![\w'])'(?=\d0s\b)", "’", text)
    return re.sub(r"(?<=[^\W\d_])'(?=[\s,.;:]|$)", "’", text)


def _own_punctuation(text: str, custom: Custom) -> str:
    """Use the script's own punctuation beside its letters, never inside a number or a name."""
    script = custom.script
    closing = r"[)\]»”’」』》〉*_\ue000）!！?？؟]*"
    for ascii_mark, own in custom.punctuation:
        mark = re.escape(ascii_mark)
        after = rf"(?<=[{script}])({closing}){mark}(?![\w.])"
        close = rf"(?<=[{script}])({closing}){mark}(?=[{script}])"
        text = re.sub(f"{after}|{close}", partial(_replaced, own=own), text)
        if ascii_mark == ".":
            continue
        gap = r"\s*" if custom.solid else r"\s+"
        text = re.sub(rf"(?<=[\w\ue000%)]){mark}(?={gap}[^\w\s]{{0,2}}[{script}])", own, text)
    return _solid(text, script) if custom.solid else text


def _replaced(found: re.Match[str], own: str) -> str:
    """What stood before a punctuation mark, and the script's own in its place."""
    return (found[1] or found[2] or "") + own


def _solid(text: str, script: str) -> str:
    """Set what a script without spaces has of its own: wide brackets, no space behind a mark.

    A link's brackets are hidden by now, and a function's follow a Latin letter.
    """
    text = re.sub(rf"(?<!\])\(([^()]*[{script}][^()]*)\)", r"（\1）", text)
    text = re.sub(rf"(?<=[{script}])\(([^()]*)\)", r"（\1）", text)
    text = re.sub(rf"(?<=[{script}]) +(?=（)|(?<=）) +(?=[{script}])", "", text)
    if re.search(f"[{script}]", text):  # a name at the end does not make the sentence its own
        text = re.sub(rf"(?<=[a-z\d]{{2}})(?<!Ltd)(?<!Inc)(?<!Corp)\.({_AT_END})$", r"。\1", text)
    return re.sub(rf"(?<=[，。；：？！、]) +(?=[\w\ue000{script}「『“（《])", "", text)


def _own_stop(text: str, custom: Custom) -> str:
    """Use the script's own full stop at the end, and after words that end a sentence."""
    before = rf"(?<=[{custom.script}])([)\]»”’*_\ue000]*)"
    text = re.sub(rf"{before}\.({_AT_END})$", rf"\1{custom.stop}\2", text)
    return re.sub(rf"(?<=\s)({custom.ends})\.(?=\s)", rf"\1{custom.stop}", text)


def _space_before_percent(text: str, space: str) -> str:
    """Put a space between a number, in digits or hidden as one, and its per cent sign."""
    return re.sub(r"(?<=[\d\ue000])[ \u00a0\u2009\u202f]?%(?![\w%])", f"{space}%", text)


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
