"""Blocks and quotations in another language than their page: which language, which direction."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

from communique.language.function_words import plainly_in
from communique.language.scripts import (
    direction,
    expected_scripts,
    html_tag,
    language_of,
    letters_by_script,
)
from communique.publishing.markup import End, Start, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from communique.publishing.markup import Event

_QUOTES = {"blockquote", "q"}
_BLOCKS = {
    "p", "li", "td", "th", "dt", "dd", "figcaption", "caption", "h1", "h2", "h3", "h4", "h5", "h6",
    *_QUOTES,
}  # fmt: skip
_TURNED = {"p", "figcaption", *_QUOTES}
_NO_PROSE = {"pre", "code", "kbd", "samp", "var"}
_VOID = {"br", "wbr", "hr", "img", "col"}
# Scripts that one language alone is written in, or nearly.
_TELLING = {
    "Armn": "hy", "Beng": "bn", "Cher": "chr", "Geor": "ka", "Grek": "el", "Gujr": "gu",
    "Guru": "pa", "Hang": "ko", "Hebr": "he", "Khmr": "km", "Knda": "kn", "Laoo": "lo",
    "Mlym": "ml", "Mymr": "my", "Orya": "or", "Sinh": "si", "Taml": "ta", "Telu": "te",
    "Thaa": "dv", "Thai": "th", "Tibt": "bo",
}  # fmt: skip
_KANA = {"Hira", "Kana"}
_WORD = re.compile(r"[^\W\d_]+")
# So few letters are a name or a formula: they are left to the page's direction and the browser.
_FEW = 4
# From so many on, letters are a text, which has the direction of its own language.
_TEXT = 30
_SURE = 0.9
_SPOKEN = {"ary", "arz", "wuu", "yue"}  # hardly ever written in a statement
_SHORT = 20
# A quotation in the language of the page is not put to the question where the page says it in the
# same words anyway.
_QUOTED = 40
_LIKELY = 0.6  # among a hundred languages
_VERY_SURE = 0.999  # among two
_SHARED = 0.3


class _Tongue(NamedTuple):
    """A text's language, "" where nobody can tell, and its script if the page is not in it."""

    lang: str
    script: str = ""

    @property
    def dir(self) -> str:
        return direction(f"und_{self.script}" if self.script else self.lang)

    def tag(self, page: str) -> str:
        """Return the language tag, with the script where that is all the difference."""
        same = self.lang == language_of(page)
        return html_tag(f"{self.lang}_{self.script}" if same and self.script else self.lang)


@dataclass
class _Block:
    """An element with its place among the events, and the text in it that is prose."""

    name: str
    start: int
    end: int = 0
    texts: list[str] = field(default_factory=list)
    quoted: bool = False
    parent: bool = False

    @property
    def text(self) -> str:
        return "".join(self.texts)


def marked(events: list[Event], locale: str) -> list[Event]:
    """Return a document whose blocks and quotations say when they are not in the page's language.

    What has a ``lang`` or ``dir`` already keeps it, with all that is in it.

    Args:
        events: the document; markup that is balanced.
        locale: the page's.
    """
    expected = expected_scripts(locale)
    blocks = list(_blocks(events)) if expected else []
    found = list(_Judge(locale, expected, blocks).found()) if blocks else []
    return list(_written(events, found, locale)) if found else events


class _Judge:
    """Tells the language of blocks, in the light of the whole page."""

    def __init__(self, locale: str, expected: frozenset[str], blocks: list[_Block]) -> None:
        self.language = language_of(locale)
        self.expected = expected
        self.blocks = blocks
        self._words: set[str] | None = None

    def found(self) -> Iterator[tuple[_Block, _Tongue]]:
        """Yield the blocks in another language, by place; none within another."""
        done = -1
        for block in self.blocks:
            if block.start < done or (tongue := self._tongue(block)) is None:
                continue
            if block.parent and not self._throughout(block, tongue):
                continue
            done = block.end
            yield block, tongue

    def _throughout(self, block: _Block, tongue: _Tongue) -> bool:
        """Whether no part of a quotation is in the page's language: who said it, for one."""
        inner = (b for b in self.blocks if block.start < b.start < block.end and not b.parent)
        return not any(self._at_home(part.text, tongue) for part in inner)

    def _at_home(self, text: str, tongue: _Tongue) -> bool:
        letters = letters_by_script(text)
        if letters.total() < _FEW or tongue.script:
            return letters.total() >= _FEW and not self._foreign(letters)
        from communique.language.identifying import likelier

        return likelier(text, self.language, tongue.lang) == self.language

    def _tongue(self, block: _Block) -> _Tongue | None:
        text = block.text
        if text.isascii() and "Latn" in self.expected and not block.quoted:
            return None
        letters = letters_by_script(text)
        if script := self._foreign(letters):
            return _Tongue(_language(text, script, letters), script)
        if block.quoted and letters.total() >= _QUOTED and (lang := self._quoted_in(text)):
            return _Tongue(lang)
        return None

    def _foreign(self, letters: Counter[str]) -> str:
        """Return the script that most letters of a text are in, if not the page's; else ""."""
        kana = sum(letters[one] for one in _KANA)
        if kana and not _KANA & self.expected and 4 * kana > letters["Hani"]:
            letters = Counter(letters | {"Jpan": kana + letters["Hani"], "Hani": 0})
        own = sum(letters[script] for script in self.expected)
        counted = [(letters[one], one) for one in letters if one not in self.expected | _KANA]
        most, script = max(counted, default=(0, ""))
        return script if most >= max(_FEW, own + 1) else ""

    def _quoted_in(self, text: str) -> str:
        if plainly_in(text, self.language):
            return ""
        words = _WORD.findall(text.lower())
        shared = sum(word in self._said for word in words)
        return "" if shared > _SHARED * len(words) else _identified(text, self.language)

    @property
    def _said(self) -> set[str]:
        """The words of the page outside quotations."""
        if self._words is None:
            own = (block.text.lower() for block in self.blocks if not block.quoted)
            self._words = {word for text in own for word in _WORD.findall(text)}
        return self._words


