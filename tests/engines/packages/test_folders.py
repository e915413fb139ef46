"""Where packages are looked for, on machines whose homes and caches cannot be written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from communique.engines.packages import inventory
from communique.errors import CommuniqueError

CODE = """
from communique.engines.packages import folders
print(*folders.folders())
try:
    print(folders.index_root())
except Exception as error:
    print(type(error).__name__, error)
"""


def looked_at(cwd: Path, **env: str) -> list[str]:
    """What a process of its own says: Argos's settings are read once in each."""
    done = subprocess.run(
        [sys.executable, "-c", CODE], cwd=cwd, env={"PATH": os.environ["PATH"]} | env, text=True,
        capture_output=True, check=True,
    )  # fmt: skip
    return done.stdout.splitlines()


def test_a_cache_or_home_that_cannot_be_written_hides_no_package(tmp_path: Path) -> None:
    named = str(tmp_path / "packages")
    locked = {"XDG_CACHE_HOME": "/proc/x", "ARGOS_PACKAGE_INDEX": "https://example.org/"}
    found = looked_at(tmp_path, HOME="/proc/x", ARGOS_PACKAGES_DIR=named, **locked)
    assert found == [named, "https://example.org/"]
    default, said = looked_at(tmp_path, HOME=str(tmp_path), XDG_CACHE_HOME="/proc/x")
    assert default == str(tmp_path / ".local/share/argos-translate/packages")
    assert said.startswith("CommuniqueError where the index of packages is cannot be told")
    assert "ARGOS_PACKAGE_INDEX" in said


def test_argoss_own_settings_file_is_read_all_the_same(tmp_path: Path) -> None:
    config = tmp_path / ".config" / "argos-translate"
    config.mkdir(parents=True)
    (config / "settings.json").write_text('{"ARGOS_PACKAGES_DIR": "/some/where"}')
    assert looked_at(tmp_path, HOME=str(tmp_path), XDG_CACHE_HOME="/proc/x")[0] == "/some/where"


def test_an_empty_name_is_none_and_a_relative_one_is_made_absolute(tmp_path: Path) -> None:
    home = str(tmp_path)
    default = str(tmp_path / ".local/share/argos-translate/packages")
    assert looked_at(tmp_path, HOME=home, ARGOS_PACKAGES_DIR="")[0] == default
    assert looked_at(tmp_path, HOME=home, ARGOS_PACKAGES_DIR="own")[0] == str(tmp_path / "own")


def test_a_folder_that_cannot_be_looked_into_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from argostranslate import settings

    (tmp_path / "file").touch()
    monkeypatch.setattr(settings, "package_dirs", [tmp_path / "file"])
    with pytest.raises(CommuniqueError, match=r"cannot be looked for .Not a directory"):
        inventory.installed()
    monkeypatch.setattr(settings, "package_dirs", [tmp_path / "nowhere"])
    assert inventory.installed() == []
