"""Model packages: which locales can be drafted, what is pinned, what is damaged."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from communique.doctor.base import Found, Level, Patient, counted, listed, register
from communique.errors import CommuniqueError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from communique.engines.packages.inventory import Package
    from communique.engines.packages.lock import Pin
    from communique.engines.routing import Route
    from communique.project import Project

_FOR = "machine drafts"
_LOCK = "that every machine drafts with the same packages"
_HEAD = 4096  # bytes in which a template names its language
_LANGUAGE = re.compile(rb'"X-Source-Language: ([\w-]+)\\n"')
_EMPTY = re.compile(rb'^msgstr ""\r?\n(?!")', re.MULTILINE)
_SECONDS = 1.5  # seconds that a server of translations may take to answer


@register("models", "Model packages")
def look(patient: Patient) -> Iterator[Found]:
    """Say which locales can be drafted, and what is wrong with the packages for it."""
    from communique.engines.packages import inventory

    yield from _damaged(inventory.remains())
    if patient.project is None:
        here = [*inventory.installed(), *inventory.shipped()]
        yield Found("packages", Level.OK, listed([one.name for one in here], 12), _FOR)
        return
    yield from _routes(patient.project)
    yield from _pins(patient.project, inventory.installed())
    yield from _server(patient.project)


def _damaged(remains: Sequence[Package]) -> Iterator[Found]:
    for one in remains:
        says = f"what is left of it is no package ({one.path})"
        get = f"`communique models install {one.source} {one.target}`, or delete that folder"
        yield Found(f"{one.source}→{one.target} {one.version}", Level.BROKEN, says, _FOR, get)


def languages(project: Project) -> dict[str, set[str]]:
    """Return the source languages of each locale's statements, as settings and templates say.

    A statement is not read for it; of one that says nothing yet, the workspace's language counts,
    or English.
    """
    found: dict[str, set[str]] = {locale: set() for locale in project.all_locales}
    for slug in project.sources:
        own = project.statement_options(slug).language or _told(project, slug)
        for locale in project.locales(slug):
            found.setdefault(locale, set()).add(own or project.options.language or "en")
    for locale, sources in found.items():
        if not sources and not project.sources:
            found[locale] = {project.options.language or "en"}
    return found


def _told(project: Project, slug: str) -> str:
    try:
        with project.template(slug).open("rb") as file:
            match = _LANGUAGE.search(file.read(_HEAD))
    except OSError:
        return ""
    return match[1].decode() if match else ""


def _routes(project: Project) -> Iterator[Found]:
    """A line for each pair; the lock file is looked at apart, for its digests take their time."""
    from dataclasses import replace

    from communique.engines import routing
    from communique.language.locales import parse_locale

    choice = replace(project.engines, lock=None)
    for locale, sources in languages(project).items():
        for source in sorted({str(parse_locale(one)) for one in sources} - {locale}):
            if not choice.order((source, locale)):
                yield Found(f"{source}→{locale}", Level.OK, "left to people by [engine]", _FOR)
                continue
            try:
                route = routing.routes(source, locale, choice)[0]
            except CommuniqueError as error:
                yield _no_way(project, source, locale, error)
            else:
                yield _way(source, locale, route)


def _way(source: str, locale: str, route: Route) -> Found:
    names = " and ".join(model.name for model in route)
    what = f"{source}→{locale}"
    if any(model.origin == "starter" for model in route):
        says = f"{names}: rough drafts, far below a package of usual size"
        get = f"communique models install {source} {locale}"
        return Found(what, Level.ADVICE, says, _FOR, get)
    return Found(what, Level.OK, names, _FOR)


def _no_way(project: Project, source: str, locale: str, error: CommuniqueError) -> Found:
    """No way is no fault where people have translated everything there is."""
    get = f"`communique models install {source} {locale}`, or translate the catalogs by hand"
    slugs = [slug for slug in project.sources if locale in project.locales(slug)]
    lacking = [slug for slug in slugs if _lacks(project, slug, locale)]
    if slugs and not lacking:
        says = "nothing drafts it; people have translated all there is"
        return Found(f"{source}→{locale}", Level.ADVICE, says, _FOR, get)
    says = f"nothing drafts it, and {counted(len(lacking), 'statement')} wait for a translation"
    return Found(f"{source}→{locale}", Level.MISSING, says if lacking else str(error), _FOR, get)


def _lacks(project: Project, slug: str, locale: str) -> bool:
    """Whether a catalog has an empty entry, or is not there; told from its bytes, for speed."""
    try:
        return bool(_EMPTY.search(project.catalog(slug, locale).read_bytes()))
    except OSError:
        return True


def _pins(project: Project, here: Sequence[Package]) -> Iterator[Found]:
    """Compare the lock file with what each package noted when it was installed."""
    from communique.engines.packages import lock

    path = project.engines.lock
    if path is None or not path.exists():
        return
    try:
        pins = lock.read(path)
    except CommuniqueError as error:
        yield Found(lock.FILE, Level.BROKEN, str(error), _LOCK, f"git checkout -- {lock.FILE}")
        return
    wrong = 0
    for pin in pins.values():
        there = [one for one in here if one.pair == pin.pair]
        if not any(_noted_as(one, pin) for one in there):
            wrong += 1
            yield _unlike(pin, there)
    if not wrong:
        says = f"{counted(len(pins), 'package')} pinned, all here (by their notes)"
        get = "`communique models verify` compares every byte, and tries each"
        yield Found(lock.FILE, Level.OK, says, _LOCK, get)


def _noted_as(package: Package, pin: Pin) -> bool:
    from communique.engines.packages import lock

    noted = lock.noted(package.path)
    if noted is None:  # Argos installed it: only the bytes tell
        return lock.is_pinned(package, pin)
    return package.version == pin.version and (noted.sha256, noted.tree) == (pin.sha256, pin.tree)


def _unlike(pin: Pin, there: Sequence[Package]) -> Found:
    from communique.engines.packages import lock

    says = f"{pin.version} is pinned; " + (
        f"{listed([one.version for one in there])} is here, or other bytes" if there else "not here"
    )
    get = f"communique models install {pin.source} {pin.target}"
    return Found(f"{lock.FILE}: {pin.source}→{pin.target}", Level.MISSING, says, _LOCK, get)


def _server(project: Project) -> Iterator[Found]:
    """Ask the LibreTranslate server of the settings whether it is there."""
    address = project.engines.server
    if not address:
        return
    import httpx

    purpose = "drafts by the server that [engine] libretranslate names"
    try:
        answer = httpx.get(f"{address.rstrip('/')}/languages", timeout=_SECONDS)
        answer.raise_for_status()
        count = len(answer.json())
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, TypeError) as error:
        get = "start it, or correct `libretranslate` in [engine] of communique.toml"
        says = f"{address} does not answer as one ({type(error).__name__})"
        yield Found("LibreTranslate", Level.BROKEN, says, purpose, get)
    else:
        yield Found("LibreTranslate", Level.OK, f"{address}, {count} languages", purpose)
