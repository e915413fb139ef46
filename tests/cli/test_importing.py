"""The verb import, as a coordinator calls it: files in a workspace, or nothing written."""

from __future__ import annotations

import io
import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
import typer

from communique.cli import importing
from communique.errors import CommuniqueError
from communique.project import Project
from tests.cli import test_cli

PAGE = """\
<html lang="en"><head><title>Bread and peace | The Mill</title>
<link rel="canonical" href="https://mill.example/bread"></head><body>
<nav><a href="/">Home</a> <a href="/news">News</a></nav>
<article><h1>Bread and peace</h1><p>The bakers of the old town met on Sunday, and they decided to
bake for the strikers of the mill as long as the strike lasts.</p>
<blockquote><p>We have flour, and we have hands.</p></blockquote>
<p>The full appeal of the bakers:</p></article>
<div class="share"><button>Share</button></div></body></html>
"""
TEXT = "Bread and peace\n\nThe bakers met on Sunday and decided to bake for the strikers.\n"


class Done(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Done]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """The verb in this process, nobody at a terminal; a process each would take a second."""
    app = typer.Typer(pretty_exceptions_enable=False)
    app.callback()(lambda: None)
    importing.register(app)

    def called(*words: str, text: str = "") -> Done:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        try:
            app(words)
        except SystemExit as end:
            return Done(int(end.code or 0), *capfd.readouterr())
        except CommuniqueError as error:
            out, told = capfd.readouterr()
            return Done(error.exit_code, out, f"{told}{error}")
        raise AssertionError

    return called


@pytest.fixture
def page(tmp_path: Path) -> str:
    path = tmp_path / "Bread & Peace.html"
    path.write_text(PAGE, "utf-8")
    return str(path)


def files(project: Project) -> list[str]:
    return sorted(project.relative(path) for path in project.sources_folder.rglob("*.*"))


def test_a_page_becomes_a_statement(run: Run, page: str, project: Project) -> None:
    folder = str(project.root)
    asked = test_cli.run("import", page, "-p", folder)
    assert asked.returncode == 1
    assert "-Home · News" in asked.stdout
    assert asked.stderr.splitlines()[-1] == (
        "communique: nothing written; run it again with --yes to agree, or with --keep-all"
    )
    assert files(project) == ["source_texts/appeal.md"]
    done = run("import", page, "-p", folder, "--yes")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-2:] == [
        "written source_texts/bread-peace.md: “Bread and peace”, en (the page)",
        "original source_texts/originals/bread-peace.html",
    ]
    assert (
        "bread-peace.md:11: content missing? “The full appeal of the bakers:” ends" in done.stderr
    )
    assert files(project) == [
        "source_texts/appeal.md", "source_texts/bread-peace.md",
        "source_texts/originals/bread-peace.html",
    ]  # fmt: skip
    assert (project.sources_folder / "originals/bread-peace.html").read_text("utf-8") == PAGE
    assert (project.sources_folder / "bread-peace.md").read_text("utf-8") == (
        "---\ntitle: Bread and peace\nlanguage: en\nsource: https://mill.example/bread\n---\n\n"
        "The bakers of the old town met on Sunday, and they decided to bake for the strikers of "
        "the mill as long as the strike lasts.\n\n> We have flour, and we have hands.\n\n"
        "The full appeal of the bakers:\n"
    )
    assert list(Project(project.root).sources) == ["appeal", "bread-peace"]
    assert Project(project.root).misfits == {}
    again = run("import", page, "-p", folder, "--yes")
    assert (again.returncode, again.stdout.splitlines()[-2][:9]) == (0, "unchanged")


def test_a_slug_that_is_taken(run: Run, page: str, project: Project) -> None:
    folder, before = str(project.root), (project.sources_folder / "appeal.md").read_bytes()
    taken = run("import", page, "-p", folder, "--slug", "appeal", "--yes")
    assert taken.returncode == 2
    assert "there is a statement 'appeal' already: --slug gives this one another" in taken.stderr
    shown = run("import", page, "-p", folder, "--slug", "appeal", "--replace")
    assert shown.returncode == 1
    assert "--- source_texts/appeal.md (now)" in shown.stdout
    assert (project.sources_folder / "appeal.md").read_bytes() == before
    done = run("import", page, "-p", folder, "--slug", "appeal", "--replace", "--yes")
    assert done.returncode == 0, done.stderr
    assert b"bakers" in (project.sources_folder / "appeal.md").read_bytes()
    whole = run("import", page, "-p", folder, "--slug", "appeal", "--replace", "--keep-all")
    assert whole.returncode == 0, whole.stderr
    assert b"Home" in (project.sources_folder / "appeal.md").read_bytes()
    kept = [path.read_bytes() for path in (project.state / "replaced").iterdir()]
    assert before in kept
    (project.sources_folder / "call.txt").write_text("A call\n", "utf-8")
    other = run("import", page, "-p", folder, "--slug", "call", "--replace", "--yes")
    assert (other.returncode, "source_texts/call.txt" in other.stderr) == (2, True)


