"""Bundles: what is in them, that nothing else is, and that whoever gets one can tell."""

from __future__ import annotations

import hashlib
import json
import os
import posixpath
import re
import stat
import subprocess
import sys
import zipfile
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from communique.editions.edition import EditionState, Published
from communique.errors import CommuniqueError
from communique.publishing import archive, manifest, site
from communique.publishing.bundle import Bundle, opened
from communique.publishing.press import File
from communique.publishing.words import words_for
from communique.publishing.workshop import House

if TYPE_CHECKING:
    from collections.abc import Callable

    from communique.publishing.press import Tray

ROOT = Path(__file__).parents[2]
DRAFT: dict[str, Any] = {"state": EditionState.DRAFT, "unreviewed": 3}
PACKAGE = "starter en→ar 0.2"
WITHDRAWN = datetime(2026, 4, 1, 8, tzinfo=UTC)


@pytest.fixture
def bound(tmp_path: Path, stock: Any) -> Callable[..., Bundle]:
    """Return a function that binds the editions of a statement, the first one's."""

    def make(*editions: Any, name: str = "made.zip", when: Any = None, **house: Any) -> Bundle:
        taken = [one if isinstance(one, Published) else stock.take(one) for one in editions]
        own = [one for one in taken if one.slug == taken[0].slug]
        others = [one for one in taken if one.slug != taken[0].slug]
        with opened(House(**{"title": "The Council"} | house), stock, when) as binder:
            return binder.statement(own, others, tmp_path / name)

    return make


@pytest.fixture
def pictured(tmp_path: Path, edition: Any) -> Callable[..., Any]:
    """Return a function that makes editions that show a map."""
    (tmp_path / "harbour map.png").write_bytes(b"\x89PNG map")
    (tmp_path / "harbour map.ar.png").write_bytes(b"\x89PNG Arabic map")

    def make(locale: str = "en", text: str = "![A map](harbour%20map.png)", **more: Any) -> Any:
        return edition(locale, text, folder=tmp_path, **more)

    return make


def _contents(bundle: Bundle) -> dict[str, bytes]:
    with zipfile.ZipFile(bundle.path) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def _listing(bundle: Bundle) -> Any:
    return json.loads(_contents(bundle)["manifest.json"])


def _refused(value: object) -> list[str]:
    return [error.message for error in Draft202012Validator(_schema()).iter_errors(value)]


def _schema() -> Any:
    return json.loads(manifest.schema())


def test_what_is_in_the_bundle_of_a_statement(bound: Any, pictured: Any) -> None:
    made = bound(pictured(), pictured("ar", **DRAFT, packages=(PACKAGE,)), pictured("pt_BR"))
    contents = _contents(made)
    assert list(contents) == [
        "manifest.json",
        "ar/ferry.ar.md", "ar/harbour map.png", "ar/index.html",
        "en/ferry.en.md", "en/harbour map.png", "en/index.html",
        "index.html", "manifest-1.schema.json",
        "pt-BR/ferry.pt-BR.md", "pt-BR/harbour map.png", "pt-BR/index.html",
        "style.css",
    ]  # fmt: skip
    assert contents["ar/harbour map.png"] == b"\x89PNG Arabic map"
    assert contents["en/harbour map.png"] == b"\x89PNG map"
    assert (made.slug, made.locales, made.files) == ("ferry", ("ar", "en", "pt_BR"), 12)
    assert made.sha256 == hashlib.sha256(made.path.read_bytes()).hexdigest()
    told = {one["path"]: one for one in _listing(made)["files"]}
    for path, content in contents.items():
        if path != "manifest.json":
            assert told[path]["sha256"] == hashlib.sha256(content).hexdigest()
            assert told[path]["bytes"] == len(content)
    assert told["ar/index.html"] == told["ar/index.html"] | {
        "media_type": "text/html", "kind": "page", "slug": "ferry", "title": "Title in ar",
        "locale": "ar", "language": "ar", "direction": "rtl", "state": "draft",
        "source_locale": "en", "source_hash": "0123456789abcdef", "unreviewed": 3, "segments": 12,
        "packages": [{"name": "starter en→ar", "version": "0.2"}],
        "published": "2026-03-05T09:00:00Z", "corrected": None, "withdrawn": None,
    }  # fmt: skip
    assert told["pt-BR/harbour map.png"]["kind"] == "asset"
    assert told["pt-BR/ferry.pt-BR.md"]["locale"] == "pt_BR"
    assert told["pt-BR/ferry.pt-BR.md"]["language"] == "pt-BR"


