"""The executor of flows: what runs at once, what is tried again, what a coordinator sees of it."""

from __future__ import annotations

import gc
import threading
import time
import weakref
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from communique.engines.base import Batch, Model, Settings, Task
from communique.errors import CommuniqueError
from communique.pipeline.translating import Failure

pytestmark = pytest.mark.prefect

SERVER = Model("libretranslate", "en", "es", "http://127.0.0.1:9", origin="server")
PACKAGE = Model("argos", "en", "fr", "/nowhere/translate-en_fr-1_0", "1.0")


@pytest.fixture(autouse=True)
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.executor.RETRIES", (0.05, 0.1, 0.2))


def batch(model: Model, *sentences: str) -> Batch:
    return Batch(Task(model, (model.source, model.target), Settings()), sentences)


def run(key: str, step: Callable[[Any], Any], items: list[Any]) -> tuple[list[Any], str]:
    """Run a step for each item in a flow; return what came, and the flow run's id."""
    from prefect import flow, runtime

    from flows.executor import TaskExecutor

    @flow(name=key)
    def trial() -> tuple[list[Any], str]:
        with TaskExecutor(key, dask="") as executor:
            found = list(executor.each(step, items))
        return found, str(runtime.flow_run.id)

    result: tuple[list[Any], str] = trial()
    return result


def task_runs(flow_run: str, states: int) -> dict[str, list[str]]:
    """The names of a run's tasks and of the states of each, when as many are there."""
    from uuid import UUID

    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId

    wanted = FlowRunFilter(id=FlowRunFilterId(any_=[UUID(flow_run)]))
    found: dict[str, list[str]] = {}
    with get_client(sync_client=True) as client:
        for _ in range(100):  # they arrive a little later
            runs = client.read_task_runs(flow_run_filter=wanted)
            found = {one.name: _states(client, one.id) for one in runs}
            if sum(map(len, found.values())) >= states:
                break
            time.sleep(0.1)
    return found


def _states(client: Any, task_run: Any) -> list[str]:
    answer = client._client.get("/task_run_states/", params={"task_run_id": str(task_run)})
    found = sorted(answer.json(), key=lambda state: str(state["timestamp"]))
    return [str(state["name"]) for state in found]


def artifact(key: str) -> Any:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey

    with get_client(sync_client=True) as client:
        (found,) = client.read_artifacts(
            artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=[key]))
        )
    return found


def test_a_few_run_at_once_and_the_progress_is_told(server: str) -> None:
    lock, counts, most = threading.Lock(), Counter[str](), [0]

    def shout(one: Batch) -> list[str]:
        with lock:
            counts["now"] += 1
            most[0] = max(most[0], counts["now"])
        time.sleep(0.05)
        with lock:
            counts["now"] -= 1
        return [sentence.upper() for sentence in one.sentences]

    items = [batch(PACKAGE, f"a{number}", "b") for number in range(6)]
    found, flow_run = run("counted", shout, items)
    assert sorted(made for _, made in found) == [[f"A{number}", "B"] for number in range(6)]
    assert all(made[0] == one.sentences[0].upper() for one, made in found)
    assert most == [2]
    shown = artifact("counted")
    assert float(shown.data) == 100.0
    assert shown.description == "6 of 6 batches, 12 of 12 sentences"
    assert set(task_runs(flow_run, 18)) == {f"translate en to fr {n}/6" for n in range(1, 7)}


def test_what_may_pass_is_tried_again(server: str) -> None:
    tries = Counter[str]()

    def third_time(one: Batch) -> Failure | str:
        tries[one.sentences[0]] += 1
        if tries[one.sentences[0]] < 3:
            return Failure("the server is away", of_pair=False, passing=True)
        return "done"

    found, flow_run = run("passing", third_time, [batch(SERVER, "a")])
    assert [made for _, made in found] == ["done"]
    (states,) = task_runs(flow_run, 7).values()
    waited = ["AwaitingRetry", "Retrying"]
    assert states == ["Pending", "Running", *waited, *waited, "Completed"]


