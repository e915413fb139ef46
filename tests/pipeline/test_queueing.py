"""Two runs in one workspace: the second waits, says so, can be ended, and does nothing twice."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from communique.errors import CommuniqueError
from communique.pipeline import queueing
from communique.pipeline.queueing import queue
from communique.project import Project

HOLD = """
import sys, time
from pathlib import Path
from communique.pipeline.queueing import queue
from communique.project import Project
with queue(Project(Path(sys.argv[1])), "draft", "drafting"):
    print("held", flush=True)
    time.sleep(60)
"""


@contextmanager
def held(project: Project) -> Iterator[subprocess.Popen[str]]:
    """Another process that drafts."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(project.root)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def after(seconds: float, step: Callable[[], object]) -> None:
    timer = threading.Timer(seconds, step)
    timer.daemon = True
    timer.start()


def test_a_second_run_says_what_it_waits_for_and_a_killed_first_frees_it(
    project: Project, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.INFO, "communique")
    monkeypatch.setattr(queueing, "_REMINDED", 0.5)
    with held(project) as first:
        after(1.2, first.kill)
        start = time.monotonic()
        with queue(project, "draft", "drafting"):
            assert 1 < time.monotonic() - start < 4
    told = [one for one in caplog.messages if "another run is drafting" in one]
    assert len(told) in (2, 3)
    assert told[0].endswith("waiting for it to end")


def test_a_waiting_run_ends_when_it_is_told_to(project: Project) -> None:
    """As Prefect does it: the signal becomes an exception in the main thread."""

    def end(*_: object) -> None:
        raise RuntimeError

    before = signal.signal(signal.SIGTERM, end)
    try:
        with held(project):
            after(0.5, lambda: os.kill(os.getpid(), signal.SIGTERM))
            start = time.monotonic()
            with pytest.raises(RuntimeError), queue(project, "draft", "drafting"):
                raise AssertionError("it went in")
            assert time.monotonic() - start < 2
    finally:
        signal.signal(signal.SIGTERM, before)


def test_patience_ends_and_other_work_does_not_wait(project: Project) -> None:
    with held(project):
        with queue(project, "publish", "publishing", 0.1):
            pass
        with (
            pytest.raises(CommuniqueError, match="has been drafting here"),
            queue(project, "draft", "drafting", 0.1),
        ):
            raise AssertionError("it went in")


def test_a_run_that_fails_lets_the_next_one_in(project: Project) -> None:
    with pytest.raises(ZeroDivisionError), queue(project, "draft", "drafting"):
        raise ZeroDivisionError
    with queue(project, "draft", "drafting", 0.1):
        pass


def test_two_drafts_at_once_translate_each_sentence_once(project: Project) -> None:
    command = [sys.executable, "-m", "communique", "draft", "-p", str(project.root), "--json"]
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    first, second = (json.loads(run.communicate()[0]) for run in runs)
    assert [run.returncode for run in runs] == [0, 0]
    if not first["segments_changed"]:
        first, second = second, first
    assert first["sentences"]["translated"] > 10
    assert second["sentences"] == {"translated": 0, "reused": 0}
    assert (first["segments_changed"], second["segments_changed"]) == (10, 0)
    assert second["statements"] == first["statements"]
    for locale in ("es", "fr"):
        path: Path = project.catalog("appeal", locale)
        records = path.with_name("appeal.ledger.jsonl").read_text("utf-8").splitlines()
        assert len(records) == 5, "each draft is recorded once"
