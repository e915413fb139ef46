"""Words as they are compared, and the table of what they mean: negations, opposites, times."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

_TABLE = Path(__file__).with_name("negation.toml")
_TOKEN = re.compile(
    r"[\u3400-\u9fff]|[ap]\.\s?m\b\.?|\d+(?:[.,:٫٬]\d+)*|[%٪$€£¥]"
    r"|[^\W\d_\u3400-\u9fff]+(?:['’ʼ][^\W\d_\u3400-\u9fff]+)*['’]?",
    re.IGNORECASE,
)
_VOWEL_SIGNS = re.compile("[\u064b-\u065f\u0670\u0640]")
_ARABIC = str.maketrans("أإآٱىةؤئ", "اااايهوي")
_ARABIC_WRITTEN = {"ar", "fa", "ur"}
_JOINED = {"non", "anti"}  # "non-violent" is one word, so that it equals "nonviolent"
_SERVANT = {"عبد", "وعبد", "لعبد", "بعبد"}  # with what follows it is one name, written apart or not
_ARABIC_CLITICS = re.compile(r"[وف]?(?:لل|[بكل]?ال|[بلكس])?")
_WORDS = (
    "negation", "weak", "continues", "partners", "bare", "excepting", "alone", "lifted", "breaks",
    "again", "loose", "noun_marks", "expletive", "helpers", "pronouns", "asks",
)  # fmt: skip
_LISTS = ("denial", "against", "hints", "until", "only", "lasting")


class Token(NamedTuple):
    """A word as it is compared, and where it stands in the text."""

    form: str
    start: int
    end: int
    language: str

    @property
    def variants(self) -> tuple[str, ...]:
        """The word, and in Arabic the word without what may be written together with it."""
        if self.language != "ar" or len(self.form) < 3:
            return (self.form,)
        return _arabic_variants(self.form)

    @property
    def meanings(self) -> frozenset[Meaning]:
        """What the word means on the scales that its language's table has."""
        return _meanings(self.form, self.language)


class Meaning(NamedTuple):
    """A group of words of one meaning, and the scale on which it differs from others."""

    scale: tuple[str, int]
    group: int


@dataclass(frozen=True, slots=True)
class WordList:
    """Words, and beginnings of words."""

    whole: frozenset[str]
    stems: frozenset[str]

    def has(self, forms: tuple[str, ...]) -> bool:
        """Whether any of the forms is listed, or begins as a listed stem does."""
        return any(
            form in self.whole or any(form[:end] in self.stems for end in range(len(form), 1, -1))
            for form in forms
        )


@dataclass(frozen=True, slots=True)
class Words:
    """What a language's table says; the table's head explains the fields."""

    negation: frozenset[str]
    weak: frozenset[str]
    continues: frozenset[str]
    pair: str
    partners: frozenset[str]
    bare: frozenset[str]
    excepting: frozenset[str]
    alone: frozenset[str]
    lifted: frozenset[str]
    breaks: frozenset[str]
    denial: WordList
    against: WordList
    hints: WordList
    until: WordList
    only: WordList
    lasting: WordList
    prefixes: tuple[str, ...]
    meanings: dict[str, frozenset[Meaning]]
    stems: dict[str, frozenset[Meaning]]
    phrases: dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]
    again: frozenset[str]
    loose: frozenset[str]
    noun_marks: frozenset[str]
    expletive: frozenset[str]
    helpers: frozenset[str]
    pronouns: frozenset[str]
    asks: frozenset[str]
    numbers: dict[str, int]
    fractions: dict[str, int]
    scales: dict[str, int]
    clock: dict[str, str]

    negative: frozenset[str]
    vocabulary: frozenset[str]


def shown(text: str, language: str) -> str:
    """Return a text composed, and Arabic without vowel signs."""
    text = unicodedata.normalize("NFC", text)
    return _VOWEL_SIGNS.sub("", text) if language in _ARABIC_WRITTEN else text


def plain(text: str, language: str) -> str:
    """Return a text as its words are compared: in Arabic, one form for each letter's several."""
    text = shown(text, language)
    return text.translate(_ARABIC) if language in _ARABIC_WRITTEN else text