def _language(text: str, script: str, letters: Counter[str]) -> str:
    """Return the language of a text in a script, "" where it cannot be told."""
    if script == "Jpan" or script in _TELLING:
        return _TELLING.get(script, "ja")
    if letters[script] < _SHORT and script != "Hani":
        return ""
    from communique.language.identifying import identifier, known

    written = frozenset(c for c in known() - _SPOKEN if script in expected_scripts(c))
    if not written:
        return ""
    guessed, certainty = identifier(written).classify(text)
    return str(guessed) if certainty >= _SURE else ""


def _identified(text: str, page: str) -> str:
    """Return the language of a text if that is surely not the page's, else ""."""
    from communique.language.identifying import identifier, knows

    if not knows(page):
        return ""
    guessed, certainty = identifier().classify(text)
    if guessed == page or certainty < _LIKELY:
        return ""
    _, certainty = identifier(frozenset({guessed, page})).classify(text)
    return str(guessed) if certainty >= _VERY_SURE else ""


def _blocks(events: Iterable[Event]) -> Iterator[_Block]:
    """Return the blocks in the order of their places, without what the author has marked."""
    found: list[_Block] = []
    open_: list[_Block] = []
    silent = 0
    for place, event in enumerate(events):
        if isinstance(event, Text):
            if open_ and not silent:
                _said(unescape(event.raw), open_)
        elif event.name in _VOID:
            continue
        elif silent:
            silent += 1 if isinstance(event, Start) else -1
        elif isinstance(event, End):
            if event.name in _BLOCKS and open_:
                open_.pop().end = place
        elif event.name in _NO_PROSE or event.get("lang") or event.get("dir"):
            silent = 1
        elif event.name in _BLOCKS:
            found.append(_opened(event.name, place, open_))
            open_.append(found[-1])
    return iter(found)


def _opened(name: str, place: int, around: list[_Block]) -> _Block:
    for block in around:
        block.parent = True
        block.texts.append(" ")
    return _Block(name, place, quoted=name in _QUOTES or any(block.quoted for block in around))


def _said(text: str, open_: list[_Block]) -> None:
    """Add a text to its block, and to the quotations in which it stands."""
    *around, innermost = open_
    innermost.texts.append(text)
    for block in around:
        if block.name in _QUOTES:
            block.texts.append(text)


def _written(
    events: list[Event], found: Iterable[tuple[_Block, _Tongue]], page: str
) -> Iterator[Event]:
    starts = {block.start: (block, tongue) for block, tongue in found}
    ends: set[int] = set()
    for place, event in enumerate(events):
        if place in ends:
            yield End("bdi")
        if place not in starts or not isinstance(event, Start):
            yield event
            continue
        block, tongue = starts[place]
        lang = {"lang": tongue.tag(page)} if tongue.lang else {}
        turned = {"dir": tongue.dir} if tongue.dir != direction(page) else {}
        if turned and not _is_turned_whole(block):
            yield event.having(**lang)
            if not block.parent:
                ends.add(block.end)
                yield Start("bdi").having(**turned)
        else:
            yield event.having(**lang, **turned)


def _is_turned_whole(block: _Block) -> bool:
    """Whether a block itself changes sides: not cells and items, which stand in a row."""
    return block.name in _TURNED and sum(map(str.isalpha, block.text)) >= _TEXT
