"""The systemd units: systemd finds nothing wrong with them, and they name what there is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.debian import needs

ROOT = Path(__file__).resolve().parents[2]
UNITS = sorted((ROOT / "operations").glob("*.service"))
BIN = "/opt/communique/.venv/bin/"


def values(unit: Path, name: str) -> list[str]:
    return re.findall(rf"^{name}=(.*)$", unit.read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_finds_nothing_wrong(unit: Path, tmp_path: Path) -> None:
    analyze = needs("systemd-analyze", "systemd")
    copy = tmp_path / unit.name.replace("@", "@press")
    text = unit.read_text("utf-8").replace(BIN, f"{Path(sys.executable).parent}/")
    copy.write_text(re.sub(r"^Documentation=.*\n", "", text, flags=re.MULTILINE), "utf-8")
    done = subprocess.run(
        [analyze, "verify", "--man=no", "--recursive-errors=no", str(copy)],
        capture_output=True, text=True, check=False,
        env=os.environ | {"SYSTEMD_LOG_LEVEL": "warning"},
    )  # fmt: skip
    said = [line for line in done.stderr.splitlines() if copy.name in line]
    assert (done.returncode, said) == (0, [])


def test_systemd_would_find_what_is_wrong(tmp_path: Path) -> None:
    analyze = needs("systemd-analyze", "systemd")
    bad = tmp_path / "bad.service"
    bad.write_text(UNITS[0].read_text("utf-8").replace("PrivateTmp=", "PrivateTemp="), "utf-8")
    done = subprocess.run(
        [analyze, "verify", "--man=no", str(bad)], capture_output=True, text=True, check=False
    )
    assert "PrivateTemp" in done.stderr


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_what_a_unit_calls_is_there(unit: Path) -> None:
    program, *words = values(unit, "ExecStart")[0].split()
    assert program.startswith(BIN)
    assert (Path(sys.executable).parent / program.removeprefix(BIN)).exists()
    options = [word for word in words if word.startswith("--")]
    if "serve" in words:
        text = (ROOT / "flows" / "cli.py").read_text("utf-8")
        assert all(option[2:].replace("-", "_") in text for option in options)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_may_write_no_more_than_it_has_to(unit: Path) -> None:
    assert values(unit, "ProtectSystem") == ["strict"]
    assert values(unit, "NoNewPrivileges") == values(unit, "PrivateTmp") == ["yes"]
    assert all(path.startswith("/srv/communique") for path in values(unit, "ReadWritePaths"))
    assert "MemoryDenyWriteExecute" not in {
        line.partition("=")[0] for line in unit.read_text("utf-8").splitlines()
    }


def test_both_log_the_same_way() -> None:
    lines = [[one for one in values(unit, "Environment") if "LOG" in one] for unit in UNITS]
    assert lines[0] == lines[1] != []
