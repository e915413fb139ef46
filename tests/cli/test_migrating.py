"""The verb migrate, as people and scripts call it."""

from __future__ import annotations

import json
import subprocess

import polib
import pytest

from communique.project import Project
from tests.cli.test_cli import run
from tests.conftest import SETTINGS
from tests.pipeline.test_approving import SPANISH

HEAD = (
    "statement\tlocale\tfrom\tto\tkept\treviewed\tto_review\tto_draft\tconflicts\t"
    "approvals_kept\tapprovals_ended"
)


@pytest.fixture
def folder(project: Project) -> str:
    """A workspace whose Spanish catalog is reviewed; its statement is wanted by sentence now."""
    assert run("update", "-p", str(project.root), "-t", "es").returncode == 0
    path = project.catalog("appeal", "es")
    catalog = polib.pofile(str(path), wrapwidth=0)
    for entry, text in zip(catalog, SPANISH, strict=True):
        entry.msgstr = text
    catalog.save(str(path))
    own = '\n[statements.appeal]\nlevel = "sentence"\n'
    project.file.write_text(SETTINGS + own, "utf-8")
    return str(project.root)


def test_from_a_refusal_to_a_migrated_catalog(folder: str, project: Project) -> None:
    refused = run("update", "-p", folder, "-t", "es")
    assert refused.returncode == 1
    assert "`communique migrate appeal` carries the catalog over" in refused.stderr
    path = project.catalog("appeal", "es")
    before = path.read_bytes()
    told = run("migrate", "appeal", "--dry-run", "-p", folder)
    assert path.read_bytes() == before
    done = run("migrate", "appeal", "-p", folder)
    assert (done.returncode, done.stdout) == (0, told.stdout)
    assert done.stdout.splitlines() == [
        HEAD, "appeal\tes\tblock\tsentence\t4\t2\t0\t0\t0\t0\t0",
    ]  # fmt: skip
    assert path.read_bytes() != before
    again = run("migrate", "-p", folder)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "nothing to migrate\n")
    assert run("update", "-p", folder, "-t", "es").returncode == 0
    clean = subprocess.run(
        ["msgfmt", "-c", "-v", "-o", "/dev/null", str(path)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert clean.stderr == "6 translated messages.\n"


def test_for_machines(folder: str) -> None:
    told = json.loads(run("migrate", "-p", folder, "--dry-run", "--json").stdout)
    assert told["dry_run"] is True
    (one,) = told["migrations"]
    assert one["from"] == {"segmentation": "block", "language": "en"}
    assert one["to"]["segmentation"].startswith("sentence, sentencex")
    assert (one["kept"], one["reviewed"], told["notes"], told["problems"]) == (4, 2, [], [])


def test_a_problem_is_told_in_a_line(folder: str, project: Project) -> None:
    path = project.catalog("appeal", "es")
    path.write_text(path.read_text("utf-8").replace("Language: es", "Language: fr"), "utf-8")
    done = run("migrate", "-p", folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"communique: appeal (es): {path}:")
    assert run("migrate", "nothing", "-p", folder).returncode == 2


def test_a_new_splitter_is_told_in_two_words(folder: str, project: Project) -> None:
    assert run("migrate", "-p", folder).returncode == 0
    path = project.catalog("appeal", "es")
    said = polib.pofile(str(path)).metadata["X-Segmentation"]
    path.write_text(path.read_text("utf-8").replace(said, "sentence, old 1"), "utf-8")
    told = run("migrate", "-p", folder).stdout.splitlines()[1]
    assert told.split("\t")[2:4] == ["sentence", "sentence (new splitter)"]
