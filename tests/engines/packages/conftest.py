"""A packages folder of its own for each test, and a server that misbehaves as told."""

from __future__ import annotations

import io
import json
import threading
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from communique.engines.packages import shipped, web

QUICK = web.Limits(
    connect=2, read=0.5, total=20, slowest=2000, window=0.2, attempts=3, pause=0.01, redirects=5,
    largest=50_000_000,
)  # fmt: skip
META = {"from_code": "en", "to_code": "de", "package_version": "1.0", "type": "translate"}
#: The starter en→es, as it is now.
STARTER = next(one for one in shipped() if one.target == "es")
FILES = {
    "model/model.bin": b"weights",
    "model/config.json": b"{}",
    "sentencepiece.model": b"pieces",
}


class Handler(BaseHTTPRequestHandler):
    """Serves files with ranges, unless a behaviour is set for the path."""

    protocol_version = "HTTP/1.1"
    site: ClassVar[Site]

    def do_GET(self) -> None:
        self.site.seen.append((self.path, dict(self.headers)))
        behaviour = self.site.behaviours.get(self.path)
        if behaviour is not None:
            behaviour(self)
        elif self.path in self.site.files:
            self.send_file()
        else:
            self.send_error(404)

    def send_file(self, *, cut: int | None = None, ranges: bool = True) -> None:
        """Answer with the file, or the rest of it; after ``cut`` bytes the line goes dead."""
        content = self.site.files[self.path]
        etag = self.site.etag(self.path)
        asked = self.headers.get("Range", "") if ranges else ""
        if asked and etag and self.headers.get("If-Range", etag) != etag:
            asked = ""
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
        if asked and start >= len(content):
            self.answer(416, b"", {"Content-Range": f"bytes */{len(content)}"})
            return
        headers = {"ETag": etag} if etag else {}
        if asked:
            headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        body = content[start:]
        self.answer(206 if asked else 200, body if cut is None else body[:cut], headers, len(body))
        if cut is not None:
            self.close_connection = True

    def answer(
        self, status: int, body: bytes, headers: Mapping[str, str], length: int | None = None
    ) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        del format, args


@dataclass
class Site:
    """What the server has, how it behaves, and what it was asked."""

    base: str
    files: dict[str, bytes] = field(default_factory=dict)
    behaviours: dict[str, Callable[[Handler], None]] = field(default_factory=dict)
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    etags: bool = True

    def etag(self, path: str) -> str:
        return f'"{hash(self.files[path])}"' if self.etags else ""

    def url(self, path: str) -> str:
        return f"{self.base}{path}"

    def offer(self, *entries: Mapping[str, object]) -> None:
        """Publish an index of entries; each needs ``path`` where it is not META's pair."""
        index = []
        for entry in entries:
            path = str(entry.get("path", "/de.argosmodel"))
            meta = {**META, **{key: value for key, value in entry.items() if key != "path"}}
            index.append({"links": [self.url(path)], **meta})
        self.files["/index.json"] = json.dumps(index).encode()

    @property
    def asked(self) -> list[str]:
        return [path for path, _ in self.seen]


@pytest.fixture
def site() -> Iterator[Site]:
    class Own(Handler):
        pass

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """Clients hang up here on purpose."""

    server = Quiet(("127.0.0.1", 0), Own)
    server.daemon_threads = True
    Own.site = Site(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=lambda: server.serve_forever(0.01), daemon=True)
    thread.start()
    yield Own.site
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of packages; also a cache of its own, and no proxy."""
    from argostranslate import settings

    folder = tmp_path / "packages"
    folder.mkdir()
    monkeypatch.setattr(settings, "package_dirs", [folder])
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    return folder


@pytest.fixture
def index_at(site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    """The server is where the index is looked for."""
    from argostranslate import settings

    monkeypatch.setattr(settings, "package_index", f"{site.base}/")
    return site


def zipped(files: Mapping[str, bytes], top: str = "translate-en_de-1_0") -> bytes:
    """Return an archive of a folder with these files."""
    return raw_zip({f"{top}/{name}": content for name, content in files.items()})


def raw_zip(files: Mapping[str, bytes] | list[tuple[str | zipfile.ZipInfo, bytes]]) -> bytes:
    """Return an archive with just these entries, however wicked."""
    memory = io.BytesIO()
    entries = list(files.items()) if isinstance(files, Mapping) else files
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return memory.getvalue()


def package(meta: Mapping[str, object] | None = None, **files: bytes | None) -> bytes:
    """Return an archive of a small package that cannot be loaded; None leaves a file out."""
    content: dict[str, bytes | None] = {
        "metadata.json": json.dumps({**META, **(meta or {})}).encode(), **FILES,
        **{name.replace("__", "/").replace("_dot_", "."): data for name, data in files.items()},
    }  # fmt: skip
    return zipped({name: data for name, data in content.items() if data is not None})


def packed(folder: Path) -> bytes:
    """Return an archive of a real package's folder, as Argos packs them."""
    files = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"{folder.name}/{name}", content)
    return memory.getvalue()


@pytest.fixture(scope="session")
def starter() -> Path:
    """The folder of the starter en→es."""
    return STARTER.path


@pytest.fixture(scope="session")
def starter_archive(starter: Path) -> bytes:
    return packed(starter)


@pytest.fixture(scope="session")
def babbler_archive(starter: Path) -> bytes:
    """The starter with its vocabulary in another order: it loads, and babbles."""
    import random

    words = json.loads((starter / "model/shared_vocabulary.json").read_text("utf-8"))
    head, tail = words[:10], words[10:]
    random.Random(1).shuffle(tail)
    files = {
        str(path.relative_to(starter)): path.read_bytes()
        for path in starter.rglob("*")
        if path.is_file()
    }
    files["model/shared_vocabulary.json"] = json.dumps(head + tail).encode()
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"{starter.name}/{name}", content)
    return memory.getvalue()


def left_over(root: Path) -> list[str]:
    """Return what unfinished work lies among the packages."""
    return sorted(path.name for path in root.glob(".communique-*"))