@pytest.mark.parametrize("base", ["", "https://example.org/st"])
def test_every_relative_link_leads_to_a_file_of_the_bundle(
    bound: Any, pictured: Any, edition: Any, base: str
) -> None:
    made = bound(pictured(), pictured("ar", **DRAFT), pictured("es"), base_url=base)
    contents = _contents(made)
    for page in [name for name in contents if name.endswith(".html")]:
        text = contents[page].decode()
        places = re.findall(r'(?:href|src)="([^"#]+)', text) + re.findall(r"url=([^\"]+)", text)
        assert len(places) > 2
        for place in places:
            if not place.startswith("https:"):
                assert posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(place))) in contents, (page, place)  # noqa: E501  # fmt: skip


def test_a_page_names_its_place_on_the_site(bound: Any, edition: Any) -> None:
    made = bound(edition(), edition("es"), base_url="https://example.org/st/")
    page = _contents(made)["es/index.html"].decode()
    assert '<link rel="canonical" href="https://example.org/st/es/ferry/">' in page
    assert 'hreflang="en" href="https://example.org/st/en/ferry/">' in page
    assert '<a href="../en/index.html" lang="en"' in page
    assert 'href="https://example.org/st/es/"' in page
    assert _listing(made)["base_url"] == "https://example.org/st"


def test_links_to_another_statement(bound: Any, edition: Any) -> None:
    text = "See [the tolls](tolls.md)."
    others = [edition(slug="tolls"), edition("es", slug="tolls")]
    here = _contents(bound(edition("en", text), edition("es", text), *others))
    assert 'href="../../tolls/es/index.html"' in here["es/index.html"].decode()
    there = _contents(bound(edition("es", text), *others, base_url="https://example.org"))
    assert 'href="https://example.org/es/tolls/"' in there["es/index.html"].decode()
    assert not [path for path in here if "tolls" in path]


def test_a_link_to_a_statement_that_is_not_public_any_more_stays_inside(
    bound: Any, edition: Any, caplog: pytest.LogCaptureFixture
) -> None:
    here = _contents(bound(edition("en", "See [the tolls](tolls.md).")))
    assert 'href="index.html">the tolls</a>' in here["en/index.html"].decode()
    assert "links to “tolls.md”, which is not public any more" in caplog.text


@pytest.mark.parametrize(
    ("form", "text", "suffix"),
    [
        ("markdown", "---\ntitle: A\n---\n\nText.\n", ".md"),
        ("text", "A\n\nText.\n", ".txt"),
        ("html", "<html><body class=x><p>Text.</p></body></html>", ".html.txt"),
    ],
)
def test_a_draft_says_so_in_its_page_and_its_own_text(
    bound: Any, edition: Any, form: str, text: str, suffix: str
) -> None:
    editions = [edition("en", text, format=form), edition("es", text, format=form, **DRAFT)]
    made = _contents(bound(*editions))
    warning = "que ninguna persona ha revisado"
    assert warning in made["es/index.html"].decode()
    own = made[f"es/ferry.es{suffix}"].decode()
    assert own.index(warning) < own.index("Text.")
    assert "../en/index.html" in own
    assert warning not in made[f"en/ferry.en{suffix}"].decode()
    assert form != "markdown" or own.startswith("---\ntitle: A\n---\n\n> ")
    assert form != "html" or own.startswith("<html><body class=x>\n<aside")


def test_the_notice_in_a_text_leads_to_the_original_on_the_web(bound: Any, edition: Any) -> None:
    made = _contents(bound(edition(), edition("ar", **DRAFT), base_url="https://example.org"))
    own = made["ar/ferry.ar.md"].decode()
    assert words_for("ar").gettext("The original prevails.") in own
    assert "> https://example.org/en/ferry/" in own


def test_a_draft_without_its_original_is_refused(bound: Any, edition: Any) -> None:
    with pytest.raises(CommuniqueError, match="without its original in en"):
        bound(edition("es", **DRAFT))


