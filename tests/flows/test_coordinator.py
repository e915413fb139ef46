"""A coordinator's day on a real Prefect server with a real process worker, through the API."""

from __future__ import annotations

import itertools
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import polib
import pytest

from communique.project import FILE, Project
from tests.flows.served import Api, kill, running, server
from tests.verify.test_long_run import VERBS, WHAT, WHERE, WHO

pytestmark = pytest.mark.prefect

WORKER = ["-m", "prefect", "worker", "start", "--limit", "3", "--pool", "communique"]
NAME = "newsroom"
LINES = 6_000  # some forty seconds of work


def workspace(folder: Path) -> Project:
    """A workspace with one short statement, and one that takes a while."""
    (folder / "source_texts").mkdir(parents=True)
    (folder / FILE).write_text('name = "Newsroom"\nlocales = ["es", "fr"]\n', "utf-8")
    (folder / "source_texts" / "appeal.md").write_text(
        "---\ntitle: An appeal\nlanguage: en\n---\n\nWe demand peace.\n\nWe want 12 schools.\n",
        "utf-8",
    )
    return Project(folder)


def add_long_statement(project: Project) -> None:
    made = (
        f"The {who} of the {where} {verb} {what} for all who live there today."
        for who, where, verb, what in itertools.product(WHO, WHERE, VERBS, WHAT)
    )
    text = "\n\n".join(itertools.islice(made, LINES))
    (project.sources_folder / "long.md").write_text(f"---\nlanguage: en\n---\n\n{text}\n", "utf-8")


@contextmanager
def worker(env: dict[str, str], cwd: Path) -> Iterator[subprocess.Popen[bytes]]:
    with running(WORKER, env, cwd) as process:
        yield process


