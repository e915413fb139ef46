"""Word: LibreOffice reads the same text in order; the XML says language, direction, structure."""

from __future__ import annotations

import io
import re
import subprocess
import time
import zipfile
from datetime import datetime, timezone, tzinfo
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from communique.publishing.documents import tree, write
from communique.publishing.documents.paper import Remark, fitted
from communique.publishing.documents.word import package
from communique.publishing.documents.word.tongue import directed, word_tag
from tests.debian import needs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from communique.publishing.documents.paper import Paper

    Make = Callable[..., Paper]

LOCALES = ("en", "es", "ar", "he", "hi", "zh_Hans", "ru", "el")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _part(content: bytes, name: str = "document") -> Any:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return etree.fromstring(archive.read(f"word/{name}.xml"))


def _paragraphs(root: Any) -> list[tuple[str, str]]:
    """Return the style and the text of each paragraph."""
    found = []
    for paragraph in root.iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        text = "".join(paragraph.itertext(f"{W}t"))
        found.append((style.get(f"{W}val") if style is not None else "", text))
    return found


@pytest.fixture(scope="module")
def read(samples: dict[str, Paper], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What LibreOffice makes of the Word files: one start for all of them."""
    folder = tmp_path_factory.mktemp("docx")
    for locale, paper in samples.items():
        (folder / f"{locale}.docx").write_bytes(write("docx", paper))
    subprocess.run(
        [
            needs("soffice", "libreoffice-writer"),
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "txt:Text (encoded):UTF8",
            "--outdir",
            str(folder),
            *(str(folder / f"{locale}.docx") for locale in samples),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return {
        locale: (folder / f"{locale}.txt").read_text(encoding="utf-8-sig") for locale in samples
    }


@pytest.mark.parametrize("locale", LOCALES)
def test_libreoffice_reads_the_same_text_in_order(
    locale: str, read: dict[str, str], samples: dict[str, Paper]
) -> None:
    paper = fitted(samples[locale])
    lines = [" ".join(line.split()) for line in read[locale].splitlines() if line.strip()]
    remark = paper.remarks[0]
    wanted = [paper.title, paper.subtitle, f"{paper.dateline} · {paper.byline}"]
    wanted += [f"{remark.text} {remark.label}", paper.summary]
    for block in tree.parted(tree.blocks(paper))[0]:
        wanted += [tree.words(e.children) for e in block.every() if e.name in tree.LEAVES]
    wanted += ["* * *", *paper.standing, paper.url]
    wanted = [line for line in wanted if not line.startswith(tuple(_alts(paper)))]
    plain = [re.sub(r"^(\d+\.|[–•◦▪-]) ", "", line) for line in lines]
    assert plain == wanted
    assert [line[:2] for line in lines if re.match(r"[34]\. ", line)] == ["3.", "4."]


def _alts(paper: Paper) -> list[str]:
    every = [e for block in tree.blocks(paper) for e in block.every()]
    return [e.get("alt") for e in every if e.name == "img"]


@pytest.mark.parametrize("locale", ["ar", "he"])
def test_right_to_left_is_said_everywhere(locale: str, samples: dict[str, Paper]) -> None:
    content = write("docx", samples[locale])
    root = _part(content)
    body = root.find(f"{W}body")
    links = [p for p in body.iter(f"{W}p") if "".join(p.itertext()).startswith("https://ferry")]
    for paragraph in body.iter(f"{W}p"):
        bidi = paragraph.find(f"{W}pPr/{W}bidi")
        assert bidi is not None
        assert (bidi.get(f"{W}val") == "0") == (paragraph in links)
    for run in body.iter(f"{W}r"):
        text = "".join(run.itertext(f"{W}t"))
        strong = re.search(r"[\u0590-\u06ff]", text)
        latin = re.search(r"[A-Za-zα-ω]", text)
        rtl = run.find(f"{W}rPr/{W}rtl") is not None
        assert not (strong and not rtl), text
        assert not (latin and rtl), text
    assert body.find(f"{W}tbl/{W}tblPr/{W}bidiVisual") is not None
    assert body.find(f"{W}sectPr/{W}bidi") is not None
    lang = _part(content, "styles").find(f".//{W}rPrDefault//{W}lang")
    assert lang.get(f"{W}bidi") == {"ar": "ar-SA", "he": "he-IL"}[locale]


def test_languages_stand_in_their_slots(samples: dict[str, Paper]) -> None:
    slots = {"es": ("val", "es-ES"), "zh_Hans": ("eastAsia", "zh-CN"), "hi": ("bidi", "hi-IN")}
    for locale, (slot, tag) in slots.items():
        content = write("docx", samples[locale])
        assert _part(content, "styles").find(f".//{W}rPrDefault//{W}lang").get(f"{W}{slot}") == tag
        greek = [
            run
            for run in _part(content).iter(f"{W}r")
            if "καπετάνισσα" in "".join(run.itertext(f"{W}t"))
        ]
        assert [r.find(f"{W}rPr/{W}lang").get(f"{W}val") for r in greek] == ["el-GR"]
        assert greek[0].find(f"{W}rPr/{W}rFonts").get(f"{W}ascii") == "Noto Serif"


def test_a_foreign_block_is_in_its_own_language(paper: Make) -> None:
    body = '<blockquote lang="ar"><p>قالت: <em>WHO</em></p></blockquote><p lang="ja">日本語</p>'
    root = _part(write("docx", paper(body)))
    quote, japanese = list(root.iter(f"{W}p"))[1:3]
    assert quote.find(f"{W}pPr/{W}pStyle").get(f"{W}val") == "Quote"
    assert quote.find(f"{W}pPr/{W}bidi") is not None
    runs = list(quote.iter(f"{W}r"))
    assert [run.find(f"{W}rPr/{W}rtl") is not None for run in runs] == [True, False]
    assert runs[0].find(f"{W}rPr/{W}lang").get(f"{W}bidi") == "ar-SA"
    assert japanese.find(f"{W}pPr") is None
    assert japanese.find(f"{W}r/{W}rPr/{W}lang").get(f"{W}eastAsia") == "ja-JP"


def test_structure_is_real(paper: Make, picture: Path) -> None:
    body = (
        "<h2>One</h2><h3>Two</h3><blockquote><p>Quote</p></blockquote>"
        "<p><strong>b</strong> <em>i</em> <del>s</del> x<sub>2</sub> y<sup>2</sup> "
        "<code>c</code></p>"
        '<p><a href="https://e.org/?a=1&amp;b=2">web</a> <a href="mailto:a@e.org">mail</a> '
        '<a href="ftp://e.org">ftp</a> <a href="x.pdf">file</a></p>'
        '<figure><img src="a%20b.png" alt="A &lt;map&gt;"><figcaption>Cap</figcaption></figure>'
    )
    content = write("docx", paper(body, images={"a%20b.png": picture}, url="https://e.org/en/f/"))
    root = _part(content)
    styles = [style for style, _ in _paragraphs(root)]
    assert styles[:4] == ["Title", "Heading1", "Heading2", "Quote"]
    looks = {
        "".join(run.itertext(f"{W}t")): {child.tag.removeprefix(W) for child in run.find(f"{W}rPr")}
        for run in root.iter(f"{W}r")
        if run.find(f"{W}rPr") is not None
    }
    assert looks["b"] == {"b", "bCs"}
    assert looks["i"] == {"i", "iCs"}
    assert looks["s"] == {"strike"}
    assert looks["2"] == {"vertAlign"}
    assert looks["c"] == {"rStyle"}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        relations = archive.read("word/_rels/document.xml.rels").decode()
        names = archive.namelist()
        core = archive.read("docProps/core.xml").decode()
    links = re.findall(r'Target="([^"]*)" TargetMode="External"', relations)
    assert sorted(links) == [
        "https://e.org/?a=1&amp;b=2",
        "https://e.org/en/f/",
        "https://e.org/en/f/x.pdf",
        "mailto:a@e.org",
    ]
    assert "word/media/image1.png" in names
    drawn = root.find(".//{*}docPr")
    assert drawn.get("descr") == "A <map>"
    size = root.find(f".//{W}pgSz")
    assert (size.get(f"{W}w"), size.get(f"{W}h")) == ("11906", "16838")
    assert "<dc:title>The ferry</dc:title>" in core
    assert "<dc:language>en</dc:language>" in core


def test_lists_number_themselves(paper: Make) -> None:
    body = (
        '<ol start="3"><li>a<ul><li>b<ol type="i"><li>c</li></ol></li></ul></li><li>d</li>'
        '<li value="9">e</li></ol><ol><li><p>f</p><p>g</p></li></ol>'
    )
    content = write("docx", paper(body))
    numbering = _part(content, "numbering")
    found = {}
    for paragraph in _part(content).iter(f"{W}p"):
        number = paragraph.find(f"{W}pPr/{W}numPr/{W}numId")
        if number is not None:
            level = paragraph.find(f"{W}pPr/{W}numPr/{W}ilvl").get(f"{W}val")
            found["".join(paragraph.itertext())] = (number.get(f"{W}val"), level)
    assert set(found) == {"a", "b", "c", "d", "e", "f"}
    assert found["a"] == found["d"]
    assert [found[item][1] for item in "abcde"] == ["0", "1", "2", "0", "0"]
    starts = {}
    for num in numbering.iter(f"{W}num"):
        override = num.find(f"{W}lvlOverride/{W}startOverride")
        abstract = num.find(f"{W}abstractNumId").get(f"{W}val")
        kind = numbering.find(f"{W}abstractNum[@{W}abstractNumId='{abstract}']/{W}lvl/{W}numFmt")
        start = None if override is None else override.get(f"{W}val")
        starts[num.get(f"{W}numId")] = (kind.get(f"{W}val"), start)
    assert starts[found["a"][0]] == ("decimal", "3")
    assert starts[found["b"][0]] == ("bullet", None)
    assert starts[found["c"][0]] == ("lowerRoman", "1")
    assert starts[found["e"][0]] == ("decimal", "9")
    assert starts[found["f"][0]] == ("decimal", "1")


def test_no_number_is_changed(paper: Make) -> None:
    content = write("docx", paper('<ol start="-1"><li>a</li><li>b</li></ol>'))
    assert [text for _, text in _paragraphs(_part(content))][1:] == ["-1.", "a", "b"]
    starts = [s.get(f"{W}val") for s in _part(content, "numbering").iter(f"{W}startOverride")]
    assert starts == ["0"]


def _noted(text: str, notes: str) -> str:
    ref = '<sup class="footnote-ref"><a href="#fn{0}">{0}</a></sup>'
    text = re.sub(r"\[(\d)\]", lambda match: ref.format(match[1]), text)
    items = re.sub(r"(\d)=([^;]*);", r'<li id="fn\1" class="footnote-item"><p>\2</p></li>', notes)
    return f'{text}<section class="footnotes"><ol>{items}</ol></section>'


def test_notes_are_footnotes_and_none_is_lost(paper: Make) -> None:
    body = _noted("<p>a[1] b[1] c[2]</p>", '1=One <a href="https://e.org/n">n</a>;2=Two;3=Three;')
    content = write("docx", paper(body))
    root, notes = _part(content), _part(content, "footnotes")
    calls = [call.get(f"{W}id") for call in root.iter(f"{W}footnoteReference")]
    assert calls == ["1", "2"]
    assert [n.get(f"{W}id") for n in notes.iter(f"{W}footnote")] == ["-1", "0", "1", "2"]
    assert [text for _, text in _paragraphs(notes)][2:] == [" One n", " Two"]
    assert ("FootnoteText", "Three") in _paragraphs(root)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert "https://e.org/n" in archive.read("word/_rels/footnotes.xml.rels").decode()


def test_cells_that_span_keep_the_grid(paper: Make) -> None:
    body = (
        "<table><tr><th>a</th><th colspan=2>b</th></tr><tr><td rowspan=2>c</td><td>d</td>"
        "<td>e</td></tr><tr><td>f</td><td>g</td></tr></table>"
    )
    table = _part(write("docx", paper(body))).find(f".//{W}tbl")
    assert len(table.findall(f"{W}tblGrid/{W}gridCol")) == 3
    rows = [row.findall(f"{W}tc") for row in table.findall(f"{W}tr")]
    texts = [["".join(cell.itertext()) for cell in row] for row in rows]
    assert texts == [["a", "b"], ["c", "d", "e"], ["", "f", "g"]]
    assert rows[0][1].find(f"{W}tcPr/{W}gridSpan").get(f"{W}val") == "2"
    assert rows[1][0].find(f"{W}tcPr/{W}vMerge").get(f"{W}val") == "restart"
    assert rows[2][0].find(f"{W}tcPr/{W}vMerge").get(f"{W}val") is None


def test_the_same_paper_gives_the_same_bytes(
    samples: dict[str, Paper], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the clocks say that python-docx looks at: its own properties', and the archive's."""
    first = write("docx", samples["ar"])

    class Later(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Later:
            return cls(2031, 5, 6, 7, 8, 9, tzinfo=tz)

    clock = SimpleNamespace(datetime=Later, timezone=timezone)
    monkeypatch.setattr("docx.opc.parts.coreprops.dt", clock)
    monkeypatch.setattr(time, "time", lambda: Later.now().timestamp())
    package._bare.cache_clear()  # as in a process of its own
    assert write("docx", samples["ar"]) == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 3, 4, 9, 30, 0)}
        properties = archive.read("docProps/core.xml").decode()
    assert re.findall(r"[\d-]+T[\d:]+Z", properties) == ["2026-03-04T09:30:00Z"] * 2


