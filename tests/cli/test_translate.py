"""The verb translate as a process: lines in, lines out, interrupted, cut off, failing."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from communique.engines import packages

COMMAND = [sys.executable, "-m", "communique", "translate", "--from", "en", "--to", "es"]
STARTER = "(small; expect rough drafts)"
PATIENCE = 60  # seconds, on a machine that is busy


@pytest.fixture
def alone(tmp_path: Path) -> dict[str, str]:
    """An environment in which no packages are installed."""
    return os.environ | {"ARGOS_PACKAGES_DIR": str(tmp_path / "packages"), "HOME": str(tmp_path)}


def run(text: bytes, env: dict[str, str]) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        COMMAND, input=text, env=env, capture_output=True, check=False, timeout=PATIENCE
    )


@contextmanager
def started(env: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        COMMAND, env=env, bufsize=0,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def send(process: subprocess.Popen[bytes], data: bytes) -> None:
    assert process.stdin
    process.stdin.write(data)


def first_line(process: subprocess.Popen[bytes]) -> bytes:
    """Wait for what comes first, while standard input is open."""
    assert process.stdout
    assert select.select([process.stdout], [], [], PATIENCE)[0], "no answer"
    return process.stdout.read(1) + process.stdout.readline()


def ended(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    """Wait for the end, with standard input still open; return the exit code and what was told."""
    code = process.wait(PATIENCE)
    assert process.stderr
    return code, process.stderr.read().decode()


def test_a_line_is_answered_before_the_next_comes_and_an_interrupt_ends_the_wait(
    alone: dict[str, str],
) -> None:
    with started(alone) as process:
        send(process, b"We demand peace.\n")
        assert "paz" in first_line(process).decode().lower()
        process.send_signal(signal.SIGINT)
        code, told = ended(process)
    assert code == 130
    assert told.rstrip().endswith(STARTER)
    assert told.count("\n") == 1


def test_an_interrupt_ends_the_work(alone: dict[str, str]) -> None:
    with started(alone) as process:
        send(process, b"We demand peace.\n")
        first_line(process)
        # Some pipes hold 64 KB: so much can be written without waiting.
        lines = [
            f"The council of {number} villages met for peace and water." for number in range(900)
        ]
        send(process, "\n".join([*lines, ""]).encode())
        first_line(process)
        process.send_signal(signal.SIGINT)
        code, told = ended(process)
    assert code == 130
    assert told.count("\n") == 1


def test_a_closed_pipe_is_no_error(alone: dict[str, str]) -> None:
    with started(alone) as process:
        send(process, b"We demand peace.\n")
        first_line(process)
        assert process.stdout
        process.stdout.close()
        send(process, b"We want water.\nWe want peace.\n")
        code, told = ended(process)
        process.stdout = None
    assert code == 0
    assert told.count("\n") == 1


def test_lines_end_in_several_ways(alone: dict[str, str]) -> None:
    done = run("We demand peace.\r\n\n“Peace!”".encode(), alone)
    lines = done.stdout.decode().split("\n")
    assert done.returncode == 0, done.stderr
    assert len(lines) == 4
    assert (lines[1], lines[3]) == ("", "")
    assert "paz" in lines[0]
    assert "\r" not in lines[0]
    assert lines[2].startswith("«")


def test_nothing_comes_of_nothing(alone: dict[str, str]) -> None:
    assert run(b"", alone).stdout == b""


def test_what_is_not_utf_8_is_told_by_its_line_after_those_before_it(alone: dict[str, str]) -> None:
    done = run(b"We demand peace.\nPeace now.\nPaix \xe0 tous.\nPeace.\n", alone)
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) in {0, 2}  # what was read together goes together
    assert b"standard input, line 3: not valid UTF-8" in done.stderr


def test_where_the_engine_fails_it_says_so_and_goes_on(alone: dict[str, str]) -> None:
    russian = "мы хотим мира в долине прямо сейчас"
    done = run(f"We demand peace.\n{russian}\nWe want water.\n".encode(), alone)
    lines = done.stdout.decode().splitlines()
    assert done.returncode == 1
    assert lines[1] == ""
    assert lines[0]
    assert lines[2]
    assert "line 2: the engine failed here (script)" in done.stderr.decode().splitlines()


def test_a_broken_package_is_passed_over_with_one_line(
    alone: dict[str, str], tmp_path: Path
) -> None:
    starter = next(one for one in packages.shipped() if one.target == "es")
    folder = tmp_path / "packages" / "translate-en_es-9_0"
    (folder / "model").mkdir(parents=True)
    (folder / "model" / "model.bin").write_bytes(b"no model")
    (folder / "sentencepiece.model").symlink_to(starter.path / "sentencepiece.model")
    meta = dict(packages.metadata(starter.path)) | {"package_version": "9.0"}
    (folder / "metadata.json").write_text(json.dumps(meta), "utf-8")
    done = run(b"We demand peace.\nPeace now.\n", alone)
    told = done.stderr.decode().splitlines()
    assert done.returncode == 0, told
    assert len(done.stdout.decode().splitlines()) == 2
    assert len(told) == 1
    assert str(folder) in told[0]
    assert told[0].endswith("en→es by starter en→es 0.2 instead")
