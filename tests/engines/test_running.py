"""A batch on another machine: the same model, wherever it lies there, or what is missing."""

from __future__ import annotations

import pickle
import shutil
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from communique.engines import packages, running
from communique.engines.base import Batch, Model, Settings, Task
from communique.errors import CommuniqueError


def batch_of(model: Model) -> Batch:
    return Batch(Task(model, ("en", "es"), Settings()), ("We demand peace.",))


@pytest.fixture
def starter() -> Model:
    (found,) = (package for package in packages.shipped() if package.pair == ("en", "es"))
    return Model("argos", "en", "es", str(found.path), found.version, "starter")


@pytest.fixture
def elsewhere(starter: Model, tmp_path: Path) -> Model:
    """The starter as it lies on another machine, in a folder that this one has not."""
    return replace(starter, place=str(tmp_path / "elsewhere" / Path(starter.place).name))


def parcel(model: Model, fingerprint: str) -> running.Parcel:
    return running.packed(batch_of(model))._replace(fingerprint=fingerprint)


def test_a_parcel_comes_through_as_it_was(starter: Model) -> None:
    sent = pickle.loads(pickle.dumps(running.packed(batch_of(starter))))  # noqa: S301
    assert running.unpacked(sent) == batch_of(starter)


def test_the_same_package_is_found_where_it_lies_here(starter: Model, elsewhere: Model) -> None:
    found = running.unpacked(parcel(elsewhere, running.fingerprint(starter)))
    assert found == batch_of(starter)
    (made,) = running.translate_batch(found).translations
    assert made.text


def test_an_installed_package_serves_whatever_its_folder_is_called(
    starter: Model, elsewhere: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from argostranslate import settings

    other = tmp_path / "packages" / "mine"
    shutil.copytree(starter.place, other)
    monkeypatch.setattr(settings, "package_dirs", [tmp_path / "packages"])
    found = running.unpacked(parcel(elsewhere, running.fingerprint(starter)))
    assert found.task.model.place == str(other)


def test_the_same_folder_with_other_files_is_another_package(
    elsewhere: Model, starter: Model
) -> None:
    shutil.copytree(starter.place, elsewhere.place)
    with (Path(elsewhere.place) / "metadata.json").open("a", encoding="utf-8") as file:
        file.write("\n")
    found = running.unpacked(parcel(elsewhere, running.fingerprint(starter)))
    assert found.task.model.place == starter.place


@pytest.mark.parametrize(
    ("origin", "how"),
    [
        ("installed", "`communique models install en pt_BR` there"),
        ("starter", "the version of communique that runs the flow"),
    ],
)
def test_what_is_missing_is_told_with_the_host(elsewhere: Model, origin: str, how: str) -> None:
    model = replace(elsewhere, target="pb", version="1.9", origin=origin)
    with pytest.raises(CommuniqueError) as told:
        running.unpacked(parcel(model, "0123456789abcdef"))
    assert f"the worker on {socket.gethostname()} lacks the package {model.name}" in str(told.value)
    assert how in str(told.value)


def test_another_version_of_communique_is_refused(
    starter: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = running.packed(batch_of(starter))
    monkeypatch.setattr(running, "PROCESSING_VERSION", "0")
    with pytest.raises(CommuniqueError, match="another version of communique"):
        running.unpacked(sent)


def test_a_server_is_the_same_everywhere() -> None:
    model = Model("libretranslate", "en", "es", "http://127.0.0.1:1", origin="server")
    assert running.unpacked(parcel(model, "")) == batch_of(model)
