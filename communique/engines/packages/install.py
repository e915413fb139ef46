"""Installing a package: fetched, checked, tried, and only then put where Argos looks."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from communique.engines.packages import archive, codes, index, lock, place, trial, web
from communique.engines.packages.download import Progress, Received, discard, fetch, kept
from communique.engines.packages.inventory import (
    Package,
    fingerprint,
    home,
    installed_in,
    metadata,
    read,
    tree_digest,
    version_key,
)
from communique.errors import CommuniqueError

log = logging.getLogger(__name__)

_PAGE = b"<"  # begins a web page, and no archive


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a package has to be: the codes that it may translate between, the best first, and the
    version that the index promises; empty for any.
    """

    pairs: tuple[tuple[str, str], ...] = ()
    version: str = ""


@dataclass(frozen=True, slots=True)
class How:
    """How to install.

    Attributes:
        lock: the workspace's lock file, which says what may be installed and is told what was;
            None outside a workspace.
        untried: put a package in place though it failed its trial.
        upgrade: take what the index offers now, whatever the lock file says, and pin that.
        limits: of downloads.
        progress: told of downloads.
    """

    lock: Path | None = None
    untried: bool = False
    upgrade: bool = False
    limits: web.Limits = field(default_factory=web.Limits)
    progress: Progress = lambda done, total: None


@dataclass(frozen=True, slots=True)
class Installed:
    """A package that is in place.

    Attributes:
        package: the package.
        fresh: it was put there just now; False where it was there before.
        replaced: the versions it took the place of.
        trial: what came of its trial; None where there was none: it was there before, or there are
            no carrier sentences in its source language.
        pinned: the lock file names it.
    """

    package: Package
    fresh: bool = True
    replaced: tuple[str, ...] = ()
    trial: trial.Trial | None = None
    pinned: bool = False


class BabbleError(CommuniqueError):
    """A package failed its trial; its download need not come again for ``--untried``."""


def install(source: str, target: str, how: How) -> Installed:
    """Install the package for a pair of locales: the one that is pinned, else the index's newest.

    Raises:
        CommuniqueError: there is none, it cannot be fetched, it is not the one that is pinned, it
            is no sound package, or it babbles. What was installed before is as it was.
    """
    root = home()
    with place.locked(root), _told(root):
        pins = lock.read(how.lock) if how.lock and not how.upgrade else {}
        pin = pins.get((codes.argos_code(source), codes.argos_code(target)))
        if pin and (here := _already(root, pin, pin, how)):
            return here  # before anybody asks the network
        offer, pin = _offer(source, target, how, pins, pin)
        here = _already(root, offer, pin, how)
        if here is not None:
            return here
        found = _fetched(offer, pin, how)
        wanted = _Wanted(((offer.source, offer.target),), offer.version)
        try:
            result = _take_in(found, wanted, root, how)
        except CommuniqueError as error:
            if not isinstance(error, BabbleError):
                discard(found)
            raise
        discard(found)
        return result


def install_file(path: Path, pair: tuple[str, str] | None, how: How) -> Installed:
    """Install a package from a file; no network is asked.

    Args:
        path: the ``.argosmodel`` file.
        pair: the locales it has to be for, or None for any.
        how: see there.

    Raises:
        CommuniqueError: as :func:`install`.
    """
    root = home()
    wanted = _Wanted(tuple(codes.argos_pairs(*pair)) if pair else ())
    with place.locked(root), _told(root):
        try:
            found = Received.of(path)
        except OSError as error:
            raise CommuniqueError(f"cannot be read ({error.strerror})", path) from None
        try:
            return _take_in(found, wanted, root, how)
        except CommuniqueError as error:
            error.path = error.path or path
            raise


@contextmanager
def _told(root: Path) -> Iterator[None]:
    """Turn an error of the disk into one that says where and what to do."""
    try:
        yield
    except OSError as error:
        at_fault = Path(error.filename) if isinstance(error.filename, str) else root
        raise CommuniqueError(
            f"cannot be written ({error.strerror}); make room there, or set ARGOS_PACKAGES_DIR to "
            "another folder. What was installed before is as it was",
            at_fault,
        ) from None


