"""Verbatim texts: quotations, boilerplate, disclaimers, inserted as they are, never reworded."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from communique.errors import CommuniqueError
from communique.language import quotes
from communique.language.locales import fallbacks, parse_locale
from communique.language.spans import without_markup
from communique.language.typography import tidy

_SAME = str.maketrans(
    dict.fromkeys("“”„‟«»＂「」『』", '"')
    | dict.fromkeys("‘’‚‛ʼ‹›", "'")
    | {"‐": "-", "‑": "-", "…": "...", "\u00ad": None}
)
_EMPHASIS = re.compile(
    r"(?<!\\)(?:\*+|~~|(?<![^\W_])_+|_+(?![^\W_]))|</?(?:b|em|i|strong)>", re.IGNORECASE
)
_LOOSE = re.compile(r'(?<=") | (?=[".,;:!?])')
_PAIRS = {
    '"': '"', "“": "”", "„": "“”", "”": "”", "«": "»", "»": "«", "＂": "＂", "「": "」",
    "'": "'", "‘": "’", "‚": "‘’", "‹": "›", "『": "』",
}  # fmt: skip
_SINGLE = "'‘‚‹『"
_STOPS = ".。।۔"
_WORD = re.compile(r"[^\W_]+")
# What is shorter may stand in a longer text by chance: words, or letters of scripts without.
_WORDS = 3
_LETTERS = 6
_UNSPACED = "\u0e00"  # the scripts whose writers put no space between words begin about here
_OWN = ("kind", "original", "source", "note")
_KNOWN = f"`{'`, `'.join(_OWN)}` and [wording]"
_LINE = re.compile(r" \(at line (\d+), column \d+\)$")


class Kind(StrEnum):
    """What a fixed text is to its reader."""

    QUOTATION = "quotation"
    BOILERPLATE = "boilerplate"
    DISCLAIMER = "disclaimer"


@dataclass(frozen=True, slots=True)
class Text:
    """A text that exists in several languages, each wording fixed.

    Attributes:
        wordings: the text by locale.
        kind: what it is, where its file says so.
        original: the locale in which it was first said, where its file says so.
        source: who or what said it.
        note: what else a translator has to know.
    """

    wordings: Mapping[str, str]
    kind: Kind | None = None
    original: str | None = None
    source: str = ""
    note: str = ""

    def wording(self, locale: str) -> str | None:
        """Return the wording in a locale, or else in a wider one (es_AR → es)."""
        names = (name for name in fallbacks(locale) if name in self.wordings)
        return next((self.wordings[name] for name in names), None)

    def facts(self, language: str) -> str:
        """Return in a line what is known of the text, for those who translate from a language."""
        said = str(self.kind or "fixed text")
        original = parse_locale(self.original or language)
        if original.language != parse_locale(language).language:
            said += f", original in {original.get_display_name('en')}"
        if self.source:
            said += f": {self.source}"
        if self.note:
            said += f" ({self.note})"
        return f"{said}; its wording is fixed"


class Inside(NamedTuple):
    """A fixed text within another: its wording in the source, and in the target."""

    source: str
    target: str


@dataclass(frozen=True)
class Verbatim:
    """The fixed texts of a workspace, in the order of their files: the first one counts."""

    texts: tuple[Text, ...] = ()
    _indexes: dict[str, _Index] = field(default_factory=dict, init=False, repr=False, compare=False)

    def find(self, text: str, source: str, target: str) -> str | None:
        """Return the fixed wording of a whole text in another locale, if there is one.

        Spaces, the kind of quotation marks and emphasis do not count. A text that is a fixed
        wording in quotation marks gives the target's wording in the target's marks.

        Args:
            text: the source, inline markup raw.
            source: its locale.
            target: the locale wanted.
        """
        index = self._index(source)
        if wording := _first(index.whole.get(normalised(text), ()), target):
            return wording
        bare, mark = _unquoted(text)
        wording = _first(index.bare.get(normalised(bare), ()), target)
        if wording is None:
            return None
        wording = _unquoted(wording)[0]
        return _in_marks(wording, target, mark in _SINGLE) if mark else wording

    def inside(self, text: str, source: str, target: str) -> tuple[Inside, ...]:
        """Return the fixed wordings that stand in a text, or are it, in order of appearance.

        Only those that the target has a wording for; of two that overlap, the longer. A wording
        of fewer than three words counts as a whole text alone.

        Args:
            text: the source, inline markup raw.
            source: its locale.
            target: the locale wanted.
        """
        found = []
        for texts in self._index(source).spans(text):
            if wording := _first(texts, target):
                own = texts[0].wording(source) or ""
                found.append(Inside(_unquoted(own)[0], _unquoted(wording)[0]))
        return tuple(found)

    def notes(self, text: str, source_language: str) -> list[str]:
        """Return what a template may say of the fixed wordings in a source text.

        No target wording appears: a template serves every locale.
        """
        spans = self._index(source_language).spans(text)
        return list(dict.fromkeys(texts[0].facts(source_language) for texts in spans))

    def _index(self, locale: str) -> _Index:
        if locale not in self._indexes:
            self._indexes[locale] = _Index(self.texts, locale)
        return self._indexes[locale]


def normalised(text: str) -> str:
    """Return a text as it is compared: straight quotes, single spaces, no emphasis."""
    plain = _EMPHASIS.sub("", unicodedata.normalize("NFC", text)).translate(_SAME)
    return _LOOSE.sub("", " ".join(plain.split()))


class _Index:
    """The wordings in one language, as they are looked for."""

    def __init__(self, texts: Iterable[Text], locale: str) -> None:
        self.whole: dict[str, list[Text]] = {}
        self.bare: dict[str, list[Text]] = {}
        parts: dict[str, list[Text]] = {}
        for text in texts:
            if wording := text.wording(locale):
                bare = _unquoted(wording)[0]
                self.whole.setdefault(normalised(wording), []).append(text)
                self.bare.setdefault(normalised(bare), []).append(text)
                parts.setdefault(_part(bare), []).append(text)
        longest_first = sorted(parts, key=lambda part: (-len(part), part))
        self._parts = [(part, part[1:], _is_telling(part), parts[part]) for part in longest_first]

    def spans(self, text: str) -> Iterator[list[Text]]:
        """The texts that stand in another, in order; of two that overlap, the longer."""
        plain = _part(_unquoted(text)[0])
        taken: list[tuple[int, int, list[Text]]] = []
        for part, tail, telling, texts in self._parts:
            if tail in plain and (telling or part == plain):
                for start in _places(part, plain):
                    end = start + len(part)
                    if all(end <= other[0] or start >= other[1] for other in taken):
                        taken.append((start, end, texts))
        for _, _, texts in sorted(taken, key=lambda one: one[0]):
            yield texts


def _part(text: str) -> str:
    """A text as it is looked for within another: without markup and a final full stop."""
    plain = without_markup(_EMPHASIS.sub("", text)).replace("[", "").replace("]", "")
    return normalised(plain).rstrip(_STOPS)


def _is_telling(part: str) -> bool:
    """Whether a wording is long enough not to stand in a text by chance."""
    letters = sum(character >= _UNSPACED for character in part)
    return letters >= _LETTERS or len(_WORD.findall(part)) >= _WORDS


def _places(part: str, text: str) -> Iterator[int]:
    """Where a wording stands in a text as whole words; its first letter in either case."""
    start = text.find(part[1:], 1)
    while start > 0:
        around = text[start - 2 : start - 1], text[start + len(part) - 1 :][:1]
        if text[start - 1].casefold() == part[0].casefold() and not (
            _joins(around[0], part[0]) or _joins(part[-1], around[1])
        ):
            yield start - 1
        start = text.find(part[1:], start + 1)


def _joins(before: str, after: str) -> bool:
    """Whether two characters make one word."""
    pair = before + after
    return len(pair) == 2 and pair.isalnum() and max(pair) < _UNSPACED


def _first(texts: Sequence[Text], locale: str) -> str | None:
    """The wording of the first text that has one in a locale."""
    return next(filter(None, (text.wording(locale) for text in texts)), None)


def _unquoted(text: str) -> tuple[str, str]:
    """A text without the quotation marks around it, and its opening mark; "" where it has none.

    A full stop after the closing mark, as in Spanish, goes inside.
    """
    bare = text.strip()
    stop = bare[-1:] if bare[-2:-1] in "".join(_PAIRS.values()) and bare[-1:] in _STOPS else ""
    bare = bare.removesuffix(stop)
    mark, inner, closing = bare[:1], bare[1:-1].strip(), bare[1:][-1:]
    if not inner or closing not in _PAIRS.get(mark, "\0") or mark in inner or closing in inner:
        return text.strip(), ""
    return inner + (stop if inner[-1] not in f"{_STOPS}!?…" else ""), mark


def _in_marks(wording: str, locale: str, single: bool) -> str:
    """A wording in a locale's quotation marks, outer or inner, set as the locale sets them."""
    marks = quotes.marks(locale) or quotes.Marks("“", "”", "‘", "’")
    opening, closing = marks[2:] if single else marks[:2]
    before, after = tidy(f"{opening}x{closing}", locale).split("x")
    return f"{before}{wording}{after}"