def test_a_withdrawn_edition_leaves_only_its_tombstone(
    bound: Any, pictured: Any, stock: Any
) -> None:
    gone = stock.take(pictured("es", "![Secret](harbour%20map.png)"), withdrawn=WITHDRAWN)
    made = bound(pictured(), gone)
    contents = _contents(made)
    assert [name for name in contents if name.startswith("es/")] == ["es/index.html"]
    assert "Secret" not in contents["es/index.html"].decode()
    told = [one for one in _listing(made)["files"] if one.get("locale") == "es"]
    assert [(one["kind"], one["state"]) for one in told] == [("tombstone", "withdrawn")]
    assert told[0]["withdrawn"] == "2026-04-01T08:00:00Z"
    assert not _refused(_listing(made))
    alone = bound(stock.take(pictured(), withdrawn=WITHDRAWN), gone, name="alone.zip")
    assert {"en/index.html", "es/index.html", "index.html"} < set(_contents(alone))
    assert not archive.verify(alone.path).problems


def test_what_no_page_shows_stays_in_the_house(bound: Any, edition: Any) -> None:
    text = (
        "---\ntitle: A\ninternal: SECRET\ndate: 2026-03-04 # SECRET\nembargo: 2026-03-05 09:00 "
        "Europe/Berlin\n---\n\n<!-- SECRET -->\n\nText <!-- SECRET\nSECRET --> and more.\n\n"
        "<!-- SECRET"
    )
    page = "<!-- SECRET --><p>Text.</p>"
    made = _contents(bound(edition("en", text), edition("es", page, format="html")))
    for name, content in made.items():
        assert b"SECRET" not in content, name
        assert b"Berlin" not in content, name
    front = "---\ntitle: A\ndate: 2026-03-04\n---\n\nText  and more.\n\n"
    assert made["en/ferry.en.md"].decode() == front


def test_raw_html_cannot_run_by_being_opened(bound: Any, edition: Any) -> None:
    page = "<p>Text.</p><script>alert(1)</script>"
    contents = _contents(bound(edition("en", page, format="html")))
    assert contents["en/ferry.en.html.txt"].decode() == page
    opened = [content for name, content in contents.items() if name.endswith(".html")]
    assert len(opened) == 2
    assert not [content for content in opened if b"alert" in content]


