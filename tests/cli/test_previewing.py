"""The preview, in a real browser: it follows what a translator saves, on this machine alone."""

from __future__ import annotations

import http.client
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import polib
import pytest

from communique import pipeline
from communique.project import Project
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
        [*command, "--project", str(project.root)], stdout=subprocess.PIPE, text=True
    )
    assert run.stdout
    yield run.stdout.readline().split()[1]
    run.terminate()
    run.wait(10)


def asked(url: str, path: str, host: str | None = None) -> tuple[int, str]:
    """Ask for a page as it stands, dots and all."""
    place = urlsplit(url)
    line = http.client.HTTPConnection(place.hostname or "", place.port, timeout=5)
    line.request("GET", path, headers={"Host": host or place.netloc})
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
