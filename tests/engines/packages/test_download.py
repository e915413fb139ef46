"""Downloads from a real server that does everything a server should not."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from communique.engines.packages import web
from communique.engines.packages.download import discard, fetch, kept
from communique.errors import CommuniqueError

from .conftest import QUICK, Handler, Site

BODY = bytes(range(256)) * 1200  # 307,200 bytes
PATH = "/de.argosmodel"


@pytest.fixture(autouse=True)
def _file(site: Site) -> None:
    site.files[PATH] = BODY


def ranges(site: Site) -> list[str | None]:
    return [headers.get("Range") for _, headers in site.seen]


def test_a_file_comes_whole_and_its_progress_is_told(site: Site, tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    folder = tmp_path / "downloads"
    got = fetch(site.url(PATH), folder, limits=QUICK, progress=lambda *now: told.append(now))
    assert got.path.read_bytes() == BODY
    assert got.sha256 == hashlib.sha256(BODY).hexdigest()
    assert (got.size, got.url, got.resumed) == (len(BODY), site.url(PATH), False)
    assert told[-1] == (len(BODY), len(BODY))
    discard(got)
    assert list(folder.iterdir()) == []


def test_a_cut_connection_goes_on_where_it_was_cut(site: Site, tmp_path: Path) -> None:
    site.behaviours[PATH] = once(lambda handler: handler.send_file(cut=100_000))
    got = fetch(site.url(PATH), tmp_path, limits=QUICK)
    assert got.path.read_bytes() == BODY
    assert got.resumed
    assert ranges(site) == [None, "bytes=100000-"]


def test_a_killed_run_is_gone_on_with_by_the_next(site: Site, tmp_path: Path) -> None:
    site.behaviours[PATH] = lambda handler: handler.send_file(cut=30_000)
    with pytest.raises(web.WebError, match="was cut"):
        fetch(site.url(PATH), tmp_path, limits=replace(QUICK, attempts=1))
    del site.behaviours[PATH]
    got = fetch(site.url(PATH), tmp_path, limits=QUICK)
    assert got.path.read_bytes() == BODY
    assert got.resumed
    assert ranges(site) == [None, "bytes=30000-"]


def test_attempts_that_get_on_are_not_counted(site: Site, tmp_path: Path) -> None:
    site.behaviours[PATH] = lambda handler: handler.send_file(cut=70_000)
    got = fetch(site.url(PATH), tmp_path, limits=replace(QUICK, attempts=1))
    assert got.path.read_bytes() == BODY
    assert len(site.seen) == 5


def test_a_whole_file_is_not_fetched_twice(site: Site, tmp_path: Path) -> None:
    fetch(site.url(PATH), tmp_path, limits=QUICK)
    assert fetch(site.url(PATH), tmp_path, limits=QUICK).path.read_bytes() == BODY
    assert ranges(site) == [None, f"bytes={len(BODY)}-"]


def test_a_server_that_ignores_ranges_sends_all_again(site: Site, tmp_path: Path) -> None:
    def stubborn(handler: Handler) -> None:
        handler.send_file(cut=100_000 if len(site.seen) == 1 else None, ranges=False)

    site.behaviours[PATH] = stubborn
    got = fetch(site.url(PATH), tmp_path, limits=QUICK)
    assert got.path.read_bytes() == BODY
    assert not got.resumed


def test_another_file_under_the_same_address_is_fetched_from_its_start(
    site: Site, tmp_path: Path
) -> None:
    site.behaviours[PATH] = once(lambda handler: handler.send_file(cut=100_000))
    original = site.behaviours[PATH]

    def then_changed(handler: Handler) -> None:
        if len(site.seen) == 2:
            site.files[PATH] = BODY[::-1]
        original(handler)

    site.behaviours[PATH] = then_changed
    assert fetch(site.url(PATH), tmp_path, limits=QUICK).path.read_bytes() == BODY[::-1]


def test_without_validators_the_length_decides(site: Site, tmp_path: Path) -> None:
    site.etags = False
    cutting = once(lambda handler: handler.send_file(cut=100_000))
    site.behaviours[PATH] = cutting
    assert fetch(site.url(PATH), tmp_path, limits=QUICK).resumed

    def longer(handler: Handler) -> None:
        if len(site.seen) == 2:
            site.files[PATH] = BODY + b"more"
        cutting(handler)

    other = tmp_path / "other"
    cutting = once(lambda handler: handler.send_file(cut=100_000))
    site.seen.clear()
    site.behaviours[PATH] = longer
    assert fetch(site.url(PATH), other, limits=QUICK).path.read_bytes() == BODY + b"more"


def test_a_range_that_was_not_asked_for_is_not_glued_on(site: Site, tmp_path: Path) -> None:
    def wrong(handler: Handler) -> None:
        if handler.headers.get("Range") == "bytes=100000-":
            span = f"bytes 5-{len(BODY) - 1}/{len(BODY)}"
            handler.answer(206, BODY[5:], {"Content-Range": span, "ETag": site.etag(PATH)})
        else:
            handler.send_file(cut=100_000 if len(site.seen) == 1 else None)

    site.behaviours[PATH] = wrong
    assert fetch(site.url(PATH), tmp_path, limits=QUICK).path.read_bytes() == BODY


def test_a_slow_drip_is_given_up_and_kept(site: Site, tmp_path: Path) -> None:
    def drip(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(BODY)))
        handler.end_headers()
        for _ in range(100):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.02)

    site.behaviours[PATH] = drip
    with pytest.raises(web.WebError, match=r"comes too slowly .*; given up$"):
        fetch(site.url(PATH), tmp_path, limits=QUICK)
    assert len(site.seen) == 1
    assert kept(site.url(PATH), tmp_path)
    assert not kept(site.url("/other"), tmp_path)


@pytest.mark.parametrize("status", [206, 416])
def test_a_part_that_nobody_asked_for_is_refused_at_once(
    site: Site, tmp_path: Path, status: int
) -> None:
    span = {"Content-Range": f"bytes 5-{len(BODY) - 1}/{len(BODY)}"}
    site.behaviours[PATH] = lambda handler: handler.answer(status, BODY[5:], span)
    with pytest.raises(web.WebError, match=f"a part where all was asked for .{status}"):
        fetch(site.url(PATH), tmp_path, limits=QUICK)
    assert len(site.seen) == 1


def test_the_pause_before_the_next_attempt_is_told_as_it_is(
    site: Site, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    site.behaviours[PATH] = once(lambda handler: handler.answer(503, b"", {}))
    with caplog.at_level("INFO"):
        fetch(site.url(PATH), tmp_path, limits=QUICK)
    assert "going on in 0.01 s" in caplog.text


def test_silence_is_a_dead_connection(site: Site, tmp_path: Path) -> None:
    site.behaviours[PATH] = lambda handler: time.sleep(1)
    with pytest.raises(web.WebError, match="has stopped sending"):
        fetch(site.url(PATH), tmp_path, limits=replace(QUICK, read=0.1, attempts=2))
    assert len(site.seen) == 2


def test_no_more_than_the_cap_is_taken(site: Site, tmp_path: Path) -> None:
    small = replace(QUICK, largest=1000)
    with pytest.raises(web.WebError, match=r"the file has 0\.3 MB"):
        fetch(site.url(PATH), tmp_path, limits=small)

    def endless(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(BODY)
        handler.close_connection = True

    site.behaviours[PATH] = endless
    with pytest.raises(web.WebError, match="is larger than"):
        fetch(site.url(PATH), tmp_path / "other", limits=small)


@pytest.mark.parametrize(
    ("status", "says", "times"),
    [(404, "no such file", 1), (410, "no such file", 1), (403, "refuses", 1),
     (500, "has trouble", 3), (503, "has trouble", 3), (429, "has trouble", 3)],
)  # fmt: skip
def test_only_what_may_pass_is_asked_again(
    site: Site, tmp_path: Path, status: int, says: str, times: int
) -> None:
    site.behaviours[PATH] = lambda handler: handler.answer(status, b"no", {})
    with pytest.raises(web.WebError, match=says):
        fetch(site.url(PATH), tmp_path, limits=QUICK)
    assert len(site.seen) == times


def test_a_server_in_trouble_may_recover(site: Site, tmp_path: Path) -> None:
    site.behaviours[PATH] = once(lambda handler: handler.answer(503, b"", {}))
    assert fetch(site.url(PATH), tmp_path, limits=QUICK).size == len(BODY)


def test_redirects_are_followed_but_not_in_circles(site: Site, tmp_path: Path) -> None:
    site.behaviours["/away"] = lambda handler: handler.answer(302, b"", {"Location": PATH})
    assert fetch(site.url("/away"), tmp_path, limits=QUICK).size == len(BODY)
    site.behaviours["/circle"] = lambda handler: handler.answer(302, b"", {"Location": "/circle"})
    site.seen.clear()
    with pytest.raises(web.WebError, match="redirects again and again"):
        fetch(site.url("/circle"), tmp_path, limits=QUICK)
    assert len(site.seen) == 6


def test_a_redirect_out_of_encryption_is_refused() -> None:
    import httpx

    first = httpx.Response(302, request=httpx.Request("GET", "https://example.org/a"))
    last = httpx.Response(200, request=httpx.Request("GET", "http://example.org/a"))
    last.history = [first]
    with pytest.raises(web.WebError, match="not encrypted"):
        web.check(last)


def test_nobody_there_and_no_such_host(site: Site, tmp_path: Path) -> None:
    closed = "http://127.0.0.1:1/x"
    with pytest.raises(web.WebError, match=r"127\.0\.0\.1 does not answer"):
        fetch(closed, tmp_path, limits=QUICK)
    with pytest.raises(web.WebError, match=r"nowhere\.invalid is not found: no network") as caught:
        fetch("http://nowhere.invalid/x", tmp_path, limits=QUICK)
    assert not caught.value.again
    with pytest.raises(web.WebError, match="no address that can be fetched"):
        fetch("ftp://example.org/x", tmp_path, limits=QUICK)


def test_a_server_without_tls_is_told_as_such(site: Site, tmp_path: Path) -> None:
    with pytest.raises(web.WebError, match="no safe connection to 127") as caught:
        fetch(site.url(PATH).replace("http:", "https:"), tmp_path, limits=QUICK)
    assert not caught.value.again


def test_a_full_disk_and_a_foreign_folder(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from collections import namedtuple

    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr("shutil.disk_usage", lambda path: usage(10, 0, 10))
    with pytest.raises(CommuniqueError, match="no room for a download"):
        fetch(site.url(PATH), tmp_path, limits=QUICK)
    (tmp_path / "file").touch()
    with pytest.raises(CommuniqueError, match="cannot be kept there"):
        fetch(site.url(PATH), tmp_path / "file" / "folder", limits=QUICK)


def test_what_nobody_went_on_with_is_forgotten(site: Site, tmp_path: Path) -> None:
    import os

    old = tmp_path / "old.part"
    old.touch()
    os.utime(old, (0, 0))
    fetch(site.url(PATH), tmp_path, limits=QUICK)
    assert not old.exists()


def once(behaviour: Callable[[Handler], None]) -> Callable[[Handler], None]:
    """Behave so at the first request, and well afterwards."""
    asked: list[str] = []

    def behave(handler: Handler) -> None:
        asked.append(handler.path)
        if len(asked) == 1:
            behaviour(handler)
        else:
            handler.send_file()

    return behave
