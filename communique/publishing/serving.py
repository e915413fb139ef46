"""Shows a folder of pages on loopback, and has them loaded anew when they change.

It runs for weeks beside the flows: nobody who hangs, leaves, or asks for what is not there keeps
the others from their pages, and a page that cannot be shown says why.
"""

from __future__ import annotations

import json
import logging
import queue
import re
import stat
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote

from communique.errors import CommuniqueError

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
_OURS = "/~preview/"
_PATIENCE = 15.0  # seconds until a silent reader is written to, so that one who left is noticed
_IDLE = 30.0  # seconds that a connection may keep its thread waiting
_POLL = 0.1  # seconds within which the server ends
# Pages are strict; a preview alone may load the script that loads it anew, and its own style.
_STRICT = re.compile(r"content=\"default-src 'none';( style-src)?")
_MORE = "content=\"default-src 'none'; script-src 'self'; connect-src 'self';"
# A browser has six connections for all tabs: one that nobody looks at gives its own back.
_SCRIPT = """\
const bar = document.getElementById("communique-preview");
let source = null;
function listen() {
  if (document.hidden || source) return;
  source = new EventSource("/~preview/events");
  source.onmessage = (event) => {
    if (JSON.parse(event.data) === bar.dataset.version) return;
    sessionStorage.setItem("communique-scroll", String(scrollY));
    location.reload();
  };
}
document.addEventListener("visibilitychange", () => {
  if (document.hidden && source) {
    source.close();
    source = null;
  }
  listen();
});
listen();
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
#communique-preview a { color: inherit; }
#communique-preview[data-bad] { background: #8a1c14; }
.communique-absent {
  max-width: 40rem; margin: 0 auto; padding: 2rem max(1rem, 4vw) 0;
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere;
}
.communique-absent main { min-block-size: 70vh; }
@media print { #communique-preview { display: none; } }
"""
_ABSENT = """\
<!DOCTYPE html>
<html lang="en" dir="ltr"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'">
<title>{title}</title></head>
<body class="communique-absent"><main><h1>{title}</h1>
{reasons}
<p><a href="/">All statements</a></p></main></body></html>
"""


@dataclass(frozen=True, slots=True)
class Note:
    """What the bar at the foot of a page says: a text, links as names and places, a warning."""

    text: str
    links: tuple[tuple[str, str], ...] = ()
    bad: bool = False


class Shown(Protocol):
    """What a server shows. It is asked from many threads."""

    @property
    def folder(self) -> Path:
        """Where the pages are now; it may be replaced, or not be there."""

    def note(self, page: str) -> Note:
        """Return what the bar of a page says, by its path in the folder."""

    def reasons(self, page: str) -> list[str]:
        """Return why a page is not there; nothing where no reason is known."""

    def drawn(self, page: str) -> str | None:
        """Return a page that is drawn when it is asked for; None where it is none of these.

        Raises:
            CommuniqueError: it cannot be drawn; says why.
        """


