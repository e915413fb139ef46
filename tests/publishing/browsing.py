"""Debian's Chromium for tests: started once, listened to closely; and a site served to it."""

from __future__ import annotations

import http.server
import threading
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.debian import needs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Request

# Whoever gets to run a line of script in a page calls one of these.
_TRAP = """
for (const name of ["alert", "confirm", "prompt", "print", "open"])
  window[name] = (what) => pwned(`${location.href} ran ${name}(${what})`);
"""
_SHOW = """async ([urls, look]) => {
  const frames = await Promise.all(urls.map((url) => new Promise((done) => {
    const frame = document.createElement("iframe");
    frame.onload = () => done(frame);
    frame.src = url;
    document.body.append(frame);
  })));
  await new Promise((done) => setTimeout(done, 25));
  const see = eval(look), found = {};
  for (const [place, frame] of frames.entries()) {
    try { found[urls[place]] = see(frame.contentWindow, urls[place]); }
    catch (error) { found[urls[place]] = [`${error}`]; }
    frame.remove();
  }
  return found;
}"""
_AT_ONCE = 16


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium; without one, skip the test, or fail it where ``CI`` is set."""
    path = needs("chromium", "chromium")
    from playwright.sync_api import sync_playwright

    # No sandbox: CI runs as root, in a container of its own. No way out: nothing is resolved.
    args = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=args)
        yield started
        started.close()


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a browser that hangs up."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on loopback; yields the address of its root, with a slash at its end."""
    handler = partial(_Handler, directory=str(folder))
    with _Server(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class Trap:
    """Shows many pages of one site and tells what each did that none should.

    Args:
        page: a blank page of the site.
        home: how the addresses of the site begin.
    """

    def __init__(self, page: Page, home: str) -> None:
        self.home = home
        self.page = page
        self.ran: list[str] = []
        self.asked: list[str] = []
        self.left: list[str] = []
        page.context.expose_binding("pwned", lambda _source, what: self.ran.append(what))
        page.context.add_init_script(_TRAP)
        page.on("request", self._request)
        page.on("requestfailed", self._failed)
        page.on("dialog", lambda dialog: dialog.dismiss())

    def _request(self, request: Request) -> None:
        """Note what leads off the site: a page that goes away, or one that loads something."""
        if request.url.startswith((self.home, "about:")):
            return
        away = request.is_navigation_request() and request.frame.parent_frame in (
            None,
            self.page.main_frame,
        )
        (self.left if away else self.asked).append(_told(request))

    def _failed(self, request: Request) -> None:
        """Take back what a policy has forbidden: nothing was sent."""
        if request.failure == "csp" and _told(request) in self.asked:
            self.asked.remove(_told(request))

    def show(self, urls: Sequence[str], look: str = "() => []") -> dict[str, list[str]]:
        """Show pages, some at once, and return what ``look(window, url)`` finds in each."""
        found: dict[str, list[str]] = {}
        for start in range(0, len(urls), _AT_ONCE):
            self.page.goto(self.home + "blank.html")
            found |= self.page.evaluate(_SHOW, [list(urls[start : start + _AT_ONCE]), look])
        return found


def _told(request: Request) -> str:
    return f"{request.frame.url} asked for {request.url}"


@contextmanager
def trapped(browser: Browser, home: str) -> Iterator[Trap]:
    """Lay a trap for the pages of a site, which has an empty page, ``blank.html``."""
    context = browser.new_context()
    try:
        yield Trap(context.new_page(), home)
    finally:
        context.close()
