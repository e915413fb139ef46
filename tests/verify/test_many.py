"""Long proof: ten thousand segments into three locales, in one run, in flat memory."""

from __future__ import annotations

import itertools
import json
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from communique.project import FILE, Project

PACKAGES = Path(__file__).parent.parent / "data" / "packages"
SEGMENTS, STATEMENTS = 10_000, 100
TENSES = ("as", "is", "os")
ACTORS = ("aktivuloj", "membroj", "laboristoj", "sindikatoj", "kortumoj", "ŝtatoj")
PLACES = ("la vilaĝo", "regiono", "bibliotekoj", "maljunaj minejoj")


def workspace(root: Path) -> Project:
    """Statements in Esperanto, each of a hundred segments that stand nowhere else."""
    (root / FILE).write_text('locales = ["en", "es", "fr"]\n[engine]\nbeam = 1\n', "utf-8")
    (root / "source_texts").mkdir()
    made = (
        f"Est{tense} {number} {actor} en {place}."
        for number, tense, actor, place in itertools.product(
            range(2, 10_000), TENSES, ACTORS, PLACES
        )
    )
    for number in range(STATEMENTS):
        body = "\n\n".join(itertools.islice(made, SEGMENTS // STATEMENTS))
        text = f"---\nlanguage: eo\n---\n\n{body}\n"
        (root / "source_texts" / f"part-{number:03}.md").write_text(text, "utf-8")
    return Project(root)


def stored(project: Project) -> int:
    """How many sentences were translated so far."""
    try:
        with sqlite3.connect(project.state / "sentences.sqlite", timeout=60) as database:
            return int(database.execute("SELECT count(*) FROM value").fetchone()[0])
    except sqlite3.OperationalError:  # not made yet
        return 0


def resident(process: subprocess.Popen[str]) -> int:
    """The memory of a process in MiB; 0 if it has ended."""
    status = Path(f"/proc/{process.pid}/status").read_text("utf-8")
    return int(status.split("VmRSS:")[1].split()[0]) // 1024 if "VmRSS:" in status else 0


def draft(root: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "communique", "draft", "-p", str(root), "--json"],
        env=os.environ | {"ARGOS_PACKAGES_DIR": str(PACKAGES)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


@pytest.mark.verify
def test_ten_thousand_segments_into_three_locales_in_flat_memory(tmp_path: Path) -> None:
    """Out of Esperanto into English, and by way of it into Spanish and French.

    Flat means: a run plans, translates and fills portions of some 20,000 segments, so once the
    first is through, with all models loaded and the allocator warm, its memory does not grow. What
    may grow is what a run has to know of all statements, their texts: 1 kB a segment. A run that
    holds a plan and an answer of every segment until the end takes several times as much.
    """
    project = workspace(tmp_path)
    process = draft(tmp_path)
    early = late = 0
    while process.poll() is None:
        count, now = stored(project), resident(process)
        if SEGMENTS < count < 2 * SEGMENTS:
            early = max(early, now)
        elif count > 2.4 * SEGMENTS:
            late = max(late, now)
        time.sleep(0.2)
    assert process.stdout is not None
    told = json.loads(process.stdout.read())
    assert told["problems"] == []
    assert told["sentences"]["translated"] > 2.9 * SEGMENTS
    empty = sum(row["empty"] for row in told["statements"])
    assert told["segments_changed"] == 3 * SEGMENTS - empty
    assert empty < SEGMENTS // 100
    assert 0 < early < late + 100, "the run was too fast to be looked at"
    assert late - early < 80, f"from {early} to {late} MiB"
    assert late < 600

    begun = time.monotonic()
    again = json.loads(draft(tmp_path).communicate()[0])
    assert again["segments_changed"] == again["sentences"]["translated"] == 0
    assert again["statements"] == told["statements"]
    assert time.monotonic() - begun < 30
