"""Shows a folder of pages on loopback, and has them loaded anew when they change."""

from __future__ import annotations

import json
import logging
import queue
import stat
import sys
import threading
from contextlib import suppress
from functools import partial
from html import escape
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
_OURS = "/~preview/"
_PATIENCE = 15.0  # seconds until a silent reader is written to, so that one who left is noticed
# Pages are strict; a preview alone may load the script that loads it anew.
_STRICT = "content=\"default-src 'none';"
_LOOSE = "content=\"default-src 'none'; script-src 'self'; connect-src 'self';"
_SCRIPT = """\
const bar = document.getElementById("communique-preview");
const source = new EventSource("/~preview/events");
source.onmessage = (event) => {
  const said = JSON.parse(event.data);
  if (said.problems.length) {
    bar.textContent = said.problems.join(" · ");
    bar.dataset.bad = "";
  } else {
    sessionStorage.setItem("communique-scroll", String(scrollY));
    location.reload();
  }
};
const scroll = sessionStorage.getItem("communique-scroll");
if (scroll !== null) {
  sessionStorage.removeItem("communique-scroll");
  scrollTo(0, Number(scroll));
}
"""
_STYLE = """\
#communique-preview {
  position: sticky; inset-block-end: 0; margin: 0 calc(-1 * max(1rem, 4vw)); padding: 0.5rem 1rem;
  background: #1c1b19; color: #fff; font: 0.85rem/1.4 system-ui, sans-serif; text-align: center;
}
#communique-preview[data-bad] { background: #8a1c14; }
@media print { #communique-preview { display: none; } }
"""


class Server(ThreadingHTTPServer):
    """Serves a folder to this machine only.

    Args:
        folder: the pages; it may be replaced at any time.
        note: what the bar at the foot of a page says, by the page's path.
        port: 0 for any that is free.

    Raises:
        OSError: the port is taken.
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, folder: Path, note: Callable[[str], str], port: int = 0) -> None:
        self.note = note
        self._readers: list[queue.Queue[str]] = []
        self._lock = threading.Lock()
        super().__init__((HOST, port), partial(_Handler, directory=str(folder)))

    @property
    def url(self) -> str:
        """Where the pages are."""
        return f"http://{HOST}:{self.server_address[1]}/"

    def changed(self, problems: list[str]) -> None:
        """Tell every open page that it changed, or what is wrong."""
        said = json.dumps({"problems": problems})
        with self._lock:
            for reader in self._readers:
                reader.put(said)

    def listen(self) -> queue.Queue[str]:
        """Return a queue of what is told from now on."""
        reader: queue.Queue[str] = queue.Queue()
        with self._lock:
            self._readers.append(reader)
        return reader

    def leave(self, reader: queue.Queue[str]) -> None:
        """Tell a queue no more."""
        with self._lock:
            self._readers.remove(reader)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of readers who went away; what is wrong here is logged."""
        error = sys.exc_info()[1]
        if not isinstance(error, ConnectionError | TimeoutError):
            log.error("the preview could not answer: %r", error)
            log.debug("where it failed", exc_info=error)


class _Handler(SimpleHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if not self._is_meant():
            self.send_error(HTTPStatus.FORBIDDEN, "for this machine only")
        elif self.path == f"{_OURS}events":
            self._events()
        elif self.path == f"{_OURS}script.js":
            self._say(_SCRIPT.encode(), "text/javascript")
        elif self.path == f"{_OURS}style.css":
            self._say(_STYLE.encode(), "text/css")
        else:
            self._page()

    def do_HEAD(self) -> None:
        self.do_GET()

    def _is_meant(self) -> bool:
        """Whether the request is to this machine by name: another site's page must not read here.

        DNS rebinding: a name that leads to loopback is still another name.
        """
        port = self.server.server_address[1]
        return self.headers.get("Host") in {f"{HOST}:{port}", f"localhost:{port}"}

    def _page(self) -> None:
        try:
            place = Path(self.translate_path(self.path))
            if stat.S_ISDIR(place.stat().st_mode) and self.path.partition("?")[0].endswith("/"):
                place /= "index.html"
            if place.suffix != ".html":
                self._file()
                return
            text = place.read_text("utf-8")
        except ConnectionError:
            raise
        except (OSError, ValueError):  # ValueError: no file has such a name
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        self._say(self._with_bar(text, place).encode(), "text/html")

    def _file(self) -> None:
        """Write a file as it is, or where its folder has its page."""
        if self.command == "HEAD":
            super().do_HEAD()
        else:
            super().do_GET()

    def _with_bar(self, text: str, place: Path) -> str:
        note = escape(self.server.note(place.relative_to(self.directory).as_posix()))
        head = f'<link rel="stylesheet" href="{_OURS}style.css"></head>'
        bar = (
            f'<p id="communique-preview" lang="en" dir="ltr" role="status">{note}</p>'
            f'<script src="{_OURS}script.js"></script></body>'
        )
        text = text.replace(_STRICT, _LOOSE, 1).replace("</head>", head, 1)
        start, _, end = text.rpartition("</body>")
        return f"{start}{bar}{end}"

    def _say(self, content: bytes, kind: str) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _events(self) -> None:
        """Write what changes as server-sent events, for as long as the page is open."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command == "HEAD":
            self.close_connection = True
            return
        reader = self.server.listen()
        with suppress(OSError):
            while True:
                try:
                    said = f"data: {reader.get(timeout=_PATIENCE)}\n\n"
                except queue.Empty:
                    said = ": still here\n\n"
                self.wfile.write(said.encode())
                self.wfile.flush()
        self.server.leave(reader)
        self.close_connection = True

    def end_headers(self) -> None:
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, *args: Any) -> None:
        log.debug(*args)
