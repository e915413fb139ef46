"""Prefect: is its server there, is it ours in version, is somebody at work, does it phone home?

Prefect itself is not imported: this library never does, and it would take seconds.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from communique.doctor.base import Found, Level, Patient, register

if TYPE_CHECKING:
    import httpx

_FOR = "flows: runs by schedule, by event, from a browser"
_QUIET = "nothing about your work leaves your machines"
_POOL = "communique"
_SECONDS = 1.5
_APART = 60  # seconds between two clocks that still are one time
_LARGE = 2 * 2**30
_NO = {"0", "false", "no", "off"}


@register("orchestration", "Prefect")
def look(patient: Patient) -> Iterator[Found]:
    """Look at the environment, the database, and the server where one is named."""
    environment = patient.environment
    yield from _phones(environment)
    yield from _database(patient)
    address = environment.get("PREFECT_API_URL", "").strip()
    if not address:
        says = "PREFECT_API_URL is not set: each flow starts Prefect within itself"
        get = "`communique flow serve` starts a server with a browser's view of it"
        yield Found("server", Level.OK, says, _FOR, get)
        return
    yield from _server(address, environment)


def _phones(environment: Mapping[str, str]) -> Iterator[Found]:
    """What is not set, communique sets so that nothing is told; what is set, it leaves."""
    loud = []
    if environment.get("PREFECT_SERVER_ANALYTICS_ENABLED", "false").lower() not in _NO:
        loud.append("PREFECT_SERVER_ANALYTICS_ENABLED=false")
    if environment.get("DO_NOT_TRACK", "1").lower() in {*_NO, ""}:
        loud.append("DO_NOT_TRACK=1")
    if loud:
        says = "the environment lets Prefect report its use to its makers"
        yield Found("telemetry", Level.ADVICE, says, _QUIET, f"export {' '.join(loud)}")
        return
    yield Found("telemetry", Level.OK, "off for what communique starts", _QUIET)


def _database(patient: Patient) -> Iterator[Found]:
    home = patient.environment.get("PREFECT_HOME", "")
    if home:
        folder = Path(home).expanduser()
    elif patient.project is not None:
        folder = patient.project.state / "prefect"
    else:
        return
    path = folder / "prefect.db"
    if not path.exists():
        return
    size = path.stat().st_size
    says = f"{path}, {size / 2**20:.0f} MiB"
    if size > _LARGE:
        get = "docs/operations.md, “Disk use”: old runs can be deleted"
        yield Found("database", Level.ADVICE, f"{says}: large", "runs and their logs", get)
        return
    yield Found("database", Level.OK, says, "runs and their logs")


def _server(address: str, environment: Mapping[str, str]) -> Iterator[Found]:
    import httpx

    shown = _bare(address)
    try:
        client = httpx.Client(
            base_url=address.rstrip("/"), headers=_credentials(environment), timeout=_SECONDS,
            follow_redirects=True,
        )  # fmt: skip
        with closing(client):
            yield from _asked(client, shown)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        why = str(error) or type(error).__name__
        says = f"{shown} cannot be reached ({why})"
        get = "start it (`communique flow serve`, or its unit), or correct PREFECT_API_URL"
        yield Found("server", Level.BROKEN, says, _FOR, get)


def _bare(address: str) -> str:
    """Return an address as it may be shown: without a name and password in it."""
    try:
        parts = urlsplit(address)
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return "PREFECT_API_URL"
    return urlunsplit((parts.scheme, host, parts.path, "", ""))


def _credentials(environment: Mapping[str, str]) -> dict[str, str]:
    if key := environment.get("PREFECT_API_KEY"):
        return {"Authorization": f"Bearer {key}"}
    if pair := environment.get("PREFECT_API_AUTH_STRING"):
        return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
    return {}


def _asked(client: httpx.Client, shown: str) -> Iterator[Found]:
    answer, version = client.get("/health"), client.get("/admin/version")
    # Prefect's own login lets everybody ask for its health; a proxy's lets nobody.
    if {answer.status_code, version.status_code} & {401, 403}:
        says = f"{shown} wants a login"
        get = "set PREFECT_API_AUTH_STRING (user:password) or PREFECT_API_KEY"
        yield Found("server", Level.BROKEN, says, _FOR, get)
        return
    if answer.status_code != 200 or _json(answer) is not True:
        says = f"{shown} answers, but not as Prefect's API does"
        get = "PREFECT_API_URL ends with /api: http://127.0.0.1:4200/api"
        yield Found("server", Level.BROKEN, says, _FOR, get)
        return
    yield _version(str(_json(version)), shown)
    yield from _time(answer)
    yield from _analytics(_json(client.get("/admin/settings")))
    yield _workers(client.get(f"/work_pools/{_POOL}"))


def _json(answer: httpx.Response) -> Any:
    try:
        return answer.json() if answer.status_code == 200 else None
    except ValueError:
        return None


def _version(theirs: str, shown: str) -> Found:
    """Compare versions: Prefect wants its server to be no older than what speaks to it."""
    from packaging.version import InvalidVersion, Version

    ours = metadata.version("prefect")
    says = f"{shown}, Prefect {theirs}; here {ours}"
    get = f"pip install 'prefect=={ours}' where the server runs, then restart it"
    try:
        server, here = Version(theirs), Version(ours)
    except InvalidVersion:
        return Found("server", Level.ADVICE, f"{shown} does not tell its version", _FOR, get)
    if server.major != here.major:
        return Found("server", Level.BROKEN, f"{says}: they do not speak to each other", _FOR, get)
    if server.release[:2] < here.release[:2]:
        return Found("server", Level.ADVICE, f"{says}: the server is older", _FOR, get)
    return Found("server", Level.OK, says, _FOR)


def _time(answer: httpx.Response) -> Iterator[Found]:
    """Compare the clocks: an embargo ends by that of whoever publishes."""
    try:
        theirs = parsedate_to_datetime(answer.headers["date"])
    except (KeyError, ValueError):
        return
    apart = abs((datetime.now(UTC) - theirs).total_seconds())
    if apart > _APART:
        says = f"the server's clock and this one are {apart:.0f} s apart"
        yield Found(
            "clocks", Level.BROKEN, says, "schedules, embargoes", "timedatectl set-ntp true"
        )


def _analytics(settings: Any) -> Iterator[Found]:
    server = settings.get("server") if isinstance(settings, dict) else None
    if isinstance(server, dict) and server.get("analytics_enabled"):
        says = "the server reports its use to Prefect's makers"
        get = "PREFECT_SERVER_ANALYTICS_ENABLED=false where it is started"
        yield Found("server's telemetry", Level.ADVICE, says, _QUIET, get)


def _workers(answer: httpx.Response) -> Found:
    """Say whether anybody takes up runs. The verbs run at once all the same."""
    purpose = "runs that are started from the browser, by schedule or by event"
    if answer.status_code == 404:
        get = "communique flow deploy"
        return Found("work pool", Level.ADVICE, f"there is no pool “{_POOL}”", purpose, get)
    pool = _json(answer)
    status = str(pool.get("status") or "unknown") if isinstance(pool, dict) else "unknown"
    if status.upper() == "READY":
        return Found("work pool", Level.OK, f"“{_POOL}”, a worker is at work", purpose)
    if status.upper() == "PAUSED":
        get = f"prefect work-pool resume {_POOL}"
        return Found("work pool", Level.ADVICE, f"“{_POOL}” is paused", purpose, get)
    get = f"prefect worker start --pool {_POOL}"
    says = f"“{_POOL}” has no worker ({status.lower().replace('_', ' ')})"
    return Found("work pool", Level.ADVICE, says, purpose, get)