def test_who_stays_away_is_given_up_once_and_the_others_go_on(server: str) -> None:
    tries = Counter[str]()

    def away(one: Batch) -> Failure | str:
        tries[one.task.model.engine] += 1
        if one.task.model is SERVER:
            return Failure("the server is away", of_pair=False, passing=True)
        return "done"

    items = [*(batch(SERVER, f"a{number}") for number in range(20)), batch(PACKAGE, "b")]
    found, flow_run = run("away", away, items)
    assert Counter(type(made).__name__ for _, made in found) == {"Failure": 20, "str": 1}
    assert tries["argos"] == 1
    assert tries["libretranslate"] == 2 * 4  # the two that were under way, with their retries
    states = task_runs(flow_run, 2 * 9 + 3)
    assert states["translate en to es 1/21"][-1] == "Failed"
    assert len(states) == 3


def test_what_cannot_pass_is_tried_once(server: str) -> None:
    tries: list[str] = []

    def broken(one: Batch) -> Failure:
        tries.append(one.sentences[0])
        return Failure("no such package", of_pair=True)

    found, flow_run = run("broken", broken, [batch(PACKAGE, "a"), batch(PACKAGE, "b")])
    assert [made.why for _, made in found] == ["no such package"] * 2
    assert sorted(tries) == ["a", "b"]
    assert all(states[-1] == "Failed" for states in task_runs(flow_run, 6).values())


def test_a_mishap_is_raised(server: str) -> None:
    def mishap(one: Batch) -> None:
        raise ZeroDivisionError(one.sentences[0])

    with pytest.raises(ZeroDivisionError, match="a"):
        run("mishap", mishap, [batch(PACKAGE, "a")])


def test_who_sleeps_before_a_retry_holds_up_no_end(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.executor.RETRIES", (60.0,))
    from prefect import flow

    from flows.executor import TaskExecutor

    def away(one: Batch) -> Failure | str:
        if one.task.model is SERVER:
            return Failure("the server is away", of_pair=False, passing=True)
        return "done"

    begun = 0.0

    @flow
    def ended() -> None:
        nonlocal begun
        with TaskExecutor("ended", dask="") as executor:
            for _ in executor.each(away, [batch(SERVER, "a"), batch(PACKAGE, "b")]):
                begun = time.monotonic()
                raise KeyboardInterrupt

    with pytest.raises(BaseException):  # noqa: B017, PT011 (whatever Prefect makes of it)
        ended()
    assert 0 < time.monotonic() - begun < 5
    sleeping = [thread for thread in threading.enumerate() if thread.name == "batch"]
    assert sleeping
    assert all(thread.daemon for thread in sleeping), "the process would wait for them"


def test_what_has_been_taken_is_let_go(server: str) -> None:
    from prefect import flow

    from flows.executor import TaskExecutor

    class Made:
        pass

    alive: weakref.WeakSet[Made] = weakref.WeakSet()
    most = 0

    def make(number: int) -> Made:
        made = Made()
        alive.add(made)
        return made

    @flow
    def many() -> None:
        nonlocal most
        with TaskExecutor("many", dask="") as executor:
            for count, (_, made) in enumerate(executor.each(make, range(60))):
                del made
                if count % 20 == 19:
                    time.sleep(0.5)  # Prefect tells its server of each, and then lets it go, too
                    gc.collect()
                    most = max(most, len(alive))

    many()
    assert most <= 4


def test_an_error_of_a_step_comes_back_as_it_is(server: str) -> None:
    from prefect import flow

    from flows.executor import TaskExecutor

    def refuse(slug: str, locale: str) -> None:
        raise CommuniqueError(f"no {slug} in {locale}")

    @flow
    def refused() -> str:
        from prefect import runtime

        with TaskExecutor("refused", dask="") as executor, pytest.raises(CommuniqueError) as told:
            executor.one(refuse, "appeal", "es")
        assert str(told.value) == "no appeal in es"
        return str(runtime.flow_run.id)

    assert set(task_runs(refused(), 3)) == {"refuse appeal es"}


def test_the_first_retry_comes_when_a_server_is_asked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.undo()
    from prefect.utilities.math import clamped_poisson_interval

    from communique.engines import libretranslate
    from flows import executor

    pauses = [clamped_poisson_interval(executor.RETRIES[0], executor._JITTER) for _ in range(1000)]
    assert min(pauses) > libretranslate._AWAY