def test_an_announced_document_is_not_the_text(run: Run, project: Project) -> None:
    body = "<p>The bakers met on Sunday, and decided.</p><p>The full appeal:</p>"
    link = "<p><a href='https://a.example/appeal.pdf'>Appeal</a></p>"
    words = ("import", "-", "-p", str(project.root), "--slug", "bread", "--yes")
    told = run(*words, text=f"<html lang=en><body><h1>Bread</h1>{body}{link}</body></html>")
    assert "bread.md:8: content missing? “The full appeal:” ends with a colon" in told.stderr


def test_from_the_input(run: Run, project: Project) -> None:
    folder = str(project.root)
    nameless = run("import", "-", "-p", folder, text=TEXT)
    assert (nameless.returncode, "--slug" in nameless.stderr) == (2, True)
    done = run("import", "-", "-p", folder, "--slug", "bread", "--language", "en", text=TEXT)
    assert done.returncode == 0, done.stderr  # nothing to agree to
    assert (project.sources_folder / "originals/bread.txt").read_text("utf-8") == TEXT
    html = run("import", "-", "-p", folder, "--slug", "html", "--keep-all", text=PAGE)
    assert html.returncode == 0
    assert "Home · News" in (project.sources_folder / "html.md").read_text("utf-8")


def test_for_machines_and_without_writing(run: Run, page: str, project: Project) -> None:
    folder = str(project.root)
    told = run("import", page, "-p", folder, "--dry-run", "--json")
    assert told.returncode == 0
    found = json.loads(told.stdout)
    assert (found["slug"], found["written"], found["language_from"]) == (
        "bread-peace", False, "the page",
    )  # fmt: skip
    assert found["removed"] == [
        {"place": "head", "text": "Home · News", "why": "around the text"},
        {"place": "tail", "text": "Share", "why": "around the text"},
    ]
    assert [one["line"] for one in found["warnings"]] == [11]
    dry = run("import", page, "-p", folder, "--dry-run")
    assert (dry.returncode, dry.stdout.endswith(found["markdown"])) == (0, True)
    refused = run("import", page, "-p", folder, "--json")
    assert (refused.returncode, json.loads(refused.stdout)["written"]) == (1, False)
    assert files(project) == ["source_texts/appeal.md"]


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("none.html",), 1, "none.html: no such file"),
        (("page.docx",), 2, "cannot import .docx: use .html"),
        (("page.html", "--slug", "No Good"), 2, "the slug 'No Good'"),
        (("page.html", "--language", "klingon"), 2, "unknown language 'klingon'"),
        (("page.html", "--yes", "--keep-all"), 2, "say one of them"),
        (("empty.html",), 1, "empty.html: no text in it"),
    ],
)
def test_what_cannot_be_imported(
    run: Run, words: tuple[str, ...], code: int, message: str, project: Project
) -> None:
    for name in ("page.html", "page.docx"):
        (project.root / name).write_text(PAGE, "utf-8")
    (project.root / "empty.html").write_text("<html><body> </body></html>", "utf-8")
    done = run("import", str(project.root / words[0]), *words[1:], "-p", str(project.root))
    assert (done.returncode, message in done.stderr) == (code, True), done.stderr
    assert "Traceback" not in done.stderr
    assert files(project) == ["source_texts/appeal.md"]


@pytest.mark.parametrize(("answer", "code", "kept"), [("keep all", 0, True), ("", 1, None)])
def test_a_coordinator_is_asked(
    answer: str, code: int, kept: bool | None, page: str, project: Project
) -> None:
    ours, theirs = pty.openpty()
    words = [sys.executable, "-m", "communique", "import", page, "-p", str(project.root)]
    with subprocess.Popen(words, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        os.write(ours, f"{answer}\n".encode())
        said = b""
        try:
            while part := os.read(ours, 4096):
                said += part
        except OSError:  # how Linux says that the other side is closed
            pass
        assert process.wait(20) == code, said.decode()
    os.close(ours)
    assert b"[yes, no, keep all]" in said
    path = project.sources_folder / "bread-peace.md"
    assert path.exists() is (kept is not None)
    if kept is not None:
        assert ("Home · News" in path.read_text("utf-8")) is kept


def test_help_is_quick_and_loads_no_parser() -> None:
    code = (
        "import sys; sys.argv = ['communique', 'import', '--help']\n"
        "from communique.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print([m for m in ('trafilatura', 'lxml', 'markdown_it', 'babel') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
