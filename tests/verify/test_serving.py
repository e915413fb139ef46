"""Long proof: ``communique flow serve``, ended in the middle of a run in whatever way, goes on."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path

import httpx
import pytest

from tests.flows.served import Api, free_port, serve_workspace
from tests.flows.test_coordinator import (
    LINES,
    NAME,
    add_long_statement,
    await_stored,
    stored,
    workspace,
)


def await_silence(port: int, seconds: float = 60) -> None:
    """Wait until a server that has lost the process that started it has ended, too."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            httpx.get(f"http://127.0.0.1:{port}/api/health", timeout=5)
        except httpx.ConnectError:
            return
        time.sleep(0.5)
    raise AssertionError("the server goes on by itself")


@pytest.mark.verify
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_an_ended_service_goes_on_where_it_was(tmp_path: Path, how: signal.Signals) -> None:
    project = workspace(tmp_path / "newsroom")
    add_long_statement(project)
    home, port, preview = tmp_path / "prefect", free_port(), free_port()
    api = Api(f"http://127.0.0.1:{port}/api")
    first = serve_workspace(project, home, port, preview)
    lost = api.trigger(f"draft/{NAME}", locales=["es"])
    await_stored(project, 300)
    began = time.monotonic()
    first.send_signal(how)
    first.wait(60)
    await_silence(port)
    assert time.monotonic() - began < 30
    kept = stored(project)
    assert kept < LINES
    second = serve_workspace(project, home, port, preview)
    try:
        assert api.state(lost) == "CRASHED"
        run = api.wait(api.trigger(f"draft/{NAME}", locales=["es"]), seconds=180)
        assert run["state"]["type"] == "COMPLETED", run["state"]
        assert kept + int(run["state"]["message"].split()[0]) == stored(project)
    finally:
        second.send_signal(signal.SIGINT)
        try:
            assert second.wait(60) == 0
        except subprocess.TimeoutExpired:
            second.kill()
            raise
