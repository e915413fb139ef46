"""The preview, in a real browser: it follows what a translator saves, on this machine alone."""

from __future__ import annotations

import http.client
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import polib
import pytest

from communique import pipeline
from communique.editions.edition import Rank
from communique.project import FILE, Project
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
    assert page.inner_text("#communique-preview") == "Preview · 5 empty"
    path = project.catalog("appeal", "es")
    catalog = polib.pofile(str(path), wrapwidth=0)
    catalog[1].msgstr = "Exigimos la paz. El consejo se reunió el 4 de mayo de 2026."
    catalog.save(str(path))
    expect(page.locator("main")).to_contain_text("Exigimos la paz", timeout=15000)
    assert page.inner_text("#communique-preview") == "Preview · 4 empty, 1 reviewed"
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
    assert "under embargo until 2999-01-01 09:00 UTC" in preview.note("en/appeal/index.html")
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
