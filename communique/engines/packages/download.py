"""Downloads that can be cut and go on: bounded in size, time and patience."""

from __future__ import annotations

import hashlib
import json
import logging
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from communique.engines.packages import web
from communique.errors import CommuniqueError

if TYPE_CHECKING:
    import httpx

log = logging.getLogger(__name__)

#: Called with the bytes that are here, and how many there will be where the server says so.
Progress = Callable[[int, int | None], None]

_WORTH = 64 * 1024  # bytes that make an attempt count as one that got on
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")
_LOCK_SECONDS = 7200
_KEPT_SECONDS = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Received:
    """A file that is here whole.

    Attributes:
        path: where it is.
        sha256: its digest.
        size: its bytes.
        url: where it came from; empty where it was on this machine before.
        resumed: parts of it came at different times.
    """

    path: Path
    sha256: str
    size: int
    url: str = ""
    resumed: bool = False

    @classmethod
    def of(cls, path: Path, url: str = "", *, resumed: bool = False) -> Received:
        """Measure a file.

        Raises:
            OSError: it cannot be read.
        """
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return cls(path, digest, path.stat().st_size, url, resumed)


@dataclass(frozen=True, slots=True)
class _Version:
    """What tells whether a server still has the file of which we hold a part."""

    etag: str = ""
    modified: str = ""
    total: int | None = None

    @classmethod
    def of(cls, response: httpx.Response) -> _Version:
        headers = response.headers
        etag = headers.get("ETag", "")
        length = headers.get("Content-Length", "")
        return cls(
            "" if etag.startswith("W/") else etag,
            headers.get("Last-Modified", ""),
            int(length) if length.isdecimal() else None,
        )

    @property
    def condition(self) -> dict[str, str]:
        """The header that makes a server send the whole file if it is another one now."""
        validator = self.etag or self.modified
        return {"If-Range": validator} if validator else {}


class _Part:
    """A file that is on its way: its bytes, and beside them which version they are of."""

    def __init__(self, url: str, folder: Path) -> None:
        name = hashlib.sha256(url.encode()).hexdigest()[:24]
        self.path = folder / f"{name}.part"
        self.lock = folder / f"{name}.lock"
        self._notes = folder / f"{name}.json"

    @property
    def size(self) -> int:
        """How many bytes are here."""
        return self.path.stat().st_size if self.path.exists() else 0

    @property
    def version(self) -> _Version:
        try:
            return _Version(**json.loads(self._notes.read_text("utf-8")))
        except (OSError, ValueError, TypeError, RecursionError):
            return _Version()

    def begin(self, version: _Version) -> None:
        """Start from nothing."""
        self.path.unlink(missing_ok=True)
        self._notes.write_text(json.dumps(asdict(version)), "utf-8")

    def clear(self) -> None:
        self.path.unlink(missing_ok=True)
        self._notes.unlink(missing_ok=True)

    def wish(self) -> dict[str, str]:
        """The headers that ask for the rest, where there is a part that can be continued."""
        version = self.version
        if not self.size or not (version.condition or version.total):
            return {}
        return {"Range": f"bytes={self.size}-"} | version.condition


def discard(download: Received) -> None:
    """Remove a download, and what was noted beside it."""
    for suffix in (".part", ".json", ".lock"):
        download.path.with_suffix(suffix).unlink(missing_ok=True)


def kept(url: str, folder: Path) -> bool:
    """Say whether a later run can go on with what came of a file."""
    return bool(_Part(url, folder).wish())


def _prune(folder: Path) -> None:
    """Forget downloads that nobody has gone on with for a month."""
    for path in folder.iterdir():
        if path.is_file() and time.time() - path.stat().st_mtime > _KEPT_SECONDS:
            path.unlink(missing_ok=True)


