"""The swap: the old folder or the new one, never a mixture, whatever happens."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from communique.errors import CommuniqueError
from communique.publishing.release import swap


def _put(text: str, target: Path) -> str:
    def build(folder: Path) -> str:
        assert folder.parent == target.parent
        assert folder.name.startswith(".")
        (folder / "index.html").write_text(text, "utf-8")
        return text

    return swap(build, target)


def _names(folder: Path) -> list[str]:
    return sorted(place.name for place in folder.iterdir())


def test_a_release_replaces_the_one_before(tmp_path: Path) -> None:
    target = tmp_path / "made" / "public"
    assert _put("one", target) == "one"
    (target / "stale.html").touch()
    assert _put("two", target) == "two"
    assert (target / "index.html").read_text("utf-8") == "two"
    assert _names(target) == ["index.html"]
    assert _names(target.parent) == ["public"]


def test_there_is_no_moment_without_the_folder(tmp_path: Path) -> None:
    """A reader who looks all the time sees the old page or the new one, and never none."""
    target = tmp_path / "public"
    _put("0", target)
    seen: set[str] = set()
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            try:
                seen.add((target / "index.html").read_text("utf-8"))
            except FileNotFoundError:
                seen.add("none")

    reader = threading.Thread(target=look)
    reader.start()
    for number in range(300):
        _put(str(number), target)
    done.set()
    reader.join()
    assert len(seen) > 1
    assert "none" not in seen


def test_what_was_replaced_is_filled_anew(tmp_path: Path) -> None:
    target, spare = tmp_path / "public", tmp_path / "away" / "spare"
    spare.parent.mkdir()
    found: list[list[str]] = []

    def build(folder: Path) -> None:
        found.append(_names(folder))
        (folder / str(len(found))).touch()

    for _ in range(4):
        swap(build, target, spare)
    assert found == [[], [], ["1"], ["2"]]
    assert _names(target) == ["2", "4"]
    assert _names(spare) == ["1", "3"]
    assert _names(tmp_path) == ["away", "public"]


def test_the_folder_keeps_its_mode(tmp_path: Path) -> None:
    target = tmp_path / "public"
    _put("one", target)
    target.chmod(0o750)
    _put("two", target)
    assert target.stat().st_mode & 0o777 == 0o750


def test_a_link_keeps_pointing_where_it_did(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "public").symlink_to(tmp_path / "real")
    swap(lambda folder: (folder / "a").touch(), tmp_path / "public")
    assert (tmp_path / "public").is_symlink()
    assert _names(tmp_path / "real") == ["a"]


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_a_failure_while_building_leaves_the_old(
    tmp_path: Path, error: type[BaseException]
) -> None:
    _put("one", tmp_path / "public")

    def build(folder: Path) -> None:
        (folder / "half").touch()
        raise error

    with pytest.raises(error):
        swap(build, tmp_path / "public")
    assert _names(tmp_path) == ["public"]
    assert _names(tmp_path / "public") == ["index.html"]


def test_a_failure_between_the_renames_brings_the_old_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "public"
    _put("one", target)
    rename = Path.rename

    def failing(self: Path, to: Path) -> Path:
        if ".new-" in self.name:
            raise PermissionError(13, "Permission denied")
        return rename(self, to)

    monkeypatch.setattr("communique.publishing.release._at_once", lambda *_: False)
    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(CommuniqueError, match="cannot publish into this folder"):
        _put("two", target)
    assert (target / "index.html").read_text("utf-8") == "one"
    assert _names(tmp_path) == ["public"]


def test_what_a_killed_run_left_is_cleaned(tmp_path: Path) -> None:
    script = (
        "import os, signal, sys; from pathlib import Path\n"
        "from communique.publishing.release import swap\n"
        "def build(folder):\n"
        "    (folder / 'half').touch(); os.kill(os.getpid(), signal.SIGKILL)\n"
        "swap(build, Path(sys.argv[1]))\n"
    )
    target = tmp_path / "public"
    subprocess.run([sys.executable, "-c", script, str(target)], check=False)
    assert [name[:12] for name in _names(tmp_path)] == [".public.new-"]
    _put("one", target)
    assert _names(tmp_path) == ["public"]


def test_a_run_killed_between_the_renames_is_mended_first(tmp_path: Path) -> None:
    (tmp_path / ".public.old-1234").mkdir()
    (tmp_path / ".public.old-1234" / "index.html").write_text("one", "utf-8")

    def build(_folder: Path) -> None:
        assert (tmp_path / "public" / "index.html").read_text("utf-8") == "one"
        raise RuntimeError

    with pytest.raises(RuntimeError):
        swap(build, tmp_path / "public")
    assert _names(tmp_path) == ["public"]


def test_two_runs_at_once_are_refused(tmp_path: Path) -> None:
    target = tmp_path / "public"
    with pytest.raises(CommuniqueError, match="another run is publishing here"):
        swap(lambda _: _put("inner", target), target)
    assert _names(tmp_path) == []


def test_a_read_only_folder_is_one_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.geteuid():
        tmp_path.chmod(0o555)
    else:

        def refused(*_args: object, **_more: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "mkdir", refused)
    with pytest.raises(CommuniqueError, match="cannot publish into this folder") as raised:
        swap(lambda _: None, tmp_path / "public")
    monkeypatch.undo()
    tmp_path.chmod(0o755)
    assert raised.value.path == tmp_path


@pytest.mark.parametrize("name", [".git", "communique.toml"])
def test_a_project_is_never_replaced(tmp_path: Path, name: str) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / name).touch()
    with pytest.raises(CommuniqueError, match="holds a project"):
        _put("x", tmp_path / "work")
    assert _names(tmp_path / "work") == [name]


def test_the_folder_one_stands_in_is_never_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a" / "b")
    with pytest.raises(CommuniqueError, match="a folder in use"):
        _put("x", tmp_path / "a")
