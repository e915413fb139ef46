"""What the network may cost, what its failures are called, and where what came is kept."""

from __future__ import annotations

import os
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from communique import __version__
from communique.errors import CommuniqueError

if TYPE_CHECKING:
    import httpx

_PASSING = {408, 429, 500, 502, 503, 504}  # statuses that may be over in a moment


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how much a download may take.

    Attributes:
        connect: seconds until a server answers.
        read: seconds of silence after which a connection counts as dead.
        total: seconds for a file, its retries included.
        slowest: bytes a second, on the average of each ``window``.
        window: seconds.
        attempts: how often in a row nothing may come before we give up.
        pause: seconds before the second attempt; doubled with each.
        redirects: how many are followed.
        largest: bytes of a file.
    """

    connect: float = 10.0
    read: float = 30.0
    total: float = 7200.0
    slowest: int = 4096
    window: float = 60.0
    attempts: int = 4
    pause: float = 1.0
    redirects: int = 5
    largest: int = 2 * 1024**3


class WebError(CommuniqueError):
    """A failure of the network or of a server; ``again`` says whether a second try may help."""

    def __init__(self, message: str, *, again: bool = False) -> None:
        super().__init__(message)
        self.again = again


def cache_folder() -> Path:
    """Return where communique keeps what it can fetch again ($XDG_CACHE_HOME is honoured)."""
    named = os.environ.get("XDG_CACHE_HOME", "")
    root = Path(named) if Path(named).is_absolute() else Path.home() / ".cache"
    return root / "communique"


def client(limits: Limits) -> httpx.Client:
    """Return an HTTP client that keeps to the limits.

    Raises:
        CommuniqueError: the proxy that the environment names cannot be used.
    """
    import httpx

    try:
        return httpx.Client(
            timeout=httpx.Timeout(limits.read, connect=limits.connect),
            follow_redirects=True,
            max_redirects=limits.redirects,
            # Compressed on the way, lengths and ranges would speak of other bytes.
            headers={"User-Agent": f"communique/{__version__}", "Accept-Encoding": "identity"},
        )
    except (ImportError, ValueError, httpx.InvalidURL) as error:
        raise WebError(f"the proxy that HTTP_PROXY or ALL_PROXY names is no use: {error}") from None


def check(response: httpx.Response) -> None:
    """Refuse an answer that is an error, and one that came by an unsafe way.

    Raises:
        WebError: which, and whether to ask again.
    """
    url, status = response.url, response.status_code
    way = [*(one.url for one in response.history), url]
    if way[0].scheme == "https" and any(one.scheme != "https" for one in way):
        raise WebError(f"{way[0]} redirects to {url}, which is not encrypted; refused")
    if status < 400:
        return
    if status in (404, 410):
        raise WebError(f"{url}: there is no such file ({status})")
    if status in _PASSING:
        raise WebError(f"{url}: the server has trouble ({status}); try again later", again=True)
    raise WebError(f"{url}: the server refuses ({status} {response.reason_phrase})")


def failure(error: Exception, url: str) -> WebError:
    """Return what a user is told of an error of httpx, and whether to ask again."""
    import httpx

    causes = list(_causes(error))
    host = httpx.URL(url).host if not isinstance(error, httpx.InvalidURL) else url
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return WebError(f"the host {host} is not found: no network, or a wrong address ({url})")
    for cause in causes:
        if isinstance(cause, ssl.SSLError):
            return WebError(
                f"no safe connection to {host} ({cause.reason or cause}); look at this machine's "
                "clock, at a proxy between, and at SSL_CERT_FILE"
            )
    return _by_kind(error, host, url)


def _by_kind(error: Exception, host: str, url: str) -> WebError:
    import httpx

    match error:
        case httpx.TooManyRedirects():
            return WebError(f"{url} redirects again and again; refused")
        case httpx.ProxyError():
            return WebError(f"the proxy lets nobody through to {host} ({error})")
        case httpx.UnsupportedProtocol() | httpx.InvalidURL():
            return WebError(f"{url} is no address that can be fetched (http or https)")
        case httpx.ConnectError() | httpx.ConnectTimeout():
            return WebError(f"{host} does not answer ({_word(error)})", again=True)
        case httpx.TimeoutException():
            return WebError(f"{host} has stopped sending ({url})", again=True)
        case httpx.TransportError():
            return WebError(f"the connection to {host} was cut ({_word(error)})", again=True)
    return WebError(f"{url} cannot be fetched ({_word(error)})")


def _word(error: Exception) -> str:
    return str(error) or type(error).__name__


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