def test_documents_come_along(bound: Any, edition: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the site puts beside a page; in the text's own format, in the text's place."""
    original = site._edition

    def with_documents(shop: Any, entry: Any, tray: Tray) -> None:
        original(shop, entry, tray)
        for suffix in (".docx", ".md"):
            path = f"{entry.folder}/{entry.edition.slug}.{entry.tag}{suffix}"
            tray.put(path, b"document", **manifest.facts(entry, "document"))

    monkeypatch.setattr(site, "_edition", with_documents)
    made = bound(edition(), edition("es"))
    told = {one["path"]: one["kind"] for one in _listing(made)["files"] if "slug" in one}
    assert told == {
        f"{tag}/{name}": kind
        for tag in ("en", "es")
        for name, kind in {
            "index.html": "page", f"ferry.{tag}.md": "document", f"ferry.{tag}.docx": "document",
        }.items()
    }  # fmt: skip
    assert _contents(made)["es/ferry.es.md"] == b"document"
    assert not _refused(_listing(made))


def test_an_asset_that_was_changed_after_its_release_is_refused(
    bound: Any, pictured: Any, stock: Any, tmp_path: Path
) -> None:
    one = stock.take(pictured())
    (tmp_path / "harbour map.png").write_bytes(b"another")
    with pytest.raises(CommuniqueError, match="changed after it was published"):
        bound(one)
    assert not (tmp_path / "made.zip").exists()


def test_the_same_bytes_wherever_and_whenever(
    bound: Any, pictured: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    editions = [pictured(), pictured("ar", **DRAFT)]
    first = bound(*editions)
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    before = os.umask(0o077)
    try:
        second = bound(*reversed(editions), name="again.zip")
    finally:
        os.umask(before)
    assert first.path.read_bytes() == second.path.read_bytes()
    with zipfile.ZipFile(first.path) as opened:
        assert {one.date_time for one in opened.infolist()} == {(2026, 3, 5, 9, 0, 0)}
        assert {one.external_attr >> 16 for one in opened.infolist()} == {stat.S_IFREG | 0o644}
        assert {one.create_system for one in opened.infolist()} == {3}


def test_a_bundle_that_would_be_the_same_is_left_alone(
    bound: Any, edition: Any, stock: Any, tmp_path: Path
) -> None:
    first = bound(edition())
    os.utime(first.path, (1, 1))
    again = bound(edition())
    assert (first.renewed, again.renewed) == (True, False)
    assert first.path.stat().st_mtime == 1
    later = stock.take(edition(), modified=WITHDRAWN)
    assert bound(later).renewed
    with zipfile.ZipFile(first.path) as opened:
        assert opened.infolist()[0].date_time == (2026, 4, 1, 8, 0, 0)
    assert [path.name for path in tmp_path.iterdir()] == ["made.zip"]


@pytest.mark.parametrize(
    ("when", "told"),
    [
        (datetime(2001, 2, 3, 4, 5, 7, tzinfo=UTC), (2001, 2, 3, 4, 5, 6)),
        (datetime(1970, 1, 1, tzinfo=UTC), (1980, 1, 1, 0, 0, 0)),
        (datetime(2200, 1, 1, tzinfo=UTC), (2107, 12, 31, 0, 0, 0)),
    ],
)
def test_the_moment_may_be_told(bound: Any, edition: Any, when: datetime, told: Any) -> None:
    with zipfile.ZipFile(bound(edition(), when=when).path) as opened:
        assert {one.date_time for one in opened.infolist()} == {told}


def test_a_failure_leaves_the_bundle_that_was_there(tmp_path: Path) -> None:
    target = tmp_path / "a.zip"
    archive.write(target, [("a", b"1")], WITHDRAWN)
    before = target.read_bytes()

    def failing() -> Any:
        yield "a", b"2"
        raise RuntimeError

    with pytest.raises(RuntimeError):
        archive.write(target, failing(), WITHDRAWN)
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]


def test_a_theme_comes_along(bound: Any, edition: Any, tmp_path: Path) -> None:
    theme = tmp_path / "theme"
    words = theme / "locales" / "es" / "LC_MESSAGES" / "site.po"
    words.parent.mkdir(parents=True)
    words.write_text('msgid "The original prevails."\nmsgstr "Vale el original."\n', "utf-8")
    (theme / "style.css").write_text("p { color: red }")
    (theme / "logo.svg").write_text("<svg/>")
    made = bound(edition(), edition("es", **DRAFT), theme=theme)
    contents = _contents(made)
    assert contents["style.css"] == b"p { color: red }"
    assert contents["theme/logo.svg"] == b"<svg/>"
    assert "Vale el original." in contents["es/index.html"].decode()
    assert "Vale el original." in contents["es/ferry.es.md"].decode()
    kinds = {one["path"]: one["kind"] for one in _listing(made)["files"]}
    assert kinds["theme/logo.svg"] == "theme"
    assert not _refused(_listing(made))


def test_a_release_is_the_site_with_each_text(
    pictured: Any, edition: Any, stock: Any, site: Any, tmp_path: Path
) -> None:
    editions = [pictured(), pictured("ar", **DRAFT), edition(slug="tolls")]
    gone = stock.take(edition("es", slug="tolls"), withdrawn=WITHDRAWN)
    out = site(*editions, gone, base_url="https://example.org")
    with opened(House("The Council", "https://example.org"), stock) as binder:
        made = binder.release([*map(stock.take, editions), gone], tmp_path / "all.zip")
    contents = _contents(made)
    built = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    texts = {"en/ferry/ferry.en.md", "ar/ferry/ferry.ar.md", "en/tolls/tolls.en.md"}
    assert set(contents) == built | texts
    for path in built - {"manifest.json"}:
        assert contents[path] == (out / path).read_bytes()
    listing = _listing(made)
    assert (listing["scope"], made.slug, made.locales) == ("release", "", ("ar", "en", "es"))
    assert not _refused(listing)
    assert not archive.verify(made.path).problems
    kinds = {one["kind"] for one in listing["files"]}
    assert kinds == {"asset", "feed", "list", "map", "page", "schema", "style", "text", "tombstone"}


# The manifest and its schema.


@pytest.fixture
def listing(bound: Any, pictured: Any, stock: Any) -> Any:
    gone = stock.take(pictured("es"), withdrawn=WITHDRAWN)
    made = bound(pictured(), pictured("ar", **DRAFT, packages=(PACKAGE,)), gone)
    return _listing(made)


def test_the_schema_is_one(listing: Any) -> None:
    Draft202012Validator.check_schema(_schema())
    assert not _refused(listing)
    assert not list(manifest.problems(listing))


def test_the_manifest_of_a_site_is_by_the_same_schema(
    pictured: Any, edition: Any, stock: Any, site: Any
) -> None:
    gone = stock.take(edition("es", slug="tolls"), withdrawn=WITHDRAWN)
    out = site(pictured(), pictured("ar", **DRAFT), gone, base_url="https://example.org")
    listing = json.loads((out / "manifest.json").read_bytes())
    assert listing["scope"] == "site"
    assert not _refused(listing)
    files = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert {one["path"] for one in listing["files"]} == files - {"manifest.json"}


TAMPERED: list[tuple[str, Callable[[Any], object]]] = [
    ("another version", lambda one: one.update(version=2)),
    ("a true version", lambda one: one.update(version=True)),
    ("no scope", lambda one: one.pop("scope")),
    ("another scope", lambda one: one.update(scope="world")),
    ("something more", lambda one: one.update(more=1)),
    ("another generator", lambda one: one["generator"].update(name="other")),
    ("no files", lambda one: one.update(files={})),
    ("no path", lambda one: one["files"][0].pop("path")),
    ("a path upwards", lambda one: one["files"][0].update(path="ar/../../etc/passwd")),
    ("a hash in capitals", lambda one: one["files"][0].update(sha256="A" * 64)),
    ("a hash with a line end", lambda one: one["files"][0].update(sha256="a" * 64 + "\n")),
    ("negative bytes", lambda one: one["files"][0].update(bytes=-1)),
    ("bytes as text", lambda one: one["files"][0].update(bytes="1")),
    ("an unknown kind", lambda one: one["files"][0].update(kind="virus")),
    ("a page without a language", lambda one: one["files"][0].pop("language")),
    ("a page with a remark", lambda one: one["files"][0].update(remark="!")),
    ("an unknown state", lambda one: one["files"][0].update(state="fine")),
    ("no moment", lambda one: one["files"][0].update(published=None)),
    ("a local moment", lambda one: one["files"][0].update(modified="2026-03-05T09:00:00+01:00")),
    ("packages as text", lambda one: one["files"][0].update(packages=["a 1"])),
    ("a direction", lambda one: one["files"][0].update(direction="up")),
]


@pytest.mark.parametrize("change", [row[1] for row in TAMPERED], ids=[row[0] for row in TAMPERED])
def test_a_manifest_that_was_tampered_with_is_refused(
    listing: Any, change: Callable[[Any], object]
) -> None:
    change(listing)
    assert _refused(listing)
    assert list(manifest.problems(listing))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.floats(-2, 2) | st.text(max_size=4)
    | st.sampled_from(["page", "list", "rtl", "manifest-1.schema.json", "a/b", "0" * 64]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner),
    max_leaves=4,
)  # fmt: skip
_SAMPLE = json.loads(
    manifest.written(
        "The Council", "",
        [("style.css", File("0" * 64, 3, 0, {})),
         ("a.atom", File("0" * 64, 3, 0, {"kind": "feed", "locale": "ar", "language": "ar"}))],
    )
)  # fmt: skip


@given(st.data())
def test_our_reading_of_the_schema_is_everybodys(data: st.DataObject) -> None:
    """Whatever is put in whichever place, we and the library agree on whether it will do."""
    value = json.loads(json.dumps(_SAMPLE))
    for _ in range(data.draw(st.integers(0, 2))):
        place = data.draw(st.sampled_from([value, value["generator"], *value["files"]]))
        name = data.draw(st.sampled_from([*place, "more", "locale", "slug"]))
        if data.draw(st.booleans()):
            place.pop(name, None)
        else:
            place[name] = data.draw(_JSON)
        if not isinstance(value.get("generator"), dict) or not isinstance(value.get("files"), list):
            break
        if not all(isinstance(one, dict) for one in value["files"]):
            break
    assert bool(_refused(value)) == bool(list(manifest.problems(value)))


def test_the_schema_is_in_the_wheel() -> None:
    from hatchling.builders.wheel import WheelBuilder

    found = {one.relative_path for one in WheelBuilder(str(ROOT)).recurse_included_files()}
    assert f"communique/publishing/schemas/{manifest.SCHEMA}" in found


# Names.

_NAMES = st.text(
    st.sampled_from("a.é/\\ :\x00\n~%ـ中\ud800\x7f") | st.characters(), min_size=1, max_size=12
)


@given(_NAMES)
def test_the_name_of_an_asset_stays_in_the_bundle_or_is_refused(name: str) -> None:
    try:
        found = archive.member(f"es/{name}")
    except CommuniqueError:
        assert ".." in name.split("/") or re.search(r"[\\\x00-\x1f\x7f\ud800-\udfff]", name)
        return
    assert archive.member(found) == found
    assert found.encode("utf-8")
    assert re.search(_schema()["$defs"]["path"]["pattern"], found)
    assert found == "es" or posixpath.normpath(f"/folder/{found}").startswith("/folder/es/")


@given(_NAMES)
def test_a_path_of_the_schema_is_a_safe_name(name: str) -> None:
    try:
        safe = archive.member(name) == name
    except CommuniqueError:
        safe = False
    fits = bool(re.search(_schema()["$defs"]["path"]["pattern"], name))
    assert safe == (fits and not re.search("[\ud800-\udfff]", name))


@pytest.mark.parametrize("name", ["../x.png", "a/../../x.png", "a\\..\\x.png", "x\n.png"])
def test_no_asset_gets_out_of_the_folder(bound: Any, edition: Any, stock: Any, name: str) -> None:
    one = stock.take(edition(), assets=((name, "0" * 64),))
    stock.files["0" * 64] = Path(__file__)
    with pytest.raises(CommuniqueError, match="no name for a file"):
        bound(one)


def test_two_names_of_one_file(bound: Any, pictured: Any) -> None:
    text = "![A](harbour%20map.png) ![B](./harbour%20map.png)"
    names = list(_contents(bound(pictured("en", text))))
    assert names.count("en/harbour map.png") == 1


def test_names_in_other_scripts(bound: Any, edition: Any, tmp_path: Path) -> None:
    (tmp_path / "خريطة.png").write_bytes(b"map")
    text = "![A](خريطة.png)"
    made = bound(edition("en", text, folder=tmp_path))
    with zipfile.ZipFile(made.path) as opened:
        assert opened.getinfo("en/خريطة.png").flag_bits & 0x800
    assert not archive.verify(made.path).problems


# Verifying.


def _rewritten(path: Path, change: Callable[[dict[str, bytes]], object]) -> Path:
    with zipfile.ZipFile(path) as opened:
        contents = {name: opened.read(name) for name in opened.namelist()}
    change(contents)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in contents.items():
            opened.writestr(name, content)
    return path


def test_a_bundle_that_is_whole(bound: Any, edition: Any) -> None:
    made = bound(edition(), edition("es"))
    found = archive.verify(made.path)
    assert found.problems == ()
    assert (found.scope, found.site, found.files) == ("statement", "The Council", made.files)
    assert found.editions == (("ferry", "en", "source"), ("ferry", "es", "reviewed"))
    assert found.sha256 == made.sha256


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda one: one.update({"en/index.html": b"Other words."}), "en/index.html” is not what"),
        (lambda one: one.pop("style.css"), "style.css” is missing"),
        (lambda one: one.update({"en/more.exe": b"MZ"}), "en/more.exe” is in no manifest"),
        (lambda one: one.update({"../more": b""}), "../more” is no safe name"),
        (lambda one: one.update({"/more": b""}), "/more” is no safe name"),
        (lambda one: one.update({"a\\b": b""}), "no safe name"),
        (lambda one: one.update({"en/\x1b[2J": b""}), r"en/\x1b[2J” is no safe name"),
        (lambda one: one.update({"en/": b""}), "en/” is no safe name"),
        (lambda one: one.pop("manifest.json"), "it is no bundle"),
        (lambda one: one.update({"manifest.json": b"{"}), "is no JSON"),
        (lambda one: one.update({"manifest.json": b"[" * 100_000}), "is no JSON"),
        (lambda one: one.update({"manifest.json": b"[]"}), "the manifest is no object"),
    ],
)
def test_a_bundle_that_is_not(bound: Any, edition: Any, change: Any, told: str) -> None:
    problems = archive.verify(_rewritten(bound(edition()).path, change)).problems
    assert [one for one in problems if told in one], problems


def test_hostile_archives(tmp_path: Path, bound: Any, edition: Any) -> None:
    made = bound(edition()).path
    whole = made.read_bytes()
    files = {
        "none": b"", "text": b"no zip", "cut": whole[: len(whole) // 2], "before": b"MZ" + whole,
        "after": whole + b"more", "flipped": whole[:400] + bytes([whole[400] ^ 255]) + whole[401:],
    }  # fmt: skip
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
        assert archive.verify(tmp_path / name).problems, name
    with zipfile.ZipFile(made, "a") as opened:
        link = zipfile.ZipInfo("en/link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        opened.writestr(link, "/etc/passwd")
    assert "“en/link” is no plain file" in archive.verify(made).problems
    with zipfile.ZipFile(made, "a") as opened, pytest.warns(UserWarning, match="Duplicate"):
        opened.writestr("en/index.html", b"twice")
    assert "“en/index.html” is there twice" in archive.verify(made).problems
    with pytest.raises(CommuniqueError, match="cannot be read"):
        archive.verify(tmp_path / "nowhere.zip")


def test_no_changed_byte_of_a_file_goes_unseen(tmp_path: Path) -> None:
    """Unless it unpacks to the same, as a changed bit of padding does."""
    path, style = tmp_path / "a.zip", b"p { color: red }" * 9
    listed = [("style.css", File(hashlib.sha256(style).hexdigest(), len(style), 0, {}))]
    listing = manifest.written("S", "", listed, scope="statement")
    archive.write(path, [("manifest.json", listing), ("style.css", style)], WITHDRAWN)
    assert not archive.verify(path).problems
    whole = path.read_bytes()
    with zipfile.ZipFile(path) as opened:
        info = opened.getinfo("style.css")
    start = info.header_offset + 30 + len(info.filename)
    for place in range(start, start + info.compress_size):
        for bit in (1, 128):
            changed = bytes([whole[place] ^ bit])
            path.write_bytes(whole[:place] + changed + whole[place + 1 :])
            assert bool(archive.verify(path).problems) != (_unpacked(path) == style)


def _unpacked(path: Path) -> bytes | None:
    try:
        with zipfile.ZipFile(path) as opened:
            return opened.read("style.css")
    except (zipfile.BadZipFile, zlib.error, EOFError):
        return None


def test_the_ways_of_the_documentation_work(bound: Any, pictured: Any, tmp_path: Path) -> None:
    made = bound(pictured(), pictured("ar", **DRAFT))
    text = (ROOT / "docs" / "bundle.md").read_text("utf-8")
    scripts = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    recipe = next(one for one in scripts if "sha256sum" in one and "python3" in one)
    recipe = recipe.replace("ferry.zip", str(made.path)).replace("unzip", f"{sys.executable} -m zipfile -e")  # noqa: E501  # fmt: skip
    recipe = recipe.replace(" -d ferry", " ferry").replace("python3", sys.executable)
    done = subprocess.run(["sh", "-ec", recipe], cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: E501  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(": OK") == made.files
    (tmp_path / "ferry" / "en" / "index.html").write_text("other")
    (tmp_path / "ferry" / "more.exe").write_text("other")
    check = "\n".join(line for line in recipe.splitlines() if "zipfile" not in line)
    again = subprocess.run(["sh", "-c", check], cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: E501  # fmt: skip
    assert "en/index.html: FAILED" in again.stdout
    assert "more.exe" in again.stdout


def test_a_later_moment_is_another_bundle(bound: Any, edition: Any, stock: Any) -> None:
    one = stock.take(edition())
    first = bound(one, when=WITHDRAWN)
    assert bound(one, when=WITHDRAWN + timedelta(hours=1)).sha256 != first.sha256
