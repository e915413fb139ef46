"""The index of packages: what can be had, fetched now and then, remembered for when offline."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from communique.engines.packages import codes, web
from communique.engines.packages.inventory import version_key
from communique.errors import CommuniqueError

log = logging.getLogger(__name__)

_FRESH = timedelta(days=1)
_LARGEST = 8 * 1024**2
#: An index is small, and there is mostly an older one: less patience than for a package.
LIMITS = web.Limits(total=60, window=20, attempts=2, pause=0.5, largest=_LARGEST)


@dataclass(frozen=True, slots=True)
class Offer:
    """A package that can be had. ``source`` and ``target`` are Argos's codes."""

    source: str
    target: str
    version: str
    links: tuple[str, ...]
    source_name: str = ""
    target_name: str = ""


@dataclass(frozen=True, slots=True)
class Index:
    """The packages that can be had, as an address told at a time.

    ``trouble`` says why a newer one could not be fetched; empty where that was not tried, or went
    well.
    """

    url: str
    fetched: datetime
    offers: tuple[Offer, ...]
    trouble: str = ""

    @property
    def age(self) -> str:
        """How old it is, for people: ``3 days``."""
        seconds = max(0.0, (datetime.now(UTC) - self.fetched).total_seconds())
        for name, size in (("day", 86400), ("hour", 3600), ("minute", 60)):
            if seconds >= size:
                count = int(seconds // size)
                return f"{count} {name}{'s' if count > 1 else ''}"
        return "less than a minute"

    def best(self, source: str, target: str) -> Offer | None:
        """Return the newest offer that serves a pair of locales, or None."""
        for source_code in codes.argos_codes(source):
            for target_code in codes.argos_codes(target):
                pair = source_code, target_code
                found = [one for one in self.offers if (one.source, one.target) == pair]
                if found:
                    return max(found, key=lambda one: version_key(one.version))
        return None


def address() -> str:
    """Return where the index is: ``index.json`` under $ARGOS_PACKAGE_INDEX, or Argos's own."""
    from argostranslate import settings

    return f"{str(settings.package_index).rstrip('/')}/index.json"


def load(*, refresh: bool = False, limits: web.Limits = LIMITS) -> Index:
    """Return the index: the one remembered if it is of today, else a new one, else the old one.

    Args:
        refresh: fetch a new one, and do not make do with an old one.
        limits: how long to wait.

    Raises:
        CommuniqueError: it cannot be fetched, and there is none to fall back on; or it is no index.
    """
    url = address()
    known = _remembered(url)
    if known and not refresh and datetime.now(UTC) - known.fetched < _FRESH:
        return known
    try:
        payload = _fetched(url, limits)
    except web.WebError as error:
        if known and not refresh:
            return Index(known.url, known.fetched, known.offers, error.message)
        hint = "an index of {} ago is kept: without --refresh it is used".format(
            known.age if known else ""
        )
        raise CommuniqueError(
            f"the index of packages cannot be fetched: {error.message}; "
            + (hint if known else "packages from a file need none: `models install --from FILE`")
        ) from None
    found = Index(url, datetime.now(UTC), read(payload, url))
    _remember(found, payload)
    return found


def read(payload: bytes, url: str) -> tuple[Offer, ...]:
    """Read an index; entries that offer no translation package are passed over.

    Raises:
        CommuniqueError: it is no index of packages; says what came instead.
    """
    try:
        entries = json.loads(payload)
    except ValueError:
        what = "a web page" if payload.lstrip()[:1] == b"<" else "no JSON"
        raise CommuniqueError(
            f"{url} is no index of packages: {what}; see ARGOS_PACKAGE_INDEX"
        ) from None
    offers = [offer for one in entries if (offer := _offer(one))] if _is_list(entries) else []
    if not offers:
        raise CommuniqueError(f"{url} lists no packages; see ARGOS_PACKAGE_INDEX")
    return tuple(offers)


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def _offer(entry: Any) -> Offer | None:
    if not isinstance(entry, dict) or entry.get("type", "translate") != "translate":
        return None
    source, target = entry.get("from_code"), entry.get("to_code")
    version, links = entry.get("package_version"), entry.get("links")
    if not (codes.is_code(source) and codes.is_code(target) and _is_list(links)):
        return None
    if not isinstance(version, str) or not version:
        return None
    usable = tuple(link for link in links or () if str(link).startswith(("https://", "http://")))
    names = str(entry.get("from_name") or ""), str(entry.get("to_name") or "")
    return Offer(str(source), str(target), version, usable, *names)


def _fetched(url: str, limits: web.Limits) -> bytes:
    """Fetch the index into memory; what is too large, too slow or broken raises."""
    from communique.engines.packages.download import fetch

    with tempfile.TemporaryDirectory(prefix="communique-") as folder:
        return fetch(url, Path(folder), limits=limits).path.read_bytes()


def _file(url: str) -> Path:
    return web.cache_folder() / f"index-{hashlib.sha256(url.encode()).hexdigest()[:16]}.json"


def _remembered(url: str) -> Index | None:
    try:
        kept = json.loads(_file(url).read_text("utf-8"))
        fetched = datetime.fromisoformat(kept["fetched"])
        return Index(url, fetched, read(json.dumps(kept["index"]).encode(), url))
    except (OSError, ValueError, KeyError, TypeError, CommuniqueError):
        return None


def _remember(index: Index, payload: bytes) -> None:
    """Keep an index for later; without a place for it, it is fetched each time."""
    path = _file(index.url)
    kept = {"url": index.url, "fetched": index.fetched.isoformat(), "index": json.loads(payload)}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f".{path.name}.{os.getpid()}")
        new.write_text(json.dumps(kept, ensure_ascii=False), "utf-8")
        new.replace(path)
    except OSError as error:
        log.warning("the index of packages cannot be kept: %s", error)