class Server(ThreadingHTTPServer):
    """Serves pages to this machine only.

    Args:
        shown: the pages, and what is said of them.
        port: 0 for any that is free.

    Raises:
        OSError: the port is taken.
    """

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, shown: Shown, port: int = 0) -> None:
        self.shown = shown
        self.version = f"{time.time_ns():x}"
        self._readers: list[queue.Queue[str]] = []
        self._lock = threading.Lock()
        super().__init__((HOST, port), _Handler)

    @property
    def url(self) -> str:
        """Where the pages are."""
        return f"http://{HOST}:{self.server_address[1]}/"

    def start(self) -> None:
        """Answer from now on, in threads that end with the process."""
        threading.Thread(target=self.serve_forever, args=(_POLL,), daemon=True).start()

    def changed(self) -> None:
        """Have every open page loaded anew."""
        with self._lock:
            self.version = f"{time.time_ns():x}"
            for reader in self._readers:
                reader.put(self.version)

    def listen(self) -> queue.Queue[str]:
        """Return a queue of the versions from now on; the present one is its first."""
        reader: queue.Queue[str] = queue.Queue()
        with self._lock:
            reader.put(self.version)
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
    timeout = _IDLE

    def do_GET(self) -> None:
        self.directory = str(self.server.shown.folder)
        path = self.path.partition("?")[0]
        if not self._is_meant():
            self.send_error(HTTPStatus.FORBIDDEN, "for this machine only")
        elif path == f"{_OURS}events":
            self._events()
        elif path == f"{_OURS}script.js":
            self._say(_SCRIPT, "text/javascript")
        elif path == f"{_OURS}style.css":
            self._say(_STYLE, "text/css")
        else:
            self._page(unquote(path).removeprefix("/"))

    def do_HEAD(self) -> None:
        self.do_GET()

    def _is_meant(self) -> bool:
        """Whether the request is to this machine by name: another site's page must not read here.

        DNS rebinding: a name that leads to loopback is still another name.
        """
        port = self.server.server_address[1]
        return self.headers.get("Host") in {f"{HOST}:{port}", f"localhost:{port}"}

    def _page(self, page: str) -> None:
        """Show what is drawn, or lies in the folder; or say why it cannot be shown."""
        version = self.server.version  # of before it is read: it may change meanwhile
        try:
            text = self.server.shown.drawn(page)
            if text is None:
                place = Path(self.translate_path(self.path))
                if stat.S_ISDIR(place.stat().st_mode) and self.path.partition("?")[0][-1:] == "/":
                    place /= "index.html"
                if place.suffix != ".html":
                    self._file()
                    return
                text = place.read_text("utf-8")
                page = place.relative_to(self.directory).as_posix()
        except ConnectionError:
            raise
        except CommuniqueError as error:
            self._absent(page, [str(error)], version)
        except (OSError, ValueError):  # ValueError: no file has such a name
            self._absent(page, self.server.shown.reasons(page), version)
        else:
            self._say(self._with_bar(text, page, version), "text/html")

    def _absent(self, page: str, reasons: list[str], version: str) -> None:
        """Say why a page is not there; it is loaded anew when anything changes."""
        ready = self.server.shown.folder.is_dir()
        title = "There is no such page" if ready else "The pages are being made"
        said = reasons or [
            "Nothing has this address." if ready else "This one is shown as soon as it is there."
        ]
        lines = "\n".join(f"<p>{escape(one)}</p>" for one in said)
        text = _ABSENT.format(title=title, reasons=lines)
        status = HTTPStatus.NOT_FOUND if ready else HTTPStatus.SERVICE_UNAVAILABLE
        self._say(self._with_bar(text, page, version), "text/html", status)

    def _file(self) -> None:
        """Write a file as it is, or where its folder has its page."""
        if self.command == "HEAD":
            super().do_HEAD()
        else:
            super().do_GET()

    def _with_bar(self, text: str, page: str, version: str) -> str:
        note = self.server.shown.note(page)
        links = "".join(
            f' · <a href="{escape(place)}">{escape(name)}</a>' for name, place in note.links
        )
        head = f'<link rel="stylesheet" href="{_OURS}style.css"></head>'
        bar = (
            f'<p id="communique-preview" lang="en" dir="ltr" role="status" data-version="{version}"'
            f"{' data-bad' if note.bad else ''}>{escape(note.text)}{links}</p>"
            f'<script src="{_OURS}script.js"></script></body>'
        )
        text = _STRICT.sub(_loosened, text, count=1).replace("</head>", head, 1)
        start, _, end = text.rpartition("</body>")
        return f"{start}{bar}{end}"

    def _say(self, text: str, kind: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        content = text.encode("utf-8", "replace")
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _events(self) -> None:
        """Write each version as a server-sent event, for as long as the page is open."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command == "HEAD":
            return
        reader = self.server.listen()
        with suppress(OSError):
            while True:
                try:
                    said = f"data: {json.dumps(reader.get(timeout=_PATIENCE))}\n\n"
                except queue.Empty:
                    said = ": still here\n\n"
                self.wfile.write(said.encode())
                self.wfile.flush()
        self.server.leave(reader)

    def end_headers(self) -> None:
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, *args: Any) -> None:
        log.debug(*args)


def _loosened(policy: re.Match[str]) -> str:
    """Let a page load the preview's script, and its style where it names what styles it loads."""
    return _MORE + (" style-src 'self'" if policy[1] else "")