def _offer(
    source: str,
    target: str,
    how: How,
    pins: Mapping[tuple[str, str], lock.Pin],
    pin: lock.Pin | None,
) -> tuple[index.Offer, lock.Pin | None]:
    """Return what to fetch, and the pin it has to match: the pair's own, or that of the offer."""
    if pin is None or not pin.url:
        offer = _indexed(source, target, refresh=how.upgrade)
        pin = pin or pins.get((offer.source, offer.target))
    if pin and pin.url:
        return index.Offer(pin.source, pin.target, pin.version, (pin.url,)), pin
    if pin and pin.version != offer.version:
        raise CommuniqueError(
            f"{lock.FILE} pins {_named(pin)}, which came from a file; the index has "
            f"{offer.version}. `models install --from FILE` installs that file, --upgrade pins "
            "what the index has"
        )
    return offer, pin


def _indexed(source: str, target: str, *, refresh: bool) -> index.Offer:
    known = index.load(refresh=refresh)
    offer = known.best(source, target)
    if offer is not None:
        return offer
    through = ""
    if known.best(source, "en") and known.best("en", target):
        through = (
            f"; by way of English it goes: `models install {source} en`, "
            f"`models install en {target}`"
        )
    raise CommuniqueError(
        f"the index ({known.url}, {known.age} old) has no package {source}→{target}; "
        f"`models available` shows what it has{through}"
    )


def _named(one: index.Offer | lock.Pin) -> str:
    return f"{one.source}→{one.target} {one.version}"


def _already(
    root: Path, offer: index.Offer | lock.Pin, pin: lock.Pin | None, how: How
) -> Installed | None:
    """Return what is in place already, if it is what was asked for, or newer and nothing pins."""
    pair, wanted = (offer.source, offer.target), version_key(offer.version)
    here = [one for one in installed_in(root) if one.pair == pair]
    for package in sorted(here, key=lambda one: version_key(one.version), reverse=True):
        version = version_key(package.version)
        if version < wanted or (pin and package.version != pin.version):
            continue
        noted, tree = lock.noted(package.path), tree_digest(package.path)
        if noted and noted.tree != tree:
            continue  # somebody changed its files
        if pin is None:
            if how.lock and noted is None and version == wanted:
                continue  # Argos installed it: to be pinned, it has to come as an archive
            return _in_place(package, noted, how)
        if tree == pin.tree or (noted and noted.sha256 == pin.sha256):
            return Installed(package, fresh=False, pinned=True)
    return None


def _in_place(package: Package, noted: lock.Pin | None, how: How) -> Installed:
    if noted:
        _keep(noted, how)
    return Installed(package, fresh=False, pinned=bool(how.lock and noted))


def _fetched(offer: index.Offer, pin: lock.Pin | None, how: How) -> Received:
    """Download a package, from the first of its addresses that gives it.

    Where there are several, none is waited for longer than one attempt takes before the others
    have been asked.
    """
    failures: dict[str, str] = {}
    links = offer.links
    if len(links) > 1:
        once = replace(how, limits=replace(how.limits, attempts=1))
        found, links = _from_any(links, pin, once, failures)
        if found:
            return found
    found, _ = _from_any(links, pin, how, failures)
    if found:
        return found
    why = "; ".join(failures.values()) or "the index names no address that begins with http"
    if any(kept(link, _downloads()) for link in offer.links):
        why += "; what came is kept, a later run goes on from there"
    raise CommuniqueError(f"the package {_named(offer)} cannot be fetched: {why}")


def _from_any(
    links: tuple[str, ...], pin: lock.Pin | None, how: How, failures: dict[str, str]
) -> tuple[Received | None, tuple[str, ...]]:
    """Download from the first address that gives it; else say which may yet give it."""
    again = []
    for link in links:
        try:
            found = _from(link, pin, how)
        except web.WebError as error:
            failures[link] = error.message
            if error.again:
                again.append(link)
            continue
        try:
            _check_kind(found)
            _check_pin(found, pin)
        except CommuniqueError:
            discard(found)
            raise
        return found, ()
    return None, tuple(again)


def _from(link: str, pin: lock.Pin | None, how: How) -> Received:
    folder = _downloads()
    found = fetch(link, folder, limits=how.limits, progress=how.progress)
    if pin and found.resumed and found.sha256 != pin.sha256:
        log.info("the parts of %s do not fit together; fetching it anew", link)
        discard(found)
        found = fetch(link, folder, limits=how.limits, progress=how.progress)
    return found


def _downloads() -> Path:
    return web.cache_folder() / "downloads"


def _check_kind(found: Received) -> None:
    with found.path.open("rb") as file:
        start = file.read(256)
    if start.lstrip()[:1] == _PAGE:
        raise CommuniqueError(f"{found.url} is a web page, no package; is a proxy between?")


