"""``communique evaluate`` as people and scripts call it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from communique.cli import evaluating
from communique.errors import UsageError
from communique.project import Project

BITEXT = "We demand peace.\tExigimos la paz.\nThank you.\tGracias.\n"


@pytest.fixture
def app() -> typer.Typer:
    made = typer.Typer()
    made.callback()(lambda: None)
    evaluating.register(made)
    return made


@pytest.fixture
def bitext(tmp_path: Path) -> str:
    path = tmp_path / "a.tsv"
    path.write_text(BITEXT, "utf-8")
    return str(path)


def test_a_table_with_its_signatures(app: typer.Typer, bitext: str, tmp_path: Path) -> None:
    asked = ["evaluate", "--bitext", bitext, "-f", "en", "-t", "es", "-p", str(tmp_path)]
    done = CliRunner().invoke(app, [*asked, "--beam", "2", "--beam", "1", "--worst", "1"])
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert lines[0].startswith("from\tto\tpackage\tbeam\tsegments\tfailed\tchrF\tBLEU\tedited")
    starters = [line.split("\t") for line in lines if line.startswith("en\tes\tstarter")]
    assert {row[3] for row in starters} == {"1", "2"}
    assert [float(row[6]) for row in starters] == sorted(
        (float(row[6]) for row in starters), reverse=True
    )
    assert "worst of starter en→es 0.2, beam 1:" in lines
    assert "BLEU es: nrefs:1|" in done.stderr
    assert "no markup" in done.stderr


def test_json_for_machines(app: typer.Typer, bitext: str, tmp_path: Path) -> None:
    asked = ["evaluate", "--bitext", bitext, "-f", "en", "-t", "es", "-p", str(tmp_path), "--json"]
    told = json.loads(CliRunner().invoke(app, [*asked, "--beam", "1"]).stdout)
    assert told["problems"] == []
    score = told["scores"][-1]
    assert (score["from"], score["to"], score["segments"], score["beam"]) == ("en", "es", 2, 1)
    assert set(score) >= {"package", "chrf", "bleu", "edited", "seconds", "speed", "failed"}


@pytest.mark.parametrize(
    "words",
    [["--bitext", "x.tsv", "-t", "es"], ["--bitext", "x.tsv", "-f", "en"], ["-f", "en"], []],
)
def test_what_is_missing_is_said(app: typer.Typer, project: Project, words: list[str]) -> None:
    done = CliRunner().invoke(app, ["evaluate", *words, "-p", str(project.root)])
    assert isinstance(done.exception, UsageError)


def test_a_pair_without_a_package_exits_with_1(app: typer.Typer, bitext: str) -> None:
    done = CliRunner().invoke(app, ["evaluate", "--bitext", bitext, "-f", "en", "-t", "xh"])
    assert done.exit_code == 1
    assert "en→xh" in done.stderr
