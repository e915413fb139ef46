"""Notifications, on a real Prefect server, to a real receiver on loopback."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from communique import pipeline
from communique.pipeline import Problem, Report
from communique.project import Project

pytestmark = pytest.mark.prefect

PRESS, DESK = "custom-webhook/press", "custom-webhook/desk"


class Receiver(ThreadingHTTPServer):
    """Takes what webhooks send; ``answer`` is what it answers."""

    daemon_threads = True

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.answer = 200
        super().__init__(("127.0.0.1", 0), _Taking)
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/secret-hook"


class _Taking(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.server.answer == 200:
            self.server.got.append(body)
        self.send_response(self.server.answer)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def receivers(server: str) -> Iterator[tuple[Receiver, Receiver]]:
    """Two receivers, and their blocks."""
    both = Receiver(), Receiver()
    for name, one in zip((PRESS, DESK), both, strict=True):
        save_hook(name, one.url)
    yield both
    for one in both:
        one.shutdown()
        one.server_close()


def save_hook(name: str, url: str) -> None:
    from prefect.blocks.notifications import CustomWebhookNotificationBlock

    message = {"title": "{{subject}}", "text": "{{body}}"}
    block = CustomWebhookNotificationBlock(
        name="hook", url=url, json_data=message, headers=None, cookies=None
    )
    block.save(name.partition("/")[2], overwrite=True)


@pytest.fixture
def seen(project: Project) -> Project:
    """A workspace that has been looked at before anything was published."""
    from communique.pipeline import told

    told.owe(project, [])
    return project


def publish(project: Project) -> None:
    pipeline.publish(project, None, ["en"], None, pipeline.Plain())


def told_by_a_flow(blocks: list[str], project: Project, report: Report) -> list[str]:
    from prefect import flow

    from flows.notifying import tell

    @flow
    def telling(locales: list[str]) -> list[str]:
        return [str(one) for one in tell(blocks, project, report)]

    return telling(["en"])


def test_a_receiver_gets_subject_and_body_once(
    receivers: tuple[Receiver, Receiver], seen: Project
) -> None:
    press, desk = receivers
    publish(seen)
    assert told_by_a_flow([PRESS, PRESS, DESK], seen, Report()) == []
    (message,) = press.got
    assert message["title"] == "Tests: 1 edition published"
    assert "- published in English: “A call for peace”" in message["text"]
    assert desk.got == [message]
    assert told_by_a_flow([PRESS, DESK], seen, Report()) == []
    assert len(press.got) == len(desk.got) == 1


def test_a_first_run_tells_what_it_published_itself(
    receivers: tuple[Receiver, Receiver], project: Project
) -> None:
    from prefect import flow

    from flows.notifying import tell

    @flow
    def publishing() -> list[Problem]:
        publish(project)
        return tell([PRESS], project, Report())

    assert publishing() == []
    assert [one["title"] for one in receivers[0].got] == ["Tests: 1 edition published"]


@pytest.mark.parametrize("away", [False, True])
def test_who_could_not_be_told_is_told_by_the_next_run_and_nobody_twice(
    receivers: tuple[Receiver, Receiver], project: Project, away: bool
) -> None:
    from flows.notifying import tell

    press, desk = receivers
    tell([], project, Report())
    publish(project)
    press.answer = 500
    if away:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        save_hook(PRESS, f"http://127.0.0.1:{port}/secret-hook")
    (problem,) = tell([PRESS, DESK], project, Report())
    assert str(problem).startswith(f"notification to {PRESS}: was not taken (")
    assert ("500" in str(problem)) is not away
    assert "secret-hook" not in str(problem)
    assert (len(press.got), len(desk.got)) == (0, 1)
    assert (project.releases / "appeal" / "en.json").exists()
    press.answer = 200
    save_hook(PRESS, press.url)
    assert tell([PRESS, DESK], project, Report()) == []
    assert (len(press.got), len(desk.got)) == (1, 1)


def test_wrong_blocks_are_problems_and_the_others_are_told(
    receivers: tuple[Receiver, Receiver], seen: Project
) -> None:
    from prefect.blocks.system import Secret
    from pydantic import SecretStr

    from flows.notifying import tell

    Secret(value=SecretStr("x")).save("mine", overwrite=True)
    publish(seen)
    names = ["slack-webhook/nobody", "no-such-type/x", "nonsense", "secret/mine", PRESS]
    said = [str(one) for one in tell(names, seen, Report())]
    assert [one.split(": ")[0] for one in said] == [f"notification to {one}" for one in names[:-1]]
    assert "no such block" in said[0]
    assert "notifies nobody" in said[3]
    assert not [one for one in said if "\n" in one or "Traceback" in one]
    assert len(receivers[0].got) == 1


def test_blocks_of_apprise_are_told_too(
    receivers: tuple[Receiver, Receiver], seen: Project
) -> None:
    from prefect.blocks.notifications import AppriseNotificationBlock
    from pydantic import SecretStr

    class LocalJson(AppriseNotificationBlock):
        _block_type_slug = "local-json"

    press, _ = receivers
    LocalJson(url=SecretStr(press.url.replace("http", "json", 1))).save("it", overwrite=True)
    from flows.notifying import tell

    publish(seen)
    press.answer = 500
    (problem,) = tell(["local-json/it"], seen, Report())
    assert "secret-hook" not in str(problem)
    press.answer = 200
    assert tell(["local-json/it"], seen, Report()) == []
    assert press.got[0]["title"] == "Tests: 1 edition published"


def test_problems_are_told_when_they_are_others(
    receivers: tuple[Receiver, Receiver], seen: Project
) -> None:
    press, _ = receivers
    report = Report(problems=[Problem("appeal", "no catalog yet", "es")])
    for _ in range(2):
        assert told_by_a_flow([PRESS], seen, report) == []
    assert [one["title"] for one in press.got] == ["Tests: 1 problem"]
    assert "- appeal (es): no catalog yet" in press.got[0]["text"]


def test_a_run_killed_before_it_told_is_made_good_by_the_next_once(
    server: str, receivers: tuple[Receiver, Receiver], seen: Project
) -> None:
    publishing = (
        "import os, signal, sys; from pathlib import Path; from communique import pipeline;"
        "from communique.project import Project;"
        "pipeline.publish(Project(Path(sys.argv[1])), None, ['en'], None, pipeline.Plain());"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    telling = (
        "import sys; from pathlib import Path; from communique.pipeline import Report;"
        "from communique.project import Project; from flows.notifying import tell;"
        f"print(tell(['{PRESS}'], Project(Path(sys.argv[1])), Report()))"
    )
    assert _run(publishing, seen.root, server) == (-signal.SIGKILL, "")
    for _ in range(2):
        assert _run(telling, seen.root, server) == (0, "[]\n")
    assert [one["title"] for one in receivers[0].got] == ["Tests: 1 edition published"]


def _run(code: str, root: Path, server: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-c", code, str(root)], capture_output=True, text=True, check=False,
        env=os.environ | {"PREFECT_API_URL": server},
    )  # fmt: skip
    return done.returncode, done.stdout


def test_no_host_is_looked_up(
    receivers: tuple[Receiver, Receiver], seen: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.notifying import tell

    asked, look_up = set(), socket.getaddrinfo

    def noted(host: Any, *args: Any, **kwargs: Any) -> Any:
        asked.add(host)
        return look_up(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", noted)
    publish(seen)
    assert tell([PRESS, "slack-webhook/nobody"], seen, Report())
    assert asked <= {"127.0.0.1", b"127.0.0.1", "localhost", None}
    assert len(receivers[0].got) == 1


def test_two_runs_at_once_tell_once(receivers: tuple[Receiver, Receiver], seen: Project) -> None:
    from flows.notifying import tell

    publish(seen)
    said: list[list[Problem]] = []
    runs = [
        threading.Thread(target=lambda: said.append(tell([PRESS], seen, Report())))
        for _ in range(2)
    ]
    for one in runs:
        one.start()
    for one in runs:
        one.join(60)
    assert said == [[], []]
    assert len(receivers[0].got) == 1
