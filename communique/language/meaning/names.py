"""Names of people, places and bodies: which of them an edit of a text put, took away or changed."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel import Locale, UnknownLocaleError

from communique.language.meaning import wordlists
from communique.language.meaning.edits import Version, transposed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_TABLE = Path(__file__).with_name("names.toml")
_BEFORE_INITIAL = re.compile(r"[.!?:…\n«“\"‘—–•]")
_NOUNS_ARE_CAPITALISED = {"de", "lb"}
_ARTICLES = {"the", "a", "an", "el", "la", "los", "las", "del", "al", "le", "les", "l", "du", "des",
             "aux", "o", "os", "as", "il", "lo", "i", "gli", "this", "our", "nuestro", "nuestra",
             "notre", "este", "esta", "ce", "cette"}  # fmt: skip
_UNCASED = {"ar", "fa", "ur"}
_TOUCHING = {" ", "-", "\u00a0", ". "}
_NATION = re.compile(r"(?:يه|يون|يين|يات|ي)$")
_SERVANT = re.compile(r"[ولب]?عبدال")
_WITH_ARTICLE = re.compile(r"[وف]?(?:[بكل]ال|لل)")
_RELATIVE = re.compile(r"(?<!^)(?:ي|يه)$")
_PLACE_END = re.compile(r"(?:يا|ا|ه)$")


@dataclass(frozen=True, slots=True)
class NameBook:
    """What is known of a language's names, in the form in which words are compared."""

    titles: frozenset[str]
    openers: frozenset[str]
    given: frozenset[str]
    speech: frozenset[str]
    roles: frozenset[str]
    heads: frozenset[str]
    sites: frozenset[str]
    nations: dict[str, int]
    never: frozenset[str]
    same: tuple[frozenset[str], ...]
    places: frozenset[str]
    perhaps: frozenset[str]
    place_stems: frozenset[str]


def changed(old: Version, new: Version, language: str) -> tuple[list[int], list[int]]:
    """Return which words are names that only the old text has, and only the new one.

    A name that got or lost a title, a first name, a capital letter or an accent is the same.

    Args:
        old: the text as it was.
        new: the text as it is.
        language: their bare language.
    """
    book = name_book(language)
    gone, came = _named(old, new, book, language), _named(new, old, book, language)
    if not gone and not came:
        return [], []
    gone, came = _misspellings_out(gone, old, new), _misspellings_out(came, new, old)
    gone, came = _same_nations_out(gone, came, old, new, book)
    gone, came = _short_forms_out(gone, came, old, new, book)
    if not came:
        gone = _lost(gone, old, new)
    elif not gone:
        came = _lost(came, new, old)
    return gone, came


def _named(version: Version, other: Version, book: NameBook, language: str) -> list[int]:
    """The changed words that are names, by the customs of their language."""
    if not version.changed:
        return []
    if language in _UNCASED:
        return [at for at in version.changed if _is_uncased_name(version, at, other, book)]
    if language in _NOUNS_ARE_CAPITALISED:
        return [at for at in version.changed if _is_surely_name(version, at, book)]
    headline = _is_headline(version)
    return [at for at in version.changed if _is_name(version, at, book, headline)]


def _is_name(version: Version, at: int, book: NameBook, headline: bool) -> bool:
    form, written = version.form(at), version.written(at).rstrip("'’")
    if at and version.said[at - 1].start == version.said[at].start:  # the "not" in "Don't"
        return False
    if not written[0].isupper():
        return any(form.startswith(stem) for stem in book.nations)
    if form in book.titles or form in book.never or _means_time(version, at):
        return False
    if headline:
        return form in book.given or form in book.places
    if written.isupper() and len(written) > 1:
        return True
    if _is_initial(version, at, book):
        return form in book.given or form in book.places or _begins_a_name(version, at, book)
    return True


def _is_surely_name(version: Version, at: int, book: NameBook) -> bool:
    form, written = version.form(at), version.written(at)
    acronym = written.isupper() and len(written) > 1
    titled = at > 0 and version.form(at - 1) in book.titles and written[0].isupper()
    return acronym or titled or form in book.given or form in book.places


def _means_time(version: Version, at: int) -> bool:
    return any(one.scale[0] == "moments" for one in version.meanings(at))


def _begins_a_name(version: Version, at: int, book: NameBook) -> bool:
    """Whether a sentence's first word is followed by another with a capital: Ana Solano."""
    if version.form(at) in book.openers or at + 1 >= len(version.said):
        return False
    adjacent = version.gap(at + 1) == " "
    return adjacent and version.written(at + 1)[0].isupper() and len(version.form(at + 1)) > 1


