"""What the tests of flows share: a real Prefect server, processes, the API as the UI uses it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from communique.project import Project

ENDED = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Api:
    """The Prefect API of a server."""

    url: str

    def get(self, path: str) -> Any:
        return self.ask("GET", path)

    def post(self, path: str, **body: Any) -> Any:
        return self.ask("POST", path, body)

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Ask as Prefect's own client does: what finds the database busy is asked again."""
        for _ in range(10):
            answer = httpx.request(method, f"{self.url}/{path}", json=body, timeout=30)
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                break
            time.sleep(1)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def deployment(self, name: str) -> Any:
        return self.get(f"deployments/name/{name}")

    def trigger(self, name: str, **parameters: Any) -> str:
        """Trigger a deployment as the UI does; the run's id."""
        one = self.deployment(name)["id"]
        return str(self.post(f"deployments/{one}/create_flow_run", parameters=parameters)["id"])

    def run(self, run: str) -> Any:
        return self.get(f"flow_runs/{run}")

    def state(self, run: str) -> str:
        return str(self.run(run)["state"]["type"])

    def wait(self, run: str, *states: str, seconds: float = 120) -> Any:
        """Wait until a run is in one of these states; or has ended, without any."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = self.run(run)
            if found["state"]["type"] in (states or ENDED):
                return found
            time.sleep(0.2)
        raise AssertionError(f"{found['name']} is {found['state']} after {seconds} s")

    def artifact(self, key: str) -> Any:
        """The latest artifact of a key."""
        return self.get(f"artifacts/{key}/latest")

    def logs(self, run: str) -> str:
        found = self.post(
            "logs/filter", logs={"flow_run_id": {"any_": [run]}}, sort="TIMESTAMP_ASC"
        )
        return "\n".join(one["message"] for one in found)


@contextmanager
def running(
    command: list[str], env: dict[str, str], cwd: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """A process in a group of its own; the group is ended in the end."""
    with (cwd / f"{command[-1].strip('/-')}.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, *command],
            env=env, cwd=cwd, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    try:
        yield process
    finally:
        kill(process, signal.SIGTERM)
        try:
            process.wait(40)
        except subprocess.TimeoutExpired:
            kill(process, signal.SIGKILL)


def kill(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    """Send a signal to a process and all that it started."""
    try:
        os.killpg(process.pid, how)
    except ProcessLookupError:
        return


def environment(home: Path, port: int) -> dict[str, str]:
    """An environment with nothing of the tester's own Prefect."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return own | {
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_DEPLOYMENTS_CONCURRENCY_SLOT_WAIT_SECONDS": "2",
    }


@contextmanager
def server(home: Path) -> Iterator[tuple[Api, dict[str, str]]]:
    """A Prefect server on loopback, with a database of its own; and the environment to use it."""
    port = free_port()
    env = environment(home, port)
    home.mkdir(parents=True, exist_ok=True)
    command = ["-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with running(command, env, home) as process:
        await_health(env["PREFECT_API_URL"], process)
        yield Api(env["PREFECT_API_URL"]), env


def serve_workspace(
    project: Project, home: Path, port: int, preview: int
) -> subprocess.Popen[bytes]:
    """Start ``communique flow serve``, and wait until it is ready; the caller ends it."""
    env = environment(home, port)
    del env["PREFECT_API_URL"]
    words = ["--project", str(project.root), "--port", str(port), "--preview-port", str(preview)]
    serve = subprocess.Popen(
        [sys.executable, "-m", "communique", "flow", "serve", *words],
        env=env, stdout=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    assert serve.stdout is not None
    said = b""
    while b"ready" not in said:
        line = serve.stdout.readline()
        assert line, said.decode()
        said += line
    return serve


def await_health(url: str, process: subprocess.Popen[bytes], seconds: float = 120) -> None:
    """Wait until a server answers."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert process.poll() is None, "the server ended"
        try:
            if httpx.get(f"{url}/health", timeout=5).is_success:
                return
        except httpx.HTTPError:
            time.sleep(0.3)
    raise AssertionError("the server does not answer")