def fetch(
    url: str,
    folder: Path,
    *,
    limits: web.Limits = web.Limits(),  # noqa: B008 (frozen)
    progress: Progress = lambda done, total: None,
) -> Received:
    """Fetch a file; what an earlier, interrupted run has left of it is not fetched again.

    Args:
        url: http or https.
        folder: where the file is put together, and stays.
        limits: of time and size.
        progress: told after each chunk.

    Raises:
        WebError: it cannot be fetched; what came stays for the next run, unless it is no use.
        CommuniqueError: it cannot be written.
    """
    from filelock import FileLock, Timeout

    part = _Part(url, folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _prune(folder)
        with FileLock(part.lock, timeout=_LOCK_SECONDS):
            resumed = _all(url, part, limits, progress)
            return Received.of(part.path, url, resumed=resumed)
    except Timeout:
        raise CommuniqueError(f"another run is fetching {url}; wait for it") from None
    except OSError as error:
        raise CommuniqueError(
            f"a download cannot be kept there ({error.strerror}); make room, or set "
            "XDG_CACHE_HOME to another folder",
            folder,
        ) from None


def _all(url: str, part: _Part, limits: web.Limits, progress: Progress) -> bool:
    """Go on until the file is whole, through failures that may pass; say if it came in parts."""
    started, idle, resumed = time.monotonic(), 0, part.size > 0
    with web.client(limits) as client:
        while True:
            before = part.size
            try:
                return _some(client, url, part, limits, started, progress) and resumed
            except web.WebError as error:
                idle = 0 if part.size - before >= _WORTH else idle + 1
                wait = limits.pause * 2 ** max(0, idle - 1)
                over = time.monotonic() + wait - started > limits.total
                if not error.again or idle >= limits.attempts or over:
                    raise
                log.info("%s; going on in %g s", error.message, wait)
                resumed = True
                time.sleep(wait)


def _some(
    client: httpx.Client,
    url: str,
    part: _Part,
    limits: web.Limits,
    started: float,
    progress: Progress,
) -> bool:
    """Ask once, and take what comes until the file is whole; say if it follows what was here."""
    wish = part.wish()
    with _asked(client, url, wish) as response:
        if response.status_code in (206, 416) and not wish:
            raise web.WebError(
                f"{url}: the server sends a part where all was asked for ({response.status_code})"
            )
        if response.status_code == 416:
            if _is_whole(response, part):
                return True
            part.clear()
            raise web.WebError(f"{url}: the server has another file now", again=True)
        web.check(response)
        follows = _takes_up(response, part)
        total = part.version.total
        _has_room(part, total, limits)
        with part.path.open("ab") as file:
            _pour(response, file, _Pace(limits, started, url), total, progress)
    if total is not None and part.size != total:
        short = part.size < total
        if not short:
            part.clear()
        raise web.WebError(f"{url} came as {part.size} bytes of {total}", again=short)
    return follows


@contextmanager
def _asked(client: httpx.Client, url: str, headers: dict[str, str]) -> Iterator[httpx.Response]:
    """Send a request; what goes wrong with it, then or while it is read, becomes a WebError."""
    import httpx

    try:
        with client.stream("GET", url, headers=headers) as response:
            yield response
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
        raise web.failure(error, url) from None


def _is_whole(response: httpx.Response, part: _Part) -> bool:
    """Whether nothing is left to send: the part is as long as the file of the same version."""
    told = response.headers.get("Content-Range", "").rpartition("/")[2]
    return told.isdecimal() and int(told) == part.size == (part.version.total or part.size)


def _takes_up(response: httpx.Response, part: _Part) -> bool:
    """Make ready for the bytes to come: after those here, or from the start.

    Raises:
        WebError: the answer fits neither.
    """
    now = _Version.of(response)
    if response.status_code != 206:
        part.begin(now)
        return False
    match = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
    known = part.version
    if (
        match is None
        or int(match[1]) != part.size
        or (known.total is not None and match[3] not in ("*", str(known.total)))
        or (known.etag and now.etag and known.etag != now.etag)
    ):
        part.clear()
        raise web.WebError(f"{response.url}: the server has another file now", again=True)
    return True


def _has_room(part: _Part, total: int | None, limits: web.Limits) -> None:
    if total is None:
        return
    if total > limits.largest:
        raise web.WebError(
            f"the file has {_megabytes(total)}; no more than {_megabytes(limits.largest)} are taken"
        )
    missing = total - part.size
    free = shutil.disk_usage(part.path.parent).free
    if missing > free:
        raise CommuniqueError(
            f"no room for a download: {_megabytes(missing)} are missing, {_megabytes(free)} are "
            "free; make room, or set XDG_CACHE_HOME to another folder",
            part.path.parent,
        )


def _pour(
    response: httpx.Response, file: Any, pace: _Pace, total: int | None, progress: Progress
) -> None:
    done = file.tell()
    for chunk in response.iter_raw():
        file.write(chunk)
        done += len(chunk)
        pace.check(len(chunk), done)
        progress(done, total)


class _Pace:
    """Watches that a file comes fast enough, and does not grow beyond all bounds."""

    def __init__(self, limits: web.Limits, started: float, url: str) -> None:
        self._limits = limits
        self._deadline = started + limits.total
        self._url = url
        self._since = time.monotonic()
        self._came = 0

    def check(self, came: int, done: int) -> None:
        """Count a chunk.

        Raises:
            WebError: that is too little, too late or too much.
        """
        now = time.monotonic()
        self._came += came
        limits = self._limits
        if done > limits.largest:
            raise web.WebError(
                f"{self._url} is larger than {_megabytes(limits.largest)}; not taken"
            )
        if now > self._deadline:
            raise web.WebError(f"{self._url} takes longer than {limits.total:.0f} s; given up")
        if now - self._since >= limits.window:
            speed = self._came / (now - self._since)
            if speed < limits.slowest:
                raise web.WebError(
                    f"{self._url} comes too slowly ({speed:.0f} bytes a second); given up"
                )
            self._since, self._came = now, 0


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