def _is_uncased_name(version: Version, at: int, other: Version, book: NameBook) -> bool:
    form, forms = version.form(at), _variants(version, at)
    if not forms.isdisjoint(book.given | book.places) or _SERVANT.match(form):
        return True
    if any(_NATION.sub("", one) in book.place_stems for one in forms if _NATION.search(one)):
        return True
    if not at or _means_time(version, at) or form in book.roles:
        return False
    if forms & book.perhaps and _in_place(
        version,
        at,
        other,
        lambda one: (
            not _variants(other, one).isdisjoint(book.places)
            or not _variants(other, one).isdisjoint(book.perhaps)
        ),
    ):
        return True
    before = _variants(version, at - 1)
    if before & book.heads:
        return _is_headed(version, at, book) and _in_place(
            version, at, other, lambda one: _is_headed(other, one, book)
        )
    if _is_sited(version, at, book):
        return _in_place(version, at, other, lambda one: _is_sited(other, one, book))
    if form.startswith("ال") or version.meanings(at):
        return False
    return bool(before & (book.titles | book.speech | book.given))


def _in_place(version: Version, at: int, other: Version, fits: Callable[[int], bool]) -> bool:
    """Whether a word that fits stands in the other version where this one stands here."""
    slot = version.slot(at)
    return any(other.slot(one) == slot and fits(one) for one in other.changed)


def _is_sited(version: Version, at: int, book: NameBook) -> bool:
    """Whether a word names the bridge, the square, the camp before it; no "old bridge" does."""
    if not at:
        return False
    head = version.form(at - 1)
    if head not in book.sites and head[1:] not in book.sites:
        return False
    form = version.form(at)
    return form.startswith("ال") or not _RELATIVE.search(form)


def _is_headed(version: Version, at: int, book: NameBook) -> bool:
    """Whether a word names the body or place that the word before it announces.

    After an article an adjective with one follows; without, the name.
    """
    if not at or not _variants(version, at - 1) & book.heads:
        return False
    form, head = version.form(at), version.form(at - 1).lstrip("وفبكل")
    return form.startswith("ال") or not (head.startswith(("ال", "ا")) or _RELATIVE.search(form))


def _variants(version: Version, at: int) -> frozenset[str]:
    """A word, and what it may be without what is written together with it."""
    forms = version.variants(at)
    if _WITH_ARTICLE.match(version.form(at)):
        return frozenset(forms) | {f"ال{form}" for form in forms}
    return frozenset(forms)


def _is_headline(version: Version) -> bool:
    """Whether most of a text's longer words have capitals, so that a capital says nothing."""
    longer = [version.text[one.start].isupper() for one in version.said if len(one.form) > 3]
    return len(longer) > 3 and sum(longer) > 0.65 * len(longer)


def _is_initial(version: Version, at: int, book: NameBook) -> bool:
    """Whether a word stands where any word would have a capital."""
    gap = version.gap(at)
    if at and not _BEFORE_INITIAL.search(gap):
        return False
    before = version.form(at - 1) if at else ""
    return not (gap.strip() == "." and (before in book.titles or len(before) == 1))


def _misspellings_out(names: list[int], version: Version, other: Version) -> list[int]:
    """Leave out names that are spelled better, or otherwise, in the other version."""
    forms = [other.form(at) for at in other.changed]
    return [at for at in names if not any(is_spelled(version.form(at), one) for one in forms)]


def is_spelled(one: str, other: str) -> bool:
    """Whether two words are spellings of one: García, Garcia; Labour, Labor; Minister, Minsiter."""
    left, right = _spelling(one), _spelling(other)
    return left == right or left + "s" == right or right + "s" == left or transposed(left, right)


@lru_cache(maxsize=4096)
def _spelling(form: str) -> str:
    """A word without what spellings differ in: accents, doubled letters, -our, -ise, -re."""
    bare = "".join(one for one in unicodedata.normalize("NFD", form) if one.isalnum())
    bare = re.sub(r"(.)\1", r"\1", bare.replace("z", "s").replace("our", "or"))
    return re.sub(r"me$", "m", re.sub(r"ce$", "se", re.sub(r"(?<=[td])re$", "er", bare)))


def _same_nations_out(
    gone: list[int], came: list[int], old: Version, new: Version, book: NameBook
) -> tuple[list[int], list[int]]:
    """Leave out other endings of one people's name: français, française."""
    ours = {at: _nation(old.form(at), book) for at in gone}
    theirs = {at: _nation(new.form(at), book) for at in came}
    both = set(ours.values()) & set(theirs.values()) - {None}
    return (
        [at for at in gone if ours[at] not in both],
        [at for at in came if theirs[at] not in both],
    )


def _nation(form: str, book: NameBook) -> int | None:
    return next((group for stem, group in book.nations.items() if form.startswith(stem)), None)