def load(folder: Path) -> Verbatim:
    """Read ``verbatim/*.toml``, a text a file; no folder, no texts.

    A file holds the wordings by locale, or ``kind``, ``original``, ``source`` and ``note`` and
    the wordings under ``[wording]``.

    Raises:
        CommuniqueError: a file is no such table; says which, and where it can the line.
    """
    return Verbatim(tuple(_read(path) for path in sorted(folder.glob("*.toml"))))


def _read(path: Path) -> Text:
    try:
        table = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise CommuniqueError(f"cannot be read ({error.strerror})", path) from None
    except UnicodeDecodeError:
        raise CommuniqueError("not in UTF-8; save it as UTF-8", path) from None
    except tomllib.TOMLDecodeError as error:
        line = _LINE.search(str(error))
        message = f"not TOML ({_LINE.sub('', str(error))})"
        raise CommuniqueError(message, path, int(line[1]) if line else None) from None
    own = {name: table.pop(name, None) for name in _OWN}
    if all(value is None for value in own.values()) and "wording" not in table:
        return Text(_wordings(table, path))
    wordings = table.pop("wording", {})
    if table:
        raise CommuniqueError(f"unknown key `{min(table)}`; use {_KNOWN}", path)
    if not isinstance(wordings, dict):
        raise CommuniqueError("`wording` has to be a table, with a line for each locale", path)
    return _full(own, _wordings(wordings, path), path)


