"""One machine, one command: a Prefect server, the deployments, previews, and a worker."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from communique.errors import CommuniqueError, UsageError
from communique.project import Project
from flows import deploying

HOST = "127.0.0.1"
_START_SECONDS = 120
_END_SECONDS = 15
_PDEATHSIG = 1
_URL = "PREFECT_API_URL"
_SERVER, _WORKER = "the Prefect server", "the worker"


@dataclass
class Served:
    """The processes that run for a workspace, in the order in which they were started.

    Args:
        project: the workspace.
        tell: takes a line for the user.
    """

    project: Project
    tell: Callable[[str], None]
    _running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start_server(self, port: int) -> None:
        """Start a Prefect server on loopback, unless the environment names one.

        Raises:
            UsageError: the port is taken.
            CommuniqueError: the server does not come up.
        """
        if os.environ.get(_URL):
            deploying.require_server()
            self.tell(f"Prefect server: {os.environ[_URL]}")
            return
        _refuse_taken(port, "--port")
        os.environ[_URL] = f"http://{HOST}:{port}/api"
        log = Path(os.environ["PREFECT_HOME"]) / "server.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        self._start(
            _SERVER, "prefect", "server", "start", "--host", HOST,
            "--port", str(port), log=log,
        )  # fmt: skip
        self._await_server(log)
        self.tell(f"Prefect UI: http://{HOST}:{port}")

    def start_preview(self, port: int) -> None:
        """Start the previews, to which what coordinators see in Prefect links.

        Raises:
            UsageError: the port is taken.
        """
        _refuse_taken(port, "--preview-port")
        self._start(
            "the preview", "communique", "preview", "--project", str(self.project.root),
            "--port", str(port),
        )  # fmt: skip
        os.environ["COMMUNIQUE_PREVIEW"] = f"http://{HOST}:{port}"
        self.tell(f"previews and proof sheets: http://{HOST}:{port}")

    def start_worker(self, limit: int) -> None:
        """Start a worker that takes what is triggered; ``limit`` runs at once."""
        if _SERVER in self._running:
            _close_lost_runs()
        self._start(
            _WORKER, "prefect", "worker", "start", "--pool", deploying.POOL,
            "--type", "process", "--limit", str(limit),
        )  # fmt: skip

    def wait(self) -> None:
        """Wait until one of the processes ends.

        Raises:
            CommuniqueError: one did; says which.
        """
        while True:
            for name, process in self._running.items():
                if process.poll() is not None:
                    raise CommuniqueError(f"{name} has ended (exit code {process.returncode})")
            time.sleep(0.5)

    def stop(self) -> None:
        """End the processes: first the runs, which tell the server that they were ended."""
        if worker := self._running.get(_WORKER):
            _end_runs(worker.pid)
        for process in reversed(self._running.values()):
            process.terminate()
            try:
                process.wait(_END_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _start(self, name: str, module: str, *words: str, log: Path | None = None) -> None:
        out = log.open("ab") if log else None
        self._running[name] = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", module, *words],
            cwd=self.project.root,
            stdout=out,
            stderr=out,
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is ours: we end them in their order
            preexec_fn=_die_with_parent,
        )
        if out:
            out.close()

    def _await_server(self, log: Path) -> None:
        end = time.monotonic() + _START_SECONDS
        while time.monotonic() < end:
            if self._running[_SERVER].poll() is not None:
                break
            try:
                if httpx.get(f"{os.environ[_URL]}/health", timeout=5).is_success:
                    return
            except httpx.HTTPError:
                time.sleep(0.3)
        raise CommuniqueError("the Prefect server does not come up; its log says why", log)


@contextmanager
def served(
    project: Project, tell: Callable[[str], None], *, port: int, preview_port: int, limit: int
) -> Iterator[Served]:
    """Start all that a workspace needs to be run from the Prefect UI, and end it in the end.

    Args:
        project: the workspace.
        tell: takes a line for the user.
        port: of the Prefect server.
        preview_port: of the previews; 0 for none.
        limit: how many runs there may be at once.

    Raises:
        CommuniqueError: something does not start; says what, and why.
    """
    all_ = Served(project, tell)
    try:
        all_.start_server(port)
        if deploying.write_file(project):
            tell(f"made {project.root / deploying.FILE}: schedules and defaults are set there")
        deploying.deploy(project)
        if preview_port:
            all_.start_preview(preview_port)
        all_.start_worker(limit)
        yield all_
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # once is enough
        all_.stop()


def _close_lost_runs() -> None:
    """Mark as crashed what the server takes for running though nobody runs it: the machine, or
    all of this, was ended from without. Otherwise the next run would wait for its place.
    """
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, WorkPoolFilter
    from prefect.client.schemas.objects import State, StateType
    from prefect.states import Crashed

    running = {"type": {"any_": [StateType.RUNNING, StateType.CANCELLING, StateType.PENDING]}}
    lost = FlowRunFilter(state=FlowRunFilterState.model_validate(running))
    pool = WorkPoolFilter.model_validate({"name": {"any_": [deploying.POOL]}})
    state: State[None] = Crashed(
        message="it was ended from without; run it again: it goes on where it was"
    )
    with get_client(sync_client=True) as client:
        for run in client.read_flow_runs(flow_run_filter=lost, work_pool_filter=pool):
            client.set_flow_run_state(run.id, state, force=True)


def _end_runs(worker: int) -> None:
    """End the runs of a worker, and wait until they have told so; the worker itself would let
    them go on for as long as they take.
    """
    end = time.monotonic() + _END_SECONDS
    runs = _children(worker)
    for run in runs:
        with suppress(ProcessLookupError):
            os.kill(run, signal.SIGTERM)
    while set(runs) & set(_children(worker)) and time.monotonic() < end:
        time.sleep(0.1)
    for run in _children(worker):
        with suppress(ProcessLookupError):
            os.kill(run, signal.SIGKILL)


def _children(process: int) -> list[int]:
    """Return the processes that one has started, as Linux tells; none elsewhere."""
    try:
        threads = list(Path(f"/proc/{process}/task").iterdir())
        return [int(one) for thread in threads for one in (thread / "children").read_text().split()]
    except OSError:
        return []


def _refuse_taken(port: int, option: str) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            message = f"port {port} cannot be had ({error.strerror}); choose another by {option}"
            raise UsageError(message) from None


def _die_with_parent() -> None:
    """Have Linux end a process when the one that started it is gone, however it went.

    And let SIGINT mean what it means, though a script that starts us in the background ignores it:
    Prefect ends its worker by it.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PDEATHSIG, signal.SIGTERM)
