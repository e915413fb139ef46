"""Long proof: all works where there is nothing but loopback, and no name is looked up."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.flows.served import Api, free_port, serve_workspace
from tests.flows.test_coordinator import NAME, review, workspace

# Every Python process of the run writes down what it looks up, and whom it calls.
SPY = """
import os, sys
def hook(event, args):
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.connect"):
        said = args[0] if event != "socket.connect" else args[1]
        with open(os.environ["SPY"], "a") as file:
            file.write(f"{event} {said!r}\\n")
sys.addaudithook(hook)
"""
WITHIN = "COMMUNIQUE_TEST_WITHIN"
HERE = ("'127.0.0.1'", "'localhost'", "'::1'", "None", "('127.0.0.1', ", "('::1', ", "'/", "b'127.")


def has_namespaces() -> bool:
    command = ["unshare", "--net", "--map-root-user", "true"]
    return bool(shutil.which("unshare")) and not subprocess.run(command, check=False).returncode


@pytest.mark.verify
@pytest.mark.skipif(not has_namespaces(), reason="network namespaces are not allowed here")
def test_a_day_with_loopback_only(tmp_path: Path) -> None:
    """The test below in a network namespace of its own; what it looks up is written down."""
    (tmp_path / "sitecustomize.py").write_text(SPY, "utf-8")
    paths = filter(None, [str(tmp_path), os.environ.get("PYTHONPATH", "")])
    env = os.environ | {
        "PYTHONPATH": os.pathsep.join(paths),
        "SPY": str(tmp_path / "looked-up.txt"),
        WITHIN: "yes",
    }
    command = [
        "unshare", "--net", "--map-root-user", "sh", "-c", 'ip link set lo up; exec "$@"', "sh",
        sys.executable, "-m", "pytest", "-m", "verify", "-p", "no:cacheprovider",
        f"{__file__}::test_within",
    ]  # fmt: skip
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout
    asked = (tmp_path / "looked-up.txt").read_text("utf-8").splitlines()
    assert len(asked) > 20, "the spy saw nothing"
    elsewhere = {line for line in asked if not line.split(" ", 1)[1].startswith(HERE)}
    assert not elsewhere, elsewhere


@pytest.mark.verify
@pytest.mark.skipif(WITHIN not in os.environ, reason="runs in the namespace of the test above")
def test_within(tmp_path: Path) -> None:
    """``communique flow serve``, used through the API as the UI does; Ctrl-C ends it."""
    project = workspace(tmp_path / "newsroom")
    port, preview = free_port(), free_port()
    serve = serve_workspace(project, tmp_path / "prefect", port, preview)
    try:
        api = Api(f"http://127.0.0.1:{port}/api")
        for flow in ("draft", "check"):
            run = api.wait(api.trigger(f"{flow}/{NAME}"))
            assert run["state"]["type"] == "COMPLETED", run["state"]
        review(project.catalog("appeal", "es"))
        run = api.wait(api.trigger(f"check/{NAME}", publish_when_ready=True))
        assert "2 published" in run["state"]["message"], run["state"]
        assert (project.site / "es" / "appeal" / "index.html").is_file()
        proof = f"http://127.0.0.1:{preview}/proofs/appeal.es.html"
        assert proof in api.artifact(f"{NAME}-editions")["data"]
        assert "Exigimos la paz." in httpx.get(proof).text
    finally:
        serve.send_signal(signal.SIGINT)
        assert serve.wait(60) == 0
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://127.0.0.1:{port}/api/health")
