"""The index: fetched, kept, aged, and never believed blindly."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta

import pytest

from communique.engines.packages import index
from communique.errors import CommuniqueError

from .conftest import META, QUICK, Site


@pytest.fixture(autouse=True)
def _offers(index_at: Site) -> None:
    index_at.offer({"from_name": "English", "to_name": "German"}, {"to_code": "fr"})


def aged(monkeypatch: pytest.MonkeyPatch, **by: float) -> None:
    """Let time pass for what is kept."""

    class Later(datetime):
        @classmethod
        def now(cls, tz=None):  # type: ignore[no-untyped-def]
            return datetime.now(tz or UTC) + timedelta(**by)

    monkeypatch.setattr(index, "datetime", Later)


def gone(site: Site) -> None:
    site.behaviours["/index.json"] = lambda handler: handler.answer(404, b"", {})


def test_an_index_says_what_can_be_had(site: Site) -> None:
    known = index.load(limits=QUICK)
    offer = known.best("en", "de_AT")
    assert offer is not None
    assert (offer.version, offer.target_name) == ("1.0", "German")
    assert offer.links == (site.url("/de.argosmodel"),)
    assert known.best("en", "el") is None
    assert known.age == "less than a minute"


@pytest.mark.parametrize("slash", ["", "/"])
def test_the_address_needs_no_slash(
    site: Site, monkeypatch: pytest.MonkeyPatch, slash: str
) -> None:
    from argostranslate import settings

    monkeypatch.setattr(settings, "package_index", f"{site.base}/mirror{slash}")
    assert index.address() == f"{site.base}/mirror/index.json"


def test_todays_index_is_not_fetched_again_but_on_request(site: Site) -> None:
    for _ in range(3):
        index.load(limits=QUICK)
    assert site.asked == ["/index.json"]
    index.load(refresh=True, limits=QUICK)
    assert site.asked == ["/index.json"] * 2


def test_an_old_one_is_replaced(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    index.load(limits=QUICK)
    site.offer({"package_version": "2.0"})
    aged(monkeypatch, days=2)
    found = index.load(limits=QUICK).best("en", "de")
    assert found is not None
    assert found.version == "2.0"


def test_offline_the_old_one_serves_and_its_age_is_told(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.load(limits=QUICK)
    gone(site)
    aged(monkeypatch, days=3, minutes=1)
    known = index.load(limits=QUICK)
    assert known.best("en", "de") is not None
    assert known.age == "3 days"
    assert "no such file (404)" in known.trouble
    with pytest.raises(CommuniqueError, match=r"404.*an index of 3 days ago is kept"):
        index.load(refresh=True, limits=QUICK)


def test_offline_without_one_there_is_one_clear_error(site: Site) -> None:
    gone(site)
    with pytest.raises(CommuniqueError, match=r"cannot be fetched: .*models install --from FILE"):
        index.load(limits=QUICK)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<!DOCTYPE html><html>Sign in</html>", "is no index of packages: a web page"),
        (b"[{", "no JSON"),
        (b"", "no JSON"),
        (b"[" * 200_000, "no JSON"),
        (b"\x1f\x8b\x08 cut", "no JSON"),
        (json.dumps([{**META, "links": [], "package_version": "9" * 5000}]).encode(), "lists no"),
        (json.dumps([{**META, "links": [], "package_version": "1\x1b[2J"}]).encode(), "lists no"),
        (json.dumps([{**META, "links": [], "package_version": "1\n2"}]).encode(), "lists no"),
        (b"\xff\xfe\x00", "no JSON"),
        (b"{}", "lists no packages"),
        (b"[]", "lists no packages"),
        (b"null", "lists no packages"),
        (
            b'[1, "x", null, {"from_code": 5}, {"from_code": "../..", "to_code": "de"}]',
            "no packages",
        ),
        (json.dumps([{**META, "links": "http://x"}]).encode(), "lists no packages"),
    ],
    ids=range(14),
)
def test_what_is_no_index_is_not_kept(site: Site, content: bytes, says: str) -> None:
    site.files["/index.json"] = content
    with pytest.raises(CommuniqueError, match=says):
        index.load(limits=QUICK)
    site.offer({})
    assert index.load(limits=QUICK).offers


def test_strange_entries_hide_no_sound_ones(site: Site) -> None:
    entries = [{**META, "links": ["ipfs://x", "http://a/b"]}, {"type": "sbd"}, None]
    offers = index.read(json.dumps(entries).encode(), "u")
    assert [offer.links for offer in offers] == [("http://a/b",)]


def test_what_a_terminal_would_obey_is_taken_out_of_names() -> None:
    names = {"from_name": "\x1b[31mEnglish\n", "to_name": "German\u202e" * 100}
    links = ["http://a/\x1b[2J", "http://a/b"]
    (offer,) = index.read(json.dumps([{**META, **names, "links": links}]).encode(), "u")
    assert offer.source_name == "[31mEnglish"
    assert offer.target_name.isprintable()
    assert len(offer.target_name) <= 60
    assert offer.links == ("http://a/b",)


def test_an_index_that_comes_packed_is_unpacked(site: Site) -> None:
    site.files["/index.json"] = gzip.compress(site.files["/index.json"])
    assert index.load(limits=QUICK).best("en", "fr")


@pytest.mark.parametrize(
    "kept", ["{}", "[" * 200_000, '{"fetched": "2026-01-01", "index": []}'], ids=range(3)
)
def test_a_kept_index_that_is_none_is_fetched_anew(site: Site, kept: str) -> None:
    index.load(limits=QUICK)
    file = index._file(index.address())
    content = json.loads(file.read_text("utf-8"))
    file.write_text(kept, "utf-8")
    assert index.load(limits=QUICK).offers
    assert len(site.asked) == 2
    # A time without a zone is nobody's.
    naive = content["fetched"].partition("+")[0]
    file.write_text(json.dumps(content | {"fetched": naive}), "utf-8")
    assert index.load(limits=QUICK).offers
    assert len(site.asked) == 3


def test_the_newest_offer_of_a_pair_and_the_nearest_code_win() -> None:
    entries = [
        {"package_version": "1.9"}, {"package_version": "1.10"}, {"package_version": "1.2"},
        {"to_code": "pt"}, {"to_code": "pb"}, {"to_code": "zh"},
    ]  # fmt: skip
    content = json.dumps([{**META, "links": [], **one} for one in entries]).encode()
    known = index.Index("u", datetime.now(UTC), index.read(content, "u"))

    def code(locale: str) -> str:
        offer = known.best("en", locale)
        return f"{offer.target} {offer.version}" if offer else ""

    assert [code(one) for one in ("de", "pt_BR", "pt_PT", "zh_Hant", "zh_CN")] == [
        "de 1.10", "pb 1.0", "pt 1.0", "", "zh 1.0",
    ]  # fmt: skip


def test_a_cache_that_cannot_be_written_or_read_is_done_without(
    site: Site, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path_factory.mktemp("x") / "file"
    file.touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(file))
    assert index.load(limits=QUICK).offers
    monkeypatch.setenv("XDG_CACHE_HOME", str(file.parent))
    index.load(limits=QUICK)
    kept = next(file.parent.rglob("index-*.json"))
    kept.write_text("[]", "utf-8")
    assert index.load(limits=QUICK).offers
