"""Long proof: a run of 50,000 sentences, killed half-way, translates only what is missing when it
starts again; and its memory does not grow with its length.
"""

from __future__ import annotations

import itertools
import json
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from communique.project import Project

SENTENCES = 50_000
STATEMENTS = 25
WHO = ("council", "committee", "union", "school", "hospital", "library", "city", "village",
       "ministry", "court", "press", "army")  # fmt: skip
WHAT = ("water", "bread", "land", "work", "rest", "peace", "books", "light", "air", "roads",
        "medicine", "seeds")  # fmt: skip
VERBS = ("demands", "needs", "wants", "asks", "promises", "refuses", "protects", "shares", "buys",
         "sells", "loses", "finds")  # fmt: skip
WHERE = ("north", "south", "east", "west", "valley", "harbour", "mountains", "desert", "forest",
         "islands", "plains", "delta")  # fmt: skip
WHEN = ("today", "tomorrow", "again", "soon")


def write_sources(project: Project) -> None:
    made = (
        f"The {who} of the {where} {verb} {what} {when}."
        for when, who, where, verb, what in itertools.product(WHEN, WHO, WHERE, VERBS, WHAT)
    )
    sentences = list(itertools.islice(made, SENTENCES))
    assert len(set(sentences)) == SENTENCES
    (project.sources_folder / "appeal.md").unlink()
    share = SENTENCES // STATEMENTS
    for number in range(STATEMENTS):
        own = sentences[number * share : (number + 1) * share]
        text = "---\nlanguage: en\n---\n\n" + "\n\n".join(own) + "\n"
        (project.sources_folder / f"part-{number:02}.md").write_text(text, "utf-8")
    settings = project.root / "communique.toml"
    settings.write_text(settings.read_text("utf-8") + "\n[engine]\nbeam = 1\n", "utf-8")


def start(project: Project) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "communique",
            "draft",
            "-p",
            str(project.root),
            "-t",
            "es",
            "--json",
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def stored(project: Project) -> int:
    path = project.state / "sentences.sqlite"
    if not path.exists():
        return 0
    try:
        with sqlite3.connect(path, timeout=60) as database:
            return int(database.execute("SELECT count(*) FROM value").fetchone()[0])
    except sqlite3.OperationalError:  # not made yet
        return 0


def resident(process: subprocess.Popen[str]) -> int:
    """The memory of a process in MiB."""
    status = Path(f"/proc/{process.pid}/status").read_text("utf-8")
    return int(status.split("VmRSS:")[1].split()[0]) // 1024


@pytest.mark.verify
def test_a_killed_run_goes_on_where_it_was(project: Project) -> None:
    write_sources(project)
    first = start(project)
    early = late = 0
    while (count := stored(project)) < SENTENCES // 2:
        assert first.poll() is None, "it ended before it could be killed"
        if count > SENTENCES // 20:
            late = resident(first)
            early = early or late
        time.sleep(0.5)
    first.send_signal(signal.SIGKILL)
    first.wait()
    kept = stored(project)
    assert late - early < 100, f"from {early} to {late} MiB while it translated 20,000 sentences"

    again = start(project)
    told = json.loads(again.communicate()[0])
    assert again.returncode == 0
    assert told["sentences"] == {"translated": SENTENCES - kept, "reused": kept}
    assert stored(project) == SENTENCES
    assert told["segments_changed"] == SENTENCES - sum(row["empty"] for row in told["statements"])


@pytest.mark.verify
def test_a_stream_of_lines_takes_no_more_memory_than_its_first_thousands() -> None:
    """``communique translate`` reads a line when there is room for it, and forgets it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "communique", "translate", "-f", "en", "-t", "es", "--beam", "1"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    sizes = []
    for turn in range(20):
        lines = [f"The {who} needs {what} in {turn}." for who in WHO for what in WHAT]
        process.stdin.write("\n".join(lines) + "\n")
        process.stdin.flush()
        assert all(process.stdout.readline().strip() for _ in lines)
        sizes.append(resident(process))
    process.stdin.close()
    assert process.wait() == 0
    assert sizes[-1] - sizes[2] < 30, sizes
