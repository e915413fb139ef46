"""The site as its readers and their machines see it."""

from __future__ import annotations

import hashlib
import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest

from communique.editions.edition import EditionState
from communique.errors import CommuniqueError
from communique.language.scripts import direction, html_tag
from communique.publishing.words import words_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from communique.editions.edition import Edition

    MakeEdition = Callable[..., Edition]
    BuildSite = Callable[..., Path]


LOCALES = ["ar", "de", "el", "en", "es", "fr", "hi", "it", "pt_BR", "ru", "tr", "zh_Hans"]
WARNING = "This is a machine translation that no human has fully reviewed."


class _Seen(HTMLParser):
    """Start tags with their attributes, in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        return [a for t, a in self.tags if t == tag and wanted.items() <= a.items()]


def _page(site: Path, tag: str, slug: str = "ferry") -> str:
    return (site / tag / slug / "index.html").read_text("utf-8")


def _linked_data(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    values: dict[str, Any] = json.loads(found[1])
    return values


@pytest.mark.parametrize("locale", LOCALES)
def test_a_draft_says_so_in_the_language_of_its_reader(
    edition: MakeEdition, site: BuildSite, locale: str
) -> None:
    source = "fr" if locale == "en" else "en"
    original = edition(source, source_locale=source, state=EditionState.SOURCE)
    draft = edition(locale, source_locale=source, state=EditionState.DRAFT, unreviewed=3)
    page = _page(site(original, draft), html_tag(locale))
    words = words_for(locale)
    assert words.language == locale
    notice = page.split("<aside", 1)[1].split("</aside>")[0]
    assert words.gettext(WARNING) in notice.replace("&#39;", "'")
    assert words.gettext("The original prevails.") in notice
    assert "3" in notice
    assert "12" in notice
    assert f'<a href="../../{source}/ferry/index.html"' in notice
    assert '<meta name="communique:state" content="draft">' in page
    assert _linked_data(page)["translationOfWork"]["inLanguage"] == source
    assert _linked_data(page)["creativeWorkStatus"] == "Draft"
    assert locale == "en" or WARNING not in page


@pytest.mark.parametrize("locale", [one for one in LOCALES if one != "en"])
def test_a_reviewed_edition_carries_no_notice(
    edition: MakeEdition, site: BuildSite, locale: str
) -> None:
    out = site(edition(), edition(locale))
    for page in (_page(out, html_tag(locale)), _page(out, "en")):
        assert "<aside" not in page
        assert 'content="draft"' not in page
        assert words_for(locale).gettext(WARNING) not in page
    assert "notice" not in (out / f"feed.{html_tag(locale)}.atom").read_text("utf-8")


def test_a_draft_is_marked_wherever_it_is_named(edition: MakeEdition, site: BuildSite) -> None:
    out = site(edition(), edition("es", state=EditionState.DRAFT, unreviewed=3))
    label = "Traducción automática, sin revisión completa"
    assert f"{label} — In short." in _page(out, "es")
    assert label in (out / "es" / "index.html").read_text("utf-8")
    feed = (out / "feed.es.atom").read_text("utf-8")
    assert "ninguna persona ha revisado" in feed
    assert 'term="draft"' in feed


def test_a_draft_without_its_original_is_refused(edition: MakeEdition, site: BuildSite) -> None:
    with pytest.raises(CommuniqueError, match="without its original in en"):
        site(edition("es", state=EditionState.DRAFT, unreviewed=3))


def test_a_language_without_words_is_served_in_english_and_says_so(
    edition: MakeEdition, site: BuildSite
) -> None:
    page = _page(site(edition(), edition("he", state=EditionState.DRAFT, unreviewed=1)), "he")
    assert '<html lang="he" dir="rtl">' in page
    aside = _Seen(page).all("aside")[0]
    assert (aside["lang"], aside["dir"]) == ("en", "ltr")


@pytest.mark.parametrize("locale", LOCALES)
def test_language_and_direction(edition: MakeEdition, site: BuildSite, locale: str) -> None:
    tag = html_tag(locale)
    out = site(edition(), *([] if locale == "en" else [edition(locale)]))
    wanted = {"lang": tag, "dir": direction(locale)}
    for path in (out / tag / "ferry" / "index.html", out / tag / "index.html"):
        assert _Seen(path.read_text("utf-8")).all("html") == [wanted]
    assert direction("ar") == "rtl"


def test_alternates_name_each_other_and_the_default(edition: MakeEdition, site: BuildSite) -> None:
    out = site(edition(), edition("pt_BR"), edition("ar"), base_url="https://example.org/st/")
    for tag in ("en", "pt-BR", "ar"):
        seen = _Seen(_page(out, tag))
        found = [a for a in seen.all("link", rel="alternate") if "hreflang" in a]
        assert {str(a["hreflang"]): a["href"] for a in found} == {
            "en": "https://example.org/st/en/ferry/",
            "pt-BR": "https://example.org/st/pt-BR/ferry/",
            "ar": "https://example.org/st/ar/ferry/",
            "x-default": "https://example.org/st/en/ferry/",
        }
        canonical = seen.all("link", rel="canonical")[0]["href"]
        assert canonical == f"https://example.org/st/{tag}/ferry/"


def test_the_switcher_names_languages_in_themselves(edition: MakeEdition, site: BuildSite) -> None:
    page = _page(site(edition(), edition("ar"), edition("el")), "el")
    assert ">العربية</a>" in page
    assert 'lang="el" dir="ltr" hreflang="el" rel="alternate" aria-current="page">Ελληνικά' in page


def test_every_relative_link_leads_to_a_file(edition: MakeEdition, site: BuildSite) -> None:
    out = site(edition(), edition("ar"), edition(slug="library"))
    for path in out.rglob("*.html"):
        for tag, attributes in _Seen(path.read_text("utf-8")).tags:
            url = attributes.get("href") if tag in {"a", "link"} else None
            if url and not url.startswith("#"):
                assert (path.parent / url).is_file(), (path, url)


def test_dates_are_written_out(edition: MakeEdition, site: BuildSite) -> None:
    page = _page(site(edition(), edition("el")), "el")
    assert '<time datetime="2026-03-04">4 Μαρτίου 2026</time>' in page


def test_a_bad_date_is_an_error(edition: MakeEdition, site: BuildSite) -> None:
    with pytest.raises(CommuniqueError, match="“soon” is no date"):
        site(edition(metadata={"date": "soon"}))


def test_feed_and_map_are_sound(edition: MakeEdition, site: BuildSite) -> None:
    base = "https://example.org"
    text = "One & <two>.\x0b"
    out = site(edition(text=text), edition("ar", slug="library"), base_url=base)
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ElementTree.parse(out / "feed.en.atom").getroot()  # noqa: S314 - our own
    entry = feed.find(f"{atom}entry")
    assert entry is not None
    assert entry.findtext(f"{atom}id") == f"{base}/en/ferry/"
    assert entry.findtext(f"{atom}updated") == "2026-03-05T09:00:00Z"
    assert "<p>One &amp; &lt;two&gt;.</p>" in (entry.findtext(f"{atom}content") or "")
    pages = ElementTree.parse(out / "sitemap.xml").getroot()  # noqa: S314 - our own
    assert len(pages) == 5


def test_there_is_no_map_without_a_base(edition: MakeEdition, site: BuildSite) -> None:
    assert not (site(edition()) / "sitemap.xml").exists()


def test_the_manifest_knows_every_file(edition: MakeEdition, site: BuildSite) -> None:
    draft = edition("ar", state=EditionState.DRAFT, unreviewed=3, packages=("en_ar 1.9",))
    out = site(edition(), draft)
    files = {f["path"]: f for f in json.loads((out / "manifest.json").read_text("utf-8"))["files"]}
    found = {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()}
    assert set(files) == found - {"manifest.json"}
    for path, facts in files.items():
        assert facts["sha256"] == hashlib.sha256((out / path).read_bytes()).hexdigest()
    page = files["ar/ferry/index.html"]
    assert (page["locale"], page["direction"], page["state"]) == ("ar", "rtl", "draft")
    assert (page["source_hash"], page["packages"]) == (
        "0123456789abcdef",
        [{"name": "en_ar", "version": "1.9"}],
    )


def test_the_same_input_gives_the_same_bytes(
    edition: MakeEdition, site: BuildSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    editions = [edition(), edition("ar"), edition("es", slug="library", metadata={})]
    one = site(*editions, name="one")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    two = site(*reversed(editions), name="two")
    paths = sorted(p.relative_to(one) for p in one.rglob("*") if p.is_file())
    assert paths == sorted(p.relative_to(two) for p in two.rglob("*") if p.is_file())
    for path in paths:
        assert (one / path).read_bytes() == (two / path).read_bytes(), path


def test_titles_and_metadata_are_escaped(edition: MakeEdition, site: BuildSite) -> None:
    evil = "</script><script>alert(1)</script>"
    out = site(edition(title=evil, metadata={"title": evil, "author": evil, "summary": evil}))
    for path in out.rglob("*.html"):
        assert "<script>" not in path.read_text("utf-8")
    assert _linked_data(_page(out, "en"))["headline"] == evil


def test_a_subtitle_stands_under_the_title(edition: MakeEdition, site: BuildSite) -> None:
    out = site(edition(metadata={"title": "T", "subtitle": "What <we> ask"}))
    assert '<p class="subtitle">What &lt;we&gt; ask</p>' in _page(out, "en")


def test_images_travel_along_and_a_locales_own_wins(
    edition: MakeEdition, site: BuildSite, tmp_path: Path
) -> None:
    folder = tmp_path / "source"
    (folder / "im ages").mkdir(parents=True)
    for name in ("map.png", "map.es.png"):
        (folder / "im ages" / name).write_bytes(name.encode())
    (folder / "report.pdf").write_bytes(b"pdf")
    text = "![Map](<im ages/map.png>) [Report](report.pdf#page=2)"
    out = site(edition(text=text, folder=folder), edition("es", text=text, folder=folder))
    assert (out / "en" / "ferry" / "im ages" / "map.png").read_bytes() == b"map.png"
    assert (out / "es" / "ferry" / "im ages" / "map.png").read_bytes() == b"map.es.png"
    assert 'src="im%20ages/map.png"' in _page(out, "es")
    assert 'href="report.pdf#page=2"' in _page(out, "es")
    assert (out / "es" / "ferry" / "report.pdf").is_file()


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("gone.png", "“gone.png” does not exist"),
        ("../secret.png", "“../secret.png” lies outside"),
        ("link.png", "“link.png” lies outside"),
        (".hidden.png", "hidden file"),
        ("%00.png", "does not exist"),
        ("a" * 300 + ".png", "no file name"),
        ("embargoed.md", "which is not published"),
    ],
)
def test_what_must_not_or_cannot_travel_is_an_error(
    edition: MakeEdition, site: BuildSite, tmp_path: Path, url: str, reason: str
) -> None:
    folder = tmp_path / "source"
    folder.mkdir()
    (tmp_path / "secret.png").touch()
    (folder / ".hidden.png").touch()
    (folder / "embargoed.md").touch()
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    with pytest.raises(CommuniqueError, match=re.escape(reason)) as raised:
        site(edition(text=f"[a]({url})", folder=folder))
    assert "ferry (en)" in str(raised.value)


def test_a_link_to_a_statement_leads_to_its_page(edition: MakeEdition, site: BuildSite) -> None:
    text = "[a](library.md)"
    out = site(edition(text=text), edition("es", text=text), edition(slug="library"))
    assert 'href="../library/index.html"' in _page(out, "en")
    assert 'href="../../en/library/index.html"' in _page(out, "es")


def test_a_theme_replaces_templates_file_by_file(
    edition: MakeEdition, site: BuildSite, tmp_path: Path
) -> None:
    theme = tmp_path / "theme"
    theme.mkdir()
    (theme / "style.css").write_text("/* ours */", "utf-8")
    (theme / "logo.svg").write_text("<svg/>", "utf-8")
    out = site(edition(), theme=theme)
    assert (out / "style.css").read_text("utf-8") == "/* ours */"
    assert (out / "theme" / "logo.svg").is_file()
    assert "<h1>Title in en</h1>" in _page(out, "en")


def test_each_page_has_one_first_heading_and_no_script(
    edition: MakeEdition, site: BuildSite
) -> None:
    out = site(edition(text="# Title in en\n\n# Other"), edition("ar"))
    for path in out.rglob("*.html"):
        seen = _Seen(path.read_text("utf-8"))
        assert len(seen.all("h1")) == 1
        assert {a.get("type") for a in seen.all("script")} <= {"application/ld+json"}
        assert seen.all("a", **{"class": "skip"})[0]["href"] == f"#{seen.all('main')[0]['id']}"


def test_an_empty_site_is_a_site(site: BuildSite) -> None:
    assert "No statements yet." in (site() / "index.html").read_text("utf-8")


@pytest.mark.parametrize("slug", ["../x", "A", ""])
def test_a_slug_must_be_one(edition: MakeEdition, site: BuildSite, slug: str) -> None:
    with pytest.raises(CommuniqueError, match="is no slug"):
        site(edition(slug=slug))


def test_two_editions_in_one_place_are_refused(edition: MakeEdition, site: BuildSite) -> None:
    with pytest.raises(CommuniqueError, match="two editions of ferry in en"):
        site(edition(), edition())


@pytest.mark.parametrize("base", ["example.org", "javascript:alert(1)", "https://"])
def test_a_base_url_must_be_one(edition: MakeEdition, site: BuildSite, base: str) -> None:
    with pytest.raises(CommuniqueError, match="is no base URL"):
        site(edition(), base_url=base)


def test_newest_first(edition: MakeEdition, site: BuildSite) -> None:
    old = edition(slug="a-old", metadata={"date": "2020-01-01"})
    page = (site(old, edition(slug="b-new")) / "en" / "index.html").read_text("utf-8")
    assert page.index("b-new") < page.index("a-old")
