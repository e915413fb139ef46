"""The verbs of review, as people and scripts call them: status, approve, waive, memory."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import polib
import pytest

from communique.project import Project
from tests.cli.test_cli import run

SPANISH = [
    "Un llamamiento a la paz",
    "Exigimos la paz. El consejo se reunió el 4 de mayo de 2025.",
    "**No** nos callaremos, y el informe está [aquí](https://example.org/a).",
    "poner fin a la guerra de inmediato;",
    "liberar a todos los presos.",
]


@pytest.fixture
def folder(project: Project) -> str:
    """A workspace whose Spanish catalog is reviewed, with a wrong year in it."""
    assert run("update", "-p", str(project.root), "-t", "es").returncode == 0
    path = project.catalog("appeal", "es")
    catalog = polib.pofile(str(path), wrapwidth=0)
    for entry, text in zip(catalog, SPANISH, strict=True):
        entry.msgstr = text
    catalog.save(str(path))
    return str(project.root)


def test_from_a_finding_to_an_approval(folder: str) -> None:
    checked = run("check", "-p", folder, "-t", "es", "--json")
    assert checked.returncode == 1
    findings = json.loads(checked.stdout)["findings"]
    assert [sorted(one) for one in findings] == [
        ["check", "file", "line", "locale", "message", "msgid", "severity", "statement"]
    ]
    assert (findings[0]["check"], findings[0]["severity"]) == ("numbers", "error")
    table = run("check", "-p", folder, "-t", "es").stdout.splitlines()
    assert table[0] == "place\tseverity\tcheck\tsegment\tmessage"
    assert table[1].startswith(f"{findings[0]['file']}:{findings[0]['line']}\terror\tnumbers\tWe ")
    left = run("approve", "appeal", "es", "--by", "Ana", "-p", folder)
    assert left.returncode == 1
    assert left.stdout.startswith("#2 “We demand peace.")
    assert "4 segments approved, 0 were already, 1 left out" in left.stderr
    waived = run("waive", "appeal", "es", "numbers", "-s", "We demand", "--by", "Ana",
                 "--reason", "a quotation", "-p", folder)  # fmt: skip
    assert waived.returncode == 0, waived.stderr
    assert run("check", "-p", folder, "-t", "es").returncode == 0
    approved = run("approve", "appeal", "es", "--by", "Ana", "-p", folder, "--json")
    assert json.loads(approved.stdout) == {
        "approved": 1, "already": 4, "left": [], "warnings": [],
    }  # fmt: skip
    published = run("publish", "-p", folder, "-t", "es", "--require", "approved", "--dry-run")
    assert "appeal\tes\tyes" in published.stdout


def test_status_for_people_and_machines(folder: str, project: Project) -> None:
    settings = project.file
    settings.write_text(
        settings.read_text("utf-8") + "\n[statements.appeal]\ndue = { es = 2020-01-31 }\n", "utf-8"
    )
    told = json.loads(run("status", "-p", folder, "--json", "--risky").stdout)
    spanish, french = told["statements"]
    assert (spanish["reviewed"], spanish["due"]) == (5, "2020-01-31")
    assert spanish["findings"] == {"error": 1, "warning": 0, "info": 0}
    assert (french["empty"], french["due"]) == (5, None)
    assert told["risky"][0]["risk"] == 1.0
    assert told["risky"][0]["msgid"].startswith("We demand peace.")
    table = run("status", "-p", folder, "--markdown").stdout.splitlines()
    assert table[0].startswith("| statement | locale | empty | draft |")
    assert table[1].startswith("| --- |")
    assert table[4:] == ["", "- from en: appeal"]
    risky = run("status", "-p", folder, "--risky", "--limit", "1").stdout.splitlines()
    assert len(risky) == 2
    assert risky[1].startswith("1.00\tappeal\tes\t")


def test_an_approval_is_kept_from_the_command_line(folder: str, project: Project) -> None:
    source = project.sources["appeal"]
    source.write_text(source.read_text("utf-8").replace("release all", "relaese all"), "utf-8")
    wrong = run("update", "-p", folder, "--by", "Ana")
    assert (wrong.returncode, "--keep-approval" in wrong.stderr) == (2, True)
    asked = ("update", "appeal", "-p", folder, "-t", "es", "--keep-approval", "-s", "relaese")
    assert run(*asked, "--by", "Ana").returncode == 2
    done = run(*asked, "--by", "Ana", "--reason", "typo", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["updates"][0]["approvals_kept"] == 1


def test_the_memory_from_the_command_line(folder: str, tmp_path: Path) -> None:
    found = run("memory", "find", "to stop the war at once!", "--to", "es", "-p", folder, "--json")
    hit = json.loads(found.stdout)[0]
    assert (hit["target"], hit["origin"]) == ("poner fin a la guerra de inmediato;", "appeal")
    assert 0.8 < hit["likeness"] < 1
    out = tmp_path / "ours.tmx"
    assert "5 units" in run("memory", "export", str(out), "-p", folder).stderr
    other = tmp_path / "other"
    assert run("init", str(other), "--to", "es").returncode == 0
    assert "5 units taken in" in run("memory", "import", str(out), "-p", str(other)).stderr
    stat = json.loads(run("memory", "stat", "-p", str(other), "--json").stdout)
    assert [(one["locale"], one["segments"]) for one in stat] == [("es", 5)]
    out.write_text("<tmx", "utf-8")
    broken = run("memory", "import", str(out), "-p", str(other))
    assert (broken.returncode, "Traceback" in broken.stderr) == (1, False)
    assert "ours.tmx:1" in broken.stderr


def test_how_far_humans_changed_the_drafts(workspace: Path) -> None:
    folder = str(workspace)
    assert run("draft", "-p", folder, "-t", "es").returncode == 0
    path = Project(workspace).catalog("appeal", "es")
    catalog = polib.pofile(str(path), wrapwidth=0)
    for entry in catalog:
        entry.flags = []
    catalog[0].msgstr = SPANISH[0]
    catalog[1].msgstr = SPANISH[1].replace("2025", "2026")
    catalog.save(str(path))
    effort = json.loads(run("status", "-p", folder, "--json").stdout)["effort"]
    assert [(one["locale"], one["segments"]) for one in effort] == [("es", 5)]
    assert 3 <= effort[0]["unchanged"] <= 5
    assert 0 <= effort[0]["edited"] < 0.5
    assert 50 < effort[0]["chrf"] <= 100


def test_brackets_are_no_markup_in_a_terminal(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("---\nlanguage: en\n---\n\n# On [/the] river\n\nSee [ours](https://a.org).\n")
    main, side = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "communique", "segment", str(file)],
        stdout=side, stderr=side, check=False, env=os.environ | {"COLUMNS": "90"},
    )  # fmt: skip
    os.close(side)
    shown = os.read(main, 65536).decode()
    os.close(main)
    assert done.returncode == 0, shown
    assert "On [/the] river" in shown
    assert "See [ours](https://a.org)." in shown