def tokens(text: str, language: str) -> list[Token]:
    """Return the words of a text as shown, contractions resolved, set phrases made one."""
    return phrased(split(text, language), words(language))


@lru_cache(maxsize=16)
def words(language: str) -> Words:
    """Return a language's table; an empty one where there is none."""
    return _words(_tables().get(language, {}), language)


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, Any]]:
    with _TABLE.open("rb") as file:
        return tomllib.load(file)


def _words(table: dict[str, Any], language: str) -> Words:
    def listed(key: str) -> frozenset[str]:
        return frozenset(plain(table.get(key, ""), language).split())

    exact, stems = _scales(table, language)
    negative = frozenset[str]().union(
        *map(listed, ("negation", "weak", "continues", "alone", "pair"))
    )
    sets: dict[str, Any] = {key: listed(key) for key in _WORDS}
    lists: dict[str, Any] = {key: _word_list(listed(key)) for key in _LISTS}
    return Words(
        **sets,
        **lists,
        pair=table.get("pair", ""),
        prefixes=tuple(table.get("prefixes", "").split()),
        meanings=exact,
        stems=stems,
        phrases=_phrases(table.get("phrases", {}) | _equals(table), language),
        numbers=_values(table, "numbers", language) | _values(table, "ordinals", language),
        fractions=_values(table, "fractions", language),
        scales=_values(table, "scales", language),
        clock=_roles(table, language),
        negative=negative,
        vocabulary=negative | listed("partners"),
    )


def _values(table: dict[str, Any], key: str, language: str) -> dict[str, int]:
    lines = table.get(key, {}).items()
    return {plain(form, language): int(value) for value, line in lines for form in line.split()}


def _roles(table: dict[str, Any], language: str) -> dict[str, str]:
    lines = table.get("clock", {}).items()
    return {plain(form, language): role for role, line in lines for form in line.split()}


def _equals(table: dict[str, Any]) -> dict[str, str]:
    """Ways to say a word in several, as set phrases that are read as it."""
    lines = table.get("equals", {}).items()
    return {phrase.strip(): word for word, line in lines for phrase in line.split(",")}


def _word_list(listed: frozenset[str]) -> WordList:
    stems = frozenset(word[:-1] for word in listed if word.endswith("*"))
    return WordList(frozenset(word for word in listed if not word.endswith("*")), stems)


def _scales(
    table: dict[str, Any], language: str
) -> tuple[dict[str, frozenset[Meaning]], dict[str, frozenset[Meaning]]]:
    """All scales of a table, by word and by stem."""
    exact: dict[str, frozenset[Meaning]] = {}
    stems: dict[str, frozenset[Meaning]] = {}
    for kind in ("opposites", "sides", "grades", "moments", "amounts"):
        for number, groups in enumerate(table.get(kind, ())):
            for group, line in enumerate(groups):
                meaning = frozenset([Meaning((kind, number), group)])
                for word in plain(line, language).split():
                    into, key = (stems, word[:-1]) if word.endswith("*") else (exact, word)
                    into[key] = into.get(key, frozenset()) | meaning
    return exact, stems


def _phrases(
    table: dict[str, str], language: str
) -> dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]:
    """Set phrases by their first word, the longest first: the other words, what they become."""
    by_first: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for phrase, replacement in table.items():
        forms = [token.form for token in split(plain(phrase, language), language)]
        read_as = tuple(plain(replacement, language).split())
        by_first.setdefault(forms[0], []).append((tuple(forms[1:]), read_as))
    return {
        first: tuple(sorted(rest, key=lambda one: -len(one[0]))) for first, rest in by_first.items()
    }