def test_untrusted_text_stays_text(paper: Make) -> None:
    hostile = '</w:t><w:x/>]]>&amp;<script>alert(1)</script>\x00\x01\x0b\ud800\ufffe"'
    body = f"<p>kept <code>\x02</code></p>{'<ul><li>' * 300}deep"
    made = paper(
        body,
        title=hostile * 9,
        site=hostile,
        byline=hostile,
        remarks=(Remark(hostile, "javascript:alert(1)", hostile),),
    )
    content = write("docx", made)
    said = _paragraphs(_part(content))
    shown = '</w:t><w:x/>]]>&amp;<script>alert(1)</script>"'
    assert said[0] == ("Title", shown * 9)
    assert ("Notice", f"{shown} {shown}") in said
    assert any(text == "deep" for _, text in said)
    assert b"javascript" not in b"".join(
        zipfile.ZipFile(io.BytesIO(content)).read(name)
        for name in zipfile.ZipFile(io.BytesIO(content)).namelist()
    )


def test_a_picture_that_word_does_not_hold_leaves_its_words(paper: Make, tmp_path: Path) -> None:
    drawing = tmp_path / "map.svg"
    drawing.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    body = '<p><img src="map.svg" alt="A map"></p>'
    root = _part(write("docx", paper(body, images={"map.svg": drawing})))
    assert ("", "[A map]") in _paragraphs(root)


@pytest.mark.parametrize(
    ("text", "rtl", "stretches"),
    [
        ("نص WHO (2020) نص", True, ["نص ", "WHO (2020)", " نص"]),
        ("نص World Health نص", True, ["نص ", "World Health", " نص"]),
        ("في 2 مارس 2026.", True, ["في 2 مارس 2026."]),
        ("He said «نص نص» then.", False, ["He said «", "نص نص", "» then."]),
        ("one two", False, ["one two"]),
    ],
)
def test_directions_part_a_text_as_unicode_does(text: str, rtl: bool, stretches: list[str]) -> None:
    assert [stretch for stretch, _ in directed(text, rtl=rtl)] == stretches


@pytest.mark.parametrize(
    ("tag", "known"),
    [("es", "es-ES"), ("pt-BR", "pt-BR"), ("zh-Hant", "zh-TW"), ("sr-Latn", "sr-Latn-RS")],
)
def test_word_is_told_tags_that_it_knows(tag: str, known: str) -> None:
    assert word_tag(tag) == known
