"""Argos's own settings, where packages lie and where the index is, whether or not they load."""

from __future__ import annotations

import json
import os
from pathlib import Path

from communique.errors import CommuniqueError

#: Why Argos's settings do not load: they make folders of their own, and read a file.
_TROUBLE = (OSError, ValueError, KeyError, AssertionError, RuntimeError, AttributeError)
_PACKAGES = "ARGOS_PACKAGES_DIR"
_INDEX = "ARGOS_PACKAGE_INDEX"


def folders() -> list[Path]:
    """Return the folders in which Argos looks for packages ($ARGOS_PACKAGES_DIR is one), absolute.

    Where Argos's settings do not load, because a home or a cache cannot be written, they are found
    without: better packages must not be missed for that.

    Raises:
        CommuniqueError: there is no telling where they are.
    """
    try:
        from argostranslate import settings

        found = [Path(folder) for folder in settings.package_dirs]
    except _TROUBLE:
        return [_folder()]
    # A variable that is set to nothing is the current folder to Argos.
    return [_folder() if folder == Path() else folder.absolute() for folder in found]


def index_root() -> str:
    """Return where the index of packages is looked for: a folder on the web.

    Raises:
        CommuniqueError: Argos's settings do not load, and the environment does not say it.
    """
    try:
        from argostranslate import settings

        return str(settings.package_index)
    except _TROUBLE as error:
        if named := _named(_INDEX):
            return named
        raise CommuniqueError(
            f"where the index of packages is cannot be told, for Argos's settings do not load "
            f"({error}); set {_INDEX}, or XDG_CACHE_HOME and HOME to folders that can be written"
        ) from None


def _folder() -> Path:
    """Where Argos keeps packages: as the environment says, its settings, or by default."""
    if named := _named(_PACKAGES):
        return Path(named).absolute()
    return _home("XDG_DATA_HOME", ".local", "share") / "packages"


def _named(name: str) -> str:
    """A setting from the environment, else from Argos's file; empty where neither says it."""
    if named := os.environ.get(name):
        return named
    try:
        content = json.loads((_home("XDG_CONFIG_HOME", ".config") / "settings.json").read_text())
    except (OSError, ValueError, RecursionError):
        return ""
    return str(content.get(name) or "") if isinstance(content, dict) else ""


def _home(variable: str, *parts: str) -> Path:
    if named := os.environ.get(variable):
        return Path(named).absolute() / "argos-translate"
    try:
        home = Path(os.environ.get("SNAP_USER_DATA") or Path.home())
    except RuntimeError as error:
        raise CommuniqueError(
            f"there is no home folder ({error}); set {_PACKAGES} to where packages lie"
        ) from None
    return home.joinpath(*parts) / "argos-translate"
