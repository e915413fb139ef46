"""The page: one file that fetches and runs nothing, says what the sheet says, and no more."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communique.publishing.proof import Drafted, Flag, Mark, Near, Row, Sheet, as_page
from communique.statement import Key, Kind

from .conftest import MakeRow, MakeSheet

VOID = {"meta", "br", "col"}
BLOCKS = {"dt", "dd", "div", "td", "th", "p", "li", "h1", "h2", "h3"}
HOSTILE = (
    "</style></title><script>alert(1)</script><img src=x onerror=alert(1)>\"' {{ 7*7 }} \u202e\x00"
)


class Page(HTMLParser):
    """Reads a page strictly: every element is closed where it must be."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(page)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.text.append(" " if tag in BLOCKS else "")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text.append(data)

    @property
    def plain(self) -> str:
        return " ".join("".join(self.text).split())

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        return [
            attrs
            for name, attrs in self.tags
            if name == tag and all(attrs.get(key) == value for key, value in wanted.items())
        ]


def everything(text: str) -> Sheet:
    """A sheet that says one text wherever it can."""
    rows = [
        Row(
            number, Key(None, f"{text}{number}"), text, state, kind,
            approved=Mark(text, "2026-05-04", text),
            drafted=Drafted(f"{text} once", text, text, "fr", "high"),
            before=f"{text} before",
            flags=(Flag("numbers", "error", text), Flag("dates", "info", text, text, text)),
            near=(Near(0.8, f"{text}!", text, text), Near(1, text, text, text, approved=True)),
            notes=(text,),
            addresses={"<a1>": text},
            marker=text,
        )
        for number, (state, kind) in enumerate(
            [("reviewed", Kind.TITLE), ("draft", Kind.QUOTATION), ("stale", Kind.LIST_ITEM)], 1
        )
    ]  # fmt: skip
    return Sheet(
        "appeal", text, text, "en", "ar", tuple(rows), False, text, text, text, text, text, text,
        "html", text, text, (text,), {rows[0].key: (text, "was")}, "2026-05-04", ((text, text),),
    )  # fmt: skip


def test_a_page_fetches_and_runs_nothing(sheet: MakeSheet) -> None:
    page = as_page(sheet())
    seen = Page(page)
    policy = seen.all("meta", **{"http-equiv": "Content-Security-Policy"})[0]["content"] or ""
    style = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert len(style) == 1
    hashed = base64.b64encode(hashlib.sha256(style[0].encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{hashed}'; img-src data:;")
    assert "url(" not in style[0]
    assert "@import" not in style[0]
    assert not {"script", "link", "img", "iframe", "form"} & {tag for tag, _ in seen.tags}
    assert not [
        attrs for _, attrs in seen.tags if "style" in attrs or any(a[:2] == "on" for a in attrs)
    ]


def test_what_the_texts_hold_is_only_text() -> None:
    page = as_page(everything(HOSTILE))
    seen = Page(page)
    assert not {"script", "img"} & {tag for tag, _ in seen.tags}
    assert page.count("</style>") == 1
    assert "<script>alert(1)</script>" in seen.plain
    assert "{{ 7*7 }}" in seen.plain
    assert "\u202e" not in page
    assert "right-to-left override" in seen.plain
    assert "\x00" not in page


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(min_size=1))
def test_any_text_gives_a_sound_page(text: str) -> None:
    page = as_page(everything(text))
    Page(page)
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\ud800-\udfff]", page)


def test_the_same_sheet_gives_the_same_bytes(sheet: MakeSheet) -> None:
    assert as_page(sheet()) == as_page(sheet())


@pytest.mark.parametrize(
    ("locale", "tag", "facing"),
    [("ar", "ar", "rtl"), ("pt_BR", "pt-BR", "ltr"), ("zh", "zh", "ltr")],
)
def test_each_side_says_its_language_and_direction(
    row: MakeRow, sheet: MakeSheet, locale: str, tag: str, facing: str
) -> None:
    drafted = Drafted("Vieja", "engine")
    seen = Page(as_page(sheet(row(drafted=drafted), locale=locale)))
    assert [one["lang"] for one in seen.all("td", **{"class": "source"})] == ["en"]
    assert seen.all("td", **{"class": "target"}) == [
        {"role": "cell", "class": "target", "lang": tag, "dir": facing}
    ]
    assert seen.all("p", **{"class": "diff"}) == [{"class": "diff", "lang": tag, "dir": facing}]


def test_only_what_is_to_be_said_is_said(row: MakeRow, sheet: MakeSheet) -> None:
    quiet = Page(as_page(sheet(row())))
    assert not quiet.all("tr", **{"class": "more"})
    assert "Nothing: every segment is reviewed" in quiet.plain
    passed = row(drafted=Drafted("Exigimos la paz.", "engine", "en_es 1.9", doubt="low"))
    assert "Machine draft by en_es 1.9; let pass unchanged" in Page(as_page(sheet(passed))).plain
    assert "doubt:" not in Page(as_page(sheet(passed))).plain
    risky = row(
        state="draft", drafted=Drafted("Exigimos la paz.", "engine", "en_es 1.9", doubt="low")
    )
    assert "Machine draft by en_es 1.9; unchanged; doubt: low" in Page(as_page(sheet(risky))).plain