def _short_forms_out(
    gone: list[int], came: list[int], old: Version, new: Version, book: NameBook
) -> tuple[list[int], list[int]]:
    """Leave out names that the other version, or the same, has in short or in full."""
    pairs = ((gone, old, new), (came, new, old))
    for names, version, other in pairs:
        for at in list(names):
            if (span := _written_out(version.form(at), other, book)) is not None:
                names.remove(at)
                opposite = came if names is gone else gone
                opposite[:] = [one for one in opposite if one not in range(*span)]
    for names, version, _ in pairs:
        for at, token in enumerate(version.said if names else ()):
            acronym = version.text[token.start : token.end]
            if acronym.isupper() and 2 <= len(acronym) <= 6:
                span = _written_out(token.form, version, book, apart_from=at)
                names[:] = [one for one in names if not (span and one in (at, *range(*span)))]
    return gone, came


def _written_out(
    form: str, version: Version, book: NameBook, apart_from: int = -1
) -> tuple[int, int] | None:
    """Where a text has words of these initials, or another name of the same."""
    for group in book.same:
        if form in group and (span := _one_of(group - {form}, version)):
            return span
    return _initials(form, version, apart_from) if 2 <= len(form) <= 6 else None


def _one_of(group: frozenset[str], version: Version) -> tuple[int, int] | None:
    forms = [token.form for token in version.said]
    for name in group:
        parts = name.split("_")
        for at in range(len(forms) - len(parts) + 1):
            if forms[at : at + len(parts)] == parts:
                return at, at + len(parts)
    return None


def _initials(form: str, version: Version, apart_from: int) -> tuple[int, int] | None:
    counted = [
        at for at, token in enumerate(version.said) if len(token.form) > 3 and at != apart_from
    ]
    letters = "".join(version.form(at)[0] for at in counted)
    found = letters.find(form)
    while found >= 0:
        start, end = counted[found], counted[found + len(form) - 1] + 1
        if version.written(start)[0].isupper():
            return start, end
        found = letters.find(form, found + 1)
    return None


def _lost(names: list[int], version: Version, other: Version) -> list[int]:
    """Of names without a counterpart, those that are not part of a name that stays."""
    lone_body = len(names) == 1 and _is_body(version, names[0]) and bool(other.changed)
    staying = {token.form for token in other.said}
    return [at for at in names if not lone_body and not _is_part(version, at, names, staying)]


def _is_body(version: Version, at: int) -> bool:
    """The Committee, that may as well be called the panel."""
    written = version.written(at)
    return at > 0 and version.form(at - 1) in _ARTICLES and not written.isupper()


def _is_part(version: Version, at: int, names: list[int], staying: set[str]) -> bool:
    """Whether a name touches another with a capital that the other version has too."""
    for step in (-1, 1):
        near = at + step
        while 0 <= near < len(version.said) and version.gap(max(near, near - step)) in _TOUCHING:
            if near not in names:
                if version.form(near) in staying and version.written(near)[0].isupper():
                    return True
                break
            near += step
    return False


@lru_cache(maxsize=16)
def name_book(language: str) -> NameBook:
    """Return what is known of names in a language: titles, openers, given names."""
    tables = _tables()
    table: dict[str, Any] = tables.get(language, {})

    def listed(key: str) -> frozenset[str]:
        return frozenset(wordlists.plain(table.get(key, ""), language).split())

    places = frozenset(_places(language))
    nations = enumerate(table.get("nations", ()))
    # Given names cross borders; a verb may look like one only where there are no capitals.
    given = listed("given") if language == "ar" else frozenset(tables["en"]["given"].split())
    return NameBook(
        listed("titles"), listed("openers"), given, listed("speech"), listed("roles"),
        listed("heads"), listed("sites"),
        {stem: group for group, line in nations for stem in line.split()},
        wordlists.words(language).vocabulary | {"i", "am", "pm"},
        tuple(frozenset(line.split()) for line in tables["all"]["same"]),
        places | listed("cities"),
        listed("perhaps"),
        frozenset(_stems(places)) if language == "ar" else frozenset(),
    )  # fmt: skip


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, Any]]:
    with _TABLE.open("rb") as file:
        return tomllib.load(file)


def _places(language: str) -> Iterable[str]:
    """Territories of one word, and the cities that time zones are named after."""
    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return
    cities = [zone.get("city", "") for zone in locale.time_zones.values()]
    zones = [str(zone).rpartition("/")[2] for zone in locale.time_zones] if language == "en" else []
    for name in [*locale.territories.values(), *cities, *zones]:
        form = wordlists.plain(str(name), language).lower()
        if len(form) > 2 and form.isalpha():
            yield form
            if language == "ar":
                yield form.removeprefix("ال")


def _stems(places: Iterable[str]) -> Iterable[str]:
    """The beginnings of the words for a place's people: فرنسا → فرنس."""
    for place in places:
        stem = _PLACE_END.sub("", place)
        if len(stem) > 2:
            yield stem