def _full(own: dict[str, Any], wordings: dict[str, str], path: Path) -> Text:
    """A text with what is known of it."""
    for name, value in own.items():
        if value is not None and not isinstance(value, str):
            raise CommuniqueError(f'`{name}` has to be a text: {name} = "…"', path)
    words = {name: " ".join((value or "").split()) for name, value in own.items()}
    kind, original = words["kind"], words["original"]
    if kind and kind not in set(Kind):
        raise CommuniqueError(f"`kind` has to be one of {', '.join(Kind)}, not “{kind}”", path)
    if original:
        original = _locale(original, path)
    if (original or kind == Kind.QUOTATION) and original not in wordings:
        message = "its original wording is missing: name its language in `original`, and give"
        raise CommuniqueError(f"{message} the wording in that language under `[wording]`", path)
    made = Kind(kind) if kind else None
    return Text(wordings, made, original or None, words["source"], words["note"])


def _wordings(table: dict[str, Any], path: Path) -> dict[str, str]:
    """The wordings by locale as Babel writes it; an empty one is none yet."""
    wordings: dict[str, str] = {}
    for name, wording in table.items():
        locale = _locale(name, path)
        if not isinstance(wording, str):
            raise CommuniqueError('each line has to be LOCALE = "wording"', path)
        if locale in wordings:
            raise CommuniqueError(f"two wordings for the locale {locale}; keep one", path)
        if wording.strip():
            wordings[locale] = wording.strip()
    return wordings


def _locale(name: str, path: Path) -> str:
    try:
        return str(parse_locale(name))
    except CommuniqueError:
        message = f"`{name}` is no locale such as es or pt_BR; other keys are {_KNOWN}"
        raise CommuniqueError(message, path) from None
