"""What a catalog must be before anything is built on it; what is not is refused, with its line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from gettext import c2py
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import polib
from babel import Locale
from babel.core import get_global

from communique.catalogs.state import key_of
from communique.catalogs.template import plural_forms
from communique.errors import CommuniqueError, UsageError
from communique.language.locales import parse_locale
from communique.statement import Key

_CHARSET = r'"Content-Type: text/plain; charset=UTF-8\n"'
_SIGNS = (
    (b"\xef\xbb\xbf", "begins with a byte order mark; save it as UTF-8 without BOM"),
    (b"\xff\xfe", "is UTF-16; save it as UTF-8"),
    (b"\xfe\xff", "is UTF-16; save it as UTF-8"),
)
_STRAY = (
    (b"\0", "holds a NUL byte, as no text does; save it as UTF-8, or restore it from git"),
    (b"\r", r"has the line ends of Windows or an old Mac (\r); save it with those of Unix (LF)"),
)
_PLURALS = re.compile(r"nplurals\s*=\s*([1-9][0-9]*)\s*;\s*plural\s*=([^;]+);?")


def decode(payload: bytes, path: Path) -> str:
    """Return a catalog's bytes as text.

    Raises:
        CommuniqueError: they are not UTF-8 with the line ends of Unix; says where and what to do.
    """
    if not payload.strip():
        raise CommuniqueError("the catalog is empty; delete it, or restore it from git", path)
    for sign, what in _SIGNS:
        if payload.startswith(sign):
            raise CommuniqueError(what, path, 1)
    for sign, what in _STRAY:
        if sign in payload:
            line = payload.count(b"\n", 0, payload.index(sign)) + 1
            raise CommuniqueError(what, path, line)
    try:
        return payload.decode("utf-8")
    except UnicodeDecodeError as error:
        line = payload.count(b"\n", 0, error.start) + 1
        raise CommuniqueError(f"not valid UTF-8; {_as_utf8(payload)}", path, line) from None


def _as_utf8(payload: bytes) -> str:
    said = re.search(rb"charset=([\w-]+)", payload)
    if said is None or said[1].upper() == b"UTF-8":
        return "save the catalog as UTF-8"
    return f"save the catalog as UTF-8 and change charset={said[1].decode()} in its header to UTF-8"


def check_charset(fields: Mapping[str, str], places: Mapping[str, int], path: Path) -> None:
    """Refuse a catalog without a header, or one whose header names another charset than UTF-8.

    Args:
        fields: the header's.
        places: the line of each, and the header's own under ""; empty where there is no header.
        path: named in errors.
    """
    if not places:
        raise CommuniqueError('no catalog header (the entry with msgid ""); restore it', path, 1)
    said = re.search(r"charset=([^\s;]*)", fields.get("Content-Type", ""), re.IGNORECASE)
    if said is None:
        raise CommuniqueError(f"the header names no charset; add {_CHARSET}", path, places[""])
    if said[1].upper() != "UTF-8":
        raise CommuniqueError(
            f"the header says charset={said[1]}; save the catalog as UTF-8 and write {_CHARSET}",
            path,
            places["Content-Type"],
        )


def vouch(
    catalog: polib.POFile,
    path: Path,
    *,
    slug: str,
    locale: Locale,
    reference: str,
    keys: Collection[Key],
    cut: Cut | None = None,
) -> None:
    """Refuse a catalog that is not this statement's in this locale, or whose plurals are wrong.

    Args:
        catalog: as read by :func:`communique.catalogs.files.load`; not modified.
        path: named in errors, not opened.
        slug: the statement's.
        locale: the one that the catalog's folder names.
        reference: the source's path as ``#:`` gives it.
        keys: the segments that the statement has now.
        cut: how they are cut, and in which language; None where that does not matter.

    Raises:
        CommuniqueError: says which line is wrong and what to do.
    """
    places: Mapping[str, int] = getattr(catalog, "places", {})
    vouch_language(catalog, path, locale)
    _check_plurals(catalog, path, locale, places)
    _check_statement(catalog, path, slug, reference, keys)
    if cut is not None:
        vouch_cut(catalog, path, slug, cut, keys)


class Cut(NamedTuple):
    """How a source is cut into segments (``block``; ``sentence, …``), and its language."""

    segmentation: str
    language: str

    @property
    def level(self) -> str:
        """The level alone, without the splitter's version."""
        return self.segmentation.partition(",")[0]

    def told_beside(self, other: Cut) -> str:
        """Say how a source is cut; the splitter's version only where all else is the same."""
        return self.segmentation if self.level == other.level else self.level


def cut_of(catalog: polib.POFile) -> Cut:
    """Return how the source was cut when a catalog was last brought up to date with it.

    One that says nothing of it is older than the question: it was cut by blocks.
    """
    fields = catalog.metadata
    return Cut(fields.get("X-Segmentation") or "block", fields.get("X-Source-Language") or "")


