"""The verbs for what is handed on, as people and scripts call them: bundle, verify-bundle."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING

import pytest

from communique.errors import UsageError
from communique.pipeline import Plain, bundle, bundle_release, publish
from communique.project import Project
from communique.publishing.archive import verify
from tests.cli.test_cli import run

if TYPE_CHECKING:
    from pathlib import Path

LATER = """\
---
title: Tolls
language: en
embargo: 2999-01-01 09:00 Europe/Berlin
---

TOP SECRET tolls.
"""


@pytest.fixture
def published(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A workspace with one statement that is public, and one under embargo."""
    (project.root / "source_texts" / "tolls.md").write_text(LATER, "utf-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780000000")
    outcomes, _ = publish(Project(project.root), None, None, None, Plain())
    assert [one.statement for one in outcomes if one.published] == ["appeal"]
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    return Project(project.root)


def test_from_a_release_to_a_verified_bundle(published: Project) -> None:
    folder = str(published.root)
    made = run("bundle", "-p", folder)
    assert made.returncode == 0, made.stderr
    head, row = made.stdout.splitlines()
    assert head.split("\t")[:2] == ["statement", "locales"]
    assert row.startswith("appeal\ten\t5\t")
    assert row.endswith("\tbundles/appeal.zip\twritten")
    told = json.loads(run("bundle", "appeal", "-p", folder, "--json").stdout)
    path = published.root / "bundles" / "appeal.zip"
    assert told["bundles"] == [
        {
            "statement": "appeal",
            "locales": ["en"],
            "file": "bundles/appeal.zip",
            "files": 5,
            "bytes": path.stat().st_size,
            "sha256": told["bundles"][0]["sha256"],
            "written": False,
        }
    ]
    checked = run("verify-bundle", str(path))
    assert checked.returncode == 0, checked.stderr
    assert "whole, 5 files, from “Tests” (statement): appeal en source" in checked.stdout
    assert told["bundles"][0]["sha256"] in checked.stdout
    with zipfile.ZipFile(path, "a") as opened:
        opened.writestr("en/more.exe", b"MZ")
    broken = run("verify-bundle", str(path), "--json")
    assert broken.returncode == 1
    found = json.loads(broken.stdout)[0]
    assert (found["whole"], found["problems"]) == (False, ["“en/more.exe” is in no manifest"])
    assert "Traceback" not in broken.stderr


def test_nothing_but_what_is_public_gets_in(published: Project) -> None:
    folder = published.root / "bundles"
    bundle_release(published, folder / "all.zip")
    bundle(published, None, None)
    with pytest.raises(UsageError, match="nothing of 'tolls' is public"):
        bundle(published, ["tolls"], None)
    assert sorted(path.name for path in folder.iterdir()) == ["all.zip", "appeal.zip"]
    for path in folder.iterdir():
        assert not verify(path).problems
        with zipfile.ZipFile(path) as opened:
            for name in opened.namelist():
                assert b"tolls" not in opened.read(name).lower(), name
                assert "tolls" not in name


def test_the_moment_of_a_bundle(
    published: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {}
    for epoch in ("", "1700000001"):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
        made, _ = bundle(published, ["source_texts/appeal.md"], None, tmp_path / "out")
        assert made[0].renewed
        with zipfile.ZipFile(made[0].path) as opened:
            told[epoch] = {one.date_time for one in opened.infolist()}
    assert told == {"": {(2026, 5, 28, 20, 26, 40)}, "1700000001": {(2023, 11, 14, 22, 13, 20)}}


@pytest.mark.parametrize(
    ("names", "wanted", "told"),
    [
        (["nothere"], None, r"nothing of 'nothere' is public \(there are: appeal\)"),
        (None, ["fr"], "nothing is public in fr"),
        (None, ["klingon"], "klingon"),
    ],
)
def test_what_cannot_be_bundled(
    published: Project, names: list[str] | None, wanted: list[str] | None, told: str
) -> None:
    with pytest.raises(UsageError, match=told):
        bundle(published, names, wanted)


def test_a_bundle_of_some_translations(published: Project) -> None:
    """Has another name, and the original all the same; a statement without them has none."""
    original = published.releases / "appeal" / "en.json"
    text = original.read_text("utf-8").replace('"locale": "en"', '"locale": "pt_BR"')
    (published.releases / "appeal" / "pt_BR.json").write_text(text, "utf-8")
    (published.releases / "other").mkdir()
    other = original.read_text("utf-8").replace('"slug": "appeal"', '"slug": "other"')
    (published.releases / "other" / "en.json").write_text(other, "utf-8")
    made, report = bundle(published, None, ["pt-br"])
    assert [(one.path.name, one.locales) for one in made] == [("appeal.pt-BR.zip", ("en", "pt_BR"))]
    assert not report.problems


def test_before_anything_is_public(project: Project) -> None:
    with pytest.raises(UsageError, match="nothing is public"):
        bundle(project, None, None)
    done = run("bundle", "-p", str(project.root), "--release", str(project.root / "all.zip"))
    assert (done.returncode, "nothing is public yet" in done.stderr) == (2, True)
    both = run("bundle", "appeal", "-p", str(project.root), "--release", "all.zip")
    assert (both.returncode, "goes with nothing else" in both.stderr) == (2, True)


def test_a_bundle_of_what_is_public_no_more_is_told_of(
    published: Project, caplog: pytest.LogCaptureFixture
) -> None:
    old = published.root / "bundles" / "gone.es.zip"
    old.parent.mkdir()
    old.touch()
    bundle(published, None, None)
    assert "gone.es.zip: nothing of it is public any more" in caplog.text
    assert "appeal.zip" not in caplog.text
    assert old.exists()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [("We demand", "We want", "changed after it was published"), ("{", "", "no released edition")],
)
def test_a_broken_release_is_told_of_and_the_rest_goes_on(
    published: Project, old: str, new: str, told: str
) -> None:
    path = published.releases / "appeal" / "en.json"
    whole = path.read_text("utf-8")
    (published.releases / "other").mkdir()
    other = whole.replace('"slug": "appeal"', '"slug": "other"')
    (published.releases / "other" / "en.json").write_text(other, "utf-8")
    path.write_text(whole.replace(old, new, 1), "utf-8")
    made, report = bundle(published, None, None)
    assert [one.slug for one in made] == ["other"]
    assert [one.statement for one in report.problems] == ["appeal"]
    assert told in report.problems[0].message
