"""The command line, run as a newcomer runs it: real processes, real files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


def run(*words: str, text: str | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "communique", *words],
        input=text,
        capture_output=True,
        text=True,
        env=os.environ | {"COLUMNS": "100"} | env,
        check=False,
    )


def test_help_names_every_verb() -> None:
    out = run("--help").stdout
    for verb in ("init", "draft", "update", "status", "check", "approve", "waive", "publish",
                 "translate", "segment", "import", "migrate", "memory", "models", "git-setup",
                 "names", "evaluate", "proof", "preview", "withdraw", "reinstate", "bundle",
                 "verify-bundle", "doctor", "flow"):  # fmt: skip
        assert f"  {verb} " in out


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['communique', '--help']\n"
        "from communique.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print([m for m in ('prefect', 'ctranslate2', 'babel', 'polib', 'pydantic', 'rich')"
        " if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_whole_way(tmp_path: Path) -> None:
    folder = tmp_path / "press"
    assert run("init", str(folder), "--to", "es").returncode == 0
    assert run("init", str(folder)).returncode == 2
    (folder / "source_texts" / "call.txt").write_text(
        "A call for peace\n\nWe demand peace. All prisoners must be released.\n", "utf-8"
    )
    drafted = run("draft", "--project", str(folder), "--json")
    assert drafted.returncode == 0, drafted.stderr
    told = json.loads(drafted.stdout)
    assert told["statements"][0]["draft"] == 2
    assert [name.rpartition(" ")[0] for name in told["packages"]] == ["starter en→es"]
    again = json.loads(run("draft", "--project", str(folder), "--json").stdout)
    assert again["sentences"]["translated"] == 0
    assert again["segments_changed"] == 0
    status = json.loads(run("status", "--project", str(folder), "--json").stdout)
    assert status["statements"][0]["words_left"] == 12
    withheld = run("publish", "--project", str(folder))
    assert "not reviewed" in withheld.stdout
    published = run("publish", "--project", str(folder), "--require", "drafts-labelled", "--json")
    rows = json.loads(published.stdout)["editions"]
    assert [(row["locale"], row["published"]) for row in rows] == [("en", True), ("es", True)]
    assert (folder / "site" / "es" / "call" / "index.html").is_file()


def test_translate_reads_lines_and_writes_lines() -> None:
    done = run("translate", "--from", "en", "--to", "es", text="We demand peace.\n\nPeace now.\n")
    lines = done.stdout.split("\n")
    assert len(lines) == 4
    assert lines[1] == lines[3] == ""
    assert "paz" in lines[0].lower()


def test_models_list_is_for_machines_too() -> None:
    found = json.loads(run("models", "list", "--json").stdout)
    assert {"from", "to", "version", "origin", "path"} == set(found[0])
    assert ("en", "fr") in {(one["from"], one["to"]) for one in found}


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["draft", "nothing"], 2, "no statement 'nothing'"),
        (["draft", "--to", "xx_YY"], 2, "unknown locale 'xx_YY'"),
        (["publish", "--require", "hope"], 2, "unknown requirement 'hope'"),
        (["translate", "--from", "en", "--to", "el"], 1, "no package translates en→el"),
        (["draft", "--project", "/nowhere"], 2, "no workspace"),
    ],
)
def test_bad_requests_are_one_clear_line(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], code: int, message: str
) -> None:
    monkeypatch.chdir(workspace)
    done = run(*words, text="")
    assert done.returncode == code, done.stderr
    assert message in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_settings_that_are_wrong_say_where(workspace: Path) -> None:
    settings = workspace / "communique.toml"
    settings.write_text('name = "x"\nlocale = ["es"]\n', "utf-8")
    done = run("status", "--project", str(workspace))
    assert done.returncode == 2
    assert f"{settings}: locale: Extra inputs are not permitted" in done.stderr
    settings.write_text('name = "x\n', "utf-8")
    assert "not valid TOML" in run("status", "--project", str(workspace)).stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_workspace_is_one_clear_line(workspace: Path) -> None:
    workspace.chmod(0o555)
    try:
        done = run("draft", "--project", str(workspace))
    finally:
        workspace.chmod(0o755)
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


def test_check_exits_with_1_on_an_error(workspace: Path) -> None:
    run("draft", "--project", str(workspace), "--to", "es")
    path = workspace / "locales" / "es" / "LC_MESSAGES" / "appeal.po"
    text = path.read_text("utf-8")
    start = text.index('msgid "We demand peace.')
    line = text.index("msgstr", start)
    end = text.index("\n", line)
    path.write_text(text[:line] + 'msgstr "Exigimos la paz el 9 de mayo de 2027."' + text[end:])
    done = run("check", "--project", str(workspace), "--to", "es", "--json")
    assert done.returncode == 1
    found = [one for one in json.loads(done.stdout)["findings"] if one["check"] == "numbers"]
    assert found[0]["severity"] == "error"
    assert set(found[0]) == {
        "statement", "locale", "file", "line", "msgid", "check", "severity", "message",
    }  # fmt: skip
    assert text.split("\n")[found[0]["line"] - 1].startswith(("#", "msg"))
