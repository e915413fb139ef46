"""The steps of the memory: take in what humans let pass, look texts up, exchange TMX."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import polib

from communique.catalogs import files, ledger
from communique.catalogs.gate import vouch_language
from communique.catalogs.ledger import Ledger
from communique.catalogs.state import DONE, State, key_of
from communique.errors import CommuniqueError, UsageError
from communique.language.locales import parse_locale
from communique.language.scripts import language_of
from communique.memory import Count, Hit, MemoryStore, Unit, sentences_of, tmx
from communique.pipeline.embargoes import held
from communique.project import Project


@contextmanager
def memory(project: Project) -> Iterator[MemoryStore]:
    """Open the workspace's memory, brought up to date with its catalogs and TMX files.

    A catalog or TMX file that cannot be read has no say here; the steps that need it report it.

    Raises:
        CommuniqueError: the memory's file cannot be used.
    """
    with MemoryStore(project.state / "memory.sqlite") as store:
        known = {
            project.relative(path)
            for path in project.all_catalogs
            if _taken_in(store, project.relative(path), _fingerprint(path), _units(project, path))
        }
        languages = _languages(project, store)
        for path in project.exchanged:
            name, mark = project.relative(path), f"{_fingerprint(path)} {languages}"
            if _taken_in(store, name, mark, languages.read(path)):
                known.add(name)
        store.keep(known)
        yield store


def _taken_in(store: MemoryStore, name: str, mark: str, units: Iterator[Unit]) -> bool:
    """Bring what comes from one file up to date; False where the file cannot be read."""
    try:
        store.sync(name, mark, lambda: units)
    except CommuniqueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Languages:
    """What a workspace translates from and into: names the units of a TMX file by it."""

    sources: tuple[str, ...]
    locales: tuple[str, ...]

    def read(self, path: Path) -> Iterator[Unit]:
        return tmx.read(path, source_languages=self.sources, locales=self.locales)


def _languages(project: Project, store: MemoryStore) -> _Languages:
    """The languages of the settings, and those that the catalogs are translated from.

    ``en`` stands for ``en_US`` too: a TMX file that was taken in first may have brought that one.
    """
    sources = {count.source_language for count in store.counts()}
    sources |= {project.options.language} if project.options.language else set()
    wide = {
        code for code in sources if code == language_of(code) or language_of(code) not in sources
    }
    return _Languages(tuple(sorted(wide)), tuple(project.all_locales))


def _fingerprint(path: Path) -> str:
    """What changes whenever a file or its ledger does."""
    marks = []
    for one in (path, ledger.path_of(path)):
        try:
            seen = one.stat()
        except OSError:
            continue
        marks.append(f"{seen.st_size}:{seen.st_mtime_ns}:{seen.st_ino}")
    return " ".join(marks)


def _units(project: Project, path: Path) -> Iterator[Unit]:
    catalog = files.load(path)
    locale = path.parent.parent.name
    vouch_language(catalog, path, parse_locale(locale))
    known = ledger.load(ledger.path_of(path))
    source = catalog.metadata.get("X-Source-Language") or project.options.language
    if not source:
        return
    for entry in catalog:
        if entry.msgid_plural or not _trusted(entry, known):
            continue
        unit = Unit(
            source_language=source,
            locale=locale,
            context=entry.msgctxt,
            source=entry.msgid,
            target=entry.msgstr,
            origin=path.stem,
            approved=known.state_of(entry) is State.APPROVED,
            changed=catalog.metadata.get("PO-Revision-Date", ""),
            by=catalog.metadata.get("Last-Translator", ""),
        )
        yield unit
        yield from _sentences(unit)


def _trusted(entry: polib.POEntry, known: Ledger) -> bool:
    """Whether a text may be offered elsewhere: reviewed, and not for a source of other meaning."""
    if known.state_of(entry) not in DONE:
        return False
    return known.flipped(key_of(entry), entry.msgstr) is None


def _sentences(unit: Unit) -> Iterator[Unit]:
    pairs = sentences_of(unit.source, unit.target, unit.source_language, unit.locale)
    for source, target in pairs:
        yield replace(unit, source=source, target=target, context=None, sentence=True)


def find(project: Project, text: str, source: str, locale: str) -> list[Hit]:
    """Return the translations of a text and of those like it, the best first.

    Raises:
        UsageError: a locale is unknown.
    """
    pair = str(parse_locale(source)), str(parse_locale(locale))
    with memory(project) as store:
        return store.near(text, *pair)


def counts(project: Project) -> list[Count]:
    """Return how much the memory holds, by language pair."""
    with memory(project) as store:
        return store.counts()


def export(project: Project, file: Path, wanted: list[str] | None) -> int:
    """Write the workspace's own reviewed segments to a TMX file, 1.4b.

    What is under embargo is left out.

    Args:
        project: the workspace.
        file: where to; a file that is there is replaced.
        wanted: the locales; None for all.

    Returns:
        How many units were written.

    Raises:
        UsageError: a locale is unknown.
        CommuniqueError: the file cannot be written.
    """
    locales = {str(parse_locale(code)) for code in wanted or ()}
    secret = held(project)
    with memory(project) as store:
        units = [
            unit
            for unit in store.units()
            if not unit.sentence
            and unit.origin not in secret
            and not unit.origin.startswith("tmx:")
            and (not locales or unit.locale in locales)
        ]
    sources = Counter(unit.source_language for unit in units).most_common(1)
    return tmx.write(file, units, source_language=sources[0][0] if sources else "en")


def take_in(project: Project, file: Path) -> int:
    """Copy a TMX file into the workspace's ``memory/``, where every run finds it.

    Returns:
        How many units it brings for the workspace's languages.

    Raises:
        UsageError: another file of that name is there.
        CommuniqueError: it is no TMX; says which line. Nothing is copied then.
    """
    with memory(project) as store:
        count = sum(1 for _ in _languages(project, store).read(file))
    copy = project.root / "memory" / f"{file.stem}.tmx"
    if copy.exists() and copy.read_bytes() != file.read_bytes():
        raise UsageError("another file of this name is there; rename one of them", copy)
    try:
        copy.parent.mkdir(exist_ok=True)
        if not copy.exists():
            shutil.copyfile(file, copy)
    except OSError as error:
        raise CommuniqueError(f"cannot be written ({error.strerror})", copy) from None
    return count
