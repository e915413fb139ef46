"""The verbs `communique models …`, as a person runs them: real processes, a real server."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .conftest import STARTER, Handler, Site, left_over, package

DE, ES = "/de.argosmodel", "/es.argosmodel"


class Person:
    """Somebody with a machine, packages and a cache of their own."""

    def __init__(self, home: Path, base: str) -> None:
        self.home = home
        self.root = home / "packages"
        self.workspace = home / "work"
        self.workspace.mkdir()
        (self.workspace / "communique.toml").write_text('locales = ["es"]\n')
        self.env = {
            "PATH": os.environ["PATH"], "HOME": str(home), "ARGOS_PACKAGES_DIR": str(self.root),
            "ARGOS_PACKAGE_INDEX": base, "XDG_CACHE_HOME": str(home / "cache"),
        }  # fmt: skip

    def start(self, *words: str, folder: Path | None = None) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "communique", "models", *words],
            cwd=folder or self.home, env=self.env, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *words: str, folder: Path | None = None) -> tuple[int, str, str]:
        process = self.start(*words, folder=folder)
        out, err = process.communicate(timeout=60)
        assert "Traceback" not in err
        return process.returncode, out, err


@pytest.fixture
def person(tmp_path: Path, site: Site) -> Person:
    return Person(tmp_path, site.base)


@pytest.fixture
def _starter_offered(site: Site, starter_archive: bytes) -> None:
    site.files[ES] = starter_archive
    spanish = {"path": ES, "to_code": "es", "package_version": STARTER.version}
    site.offer(spanish, {"to_code": "pb"})


@pytest.mark.usefixtures("_starter_offered")
def test_the_whole_life_of_a_package(person: Person, site: Site) -> None:
    folder = person.workspace
    code, out, err = person.run("available", "--from", "en")
    assert code == 0
    assert "en\tpb (pt_BR)\t1.0" in out
    assert "2 of 2 packages; the index" in err
    code, out, err = person.run("install", "es", folder=folder)
    assert code == 0, err
    assert "tried: it translates 30 carrier sentences" in out
    assert "downloaded" in err
    pins = json.loads((folder / "communique.lock.json").read_text("utf-8"))
    assert [one["to"] for one in pins["packages"]] == ["es"]
    listed = json.loads(person.run("list", "--json")[1])
    assert listed[0] == {
        "from": "en", "to": "es", "version": STARTER.version, "origin": "installed",
        "path": str(person.root / STARTER.path.name),
    }  # fmt: skip
    offered = json.loads(person.run("available", "--to", "es", "--json")[1])
    assert [(one["installed"], one["newer"]) for one in offered] == [(STARTER.version, False)]
    code, out, err = person.run("remove", "en", "es", folder=folder)
    assert (code, "still pins en→es" in err) == (0, True)
    code, out, err = person.run("verify", "--json", "--project", str(folder))
    assert code == 1
    assert [one["origin"] for one in json.loads(out) if one["wrong"]] == ["missing"]
    assert "one package is wrong" in err
    assert "installed Argos en→es" in person.run("install", folder=folder)[1]
    code, out, _ = person.run("remove", "en", "es", "--unpin", folder=folder)
    assert "no longer pins" in out


def test_a_pin_can_be_taken_out_when_its_package_is_gone(person: Person) -> None:
    folder = person.workspace
    path = person.home / "pt.argosmodel"
    path.write_bytes(package({"to_code": "pt"}))
    assert person.run("install", "--from", str(path), "--untried", folder=folder)[0] == 0
    assert person.run("remove", "en", "pt_BR", folder=folder)[0] == 0
    code, out, _ = person.run("remove", "en", "pt_BR", "--unpin", folder=folder)
    assert code == 0
    assert "no longer pins en→pt" in out
    assert json.loads((folder / "communique.lock.json").read_text("utf-8"))["packages"] == []
    code, _, err = person.run("remove", "en", "pt_BR", "--unpin", folder=folder)
    assert (code, "no package" in err) == (1, True)


def test_killed_in_the_middle_of_a_download_the_next_run_goes_on(
    person: Person, site: Site, starter_archive: bytes
) -> None:
    site.files[ES] = starter_archive
    site.offer({"path": ES, "to_code": "es", "package_version": STARTER.version})

    def slow(handler: Handler) -> None:
        if site.asked.count(ES) > 1:
            handler.send_file()
            return
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(starter_archive)))
        handler.send_header("ETag", site.etag(ES))
        handler.end_headers()
        handler.wfile.write(starter_archive[:3_000_000])
        time.sleep(20)

    site.behaviours[ES] = slow
    process = person.start("install", "en", "es", "--untried")
    deadline = time.monotonic() + 20
    while not any(part.stat().st_size >= 3_000_000 for part in person.home.rglob("*.part")):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    code, out, err = person.run("install", "en", "es", "--untried")
    assert code == 0, err
    assert "not tried, as you wished" in out
    assert site.seen[-1][1]["Range"] == "bytes=3000000-"
    assert left_over(person.root) == []
    assert not list(person.home.rglob("*.part"))


def test_from_a_folder_each_failure_is_told_and_the_rest_gets_in(person: Person) -> None:
    folder = person.home / "usb"
    folder.mkdir()
    for language in ("de", "fr"):
        (folder / f"{language}.argosmodel").write_bytes(package({"to_code": language}))
    (folder / "broken.argosmodel").write_bytes(b"x")
    code, out, err = person.run("install", "--from", str(folder), "--untried")
    assert code == 1
    assert out.count("installed Argos") == 2
    assert "broken.argosmodel: this package is refused: it is no zip file" in err


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["install"], 2, "nothing is pinned here"),
        (["install", "xx"], 2, "unknown locale 'xx'"),
        (["install", ""], 2, "unknown locale ''"),
        (["install", "de"], 1, "the index of packages cannot be fetched"),
        (["install", "--from", "nowhere"], 2, "no such file or folder"),
        (["install", "de", "--project", "."], 2, "is no workspace"),
        (["available"], 1, "there is no such file (404)"),
        (["remove", "en", "de"], 1, "no package en→de is installed (none is installed)"),
        (["remove", "en", "fr", "--unpin"], 2, "--unpin needs a workspace"),
    ],
)
def test_what_goes_wrong_is_one_line(
    person: Person, words: list[str], code: int, says: str
) -> None:
    found, _, err = person.run(*words)
    assert found == code
    assert says in err
    assert len(err.strip().splitlines()) == 1


def test_without_a_network_the_kept_index_serves_and_says_its_age(
    person: Person, site: Site
) -> None:
    site.offer({})
    assert person.run("available")[0] == 0
    kept = next(person.home.rglob("index-*.json"))
    content = json.loads(kept.read_text("utf-8"))
    kept.write_text(json.dumps(content | {"fetched": "2026-01-01T00:00:00+00:00"}), "utf-8")
    person.env["HTTP_PROXY"] = "http://127.0.0.1:1"
    code, out, err = person.run("available")
    assert code == 0
    assert "en\tde\t1.0" in out
    assert "days old" in err
    assert "no newer index could be fetched" in err
    code, _, err = person.run("available", "--refresh")
    assert code == 1
    assert "does not answer" in err


@pytest.mark.usefixtures("_starter_offered")
def test_in_a_terminal_a_bar_is_drawn_and_gone_before_the_next_line(person: Person) -> None:
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "communique", "models", "install", "es", "--untried"],
        cwd=person.home, env=person.env | {"TERM": "xterm"},
        stdin=theirs, stdout=theirs, stderr=theirs,
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    while True:
        try:
            chunk = os.read(ours, 65536)
        except OSError:  # how Linux says that the other side has closed
            break
        if not chunk:
            break
        shown += chunk
    os.close(ours)
    assert process.wait(30) == 0
    bar, _, rest = shown.decode().rpartition("installed Argos")
    assert re.search(r"(\d+\.\d)/\1 MB", bar)
    assert bar.endswith("\x1b[2K")  # the line was cleared
    assert "MB" not in rest
