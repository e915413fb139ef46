"""The index of packages: what can be had, fetched now and then, remembered for when offline."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from communique.engines.packages import codes, web
from communique.engines.packages.folders import index_root
from communique.engines.packages.inventory import version_key
from communique.errors import CommuniqueError

log = logging.getLogger(__name__)

_FRESH = timedelta(days=1)
_LARGEST = 8 * 1024**2
_NAME = 60  # characters of a language's name
_PACKED = b"\x1f\x8b"  # begins what a server has packed without being asked
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
        for pair in codes.argos_pairs(source, target):
            found = [one for one in self.offers if (one.source, one.target) == pair]
            if found:
                return max(found, key=lambda one: version_key(one.version))
        return None


def address() -> str:
    """Return where the index is: ``index.json`` under $ARGOS_PACKAGE_INDEX, or Argos's own.

    Raises:
        CommuniqueError: that cannot be told.
    """
    return f"{index_root().rstrip('/')}/index.json"


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
    except (ValueError, RecursionError):
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
    if not codes.is_version(version):
        return None
    usable = tuple(str(link) for link in links or () if _is_link(link))
    names = _plain(entry.get("from_name")), _plain(entry.get("to_name"))
    return Offer(str(source), str(target), str(version), usable, *names)


def _is_link(link: object) -> bool:
    return isinstance(link, str) and link.startswith(("https://", "http://")) and link.isprintable()


def _plain(name: object) -> str:
    """A language's name, without what a terminal would obey instead of showing it."""
    return "".join(filter(str.isprintable, str(name or "")))[:_NAME]


def _fetched(url: str, limits: web.Limits) -> bytes:
    """Fetch the index into memory; what is too large, too slow or broken raises."""
    from communique.engines.packages.download import fetch

    with tempfile.TemporaryDirectory(prefix="communique-") as folder:
        payload = fetch(url, Path(folder), limits=limits).path.read_bytes()
    if not payload.startswith(_PACKED):
        return payload
    try:
        return zlib.decompressobj(wbits=31).decompress(payload, _LARGEST)
    except zlib.error:
        return payload


def _file(url: str) -> Path:
    return web.cache_folder() / f"index-{hashlib.sha256(url.encode()).hexdigest()[:16]}.json"


def _remembered(url: str) -> Index | None:
    try:
        kept = json.loads(_file(url).read_text("utf-8"))
        fetched = datetime.fromisoformat(kept["fetched"])
        if fetched.tzinfo is None:
            return None
        return Index(url, fetched, read(json.dumps(kept["index"]).encode(), url))
    except (OSError, ValueError, KeyError, TypeError, RecursionError, CommuniqueError):
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