def split(text: str, language: str) -> list[Token]:
    """Cut a text into words; an apostrophe ends one, "n't" is "not", "non-" stays with its word."""
    said: list[Token] = []
    if language in _ARABIC_WRITTEN:
        text = text.translate(_ARABIC)
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        form = match.group().lower()
        if said and said[-1].form in _JOINED and text[said[-1].end : start] in {"-", "‑"}:
            last = said.pop()
            form, start = last.form + form, last.start
        if form.startswith("ال") and said and _is_servant(said[-1], text[said[-1].end : start]):
            last = said.pop()
            form, start = last.form + form, last.start
        if "'" in form or "’" in form or "ʼ" in form:
            said += _parts(form.replace("’", "'").replace("ʼ", "'"), start, end, language)
        elif form == "cannot" and language == "en":
            said += [Token("can", start, end, language), Token("not", start, end, language)]
        elif "." in form and form[0] in "ap":
            said.append(Token(form[0] + "m", start, end, language))
        else:
            said.append(Token(form, start, end, language))
    return said


def _is_servant(token: Token, gap: str) -> bool:
    return token.form in _SERVANT and gap == " "


def _parts(form: str, start: int, end: int, language: str) -> list[Token]:
    """Resolve a word with an apostrophe: "don't" → do, not; "n'est" → ne, est."""
    if language == "en":
        verb, negated, _ = form.partition("n't")
        if negated:
            verb = {"ca": "can", "wo": "will", "sha": "shall", "ai": ""}.get(verb, verb)
            return [
                *([Token(verb, start, end, language)] if verb else []),
                Token("not", start, end, language),
            ]
        word, _, tail = form.partition("'")
        helper = {"ll": "will", "re": "are", "ve": "have"}.get(tail)
        return [
            Token(word, start, end, language),
            *([Token(helper, start, end, language)] if helper else []),
        ]
    pieces = [piece for piece in form.split("'") if piece]
    elided = {"n": "ne", "qu": "que", "jusqu": "jusque", "lorsqu": "lorsque"}
    at = start
    said = []
    for number, piece in enumerate(pieces):
        last = number == len(pieces) - 1
        whole = piece if last or language != "fr" else elided.get(piece, piece)
        said.append(Token(whole, at, end if last else at + len(piece) + 1, language))
        at += len(piece) + 1
    return said


def phrased(said: list[Token], known: Words) -> list[Token]:
    """Put for every set phrase what it is to be read as."""
    phrases = known.phrases
    if phrases.keys().isdisjoint([token.form for token in said]):
        return said
    result: list[Token] = []
    at = 0
    while at < len(said):
        token = said[at]
        candidates = phrases.get(token.form)
        if candidates is None:
            result.append(token)
            at += 1
            continue
        length, read_as = _phrase_at(said, at, candidates)
        end = said[at + length - 1].end
        result += [Token(form, token.start, end, token.language) for form in read_as or ()]
        if read_as is None:
            result.append(token)
        at += length
    return result


def _phrase_at(
    said: list[Token], at: int, candidates: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
) -> tuple[int, tuple[str, ...] | None]:
    follows = said[at + 1].form if at + 1 < len(said) else ""
    for rest, read_as in candidates:
        if not rest:
            return 1, read_as
        if rest[0] != follows:
            continue
        after = said[at + 1 : at + 1 + len(rest)]
        if len(after) == len(rest) and all(
            token.form == form for token, form in zip(after, rest, strict=True)
        ):
            return len(rest) + 1, read_as
    return 1, None


@lru_cache(maxsize=16384)
def _meanings(form: str, language: str) -> frozenset[Meaning]:
    known = words(language)
    found: frozenset[Meaning] = frozenset()
    for one in Token(form, 0, 0, language).variants:
        found |= known.meanings.get(one, frozenset())
        for end in range(len(one), 1, -1):
            found |= known.stems.get(one[:end], frozenset())
    return found


@lru_cache(maxsize=16384)
def _arabic_variants(form: str) -> tuple[str, ...]:
    """The word without conjunction, preposition, article and the prefix of the present tense."""
    found = [form]
    for rest in (form[1:] if form[0] in "وف" else form, form):
        match = _ARABIC_CLITICS.match(rest)
        found.append(rest[match.end() :] if match else rest)
        found.append(rest.removeprefix("ال"))
        found.append(rest.removeprefix("س"))
    found += [one[1:] for one in found if one[:1] in {"ي", "ن", "ت", "ا"} and len(one) > 3]
    return tuple(dict.fromkeys(one for one in [*found, found[0]] if len(one) >= 2))
