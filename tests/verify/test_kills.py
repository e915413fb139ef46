"""Long proof: kill -9 in the middle of drafts and updates loses nothing; the next run mends it."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import polib
import pytest

from communique import pipeline
from communique.catalogs import files
from communique.project import Project

KILLS = 200
PARAGRAPHS = 120
# Each step with the seconds after which it is killed at the latest: about as long as it takes.
STEPS = (("draft", 2.5), ("update", 1.2))


def big_source(project: Project, turn: int) -> None:
    """Write a long statement; part of it changes at every turn."""
    lines = ["---", "title: A long appeal", "language: en", "---", ""]
    for number in range(PARAGRAPHS):
        year = 1900 + number + (turn if number % 5 == 0 else 0)
        lines += [f"In {year} the council of district {number} demanded peace.", ""]
    (project.sources_folder / "appeal.md").write_text("\n".join(lines), "utf-8")


@pytest.mark.verify
def test_kills(project: Project) -> None:
    chance = random.Random(7)
    big_source(project, 0)
    pipeline.draft(project, None, ["es"], pipeline.Plain())
    path = project.catalog("appeal", "es")
    written: set[str] = set()
    for turn in range(KILLS):
        catalog = polib.pofile(str(path))
        entry = chance.choice([one for one in catalog if not one.obsolete])
        written.discard(entry.msgstr)  # a human may take back what a human wrote
        entry.msgstr = f"Palabra humana {turn}."
        written.add(entry.msgstr)
        catalog.save(str(path))
        big_source(project, turn)
        step, longest = STEPS[turn % 2]
        process = subprocess.Popen(
            [sys.executable, "-m", "communique", step, "-p", str(project.root), "-t", "es"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(chance.uniform(0.2, longest))
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert written <= everything(project, path), f"turn {turn}"
    report = pipeline.draft(Project(project.root), None, ["es"], pipeline.Plain())
    assert not report.problems
    again = pipeline.draft(Project(project.root), None, ["es"], pipeline.Plain())
    assert (again.translated, again.drafted) == (0, 0)


def everything(project: Project, path: Path) -> set[str]:
    """Return every text that is live, obsolete or among the replaced versions."""
    kept = [path, *(project.state / "replaced").glob("*.po")]
    return {entry.msgstr for one in kept for entry in files.load(one)}
