"""Looking after packages: are they what was installed and pinned, and do they still translate?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from communique.engines.packages import lock, trial
from communique.engines.packages.inventory import Package, installed, shipped, tree_digest
from communique.errors import CommuniqueError


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one part of a package: in words, and whether it is wrong."""

    says: str
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found of a package.

    Attributes:
        source: its languages, by Argos's codes.
        target: likewise.
        version: the package's, or the one that is pinned where none is installed.
        origin: ``installed``, ``starter``, or ``missing``.
        files: whether they are as they were installed.
        pinned: whether it is the one that the lock file names.
        trial: whether it translates.
    """

    source: str
    target: str
    version: str
    origin: str
    files: Finding
    pinned: Finding
    trial: Finding

    @property
    def wrong(self) -> bool:
        """Whether anything is."""
        return self.files.wrong or self.pinned.wrong or self.trial.wrong


def verify(lock_file: Path | None) -> Iterator[Verdict]:
    """Look at every package on this machine, one after the other, and at those that are pinned.

    Args:
        lock_file: the workspace's; None outside a workspace.

    Raises:
        CommuniqueError: the lock file is none.
    """
    pins = lock.read(lock_file) if lock_file else {}
    here = installed()
    for package in here + shipped():
        pin = pins.get(package.pair) if package.origin == "installed" else None
        yield _verdict(package, pin)
    for pair in sorted(pins.keys() - {package.pair for package in here}):
        yield _missing(pins[pair])


def _verdict(package: Package, pin: lock.Pin | None) -> Verdict:
    try:
        tree = tree_digest(package.path)
    except OSError as error:
        unread = Finding(f"cannot be read ({error.strerror})", wrong=True)
        return _of(package, unread, Finding("-"), Finding("-"))
    return _of(package, _files(package, pin, tree), _pinned(package, pin, tree), _trial(package))


def _of(package: Package, files: Finding, pinned: Finding, tried: Finding) -> Verdict:
    return Verdict(*package.pair, package.version, package.origin, files, pinned, tried)


def _files(package: Package, pin: lock.Pin | None, tree: str) -> Finding:
    if package.origin != "installed":
        return Finding("came with communique")
    noted = lock.noted(package.path)
    if noted is None:
        same = pin is not None and pin.tree == tree
        return Finding("as pinned" if same else "installed by Argos: nothing to compare with")
    if noted.tree != tree:
        return Finding("changed since they were installed; install it again", wrong=True)
    return Finding("as installed")


def _pinned(package: Package, pin: lock.Pin | None, tree: str) -> Finding:
    if pin is None:
        return Finding("not pinned" if package.origin == "installed" else "-")
    if package.version != pin.version:
        return Finding(f"{pin.version} is pinned", wrong=True)
    noted = None if pin.tree else lock.noted(package.path)
    if tree == pin.tree or (noted and noted.sha256 == pin.sha256):
        return Finding("as pinned")
    return Finding("other files than those pinned", wrong=True)


def _trial(package: Package) -> Finding:
    if not package.runs:
        return Finding("communique cannot run it: no sentencepiece.model")
    try:
        tried = trial.run(package.path, *package.pair)
    except CommuniqueError as error:
        return Finding(error.message, wrong=True)
    if tried is None:
        return Finding(f"loads; no carrier sentences in {package.source} to try it on")
    if not tried.passed:
        return Finding(tried.reason, wrong=True)
    return Finding(f"translates {tried.sentences} carrier sentences")


def _missing(pin: lock.Pin) -> Verdict:
    not_here = Finding("not installed; `communique models install` gets what is pinned", wrong=True)
    return Verdict(
        pin.source, pin.target, pin.version, "missing", not_here, Finding("pinned"), Finding("-")
    )
