"""Batches on a Dask cluster of two processes, one of which is killed in mid-run."""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from communique import pipeline
from communique.catalogs.state import State
from communique.engines import packages
from communique.engines.base import Batch, Model, Settings, Task
from communique.errors import CommuniqueError
from communique.pipeline.results import Report
from communique.pipeline.translating import Failure
from communique.project import Project

cloudpickle = pytest.importorskip("cloudpickle")
distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.prefect

_SENTENCES = 260  # into two locales: some twenty batches of half a second
_BEFORE_THE_KILL = 3  # batches that the worker has done by then


class Diary(distributed.WorkerPlugin):  # type: ignore[misc, name-defined]
    """Writes down which batches its worker begins and ends: a file a process."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def setup(self, worker: Any) -> None:
        del worker

    def transition(self, key: str, start: str, finish: str, **more: Any) -> None:
        del more
        if finish in ("executing", "memory"):
            with (Path(self.folder) / str(os.getpid())).open("a", encoding="utf-8") as file:
                file.write(f"{finish} {key}\n")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        silence_logs=50,
    ) as found:
        yield found


@pytest.fixture
def diary(cluster: Any, tmp_path: Path) -> Iterator[Path]:
    """A folder in which every worker says what it does: ``{pid: lines}``."""
    cloudpickle.register_pickle_by_value(sys.modules[__name__])  # the workers cannot import it
    folder = tmp_path / "diary"
    folder.mkdir()
    with distributed.Client(cluster, set_as_default=False) as client:
        client.register_plugin(Diary(str(folder)), name=str(folder))
        yield folder
        client.unregister_worker_plugin(str(folder))


def lines(diary: Path, what: str) -> dict[int, list[str]]:
    found = {}
    for file in diary.iterdir():
        told = [line.split(" ", 1) for line in file.read_text("utf-8").splitlines()]
        found[int(file.name)] = [key for word, key in told if word == what]
    return found


@pytest.fixture
def many(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A workspace with enough to do for a while, in small batches, one thread each."""
    monkeypatch.setattr("communique.pipeline.translating._BATCH", 1_500)
    monkeypatch.setenv("COMMUNIQUE_ENGINE", '{"threads": 1}')
    sentences = (
        f"In village {number} the council opened {number + 3} schools, and its members asked the "
        "government for more teachers."
        for number in range(_SENTENCES // 2)
    )
    paragraphs = "\n\n".join(f"{one} This is what they wrote down." for one in sentences)
    (project.sources_folder / "long.md").write_text(f"---\ntitle: Schools\n---\n\n{paragraphs}\n")
    return Project(project.root)


def drafted(project: Project, address: str) -> Report:
    """Draft in a flow whose batches go to the cluster."""
    from prefect import flow

    from flows.executor import TaskExecutor

    @flow(name="trial")
    def trial() -> Report:
        with TaskExecutor("trial", dask=address) as executor:
            return pipeline.draft(project, None, None, executor)

    found: Report = trial()
    return found


def sent(address: str, step: Callable[[Any], Any], *sentences: str) -> list[Any]:
    """Send a batch a sentence to the cluster; return what came of them."""
    from prefect import flow

    from flows.executor import TaskExecutor

    package = packages.find("en", "es")
    model = Model("argos", "en", "es", str(package.path), package.version, package.origin)
    task = Task(model, ("en", "es"), Settings(threads=1))

    @flow(name="trial")
    def trial() -> list[Any]:
        work = [Batch(task, (sentence,)) for sentence in sentences]
        with TaskExecutor("trial", dask=address) as executor:
            return [made for _, made in executor.each(step, work)]

    found: list[Any] = trial()
    return found


def loads() -> tuple[int, int]:
    """How often a process has loaded a model, and how often it had it already."""
    from communique.engines import argos

    known = argos._loaded.cache_info()
    return known.misses, known.hits


def test_a_worker_that_is_killed_costs_its_batch_and_no_more(
    server: str, cluster: Any, diary: Path, many: Project
) -> None:
    killed: list[int] = []

    def kill() -> None:
        """Kill the first worker that has done three batches, in the midst of its next."""
        while not killed:
            time.sleep(0.02)
            for pid in _at_work(diary):
                time.sleep(0.15)
                if pid in _at_work(diary):
                    os.kill(pid, signal.SIGKILL)
                    killed.append(pid)
                    break

    Thread(target=kill, daemon=True).start()
    report = drafted(many, cluster.scheduler_address)
    assert killed
    assert not report.problems
    for row in report.coverage:
        assert row.counts[State.DRAFT] == sum(row.counts.values()), row

    begun, ended = lines(diary, "executing"), lines(diary, "memory")
    assert len(begun) >= 2, "all ran in one process"
    assert min(len(keys) for keys in begun.values()) >= 2
    times = Counter(key for keys in begun.values() for key in keys)
    (again,) = (key for key, count in times.items() if count > 1)
    assert again == begun[killed[0]][-1]
    assert times[again] == 2
    assert Counter(key for keys in ended.values() for key in keys) == dict.fromkeys(times, 1)

    with sqlite3.connect(many.state / "sentences.sqlite") as store:
        rows = store.execute("SELECT count(*), count(DISTINCT recipe || name) FROM value")
        assert rows.fetchone() == (report.translated, report.translated)

    with distributed.Client(cluster, set_as_default=False) as client:
        told = client.run(loads).values()
    assert all(misses <= 2 for misses, _ in told), "a model a pair, loaded once"
    assert sum(hits for _, hits in told) > len(told)


def _at_work(diary: Path) -> list[int]:
    begun, ended = lines(diary, "executing"), lines(diary, "memory")
    return [
        pid
        for pid, keys in begun.items()
        if len(keys) > len(ended.get(pid, ())) >= _BEFORE_THE_KILL
    ]


def test_workers_keep_their_memory(cluster: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.runners import keep_memory

    with distributed.Client(cluster, set_as_default=False) as client:
        assert set(client.run(keep_memory).values()) == {True}
    monkeypatch.delenv("MALLOC_TRIM_THRESHOLD_", raising=False)
    assert not keep_memory.__wrapped__(), "no business of ours elsewhere"


def test_nothing_to_do_asks_no_scheduler(server: str, project: Project) -> None:
    from communique.pipeline.executor import Plain

    assert pipeline.draft(project, None, None, Plain()).translated > 0
    again = drafted(project, "tcp://127.0.0.1:9")
    assert (again.translated, again.problems) == (0, [])


def test_a_scheduler_that_is_away_is_told(
    server: str, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.runners._CONNECTING", 0.5)
    with pytest.raises(CommuniqueError, match=r"127\.0\.0\.1:9 does not answer.*dask scheduler"):
        drafted(project, "tcp://127.0.0.1:9")


def test_workers_need_a_server_that_they_reach(
    server: str, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.runners import Cluster

    class Unset:
        def value(self) -> None:
            return None

    monkeypatch.setattr("flows.runners.PREFECT_API_URL", Unset())
    with pytest.raises(CommuniqueError, match="PREFECT_API_URL"), Cluster("tcp://127.0.0.1:9"):
        pass


def test_a_batch_that_ends_its_workers_is_given_up(
    server: str, cluster: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster.scheduler, "allowed_failures", 0)

    def deadly(batch: Batch) -> str:
        if batch.sentences == ("die",):
            os.kill(os.getpid(), signal.SIGKILL)
        return batch.sentences[0]

    (failure,) = sent(cluster.scheduler_address, deadly, "die")
    assert isinstance(failure, Failure)
    assert "ended the Dask workers" in failure.why
    assert not failure.passing
    assert sorted(sent(cluster.scheduler_address, deadly, "a", "b")) == ["a", "b"]


def test_workers_of_another_version_are_told(server: str, cluster: Any) -> None:
    with pytest.raises(CommuniqueError, match="need the versions of communique"):
        sent(cluster.scheduler_address, Newer(), "a")


class Newer:
    """A step that only this process can read: as one of a newer version."""

    __name__ = "newer"

    def __call__(self, batch: Batch) -> str:
        return batch.sentences[0]

    def __reduce__(self) -> Any:
        return getattr, (packages, "_of_a_newer_version")


def test_a_scheduler_without_workers_is_given_up(
    server: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("flows.runners._DESERTED", 1.5)
    monkeypatch.setattr("flows.runners._COUNTED", 0.1)
    with (
        distributed.LocalCluster(
            n_workers=0, host="127.0.0.1", dashboard_address="127.0.0.1:0"
        ) as empty,
        pytest.raises(CommuniqueError, match="no worker"),
    ):
        sent(empty.scheduler_address, loads_nothing, "a")
    assert "has no worker; waiting for one" in caplog.text


def loads_nothing(batch: Batch) -> int:
    return len(batch.sentences)
