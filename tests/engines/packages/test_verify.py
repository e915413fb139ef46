"""Verifying: what was changed, replaced, lost or broken since it was installed."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from communique.engines import packages
from communique.engines.packages import inventory, lock, verify
from communique.engines.packages.install import How, install_file


@pytest.fixture
def pins(tmp_path: Path) -> Path:
    return tmp_path / lock.FILE


@pytest.fixture
def spanish(tmp_path: Path, pins: Path, starter_archive: bytes) -> packages.Package:
    path = tmp_path / "es.argosmodel"
    path.write_bytes(starter_archive)
    return install_file(path, None, How(pins, untried=True)).package


def verdict(pins: Path | None, origin: str = "installed") -> verify.Verdict:
    return next(one for one in verify.verify(pins) if one.origin == origin)


@pytest.fixture(autouse=True)
def _no_starters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "shipped", list)


def test_what_is_as_it_should_be(spanish: packages.Package, pins: Path) -> None:
    found = verdict(pins)
    assert not found.wrong
    assert (found.files.says, found.pinned.says) == ("as installed", "as pinned")
    assert found.trial.says == "translates 30 carrier sentences"


def test_a_changed_file(spanish: packages.Package, pins: Path) -> None:
    model = spanish.path / "model" / "config.json"
    model.write_text(model.read_text().replace("null", "1e-6"))
    found = verdict(pins)
    assert (found.files.wrong, found.pinned.wrong) == (True, True)
    # Whoever changes the note as well is still found out by the lock file.
    noted = lock.noted(spanish.path)
    assert noted is not None
    lock.note(spanish.path, replace(noted, tree=inventory.tree_digest(spanish.path)))
    found = verdict(pins)
    assert (found.files.wrong, found.pinned.wrong) == (False, True)
    assert not verdict(None).files.wrong


def test_another_version_than_pinned(spanish: packages.Package, pins: Path) -> None:
    lock.keep(pins, replace(lock.read(pins)["en", "es"], version="7.0"))
    found = verdict(pins)
    assert found.wrong
    assert found.pinned.says == "7.0 is pinned"


def test_a_pinned_package_that_is_missing(spanish: packages.Package, pins: Path) -> None:
    shutil.rmtree(spanish.path)
    found = verdict(pins, "missing")
    assert found.wrong
    assert "not installed" in found.files.says
    assert list(verify.verify(None)) == []


def test_a_model_that_no_longer_loads(spanish: packages.Package, pins: Path) -> None:
    (spanish.path / "model" / "model.bin").write_bytes(b"x")
    found = verdict(pins)
    assert found.trial.wrong
    assert "not a package that can be loaded" in found.trial.says


@pytest.mark.parametrize(
    ("file", "content", "says"),
    [
        ("model/shared_vocabulary.json", '["a"]', "not a package that can be run"),
        ("metadata.json", '{"communique_longest": "abc"}', "not a package that can be loaded"),
        ("metadata.json", '{"communique_longest": -4}', "not a package that can be loaded"),
    ],
)
def test_a_damaged_file_is_a_finding(
    spanish: packages.Package, pins: Path, file: str, content: str, says: str
) -> None:
    path = spanish.path / file
    if file == "metadata.json":
        content = json.dumps(json.loads(path.read_text("utf-8")) | json.loads(content))
    path.write_text(content, "utf-8")
    found = verdict(pins)
    assert found.trial.wrong
    assert says in found.trial.says


@pytest.mark.parametrize(
    "content",
    [
        "[" * 100_000,
        '{"from_code": "en", "to_code": "es", "package_version": "1\\u001b[2J"}',
    ],
    ids=range(2),
)
def test_metadata_that_is_none_is_passed_over_and_told_once(
    spanish: packages.Package, content: str, caplog: pytest.LogCaptureFixture
) -> None:
    (spanish.path / "metadata.json").write_text(content, "utf-8")
    for _ in range(3):
        assert packages.find("en", "es").origin == "starter"
    assert caplog.text.count("is no Argos package") == 1


def test_a_version_of_thousands_of_digits_is_a_version(spanish: packages.Package) -> None:
    path = spanish.path / "metadata.json"
    meta = json.loads(path.read_text("utf-8")) | {"package_version": "9" * 5000}
    path.write_text(json.dumps(meta), "utf-8")
    assert packages.find("en", "es").origin == "installed"


def test_argoss_own_installation_is_compared_with_the_pin(
    spanish: packages.Package, pins: Path
) -> None:
    (spanish.path / "communique.json").unlink()
    (spanish.path / "stanza").mkdir()
    (spanish.path / "stanza" / "baggage").touch()
    assert verdict(pins).files.says == "as pinned"
    found = verdict(None)
    assert not found.wrong
    assert "installed by Argos" in found.files.says


def test_a_package_for_argos_alone(spanish: packages.Package, pins: Path) -> None:
    (spanish.path / "sentencepiece.model").rename(spanish.path / "bpe.model")
    assert "communique cannot run it" in verdict(None).trial.says
    assert [one.target for one in packages.installed()] == ["es"]
    assert packages.find("en", "es").origin == "starter"
