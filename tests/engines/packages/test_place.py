"""The folder of packages, when whoever changes it is killed at any moment."""

from __future__ import annotations

import errno
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from communique.engines.packages import inventory, place
from communique.engines.packages.install import How, install_file
from communique.engines.packages.removing import remove
from communique.errors import CommuniqueError

from .conftest import left_over, package

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked child")
_EVENTS = {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "ctypes.call_function"}


def killed_at(step: int, work: Callable[[], object]) -> bool:
    """Run ``work`` in a child that is killed at its nth touch of the disk; False: it ended."""
    child = os.fork()
    if child == 0:
        seen = 0

        def hook(event: str, arguments: object) -> None:
            nonlocal seen
            if event in _EVENTS:
                seen += 1
                if seen == step:
                    os.kill(os.getpid(), signal.SIGKILL)

        try:
            sys.addaudithook(hook)
            work()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def state(root: Path) -> dict[str, str]:
    return {one.version: inventory.tree_digest(one.path) for one in inventory.installed_in(root)}


@pytest.mark.parametrize("version", ["1.0", "2.0"], ids=["the same version", "a newer one"])
@pytest.mark.parametrize("exchange", [True, False], ids=["exchange", "no exchange"])
@pytest.mark.parametrize(
    "stride", [pytest.param(1, marks=pytest.mark.verify), 9], ids=["every step", "some steps"]
)
def test_killed_at_any_moment_the_old_or_the_new_is_there(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, exchange: bool,
    stride: int,
) -> None:  # fmt: skip
    if not exchange:
        monkeypatch.setattr(place, "_exchanged", lambda one, other: False)
    old, new = tmp_path / "old.argosmodel", tmp_path / "new.argosmodel"
    old.write_bytes(package())
    new.write_bytes(package({"package_version": version}, sentencepiece_dot_model=b"new"))
    install_file(old, None, How(untried=True))
    before = state(root)["1.0"]
    seen = set()
    for step in range(stride, 400, stride):
        was_killed = killed_at(step, lambda: install_file(new, None, How(untried=True)))
        if not exchange and version == "1.0":
            with place.locked(root):  # the next run puts back what had stepped aside
                assert left_over(root) == []
        now = state(root)
        assert now
        assert all(v == version or digest == before for v, digest in now.items())
        seen.add(max(now, key=inventory.version_key) + now[max(now)][:4])
        with place.locked(root):
            assert left_over(root) == []
        if not was_killed:
            break
        install_file(old, None, How(untried=True))
        assert state(root) == {"1.0": before}
    assert not was_killed
    assert step > 15
    assert len(seen) == 2  # kills fell before the change and after it
    assert list(state(root)) == [version]


def test_killed_while_removing_nothing_is_left_half(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.argosmodel"
    path.write_bytes(package())
    for step in range(3, 200, 7):
        install_file(path, None, How(untried=True))
        whole = state(root)
        was_killed = killed_at(step, lambda: remove("en", "de"))
        assert state(root) in ({}, whole)
        with place.locked(root):
            assert left_over(root) == []
        if not was_killed:
            break
    assert state(root) == {}


def test_argos_is_not_stopped_by_unfinished_work(root: Path) -> None:
    from argostranslate.package import get_installed_packages

    with place.locked(root), place.workshop(root) as work:
        (work / "new").mkdir()
        assert [one.type for one in get_installed_packages([root])] == ["unfinished"]
        assert inventory.installed_in(root) == []
    assert get_installed_packages([root]) == []


def test_two_installations_at_once_wait_for_each_other(root: Path, tmp_path: Path) -> None:
    for code in ("de", "fr"):
        (tmp_path / f"{code}.argosmodel").write_bytes(package({"to_code": code}))
    done: list[str] = []

    def other() -> None:
        install_file(tmp_path / "fr.argosmodel", None, How(untried=True))
        done.append("fr")

    with place.locked(root):
        thread = threading.Thread(target=other)
        thread.start()
        time.sleep(0.2)
        assert done == []
        assert state(root) == {}
    thread.join(5)
    assert done == ["fr"]


def test_a_package_elsewhere_is_never_removed(root: Path, tmp_path: Path) -> None:
    one = inventory.Package("en", "de", "1", "installed", tmp_path / "elsewhere" / "x")
    with place.workshop(root) as work, pytest.raises(CommuniqueError, match="lies outside"):
        place.remove(one, root, work)


def test_names_are_exchanged_in_one_step_where_the_system_can(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"was-{name}").touch()
    if not place._exchanged(tmp_path / "a", tmp_path / "b"):
        pytest.skip("no renameat2 here")
    assert (tmp_path / "a" / "was-b").exists()
    with pytest.raises(OSError, match="No such file") as caught:
        place._exchanged(tmp_path / "a", tmp_path / "nothing")
    assert caught.value.errno == errno.ENOENT
