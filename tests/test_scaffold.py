"""A new workspace: made once, never over what is there, and known to git."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from communique.errors import UsageError
from communique.project import FILE, Project
from communique.scaffold import add_attributes, create, set_up_driver


def git(folder: Path, *words: str) -> str:
    env = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    return subprocess.run(
        ["git", "-C", str(folder), *words], env=env, capture_output=True, text=True, check=True
    ).stdout.strip()


def attributes(folder: Path, path: str) -> dict[str, str]:
    told = git(folder, "check-attr", "text", "eol", "merge", "--", path).splitlines()
    return dict(line.removeprefix(f"{path}: ").split(": ") for line in told)


def test_a_workspace_is_made_that_can_be_opened(tmp_path: Path) -> None:
    made = create(tmp_path / "a", 'The "Council"', ["es", "pt_BR"])
    assert {path.name for path in made} >= {FILE, ".gitignore", ".gitattributes"}
    project = Project(tmp_path / "a")
    assert project.options.name == 'The "Council"'
    assert project.locales("any") == ["es", "pt_BR"]
    with pytest.raises(UsageError):
        create(tmp_path / "a", "Again", ["es"])


def test_what_is_there_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("mine\n", "utf-8")
    (tmp_path / ".gitattributes").write_text("*.png binary", "utf-8")
    create(tmp_path, "Tests", ["es"])
    assert (tmp_path / ".gitignore").read_text("utf-8") == "mine\n"
    lines = (tmp_path / ".gitattributes").read_text("utf-8").splitlines()
    assert lines[0] == "*.png binary"
    assert len(lines) == 7
    assert not add_attributes(tmp_path)


def test_a_line_of_ones_own_is_not_overruled(tmp_path: Path) -> None:
    path = tmp_path / ".gitattributes"
    path.write_text("releases/**  -diff\n", "utf-8")
    assert add_attributes(tmp_path)
    assert path.read_text("utf-8").count("releases/**") == 1
    assert path.read_bytes().startswith(b"releases/**  -diff\n")


def test_git_knows_how_to_merge_each_kind_of_file(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    folder = tmp_path / "sub"
    create(folder, "Tests", ["es"])
    catalog = {"text": "set", "eol": "lf", "merge": "communique"}
    assert attributes(folder, "locales/es/LC_MESSAGES/a.po") == catalog
    assert attributes(folder, "locales/pot/a.pot") == catalog
    assert attributes(folder, "locales/es/LC_MESSAGES/a.ledger.jsonl") == catalog | {
        "merge": "union"
    }
    release = attributes(folder, "releases/a/es.po")
    assert (release["text"], release["merge"]) == ("unset", "unset")
    assert attributes(folder, "source_texts/a.md")["merge"] == "unspecified"
    driver = git(folder, "config", "--local", "merge.communique.driver")
    assert driver.endswith(" -P -m communique merge-driver %O %A %B %P")


def test_outside_a_repository_there_is_no_driver_to_set_up(tmp_path: Path) -> None:
    assert not set_up_driver(tmp_path)


def test_without_git_a_workspace_is_made_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert create(tmp_path / "a", "Tests", ["es"])
