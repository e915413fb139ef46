"""Reading TMX as OmegaT, Trados, memoQ, Weblate and we write it, one unit at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from communique.language.scripts import canonical
from communique.memory.tmx.languages import Languages, same
from communique.memory.tmx.parsing import Entry, Variant, entries
from communique.memory.unit import Unit, moment


def read(
    path: Path,
    *,
    source_languages: Collection[str] = (),
    locales: Collection[str] = (),
) -> Iterator[Unit]:
    """Yield the units of a TMX file in its order, each named by a wanted locale.

    Inline codes are left out of the text, unless they are Markdown or HTML, which our sources hold
    as text; a placeholder for a line break becomes one. A ``sub`` inside a code is left out too.

    Args:
        path: the file: UTF-8, UTF-16, or any encoding that its XML declaration names.
        source_languages: the locales of the workspace's sources. One without a territory
            (``en``) takes in those with one (``en-GB``), never the other way round. Without
            any, the file's own ``srclang`` decides.
        locales: the locales to translate into, likewise; all if there are none.

    Raises:
        CommuniqueError: on the first step: the file cannot be read; on the way: it is no TMX, it
            is broken, or it declares entities, which an honest memory does not.
    """
    origin = f"tmx:{path.name}"
    sources, targets = Languages(source_languages), Languages(locales)
    for entry in entries(path):
        for source, ours in _sources(entry, sources):
            for variant in entry.variants:
                theirs = targets.name(variant.language)
                if variant is not source and theirs and theirs != ours:
                    yield _unit(entry, source, variant, (ours, theirs, origin))


def _sources(entry: Entry, wanted: Languages) -> Iterator[tuple[Variant, str]]:
    """Yield the variants to translate from, with the names of their locales."""
    if wanted:
        named = ((variant, wanted.name(variant.language)) for variant in entry.variants)
        yield from ((variant, name) for variant, name in named if name)
    elif variant := _declared(entry):
        yield variant, canonical(variant.language)


def _declared(entry: Entry) -> Variant | None:
    """Return the variant that the file calls the source; the first where any may be it."""
    declared = entry.source_language
    if declared == "*all*":
        return next(iter(entry.variants), None)
    alike = [variant for variant in entry.variants if same(variant.language, declared)]
    exact = (one for one in alike if canonical(one.language) == canonical(declared))
    return next(exact, alike[0] if alike else None)


def _unit(entry: Entry, source: Variant, target: Variant, names: tuple[str, str, str]) -> Unit:
    ours, theirs, origin = names
    return Unit(
        source_language=ours,
        locale=theirs,
        context=entry.properties.get("x-context"),
        source=source.text,
        target=target.text,
        origin=origin,
        sentence=entry.sentence,
        approved=entry.properties.get("x-approved") == "yes",
        changed=_time(target.changed or entry.changed),
        by=target.by or entry.by,
    )


def _time(written: str) -> str:
    when = moment(written)
    return when.strftime("%Y-%m-%dT%H:%M:%SZ") if when else ""