def is_of_language(catalog: polib.POFile, language: str) -> bool:
    """Whether a catalog's header names this source language, in any spelling, or none at all."""
    named, wanted = _locale(cut_of(catalog).language), _locale(language)
    return named is None or wanted is None or _same(named, wanted)


def vouch_cut(
    catalog: polib.POFile, path: Path, slug: str, cut: Cut, keys: Collection[Key]
) -> None:
    """Refuse a catalog whose source is cut otherwise now, or is in another language.

    A new version of the splitter that leaves every segment as it was is no reason.

    Raises:
        CommuniqueError: says which line of the header differs, and how to carry the catalog over.
    """
    places: Mapping[str, int] = getattr(catalog, "places", {})
    said, live = cut_of(catalog), (key_of(entry) for entry in catalog if not entry.obsolete)
    if not is_of_language(catalog, cut.language):
        field, before, after = "X-Source-Language", said.language, f"in {cut.language}"
    elif said.segmentation != cut.segmentation and set(live) != set(keys):
        field, before, after = "X-Segmentation", said.segmentation, cut.told_beside(said)
        after = f"cut by {after}"
    else:
        return
    spelled = f"says {field}: {before}" if field in places else f"has no {field} ({before})"
    raise CommuniqueError(
        f"the header {spelled}, but the source is {after} now; "
        f"`communique migrate {slug}` carries the catalog over",
        path,
        places.get(field) or places.get(""),
    )


def vouch_language(catalog: polib.POFile, path: Path, locale: Locale) -> None:
    """Refuse a catalog whose header says that it is in another language than its folder.

    Raises:
        CommuniqueError: says which line is wrong and what to do.
    """
    said = catalog.metadata.get("Language", "")
    places: Mapping[str, int] = getattr(catalog, "places", {})
    named = _locale(said)
    if named is None or _same(named, locale):
        return
    raise CommuniqueError(
        f"the header says Language: {said}, but this is where {locale} belongs; put the catalog "
        f"where its language belongs, or write Language: {locale}",
        path,
        places.get("Language"),
    )


def _locale(said: str) -> Locale | None:
    """Return the locale that a header names, or None where it names none that is known."""
    for code in (said, re.split("[@.]", said)[0]):
        try:
            return parse_locale(code)
        except UsageError:
            continue
    return None


def _same(one: Locale, other: Locale) -> bool:
    """Say whether two codes can mean one catalog, as ``zh_CN`` and ``zh_Hans`` can."""
    if _language_and_script(one) != _language_and_script(other):
        return False
    return not (one.territory and other.territory) or one.territory == other.territory


def _language_and_script(locale: Locale) -> tuple[str, str]:
    """Return the language's modern code, and the script that it is written in there."""
    aliases: Mapping[str, str] = get_global("language_aliases")
    likely: Mapping[str, str] = get_global("likely_subtags")
    language, *script = aliases.get(locale.language, locale.language).split("_")
    language = "no" if language == "nb" else language  # what most people mean by it
    usual = likely.get(f"{language}_{locale.territory}") or likely.get(language, "")
    found = [locale.script or "", *script, *usual.split("_")[1:]]
    return language, next((part for part in found if len(part) == 4), "")


def _check_plurals(
    catalog: polib.POFile, path: Path, locale: Locale, places: Mapping[str, int]
) -> None:
    said = catalog.metadata.get("Plural-Forms")
    count = _plural_count(said or "")
    if count is None:
        wrong = "has no Plural-Forms" if said is None else f"says Plural-Forms: {said}"
        mended = rf'"Plural-Forms: {plural_forms(locale)}\n"'
        line = places.get("Plural-Forms") or places.get("")
        raise CommuniqueError(f"the header {wrong}; write {mended}", path, line)
    for entry in catalog:
        forms = len(entry.msgstr_plural)
        if forms not in (0, count) and not entry.obsolete:
            raise CommuniqueError(
                f"{forms} plural forms (msgstr[0] …), but the header says nplurals={count}; "
                "give the entry as many",
                path,
                entry.linenum,
            )


def _plural_count(said: str) -> int | None:
    """Return how many plural forms a header names, or None where it cannot be understood."""
    found = _PLURALS.fullmatch(said.strip())
    if found is None:
        return None
    try:
        c2py(found[2])
    except ValueError:
        return None
    return int(found[1])


def _check_statement(
    catalog: polib.POFile, path: Path, slug: str, reference: str, keys: Collection[Key]
) -> None:
    live = [entry for entry in catalog if not entry.obsolete]
    named = Counter(name for entry in live for name, _ in entry.occurrences)
    ours = {name for name in named if name == reference or PurePosixPath(name).stem == slug}
    known = set(keys)
    if ours or not named or 2 * sum(key_of(entry) in known for entry in live) >= len(live):
        return
    name = named.most_common(1)[0][0]
    first = next(entry for entry in live if entry.occurrences)
    raise CommuniqueError(
        f"this seems to be the catalog of another statement, {PurePosixPath(name).stem} (its "
        f"entries come from {name}), not of {slug}; put it where it belongs and restore "
        f"{path.name} from git, or delete it",
        path,
        first.linenum,
    )
