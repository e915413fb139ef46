"""Argos packages: which are installed, which are shipped, which one serves a language pair."""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from communique.errors import CommuniqueError
from communique.language.locales import parse_locale

log = logging.getLogger(__name__)

# Argos has codes of its own for two locales (its index, 2025-06): by language, script, territory.
_ARGOS_CODES = {("pt", None, "BR"): "pb", ("zh", "Hant", None): "zt"}
_STARTER = "starter"


@dataclass(frozen=True, slots=True)
class Package:
    """An Argos model package on this machine. ``origin`` is ``installed`` or ``starter``."""

    source: str
    target: str
    version: str
    origin: str
    path: Path

    @property
    def name(self) -> str:
        """How the package is named to people: ``Argos en→es 1.9``."""
        kind = "starter" if self.origin == _STARTER else "Argos"
        return f"{kind} {self.source}→{self.target} {self.version}"


def argos_code(locale: str) -> str:
    """Return the code by which Argos knows a locale: ``pt_BR`` → ``pb``, ``es_AR`` → ``es``."""
    known = parse_locale(locale)
    keys = (known.language, known.script, known.territory), (known.language, known.script, None)
    return next((_ARGOS_CODES[key] for key in keys if key in _ARGOS_CODES), known.language)


def find(source: str, target: str) -> Package:
    """Return the package for a pair of locales: an installed one first, else the starter.

    Raises:
        CommuniqueError: there is none; says what to do.
    """
    wanted = argos_code(source), argos_code(target)
    for package in sorted(installed(), key=_version, reverse=True) + shipped():
        if (package.source, package.target) == wanted:
            return package
    pairs = ", ".join(sorted(f"{p.source}→{p.target}" for p in {*installed(), *shipped()}))
    raise CommuniqueError(
        f"no package translates {source}→{target} (there are: {pairs}); "
        "put an Argos package into $ARGOS_PACKAGES_DIR, or translate the catalog by hand"
    )


def installed() -> list[Package]:
    """Return the packages that Argos has installed on this machine.

    A folder that is no package is passed over with a warning: Argos itself would stop there.
    """
    try:
        from argostranslate import settings  # makes folders of its own in the home
    except OSError as error:
        log.warning("no installed packages are looked for: %s", error)
        return []
    found = []
    for root in settings.package_dirs:
        for folder in sorted(path for path in Path(root).glob("*") if path.is_dir()):
            try:
                found.append(_read(folder, "installed"))
            except (OSError, ValueError, KeyError, TypeError, AttributeError):
                log.warning("%s is no Argos package; passed over", folder)
    return found


def shipped() -> list[Package]:
    """Return the starter packages that come with communique."""
    root = Path(str(resources.files("communique.engines"))) / _STARTER
    return [_read(folder, _STARTER) for folder in sorted(root.glob("translate-*"))]


def _read(folder: Path, origin: str) -> Package:
    from argostranslate.package import Package as ArgosPackage

    package = ArgosPackage(folder)
    if package.type != "translate" or not (folder / "model" / "model.bin").is_file():
        raise ValueError(folder)
    return Package(package.from_code, package.to_code, package.package_version, origin, folder)


def _version(package: Package) -> tuple[int, ...]:
    return tuple(int(part) for part in package.version.split(".") if part.isdigit())


@cache
def fingerprint(folder: Path) -> str:
    """Return a digest of what decides a package's output: its model, vocabulary and tokeniser."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "stanza" not in path.parts and path.suffix != ".md":
            with path.open("rb") as file:
                content = hashlib.file_digest(file, "sha256").hexdigest()
            total.update(f"{path.relative_to(folder)} {content}\n".encode())
    return total.hexdigest()[:16]


def metadata(folder: Path) -> dict[str, object]:
    """Return a package's ``metadata.json``."""
    return dict(json.loads((folder / "metadata.json").read_text("utf-8")))
