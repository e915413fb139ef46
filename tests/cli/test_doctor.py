"""``communique doctor`` and log lines for machines, run as they are run."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from communique.cli.logs import JsonLines
from communique.project import FILE


def run(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return subprocess.run(
        [sys.executable, "-m", "communique", *words],
        capture_output=True, text=True, env=bare | {"COLUMNS": "100"} | env, check=False,
    )  # fmt: skip


def test_the_doctor_tells_in_lines_and_exits_by_what_is_bad(workspace: Path) -> None:
    done = run("doctor", "--project", str(workspace))
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    assert lines[0] == ["level", "check", "what", "says", "for", "get"]
    assert {len(line) for line in lines} == {6}
    bad = [line for line in lines if line[0] in ("missing", "broken")]
    assert (done.returncode, bad) == (0, [])
    assert "fit for work" in done.stderr


def test_the_doctor_finds_a_server_that_is_down(workspace: Path) -> None:
    done = run("doctor", "-p", str(workspace), "--json", PREFECT_API_URL="http://127.0.0.1:9/api")
    broken = [one for one in json.loads(done.stdout) if one["level"] == "broken"]
    assert done.returncode == 1
    assert [(one["check"], one["what"]) for one in broken] == [("orchestration", "server")]
    assert set(broken[0]) == {"check", "what", "level", "says", "for", "get"}
    assert "Traceback" not in done.stderr


def test_the_doctor_works_anywhere_but_not_on_a_folder_that_was_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("doctor")
    assert done.returncode == 0, done.stdout
    assert "is no workspace" in done.stdout
    assert run("doctor", "--project", str(tmp_path)).returncode == 2


def test_settings_that_are_wrong_are_a_finding(workspace: Path) -> None:
    (workspace / FILE).write_text("locales = 3\n", "utf-8")
    done = run("doctor", "--project", str(workspace))
    assert done.returncode == 1
    assert "broken\tsettings" in done.stdout


def test_every_line_of_a_verb_is_json_on_request(workspace: Path) -> None:
    (workspace / FILE).write_text('name = "x"\nlocales = ["es", "el"]\n', "utf-8")
    done = run("draft", "--project", str(workspace), COMMUNIQUE_LOG="json")
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert done.returncode == 1
    assert "statement\tlocale" in done.stdout, "what was asked for is no log"
    assert all({"time", "level", "logger", "message"} <= line.keys() for line in lines)
    moment = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
    assert all(moment.fullmatch(line["time"]) for line in lines)
    assert "no package translates en→el" in lines[-1]["message"]
    assert lines[-1]["level"] == "error"


def test_problems_name_their_statement_and_locale(workspace: Path) -> None:
    (workspace / "source_texts" / "bad.md").write_bytes(b"\xff\xfe\xff")
    done = run("update", "--project", str(workspace), COMMUNIQUE_LOG="json")
    errors = [json.loads(line) for line in done.stderr.splitlines()]
    found = [line for line in errors if line["level"] == "error"]
    assert [line["statement"] for line in found] == ["source_texts/bad.md"]
    plain = run("update", "--project", str(workspace)).stderr
    assert plain.splitlines()[-1] == f"communique: source_texts/bad.md: {found[0]['message']}"


def test_errors_of_the_request_are_json_too(workspace: Path) -> None:
    done = run("draft", "nothing", "--project", str(workspace), COMMUNIQUE_LOG="json")
    line = json.loads(done.stderr)
    assert (done.returncode, line["level"]) == (2, "error")
    assert line["message"].startswith("no statement 'nothing'")


def test_an_unknown_kind_of_log_is_refused(workspace: Path) -> None:
    done = run("draft", "--project", str(workspace), COMMUNIQUE_LOG="xml")
    assert done.returncode == 2
    assert "COMMUNIQUE_LOG is “xml”; it can be json or text" in done.stderr


def test_a_record_is_one_line_with_what_it_has() -> None:
    record = logging.LogRecord("communique.x", logging.WARNING, "f", 1, "%s\né", ("a",), None)
    record.statement, record.locale, record.secret = "appeal", "es", "no"
    line = JsonLines("default", None, "%").format(record)
    assert "\n" not in line
    told = json.loads(line)
    assert told.pop("time").endswith("Z")
    assert told == {"level": "warning", "logger": "communique.x", "message": "a\né",
                    "statement": "appeal", "locale": "es"}  # fmt: skip
