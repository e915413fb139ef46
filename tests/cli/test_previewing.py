"""The preview, in a real browser: it follows what a translator saves, on this machine alone."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import polib
import pytest

from communique import pipeline
from communique.editions.edition import Rank
from communique.project import FILE, Project
from communique.publishing.serving import Note, Server
from tests.publishing.browsing import browser  # noqa: F401 (a fixture)

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PLAIN = pipeline.Plain()


@pytest.fixture
def served(project: Project) -> Iterator[str]:
    """The address of a preview of a workspace with a catalog that nobody has filled."""
    pipeline.update_all(project, None, None, PLAIN)
    command = [sys.executable, "-m", "communique", "preview", "--port", "0"]
    run = subprocess.Popen(
        [*command, "--project", str(project.root)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert run.stdout
    assert run.stderr
    line = run.stdout.readline()
    if not line:
        pytest.fail(f"the preview did not start: {run.stderr.read()}")
    yield line.split()[1]
    run.terminate()
    said = run.communicate(timeout=10)[1]
    assert run.returncode == 0
    assert all(line.startswith("communique: ") for line in said.splitlines()), said
    assert not list(project.state.glob("preview*"))


def asked(url: str, path: str, host: str | None = None, method: str = "GET") -> tuple[int, str]:
    """Ask for a page as it stands, dots and all."""
    place = urlsplit(url)
    line = http.client.HTTPConnection(place.hostname or "", place.port, timeout=5)
    line.request(method, path, headers={"Host": host or place.netloc})
    answer = line.getresponse()
    return answer.status, answer.read().decode("utf-8")


def test_a_page_follows_what_is_saved(served: str, project: Project, browser: Browser) -> None:  # noqa: F811
    from playwright.sync_api import expect

    page = browser.new_page()
    page.goto(f"{served}es/appeal/")
    assert "We demand peace." in page.inner_text("main")
    assert page.inner_text("#communique-preview") == "Preview · 5 empty · proof sheet"
    path = project.catalog("appeal", "es")
    catalog = polib.pofile(str(path), wrapwidth=0)
    catalog[1].msgstr = "Exigimos la paz. El consejo se reunió el 4 de mayo de 2026."
    catalog.save(str(path))
    expect(page.locator("main")).to_contain_text("Exigimos la paz", timeout=15000)
    assert page.inner_text("#communique-preview") == "Preview · 4 empty, 1 reviewed · proof sheet"
    source = project.sources["appeal"]
    source.write_bytes(source.read_bytes() + b"\xff")
    expect(page.locator("#communique-preview")).to_contain_text("UTF-8", timeout=15000)
    assert "Exigimos la paz" in page.inner_text("main")


def test_it_is_for_this_machine_alone(served: str) -> None:
    status, text = asked(served, "/es/appeal/")
    assert (status, "communique-preview" in text) == (200, True)
    assert asked(served, "/es/appeal/", "evil.example")[0] == 403
    assert asked(served, "/~preview/events", "evil.example:80")[0] == 403
    for path in ("/../../communique.toml", "/%2e%2e/%2e%2e/communique.toml", "//etc/passwd"):
        assert asked(served, path)[0] == 404
    assert urlsplit(served).hostname == "127.0.0.1"


def test_what_no_file_can_be_called_is_not_found(served: str) -> None:
    for path in ("/%00", "/en/%00/", "/%ED%A0%80", "/" + "a" * 400, "/en/nothing/"):
        assert asked(served, path)[0] == 404


def test_head_is_get_without_its_body(served: str) -> None:
    for path in ("/es/appeal/", "/style.css", "/~preview/script.js", "/~preview/events"):
        assert asked(served, path, method="HEAD") == (200, "")
    assert asked(served, "/gone", method="HEAD") == (404, "")


def test_a_theme_made_later_is_followed(served: str, project: Project) -> None:
    (project.root / "theme").mkdir()
    (project.root / "theme" / "style.css").write_text("main { color: teal }", "utf-8")
    end = time.monotonic() + 15
    while "teal" not in asked(served, "/style.css")[1]:
        assert time.monotonic() < end
        time.sleep(0.1)


def test_nothing_of_it_is_published(served: str, project: Project) -> None:
    assert asked(served, "/")[0] == 200
    assert not project.site.exists()
    assert not project.releases.exists()


def test_a_taken_port_is_one_clear_error(served: str, project: Project) -> None:
    port = str(urlsplit(served).port)
    command = [sys.executable, "-m", "communique", "preview", "--port", port]
    run = subprocess.run(
        [*command, "--project", str(project.root)], capture_output=True, text=True, check=False
    )
    assert run.returncode == 2
    assert f"port {port}" in run.stderr
    assert "Traceback" not in run.stderr


def test_what_is_under_embargo_is_shown_to_those_who_work_on_it(workspace: Path) -> None:
    from communique.pipeline.previewing import Preview

    source = workspace / "source_texts" / "appeal.md"
    text = source.read_text("utf-8").replace("en\n---", "en\nembargo: 2999-01-01 09:00 UTC\n---")
    source.write_text(text, "utf-8")
    preview = Preview(workspace)
    assert preview.renew() == []
    assert "under embargo until 2999-01-01 09:00 UTC" in preview.note("en/appeal/index.html").text
    assert preview.folder.is_relative_to(workspace / ".communique")


def test_a_preview_names_the_translators_and_the_rank_as_the_site_does(workspace: Path) -> None:
    from communique.pipeline.previewing import Preview

    settings = workspace / FILE
    more = 'rank = {default = "courtesy"}\ntranslators = {es = "Ana Ruiz"}\n'
    settings.write_text(more + settings.read_text("utf-8"), "utf-8")
    with closing(Preview(workspace, wanted=["es"])) as preview:
        assert preview.renew() == []
        assert "Ana Ruiz" in (preview.folder / "es" / "appeal" / "index.html").read_text("utf-8")
        assert {one.rank for one in preview._shown["appeal"]} == {Rank.COURTESY}


def test_two_previews_do_not_meet_and_dead_ones_are_swept(workspace: Path) -> None:
    from communique.pipeline.previewing import Preview

    dead = workspace / ".communique" / "preview-dead"
    dead.mkdir(parents=True)
    (dead / "lock").touch()
    with closing(Preview(workspace)) as first:
        first.renew()
        assert not dead.exists()
        with closing(Preview(workspace)) as second:
            second.renew()
            assert first.folder != second.folder
        assert not second.folder.exists()
        assert (first.folder / "index.html").exists()
    assert not first.folder.parent.exists()


def until(done: Callable[[], bool], seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_a_proof_sheet_is_drawn_as_things_stand(
    served: str,
    project: Project,
    browser: Browser,  # noqa: F811
) -> None:
    page = browser.new_page()
    page.goto(f"{served}es/appeal/")
    page.click("#communique-preview a")
    assert page.url == f"{served}proofs/appeal.es.html"
    assert "We demand peace." in page.inner_text("body")
    bar = page.locator("#communique-preview")
    assert bar.inner_text() == "Proof sheet, as of now · edition"
    assert bar.evaluate("(one) => getComputedStyle(one).position") == "sticky"
    path = project.catalog("appeal", "es")
    text = path.read_text("utf-8").replace(
        'call for peace"\nmsgstr ""', 'call for peace"\nmsgstr "Paz"'
    )
    path.write_text(text, "utf-8")
    assert "Paz" in asked(served, "/proofs/appeal.es.html")[1]
    page.click("#communique-preview a")
    assert page.url == f"{served}es/appeal/"
    assert not (project.root / "proofs").exists()
    assert not list(project.state.glob("preview-*/proof-*"))


def test_a_page_that_cannot_be_shown_says_why(served: str, project: Project) -> None:
    for path, why in {
        "/proofs/appeal.xx.html": "unknown locale",
        "/proofs/nobody.es.html": "no statement",
        "/proofs/appeal.en.html": "nothing to proof",
        "/proofs/appeal.de.html": "no catalog",
        "/nothing/": "Nothing has this address",
    }.items():
        status, text = asked(served, path)
        assert (status, why in text, "<h1>" in text) == (404, True, True), text
    (project.sources_folder / "torn.md").write_bytes(b"# Torn <b>\xff")
    until(lambda: "torn.md" in asked(served, "/es/torn/")[1])
    status, text = asked(served, "/es/torn/")
    assert (status, "UTF-8" in text, "data-bad" in text) == (404, True, True)
    assert "torn.md" in asked(served, "/")[1]
    assert "data-bad" not in asked(served, "/es/appeal/")[1]


def test_it_outlives_what_is_broken_or_deleted(served: str, project: Project) -> None:
    def says(words: str, path: str = "/es/appeal/") -> Callable[[], bool]:
        return lambda: words in asked(served, path)[1]

    sound = project.file.read_bytes()
    for _ in range(2):  # an editor that saves by renaming
        (project.root / "new").write_bytes(b"name = [")
        (project.root / "new").replace(project.file)
        until(says("not valid TOML"))
        assert "We demand peace." in asked(served, "/es/appeal/")[1]
        (project.root / "new").write_bytes(sound)
        (project.root / "new").replace(project.file)
        until(says("5 empty"))
    shutil.rmtree(project.state)
    until(lambda: asked(served, "/es/appeal/")[0] == 200)
    away = project.root.with_name("away")
    shutil.copytree(project.root, away)
    for path in project.root.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    until(says("is no workspace"))
    assert not project.state.exists()
    shutil.copytree(away, project.root, dirs_exist_ok=True)
    until(says("5 empty"))
    (project.sources_folder / "second.md").write_text(
        "---\nlanguage: en\n---\n\n# Second\n\nText.\n", "utf-8"
    )
    until(lambda: asked(served, "/en/second/")[0] == 200)


def test_who_hangs_keeps_nobody_from_the_pages(served: str) -> None:
    place = urlsplit(served)
    hanging = [socket.create_connection((place.hostname, place.port)) for _ in range(60)]
    for line in hanging[:30]:
        line.sendall(b"GET /es/appeal/ HTTP/1.1\r\nHost: ")
    for line in hanging[30:45]:
        line.sendall(f"GET /~preview/events HTTP/1.1\r\nHost: {place.netloc}\r\n\r\n".encode())
    began = time.monotonic()
    for _ in range(10):
        assert asked(served, "/es/appeal/")[0] == 200
    assert time.monotonic() - began < 2
    for line in hanging:
        line.close()


@pytest.mark.parametrize("ready", [True, False])
def test_it_ends_within_a_second(project: Project, ready: bool) -> None:
    for number in range(25):
        path = project.sources_folder / f"s{number}.md"
        path.write_text(f"# Statement {number}\n\n" + "Some words.\n\n" * 40, "utf-8")
    command = [sys.executable, "-m", "communique", "preview", "--port", "0"]
    run = subprocess.Popen(
        [*command, "--project", str(project.root)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert run.stdout
    if ready:
        assert run.stdout.readline().startswith("preview: http")
    else:
        until(lambda: bool(list(project.state.glob("preview-*/.site.new-*"))))
    began = time.monotonic()
    os.kill(run.pid, signal.SIGTERM)
    run.communicate(timeout=10)
    assert run.returncode == 0
    assert time.monotonic() - began < 2  # a second, on a machine that has other things to do


class Slow:
    """Pages that are not made yet."""

    folder = Path("/nonexistent/site")

    def note(self, page: str) -> Note:
        return Note(f"<{page}>", (("a & b", "/x?a&b"),), bad=True)

    def reasons(self, page: str) -> list[str]:
        return []

    def drawn(self, page: str) -> str | None:
        return None


def test_pages_that_are_being_made_come_by_themselves() -> None:
    server = Server(Slow())
    server.start()
    status, text = asked(server.url, "/es/appeal/")
    assert (status, "being made" in text) == (503, True)
    assert "&lt;es/appeal/&gt;" in text
    assert '<a href="/x?a&amp;b">a &amp; b</a>' in text
    place = urlsplit(server.url)
    line = http.client.HTTPConnection(place.hostname or "", place.port, timeout=5)
    line.request("GET", "/~preview/events")
    events = line.getresponse()
    first = events.readline()
    assert first.decode().split('"')[1] in text  # what the page is, so it is not loaded anew
    events.readline()
    server.changed()
    assert events.readline() != first
    line.close()
    server.shutdown()
    server.server_close()


def test_memory_does_not_grow_with_edits(workspace: Path) -> None:
    from communique.pipeline.previewing import Preview

    source = workspace / "source_texts" / "appeal.md"
    with closing(Preview(workspace)) as preview:
        preview.renew()
        for number in range(4):
            source.write_text(source.read_text("utf-8") + f"\nMore {number}.\n", "utf-8")
            assert preview.follow([source]) == []
        assert f"More {number}." in (preview.folder / "es/appeal/index.html").read_text("utf-8")
        assert len(preview._stock.texts) == 3
        assert len(list(preview.folder.parent.iterdir())) <= 3  # the site, a spare one, the lock
        source.unlink()
        preview.follow([source])
        assert not preview._stock.texts
        assert not preview._notes
