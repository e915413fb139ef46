"""The verb segment: a table, JSON, a page; and the language, wherever it is shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from communique.cli import segmenting
from communique.cli import workspace as workspaces
from communique.errors import UsageError
from communique.project import FILE

APP = typer.Typer()
segmenting.register(APP)
workspaces.register(APP)


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(APP, [str(word) for word in words])


def test_the_table_tells_segments_and_language(workspace: Path) -> None:
    done = run("segment", workspace / "source_texts" / "appeal.md")
    assert done.stdout.splitlines()[:2] == ["line\tkind\ttext", "2\ttitle\tA call for peace"]
    assert len(done.stdout.splitlines()) == 6
    assert "appeal: en (English), stated in the source; 5 blocks, 5 segments" in done.stderr


def test_json_tells_what_a_translator_sees(workspace: Path) -> None:
    source = workspace / "source_texts" / "appeal.md"
    found = json.loads(run("segment", source, "--json").stdout)
    assert (found["slug"], found["language"], found["language_from"]) == ("appeal", "en", "stated")
    assert [one["kind"] for one in found["segments"]] == [
        "title", "paragraph", "quotation", "list item", "list item",
    ]  # fmt: skip
    assert set(found["segments"][0]) == {
        "number", "kind", "line", "start", "end", "context", "note", "text",
    }  # fmt: skip
    text = source.read_text("utf-8")
    second = found["segments"][1]
    assert text[second["start"] : second["end"]] == second["text"]
    sentences = found["blocks"][1]["segments"][0]["sentences"]
    assert [one["text"] for one in sentences] == [
        "We demand peace. ", "The council met on 4 May 2026.",
    ]  # fmt: skip


def test_a_page_is_printed_or_written(workspace: Path) -> None:
    source, page = workspace / "source_texts" / "appeal.md", workspace / "page.html"
    printed = run("segment", source, "--html").stdout
    assert printed.startswith("<!doctype html>")
    written = run("segment", source, "--html", "-o", page)
    assert (written.stdout, written.stderr) == ("", f"wrote {page}\n")
    assert page.read_text("utf-8").strip() == printed.strip()


def test_the_workspaces_settings_are_heeded_if_asked_for(workspace: Path) -> None:
    source = workspace / "source_texts" / "note.txt"
    source.write_text("Peace. Bread. Water.\n", "utf-8")
    settings = workspace / FILE
    settings.write_text(settings.read_text() + 'language = "de"\n', "utf-8")
    found = json.loads(run("segment", source, "--json", "-p", workspace).stdout)
    assert (found["language"], found["language_from"]) == ("de", "default")
    settings.write_text(
        settings.read_text() + '[statements.note]\nlevel = "sentence"\nlanguage = "fr"\n', "utf-8"
    )
    found = json.loads(run("segment", source, "--json", "-p", workspace).stdout)
    assert (found["language"], found["language_from"]) == ("fr", "told")
    assert (found["level"], found["counts"]["segments"]) == ("sentence", 3)
    words = ("--language", "es", "--level", "block")
    found = json.loads(run("segment", source, "--json", "-p", workspace, *words).stdout)
    assert (found["language"], found["level"], found["counts"]["segments"]) == ("es", "block", 1)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--json", "--html"], "exclude each other"),
        (["-o", "page.html"], "goes with --html"),
        (["--level", "word"], "unknown level"),
        (["--language", "xx"], "unknown language 'xx'"),
    ],
)
def test_bad_requests_are_refused(workspace: Path, words: list[str], message: str) -> None:
    done = run("segment", workspace / "source_texts" / "appeal.md", *words)
    assert isinstance(done.exception, UsageError)
    assert message in str(done.exception)


def test_a_file_that_is_not_there_is_named() -> None:
    assert "gone.md: no such file" in str(run("segment", "gone.md").exception)


def test_status_tells_the_source_language(workspace: Path) -> None:
    (workspace / "source_texts" / "note.md").write_text(
        "El comité pide a todos los gobiernos que mantengan abiertos los pozos.\n", "utf-8"
    )
    shown = run("status", "-p", workspace, "--to", "fr").stdout.splitlines()
    assert shown[-2:] == ["from en: appeal", "from es (detected): note"]
    found = json.loads(run("status", "-p", workspace, "--to", "fr", "--json").stdout)
    assert [(one["statement"], one["language"], one["language_from"])
            for one in found["statements"]] == [
        ("appeal", "en", "stated"), ("note", "es", "detected"),
    ]  # fmt: skip
