"""Names before drafting: of statements, of what is to be drafted, as lines of the glossary."""

from __future__ import annotations

import json

import pytest
import typer
from typer.testing import CliRunner

from communique import glossary
from communique.cli import naming as cli
from communique.errors import UsageError
from communique.pipeline import naming
from communique.pipeline.reading import read_all
from communique.pipeline.results import Prepared, Report
from communique.project import Project
from communique.statement import Statement

TEXT = """\
We thank Ana Solano, and the FHW.

The FHW met in Valmera; "Solano & Sons" did not.
"""


@pytest.fixture
def named(project: Project) -> Project:
    (project.sources_folder / "thanks.txt").write_text(TEXT, "utf-8")
    return Project(project.root)


def test_names_are_counted_and_placed(named: Project) -> None:
    report = Report()
    found = naming.names(named, None, report)
    assert not report.problems
    assert [(one.text, one.count, one.where) for one in found] == [
        ("FHW", 2, "thanks #1"), ("Ana Solano", 1, "thanks #1"),
        ("Solano & Sons", 1, "thanks #2"), ("Valmera", 1, "thanks #2"),
    ]  # fmt: skip
    with pytest.raises(UsageError):
        naming.names(named, ["none"], report)


def test_lines_for_a_glossary_that_is_there_or_not(named: Project) -> None:
    found = naming.names(named, None, Report())
    assert naming.csv_lines(named, found[:1]) == [
        "term,also,note,do_not_translate,es,fr", "FHW,,,,,",
    ]  # fmt: skip
    path = named.root / "glossary.csv"
    path.write_text("note;Term;es\n;FHW;FTS\n", "utf-8")
    found = naming.names(named, None, Report())
    assert [one.text for one in found] == ["Ana Solano", "Solano & Sons", "Valmera"]
    lines = naming.csv_lines(named, found)
    assert lines[0] == ";Ana Solano;"
    path.write_text(path.read_text("utf-8") + "\n".join(lines) + "\n", "utf-8")
    assert "Valmera" in glossary.load(path).terms
    assert naming.names(named, None, Report()) == []


def test_only_what_is_to_be_drafted_and_only_so_many(named: Project) -> None:
    statements: list[Statement] = list(read_all(named, None, Report()))
    some = [Prepared(one, {"es": list(one.keys)}) for one in statements]
    known = glossary.load(named.root / "glossary.csv")
    assert len(naming.names_to_list(some, known, most=2)) == 2
    assert len(naming.names_to_list(some, known)) == 4
    assert naming.names_to_list([Prepared(one, {"es": []}) for one in statements], known) == []


def test_the_verb(named: Project) -> None:
    app = typer.Typer()
    app.callback()(lambda: None)
    cli.register(app)

    def run(*words: str) -> str:
        done = CliRunner().invoke(app, ["names", *words, "-p", str(named.root)])
        assert done.exit_code == 0, done.output
        return done.stdout

    assert run().splitlines()[:2] == ["name\ttimes\tfirst in", "FHW\t2\tthanks #1"]
    assert run("thanks", "--csv").splitlines()[1] == "FHW,,,,,"
    told = json.loads(run("--json"))
    assert told["problems"] == []
    assert told["names"][0] == {
        "text": "FHW", "count": 2, "statement": "thanks", "number": 1, "language": "en",
    }  # fmt: skip
