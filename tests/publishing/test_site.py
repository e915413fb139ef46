"""The site as its readers and their machines see it."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
from jinja2 import UndefinedError

from communique.editions.edition import EditionState, Rank
from communique.errors import CommuniqueError
from communique.language.scripts import direction, html_tag
from communique.publishing import notices, pages
from communique.publishing.shelf import arrange
from communique.publishing.words import words_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from communique.editions.edition import Edition
    from tests.publishing.conftest import Stock

    MakeEdition = Callable[..., Edition]
    BuildSite = Callable[..., Path]


LOCALES = ["ar", "de", "el", "en", "es", "fr", "hi", "it", "pt_BR", "ru", "tr", "zh_Hans"]
LATER = datetime(2026, 4, 4, 12, tzinfo=UTC)
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
    ],
)
def test_what_must_not_or_cannot_travel_is_an_error(
    edition: MakeEdition, site: BuildSite, tmp_path: Path, url: str, reason: str
) -> None:
    folder = tmp_path / "source"
    folder.mkdir()
    (tmp_path / "secret.png").touch()
    (folder / ".hidden.png").touch()
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    with pytest.raises(CommuniqueError, match=re.escape(reason)):
        site(edition(text=f"[a]({url})", folder=folder))


def test_a_link_to_a_statement_leads_to_its_page(edition: MakeEdition, site: BuildSite) -> None:
    text = "[a](library.md)"
    out = site(edition(text=text), edition("es", text=text), edition(slug="library"))
    assert 'href="../library/index.html"' in _page(out, "en")
    assert 'href="../../en/library/index.html"' in _page(out, "es")


def test_a_link_to_what_is_gone_leads_to_what_is_left(
    edition: MakeEdition, site: BuildSite, stock: Any
) -> None:
    text = "[a](library.md) [b](removed.md)"
    gone = replace(stock.take(edition(slug="library")), withdrawn=datetime(2026, 3, 6, tzinfo=UTC))
    out = site(edition(text=text), gone)
    assert 'href="../library/index.html">a</a>' in _page(out, "en")
    assert 'href="../index.html">b</a>' in _page(out, "en")


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


MISTAKES: list[tuple[str, str | bytes, int, str]] = [
    ("masthead.html", "<p>\n{{ nix }}", 2, "'nix' is undefined"),
    ("masthead.html", "<p>\n\n{{ words.nix() }}", 3, "no attribute 'nix'"),
    ("masthead.html", "{% if tag %}\n<p>", 2, "Unexpected end of template"),
    ("masthead.html", "<p>\n{{ title|nix }}", 2, "No filter named 'nix'"),
    ("masthead.html", '<p>\n{% include "nix.html" %}', 2, "no template “nix.html”"),
    ("masthead.html", "<p>\n{{ title + 1 }}", 2, "TypeError"),
    ("masthead.html", "<p>\n{{ 1 // 0 }}", 2, "ZeroDivisionError"),
    ("masthead.html", b"<p>\nCaf\xe9", 2, "is not UTF-8 text"),
    ("page.html", '{% extends "nix.html" %}', 1, "no template “nix.html”"),
    ("page.html", '\n{% extends "page.html" %}', 2, "includes or extends itself"),
    ("notice.html", "{{ nix }}", 1, "'nix' is undefined"),
    ("style.css", "p { }\n\na {#b: 0}", 3, "Missing end of comment tag"),
    ("feed.xml", "\n{{ nix }}", 2, "'nix' is undefined"),
]


@pytest.mark.parametrize(("name", "text", "line", "told"), MISTAKES)
def test_a_mistake_in_a_theme_is_told_with_its_file_and_line(
    edition: MakeEdition, site: BuildSite, tmp_path: Path,
    name: str, text: str | bytes, line: int, told: str,
) -> None:  # fmt: skip
    theme = tmp_path / "theme"
    theme.mkdir()
    (theme / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    original, draft = edition(), edition("es", state=EditionState.DRAFT, unreviewed=3)
    with pytest.raises(CommuniqueError) as raised:
        site(original, draft, theme=theme)
    assert (raised.value.path, raised.value.line) == (theme / name, line)
    assert told in raised.value.message


def test_a_mistake_of_our_own_is_not_blamed_on_a_theme(
    edition: MakeEdition, site: BuildSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theme = tmp_path / "theme"
    theme.mkdir()
    (theme / "masthead.html").write_text("<p></p>")
    monkeypatch.setattr("communique.publishing.pages.of_edition", lambda *_: {})
    with pytest.raises(UndefinedError):
        site(edition(), theme=theme)


def test_a_document_that_is_asked_for_twice_is_offered_once(
    edition: MakeEdition, site: BuildSite
) -> None:
    page = _page(site(edition(), documents=("text", "markdown", "text")), "en")
    links = [one["href"] or "" for one in _Seen(page).all("a")]
    assert [one for one in links if one.startswith("ferry.")] == ["ferry.en.txt", "ferry.en.md"]


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


def _meta(page: str, name: str) -> str | None:
    found = _Seen(page).all("meta", name=f"communique:{name}")
    return found[0]["content"] if found else None


def _graph(page: str) -> list[tuple[str | None, str | None]]:
    return [
        (one["property"], one["content"]) for one in _Seen(page).all("meta") if "property" in one
    ]


@pytest.mark.parametrize("locale", LOCALES)
def test_a_correction_is_told_to_readers_and_machines(
    edition: MakeEdition, stock: Stock, site: BuildSite, locale: str
) -> None:
    out = site(stock.take(edition(locale, source_locale=locale), corrected=LATER, modified=LATER))
    page = _page(out, html_tag(locale))
    words = words_for(locale)
    said = words.gettext("Corrected on %(date)s") % {"date": words.date(LATER.date())}
    assert f'<p class="corrected" role="note">{said}</p>' in page
    assert _meta(page, "corrected") == LATER.isoformat()
    (correction,) = _linked_data(page)["correction"]
    assert correction["@type"] == "CorrectionComment"
    assert (correction["text"], correction["datePublished"]) == (said, LATER.isoformat())
    assert _linked_data(page)["creativeWorkStatus"] == "Published"


@pytest.mark.parametrize("locale", [one for one in LOCALES if one != "en"])
def test_an_outdated_translation_says_so_and_links_to_the_original(
    edition: MakeEdition, stock: Stock, site: BuildSite, locale: str
) -> None:
    original = stock.take(edition(words="new"), corrected=LATER, modified=LATER)
    out = site(original, edition(locale, source_words="old"))
    page = _page(out, html_tag(locale))
    words = words_for(locale)
    sentence = words.gettext(
        "The original was corrected on %(date)s; this translation still gives the earlier text."
    )
    notice = page.split('<aside class="notice outdated" role="note"', 1)[1].split("</aside>")[0]
    assert sentence % {"date": words.date(LATER.date())} in notice.replace("&#39;", "'")
    assert 'href="../../en/ferry/index.html"' in notice
    assert _meta(page, "outdated") == LATER.isoformat()
    assert _meta(page, "state") == "reviewed"
    assert _linked_data(page)["creativeWorkStatus"] == "Obsolete"
    assert _meta(_page(out, "en"), "outdated") is None
    assert "notice outdated" in (out / f"feed.{html_tag(locale)}.atom").read_text("utf-8")


def test_what_prevails_is_not_contradicted(edition: MakeEdition, site: BuildSite) -> None:
    drafts = [
        edition("es", state=EditionState.DRAFT, prevails="fr"),
        edition("it", state=EditionState.DRAFT, prevails="en"),
    ]
    out = site(edition(), *drafts)
    assert "Prevalece el original." not in _page(out, "es")
    assert "Fa fede l’originale." in _page(out, "it")


@pytest.mark.parametrize("locale", LOCALES)
def test_a_tombstone_tells_that_there_was_a_text_and_not_what_it_said(
    edition: MakeEdition, stock: Stock, site: BuildSite, locale: str
) -> None:
    other = edition("fr" if locale == "es" else "es", source_locale="ru")
    gone = stock.take(edition(locale, source_locale="ru", text="Secret."), withdrawn=LATER)
    out = site(gone, other, base_url="https://example.org")
    page = _page(out, html_tag(locale))
    words = words_for(locale)
    assert words.gettext("This text was withdrawn on %(date)s.").split("%")[0] in page
    assert words.date(LATER.date()) in page
    assert "Secret" not in page
    assert "In short" not in page
    seen = _Seen(page)
    assert seen.all("meta", name="robots") == [{"name": "robots", "content": "noindex"}]
    assert _meta(page, "state") == "withdrawn"
    assert _meta(page, "withdrawn") == LATER.isoformat()
    assert _linked_data(page)["creativeWorkStatus"] == "Withdrawn"
    assert seen.all("link", rel="alternate") == []
    assert seen.all("a", hreflang=html_tag(other.locale))
    living = _Seen(_page(out, html_tag(other.locale)))
    assert not living.all("link", hreflang=html_tag(locale))
    assert f"/{html_tag(locale)}/ferry" not in (out / "sitemap.xml").read_text("utf-8")


def _facts(page: str) -> dict[str, str]:
    rows = re.findall(r'<div class="(\w+)"><dt>([^<]*)</dt><dd>(.*?)</dd></div>', page)
    return {kind: f"{label}: {re.sub('<[^>]*>', '', value)}" for kind, label, value in rows}


def test_the_standing_of_an_edition_is_told_after_its_text(
    edition: MakeEdition, stock: Stock, site: BuildSite
) -> None:
    told = {"rank": Rank.COURTESY, "prevails": "en"}
    people = ("Ana Pérez", "Inés <Gil>")
    spanish = stock.take(edition("es", **told, translators=people), modified=LATER)
    out = site(edition(**told), spanish)
    page = _page(out, "es")
    assert _facts(page) == {
        "rank": "Carácter: Traducción de cortesía",
        "prevails": "Texto que prevalece: inglés",
        "translators": "Traducción: Ana Pérez e Inés &lt;Gil&gt;",
        "published": "Publicado: 5 de marzo de 2026",
        "updated": "Actualizado: 4 de abril de 2026",
    }
    assert '<a href="../../en/ferry/index.html" hreflang="en" rel="alternate">inglés</a>' in page
    assert page.index('class="text"') < page.index('class="facts"')
    assert _meta(page, "rank") == "courtesy"
    names = [one["name"] for one in _linked_data(page)["translator"]]
    assert names == list(people)
    english = _facts(_page(out, "en"))
    assert english == {
        "prevails": "Prevailing text: English",
        "published": "Published: March 5, 2026",
    }


@pytest.mark.parametrize(
    ("rank", "locale", "said"),
    [
        (Rank.AUTHENTIC, "en", "Authentic text"),
        (Rank.AUTHENTIC, "fr", "Texte authentique"),
        (Rank.OFFICIAL, "en", "Official text"),
        (Rank.OFFICIAL, "fr", "Traduction officielle"),
    ],
)
def test_every_rank_has_a_name(
    edition: MakeEdition, site: BuildSite, rank: Rank, locale: str, said: str
) -> None:
    out = site(edition(rank=rank), edition("fr", rank=rank))
    assert _facts(_page(out, locale))["rank"].endswith(f": {said}")


def test_the_standing_in_plain_lines(edition: MakeEdition, stock: Stock) -> None:
    one = stock.take(edition("fr", rank=Rank.OFFICIAL, translators=("A & B", "C")))
    lines = [notices.in_a_line(fact, words_for("fr")) for fact in notices.standing(one)]
    assert lines == ["Statut\xa0: Traduction officielle", "Traduction\xa0: A & B et C"]


def test_topics_that_nobody_translated_say_so(edition: MakeEdition, site: BuildSite) -> None:
    told = {"date": "2026-03-04", "tags": ["island"]}
    own = {"date": "2026-03-04", "tags": ["isla"]}
    out = site(edition(metadata=told), edition("ar", metadata=told), edition("es", metadata=own))
    assert '<li lang="en" dir="ltr">island</li>' in _page(out, "ar")
    assert "<li>isla</li>" in _page(out, "es")


def test_documents_are_offered_with_their_sizes(edition: MakeEdition, stock: Stock) -> None:
    shelf = arrange([stock.take(edition("es"))], "The Council", "")
    offered = [
        ("es/ferry/ferry.docx", "Word", "application/x", 48_200),
        ("es/ferry/ferry.txt", "TXT", "text/plain", 900),
    ]
    values = pages.of_edition(shelf, shelf.entries[0], "", "", offered)
    assert [(one["href"], one["label"], one["size"]) for one in values["downloads"]] == [
        ("ferry.docx", "Word", "48 kB"),
        ("ferry.txt", "Texto sin formato", "1 kB"),
    ]


def test_open_graph(edition: MakeEdition, site: BuildSite, tmp_path: Path) -> None:
    (tmp_path / "map.png").touch()
    told = {"author": ["Ana", "Luis"], "tags": ["water"], "summary": "S.", "image": "map.png"}
    text = "![Map](map.png)"
    more: dict[str, Any] = {"metadata": told, "text": text, "folder": tmp_path}
    editions = edition(**more), edition("zh_Hans", **more), edition("ar", **more)
    out = site(*editions, base_url="https://example.org")
    graph = _graph(_page(out, "zh-Hans"))
    for wanted in (
        ("og:type", "article"),
        ("og:url", "https://example.org/zh-Hans/ferry/"),
        ("og:description", "S."),
        ("og:locale", "zh_CN"),
        ("og:locale:alternate", "en_US"),
        ("og:locale:alternate", "ar_EG"),
        ("article:published_time", "2026-03-05T09:00:00+00:00"),
        ("article:author", "Luis"),
        ("article:tag", "water"),
        ("og:image", "https://example.org/zh-Hans/ferry/map.png"),
    ):
        assert wanted in graph
    assert ("og:type", "website") in _graph((out / "en" / "index.html").read_text("utf-8"))
    there = [name for name, _ in _graph(_page(site(*editions, name="moved"), "ar"))]
    assert "og:image" not in there
    assert "og:url" not in there


def test_an_image_that_the_text_does_not_bring_is_not_named(
    edition: MakeEdition, site: BuildSite
) -> None:
    out = site(edition(metadata={"image": "https://evil.example/x.png"}), base_url="https://a.org")
    assert "evil" not in _page(out, "en")


def test_every_page_has_the_policy_and_keeps_where_its_reader_comes_from(
    edition: MakeEdition, stock: Stock, site: BuildSite
) -> None:
    out = site(edition(), stock.take(edition("es"), withdrawn=LATER))
    for path in out.rglob("*.html"):
        seen = _Seen(path.read_text("utf-8"))
        (policy,) = seen.all("meta", **{"http-equiv": "Content-Security-Policy"})
        assert str(policy["content"]).startswith("default-src 'none';")
        assert "script" not in str(policy["content"])
        assert "unsafe" not in str(policy["content"])
        assert seen.all("meta", name="referrer")[0]["content"] == "no-referrer"


def test_long_lists_lead_to_their_years(
    edition: MakeEdition, site: BuildSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("shelf", "lists"):
        monkeypatch.setattr(f"communique.publishing.{module}.LONG", 1)
    dates = {"a": "2026-01-02", "b": "2025-01-02", "c": "2025-01-01"}
    editions = [edition(slug=slug, metadata={"date": day}) for slug, day in dates.items()]
    out = site(*editions, edition("zh_Hans", slug="a", metadata={"date": "2026-01-02"}))
    page = (out / "en" / "archive-2025.html").read_text("utf-8")
    assert '<h1 class="section">Statements of 2025</h1>' in page
    links = re.findall(r'<li><a href="([^"]*)"([^>]*)>([^<]*)</a>', page.split('"years"')[1])[:3]
    assert links == [
        ("index.html", "", "Newest"),
        ("archive-2026.html", "", "2026"),
        ("archive-2025.html", ' aria-current="page"', "2025"),
    ]
    assert 'class="years"' not in (out / "zh-Hans" / "index.html").read_text("utf-8")


def test_a_feed_is_found_from_every_page(edition: MakeEdition, site: BuildSite) -> None:
    out = site(edition(), edition("ar"))
    atom = {"type": "application/atom+xml"}
    for path, wanted in (
        ("ar/ferry/index.html", ["../../feed.ar.atom"]),
        ("ar/index.html", ["../feed.ar.atom"]),
        ("index.html", ["feed.en.atom", "feed.ar.atom"]),
    ):
        found = _Seen((out / path).read_text("utf-8")).all("link", **atom)
        assert [one["href"] for one in found] == wanted


def test_words_that_are_borrowed_say_so_and_dates_go_with_them(
    edition: MakeEdition, stock: Stock, site: BuildSite
) -> None:
    hebrew = stock.take(edition("he", rank=Rank.COURTESY), corrected=LATER, modified=LATER)
    page = _page(site(edition(), hebrew), "he")
    assert '<p class="corrected" role="note" lang="en" dir="ltr">Corrected on April 4, 2026' in page
    assert '<div class="facts" lang="en" dir="ltr">' in page
    assert '<time datetime="2026-03-04">4 במרץ 2026</time>' in page
    assert _facts(page)["published"] == "Published: March 5, 2026"


def test_authors_are_listed_as_the_language_lists_them(
    edition: MakeEdition, site: BuildSite
) -> None:
    told = {"author": ["Ana", "ليلى", "李伟"]}
    page = _page(site(edition("zh_Hans", source_locale="zh_Hans", metadata=told)), "zh-Hans")
    byline = '<p class="byline"><bdi>Ana</bdi>、<bdi>ليلى</bdi>和<bdi>李伟</bdi></p>'
    assert byline in page


def test_a_theme_has_its_own_masthead_and_policy(
    edition: MakeEdition, site: BuildSite, tmp_path: Path
) -> None:
    theme = tmp_path / "theme"
    theme.mkdir()
    (theme / "masthead.html").write_text('<header><img src="{{ theme }}/logo.svg"></header>')
    (theme / "page.html").write_text(
        '{% extends "base.html" %}{% block policy %}<meta name="ours">{% endblock %}'
    )
    page = _page(site(edition(), theme=theme), "en")
    assert '<header><img src="../../theme/logo.svg"></header>' in page
    assert '<meta name="ours">' in page
    assert "Content-Security-Policy" not in page
