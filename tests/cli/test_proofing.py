"""The verb proof, as people and scripts call it."""

from __future__ import annotations

import json
from pathlib import Path

import polib
import pytest

from communique.project import Project
from tests.cli.test_cli import run


@pytest.fixture
def folder(project: Project) -> Path:
    """A workspace with a Spanish catalog, half of it translated."""
    assert run("update", "-p", str(project.root), "-t", "es").returncode == 0
    path = project.catalog("appeal", "es")
    catalog = polib.pofile(str(path), wrapwidth=0)
    catalog[0].msgstr = "Un llamamiento a la paz"
    catalog.save(str(path))
    return project.root


def test_proof_writes_sheets_and_says_where(folder: Path, tmp_path: Path) -> None:
    done = run("proof", "-p", str(folder), "--to", "es")
    assert done.returncode == 0, done.stderr
    head, row = (line.split("\t") for line in done.stdout.splitlines())
    assert head[:3] == ["statement", "locale", "sheet"]
    assert row[:6] == ["appeal", "es", "proofs/appeal.es.html", "5", "4", "no"]
    assert (folder / "proofs/appeal.es.html").exists()
    asked = run(
        "proof", "appeal", "-p", str(folder), "-t", "es", "-o", str(tmp_path / "out"), "--json"
    )
    said = json.loads(asked.stdout)
    assert said["problems"] == []
    assert [sorted(one) for one in said["proofs"]] == [
        ["attention", "file", "fingerprint", "locale", "publish", "reason", "segments", "statement"]
    ]
    fingerprint = said["proofs"][0]["fingerprint"]
    assert fingerprint.startswith(row[-1])
    assert fingerprint in (tmp_path / "out/appeal.es.html").read_text("utf-8")


def test_a_locale_without_a_catalog_is_a_problem(folder: Path) -> None:
    done = run("proof", "-p", str(folder))
    assert done.returncode == 1
    assert "appeal (fr): no catalog yet" in done.stderr
    assert (folder / "proofs/appeal.es.html").exists()


def test_a_statement_that_is_not_there_is_an_error_in_a_line(folder: Path) -> None:
    done = run("proof", "nothing", "-p", str(folder))
    assert done.returncode == 2
    assert "no statement 'nothing'" in done.stderr
    assert "Traceback" not in done.stderr