def _check_pin(found: Received, pin: lock.Pin | None) -> None:
    if pin is None or found.sha256 == pin.sha256:
        return
    raise CommuniqueError(
        f"{found.url or 'the file'} is not the package {_named(pin)} that {lock.FILE} pins: "
        f"SHA-256 expected {pin.sha256}, came {found.sha256}; nothing was installed. "
        "If you know that it was replaced on purpose, --upgrade pins the new one; "
        "if not, do not use it"
    )


def _take_in(found: Received, wanted: _Wanted, root: Path, how: How) -> Installed:
    """Unpack, check and try a package beside the others, and put it in its place."""
    with place.workshop(root) as work:
        folder = work / "new"
        folder.mkdir()
        archive.unpack(found.path, folder)
        package = _sound(folder, wanted)
        if how.lock and not how.upgrade:
            _check_pin(found, lock.read(how.lock).get(package.pair))
        tried = _tried(package, how)
        pin = lock.Pin(
            *package.pair, package.version, found.sha256, found.size, found.url, tree_digest(folder)
        )
        lock.note(folder, pin)
        named = folder.rename(work / _folder_name(package))
        put = read(place.put(named, root, work), "installed")
        replaced = place.others(root, put)
        for old in replaced:
            place.remove(old, root, work)
        fingerprint.cache_clear()
        _keep(pin, how)
        return Installed(
            put, True, tuple(old.version for old in replaced), tried, pinned=how.lock is not None
        )


def _keep(pin: lock.Pin, how: How) -> None:
    """Pin what is in place; where that cannot be written, say that it is installed all the same."""
    if how.lock is None:
        return
    try:
        lock.keep(how.lock, pin)
    except CommuniqueError as error:
        raise CommuniqueError(
            f"{error.message}: {_named(pin)} is installed, and is not pinned; once the file can be "
            "written, the same command pins it",
            error.path,
            error.line,
        ) from None


def _folder_name(package: Package) -> str:
    """Return the name that Argos gives a package's folder; the archive has no say in it."""
    version = package.version.replace(".", "_")
    return f"translate-{package.source}_{package.target}-{version}"


def _sound(folder: Path, wanted: _Wanted) -> Package:
    """Read an unpacked package, and refuse one that is not whole or not the one asked for."""
    try:
        meta = metadata(folder)
    except FileNotFoundError:
        raise archive.refused("it has no metadata.json") from None
    except (ValueError, RecursionError):
        raise archive.refused("its metadata.json is no JSON object") from None
    if meta.get("type", "translate") != "translate":
        raise archive.refused(f"its type is {meta['type']!r}, not translate")
    source, target, version = (meta.get(k) for k in ("from_code", "to_code", "package_version"))
    if not (codes.is_code(source) and codes.is_code(target)):
        raise archive.refused(
            f"its languages are {source!r} and {target!r}; codes such as en are expected"
        )
    if source == target:
        raise archive.refused(f"it translates {source}→{target}, from a language into itself")
    if not codes.is_version(version):
        raise archive.refused(f"its version is {version!r}; numbers such as 1.9 are expected")
    if wanted.pairs and (source, target) not in wanted.pairs:
        asked = "→".join(wanted.pairs[0])
        raise archive.refused(f"it translates {source}→{target}, asked for was {asked}")
    _has_its_files(folder)
    if wanted.version and version != wanted.version:
        raise archive.refused(
            f"it is {source}→{target} {version}, and the index says {wanted.version}; if you know "
            "which is right, fetch it yourself: `models install --from FILE` goes by the file"
        )
    return read(folder, "installed")


def _has_its_files(folder: Path) -> None:
    if not (folder / "model" / "model.bin").is_file():
        raise archive.refused("it has no model/model.bin")
    if (folder / "sentencepiece.model").is_file():
        return
    if (folder / "bpe.model").is_file():
        raise archive.refused(
            "its tokeniser is a bpe.model, and communique runs packages with a "
            "sentencepiece.model only; look for another version, or go by a third language"
        )
    raise archive.refused("it has no sentencepiece.model")


def _tried(package: Package, how: How) -> trial.Trial | None:
    """Try a package that is not in place yet.

    Raises:
        BabbleError: it failed.
        CommuniqueError: it cannot be loaded.
    """
    if how.untried:
        return None
    try:
        tried = trial.run(package.path, *package.pair)
    except CommuniqueError as error:
        raise archive.refused(error.message) from None
    if tried is not None and not tried.passed:
        raise BabbleError(
            f"the package {package.source}→{package.target} {package.version} is refused: "
            f"{tried.reason}. Nothing was changed; --untried installs it all the same"
        )
    return tried
