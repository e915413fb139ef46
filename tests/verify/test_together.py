"""Long proof: several runs and a translator at once; nobody's words are lost."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from communique import pipeline
from communique.catalogs import files
from communique.project import Project
from tests.verify.test_kills import big_source, everything

TURNS = 12


def start(project: Project, step: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "communique", step, "-p", str(project.root), "-t", "es"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


@pytest.mark.verify
def test_runs_at_once_with_a_translator(project: Project) -> None:
    big_source(project, 0)
    pipeline.draft(project, None, ["es"], pipeline.Plain())
    path = project.catalog("appeal", "es")
    written: set[str] = set()
    for turn in range(TURNS):
        big_source(project, turn)
        runs = [start(project, step) for step in ("draft", "update", "draft")]
        while any(run.poll() is None for run in runs):
            written.add(type_something(path, f"Palabra humana {turn}.{len(written)}."))
            time.sleep(0.1)
        for run in runs:
            _, told = run.communicate()
            assert run.returncode == 0, told.decode()
        kept = "\n".join(everything(project, path))
        assert all(text in kept for text in written), f"turn {turn}"
    again = pipeline.draft(Project(project.root), None, ["es"], pipeline.Plain())
    assert not again.problems
    assert (again.translated, again.drafted) == (0, 0)


def type_something(path: Path, text: str) -> str:
    """Open, translate some untouched entry and save, as Poedit does: beside, then renamed."""
    catalog = files.load(path)
    entry = min(
        (one for one in catalog if not one.obsolete),
        key=lambda one: one.msgstr.count("Palabra humana"),
    )
    entry.msgstr = f"{entry.msgstr} {text}" if "Palabra" in entry.msgstr else text
    beside = path.with_name("a.po.tmp")
    beside.write_bytes(files.dump(catalog))
    beside.replace(path)
    return text