def test_a_human_s_changes_to_a_draft_are_marked(row: MakeRow, sheet: MakeSheet) -> None:
    drafted = Drafted("Pedimos la paz.", "engine", "en_es 1.9", pivot="fr", doubt="high")
    page = as_page(sheet(row(drafted=drafted)))
    assert "<del>Pedimos</del><ins>Exigimos</ins> la paz." in page
    assert "Machine draft by en_es 1.9, through Français; changed by hand" in Page(page).plain


def test_findings_and_who_answers_for_them(row: MakeRow, sheet: MakeSheet) -> None:
    remarks = (
        Flag("numbers", "error", "the translation lacks “3”"),
        Flag("dates", "error", "another day", "Ana Ruiz", "as agreed"),
    )
    seen = Page(as_page(sheet(row(flags=remarks), publish=False, reason="1 error found; see `x`")))
    assert "error the translation lacks “3” (numbers)" in seen.plain
    assert "answered for another day (dates)" in seen.plain
    assert "Does not hold, says Ana Ruiz: as agreed" in seen.plain
    assert "Not yet to be published. 1 error found. The rule" in seen.plain


def test_the_last_release_and_the_source_then(row: MakeRow, sheet: MakeSheet) -> None:
    one = row(before="We ask for peace.")
    last = {one.key: ("We want peace.", "Queremos la paz.")}
    page = as_page(sheet(one, row("New.", "Nuevo.", 2), last=last, removed=(("Gone.", "Ido."),)))
    assert "We <del>ask for</del><ins>demand</ins> peace." in page
    assert "We <del>want</del><ins>demand</ins> peace." in page
    assert "<del>Queremos</del><ins>Exigimos</ins> la paz." in page
    assert "last release Not in it: new." in Page(page).plain
    assert "Taken out since the last release Gone. Ido." in Page(page).plain


def test_near_hits_show_how_their_source_differs(row: MakeRow, sheet: MakeSheet) -> None:
    near = (Near(0.87, "We demand wages.", "Exigimos salarios.", "strike", approved=True),)
    page = as_page(sheet(row(near=near)))
    assert "We demand <del>wages</del><ins>peace</ins>." in page
    assert "memory, 87 % Approved in strike; how this source differs" in Page(page).plain
    assert "Exigimos salarios." in Page(page).plain


def test_what_nobody_sees_is_named_where_it_changed(row: MakeRow, sheet: MakeSheet) -> None:
    page = as_page(sheet(row(target="15\u00a0% más", drafted=Drafted("15 % más", "engine"))))
    assert re.search(r"15<del> </del><ins><span[^>]*>no-break space</span></ins>% más", page)


def test_a_text_that_comes_again_is_told_once(row: MakeRow, sheet: MakeSheet) -> None:
    drafted = Drafted("Pedimos la paz.", "engine")
    page = as_page(sheet(row(drafted=drafted), row(drafted=drafted, again=True)))
    assert page.count("<del>Pedimos</del>") == 1
    assert page.count('id="s1"') == 1
    assert page.count("<p>Exigimos la paz.</p>") == 2


def test_every_link_has_its_place(row: MakeRow, sheet: MakeSheet) -> None:
    rows = [row(f"s{n}", f"t{n}", n, "draft") for n in (1, 2, 3, 5)]
    seen = Page(as_page(sheet(*rows)))
    places = {attrs.get("id") for _, attrs in seen.tags}
    links = [str(one["href"])[1:] for one in seen.all("a")]
    assert links == ["s1", "s5"]
    assert set(links) <= places


def test_the_signature_says_what_was_signed_and_how_to_record_it(sheet: MakeSheet) -> None:
    one = sheet(embargo="until 2026-12-01 08:00 UTC")
    seen = Page(as_page(one))
    assert "".join(seen.plain.split("sources and texts")[1].split()).startswith(one.fingerprint)
    assert 'communique approve appeal es --by "NAME"' in seen.plain
    assert "communique proof appeal --to es --json" in seen.plain
    assert "Under embargo until 2026-12-01 08:00 UTC." in seen.plain
    assert seen.all("meta", name="communique:fingerprint")[0]["content"] == one.fingerprint


def test_kinds_look_like_what_they_are(row: MakeRow, sheet: MakeSheet) -> None:
    rows = [
        row("a", "A", 1, kind=Kind.HEADING, depth=1),
        row("b", "B", 2, kind=Kind.QUOTATION),
        row("c", "C", 3, kind=Kind.LIST_ITEM, marker="2."),
    ]
    seen = Page(as_page(sheet(*rows)))
    for kind in ("text is-heading depth1", "text is-quotation", "text is-list-item"):
        assert len(seen.all("div", **{"class": kind})) == 2
    assert "3 list item reviewed 2. c 2. C" in seen.plain