def communique(env: dict[str, str], project: Project, *words: str) -> str:
    command = [sys.executable, "-m", "communique", *words, "--project", str(project.root)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def review(path: Path) -> None:
    """Review every draft, as a translator does: the text corrected, ``fuzzy`` cleared."""
    catalog = polib.pofile(str(path), wrapwidth=0)
    for entry in catalog:
        entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
        entry.msgstr = {"We demand peace.": "Exigimos la paz."}.get(entry.msgid, entry.msgstr)
    catalog.save()


def stored(project: Project) -> int:
    """How many sentences the store holds."""
    path = project.state / "sentences.sqlite"
    if not path.exists():
        return 0
    with sqlite3.connect(path, timeout=60) as database:
        return int(database.execute("SELECT count(*) FROM value").fetchone()[0])


def await_stored(project: Project, count: int, seconds: float = 60) -> int:
    end = time.monotonic() + seconds
    while (found := stored(project)) < count:
        assert time.monotonic() < end, f"{found} sentences after {seconds} s"
        time.sleep(0.1)
    return found


def hurry_watch(api: Api) -> None:
    """Let the watch over silent runs take what is the shortest heartbeat, and some."""
    (watch,) = [
        one for one in api.post("automations/filter") if one["name"].startswith("communique")
    ]
    watch["trigger"]["within"] = 40
    body = {name: watch[name] for name in ("name", "description", "enabled", "trigger", "actions")}
    api.ask("PUT", f"automations/{watch['id']}", body)


def test_a_coordinators_day(tmp_path: Path) -> None:
    project = workspace(tmp_path / "newsroom")
    with server(tmp_path / "prefect") as (api, env):
        communique(env, project, "flow", "deploy")
        assert (project.root / "prefect.yaml").is_file()
        _see_forms(api)
        with worker(env, tmp_path):
            _draft_and_read_artifacts(api, project)
            _review_nudge_and_see_it_published(api, env, project)
            add_long_statement(project)
            _cancel(api, project)
        _kill_the_worker_and_go_on(api, env, project, tmp_path)
        communique(env, project, "flow", "deploy")  # again: nothing doubles
        assert len(api.post("deployments/filter")) == 3
        assert len(api.post("automations/filter")) == 2  # the watch, and the event of check


def _see_forms(api: Api) -> None:
    schema = api.deployment(f"check/{NAME}")["parameter_openapi_schema"]["properties"]
    assert schema["statements"]["items"]["enum"] == ["appeal"]
    assert schema["locales"]["items"]["enum"] == ["es", "fr"]
    assert (schema["findings_shown"]["minimum"], schema["findings_shown"]["maximum"]) == (1, 5000)
    assert all("description" in one for one in schema.values())
    for flow in ("draft", "check", "publish"):
        found = api.deployment(f"{flow}/{NAME}")
        assert found["concurrency_options"]["collision_strategy"] == "ENQUEUE"
        assert found["global_concurrency_limit"]["limit"] == 1
        assert [one["active"] for one in found["schedules"]] == [False]
    one = api.deployment(f"draft/{NAME}")["id"]
    refused = httpx.post(
        f"{api.url}/deployments/{one}/create_flow_run", json={"parameters": {"locales": ["xx"]}}
    )
    assert refused.status_code == 409
    assert "'xx' is not one of ['es', 'fr']" in refused.text


def _draft_and_read_artifacts(api: Api, project: Project) -> None:
    run = api.wait(api.trigger(f"draft/{NAME}", statements=["appeal"]))
    assert run["name"] == "draft: appeal → all locales"
    assert run["state"]["type"] == "COMPLETED", run["state"]
    assert "6 segments drafted" in run["state"]["message"]
    rows = json.loads(api.artifact(f"{NAME}-coverage")["data"])
    assert [(row["locale"], row["draft"]) for row in rows] == [("es", 3), ("fr", 3)]
    assert api.artifact(f"{NAME}-progress")["data"] == 100.0
    assert "Nothing was left out" in api.artifact(f"{NAME}-problems")["data"]
    assert project.catalog("appeal", "fr").is_file()


def _review_nudge_and_see_it_published(api: Api, env: dict[str, str], project: Project) -> None:
    review(project.catalog("appeal", "es"))
    before = {one["id"] for one in api.post("flow_runs/filter")}
    communique(env, project, "flow", "nudge", "appeal")
    end = time.monotonic() + 60
    while not (new := [one for one in api.post("flow_runs/filter") if one["id"] not in before]):
        assert time.monotonic() < end, "no run was started by the event"
        time.sleep(0.5)
    run = api.wait(new[0]["id"])
    assert run["name"] == "check: appeal → all locales, publishing what is ready"
    assert run["state"]["type"] == "COMPLETED", run["state"]
    page = project.site / "es" / "appeal" / "index.html"
    assert "Exigimos la paz." in page.read_text("utf-8")
    editions = api.artifact(f"{NAME}-editions")["data"]
    assert "| es | yes | publish |" in editions
    assert "| fr | no | withhold |" in editions
    rows = {row["locale"]: row for row in json.loads(api.artifact(f"{NAME}-coverage")["data"])}
    assert rows["es"]["public"] == time.strftime("%Y-%m-%d", time.gmtime())
    assert rows["fr"]["public"] == "no"
    history = api.post("artifacts/filter", artifacts={"key": {"any_": [f"{NAME}-coverage"]}})
    assert len(history) == 2


def _cancel(api: Api, project: Project) -> None:
    known = stored(project)
    run = api.trigger(f"draft/{NAME}", locales=["es"])
    await_stored(project, known + 100)
    api.post(f"flow_runs/{run}/set_state", state={"type": "CANCELLING", "name": "Cancelling"})
    api.wait(run, "CANCELLED", seconds=30)
    assert stored(project) < known + LINES, "it was done before it was cancelled"


def _kill_the_worker_and_go_on(
    api: Api, env: dict[str, str], project: Project, folder: Path
) -> None:
    """The worker is killed in the middle of a run; the next one, run by another, goes on."""
    before = stored(project)
    with worker(env, folder) as first:
        lost = api.trigger(f"draft/{NAME}", locales=["es"])
        await_stored(project, before + 200)
        kill(first, signal.SIGKILL)
        api.wait(lost, "CRASHED", seconds=60)
    _finish(api, env, project, folder)


def _finish(api: Api, env: dict[str, str], project: Project, folder: Path) -> None:
    """Run the draft again, by a new worker: it makes what is missing, and only that."""
    kept = stored(project)
    assert kept < LINES
    with worker(env, folder):
        run = api.wait(api.trigger(f"draft/{NAME}", locales=["es"]), seconds=240)
    assert run["state"]["type"] == "COMPLETED", run["state"]
    translated = int(run["state"]["message"].split()[0])
    assert kept + translated == stored(project), "something was translated twice, or not at all"
    catalog = polib.pofile(str(project.catalog("long", "es")))
    assert len(catalog) == LINES
    assert not [one for one in catalog if not one.msgstr]
    form = api.deployment(f"draft/{NAME}")["parameter_openapi_schema"]["properties"]
    assert form["statements"]["items"]["enum"] == ["appeal", "long"]


@pytest.mark.verify
def test_a_machine_that_dies(tmp_path: Path) -> None:
    """Worker and run are gone at once, and nobody tells the server: it notices by itself, and the
    run that waits for the lost one's place takes it.
    """
    project = workspace(tmp_path / "newsroom")
    add_long_statement(project)
    with server(tmp_path / "prefect") as (api, env):
        communique(env, project, "flow", "deploy")
        hurry_watch(api)
        with worker(env, tmp_path) as machine:
            lost = api.trigger(f"draft/{NAME}", locales=["es"])
            await_stored(project, 200)
            (run,) = Path(f"/proc/{machine.pid}/task/{machine.pid}/children").read_text().split()
            os.kill(int(run), signal.SIGKILL)
            kill(machine, signal.SIGKILL)
        assert api.state(lost) == "RUNNING", "nobody is left who could tell"
        waiting = api.trigger(f"draft/{NAME}", locales=["es"], statements=["appeal"])
        with worker(env, tmp_path):
            crashed = api.wait(lost, "CRASHED", seconds=180)
            assert "nothing was heard of it" in crashed["state"]["message"]
            assert api.wait(waiting)["state"]["type"] == "COMPLETED"
        _finish(api, env, project, tmp_path)
