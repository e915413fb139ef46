"""Saved pages as statements: all that the text says, nothing that only the site says."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from lxml import html
from markdown_it.token import Token

from communique.errors import CommuniqueError
from communique.importing import Draft, diff, markdown, take
from communique.importing.inline import text_of
from communique.statement import Kind
from tests.importing.conftest import PAGES, body_of, html_of, page, statement_of, tokens_of

PROBES = {
    "wix.html": (
        ["Athens, 5 November 2024", "twenty-one days", "The delegates noted that:", "3.5 million",
         "when all of us return", "our mothers told us in 1974", "What we demand",
         "the return of all dismissed workers;", "into the accounts of the company;",
         "port authority", "an end to the blacklist.", "Dismissals by quay", "North", "220",
         "The quay on the first morning", "نحن مع عمال الميناء", "In solidarity,",
         "The Executive Committee", "of the Council"],
        ["Skip to Main Content", "Log In", "3 min read", "Writer's picture", "Share on Facebook",
         "Tweet", "Recent Posts", "See All", "old crane", "Letters to the editor",
         "Great statement", "Write a comment", "All rights reserved", "newsletter", "About"],
    ),
    "soup.html": (
        ["came together on Sunday", "rejects", "18.5% &", "the old amount", "from 5 to 7 p.m.",
         "We have written four letters", "No house is cleared.", "No meter is taken away.",
         "strikes the quarter", "bring their neighbours"],
        ["Start", "Contact", "Archive 2021", "Archive 2023", "Copyright", "Quarter News"],
    ),
    "wordpress.html": (
        ["Las maestras de las escuelas rurales", "Por qué escribimos", "cierran el pueblo",
         "Pilar Ansó", "la reapertura de las escuelas", "en autobús", "una plaza fija",
         "Provincia", "117", "Fuente: sindicato", "este documento", "Sin escuela no hay futuro",
         "Ley 14/2010"],
        ["Saltar al contenido", "Quiénes somos", "Publicado el", "Comparte esto", "Facebook",
         "Relacionado", "comedor", "comentarios", "Gracias, compañeras", "Deja una respuesta",
         "Todos los derechos", "video.example"],
    ),
    "broken.html": (
        ["يعلن المجلس", "أربع وثلاثين قرية", "فقدت آبارها", "& لم تتلق", "< حتى اليوم",
         "إعادة الآبار", "نشر نتائج", "وقف البيع", "أنابيب ومضخات", "هكذا قالت ممرضة",
         "سيجتمع المجلس"],
        ["الرئيسية", "أخبار", "شارك", "var x"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PROBES)
def test_the_text_is_kept_and_the_site_is_not(name: str, tmp_path: Path) -> None:
    draft = page(name)
    wanted, junk = PROBES[name]
    shown = "\n".join(text_of(token.children or []) for token in tokens_of(draft))
    assert [probe for probe in wanted if probe not in shown] == []
    assert [probe for probe in junk if probe in markdown(draft)] == []
    assert statement_of(draft, tmp_path).segments


@pytest.mark.parametrize("name", PROBES)
def test_no_word_of_the_page_is_dropped_in_silence(name: str) -> None:
    draft = page(name)
    tree = html.document_fromstring((PAGES / name).read_bytes().decode(), ensure_head_body=True)
    for each in tree.xpath("//script | //style | //head | //textarea"):
        each.drop_tree()
    removed = [line for line in diff(draft, name, "x.md").splitlines() if line.startswith("-")]
    told = "\n".join([markdown(draft), *removed]).replace("\\", "")
    words = {word for text in tree.itertext() for word in text.split()}
    assert [word for word in words if word not in told] == []
    whole = (markdown(draft, keep_all=True) + (draft.metadata["title"])).replace("\\", "")
    assert [word for word in words if word not in whole] == []


def _shape(tokens: list[Token]) -> list[str]:
    kinds = (
        "heading_open",
        "blockquote_open",
        "ordered_list_open",
        "bullet_list_open",
        "list_item_open",
        "table_open",
        "list_item_close",
        "blockquote_close",
    )
    names = {"list_item_open": "li", "list_item_close": "/li", "blockquote_close": "/blockquote"}
    return [names.get(token.type, token.tag) for token in tokens if token.type in kinds]


def test_structure_of_a_site_builders_page() -> None:
    tokens = tokens_of(page("wix.html"))
    assert _shape(tokens) == [
        "h2", "blockquote", "blockquote", "/blockquote", "/blockquote", "h2",
        "ol", "li", "/li", "li", "ul", "li", "/li", "li", "/li", "/li", "li", "/li", "table",
    ]  # fmt: skip
    numbered = next(token for token in tokens if token.type == "ordered_list_open")
    assert numbered.attrGet("start") == 3
    inline = [token for token in tokens if token.type == "inline"]
    children = [child for token in inline for child in token.children or []]
    assert [child.attrGet("href") for child in children if child.type == "link_open"] == [
        "https://www.harbour.example/reports/2024?x=1&y=2", "https://port.example.org/authority",
    ]  # fmt: skip
    images = [child for child in children if child.type == "image"]
    assert [(child.content, child.attrGet("src")) for child in images] == [
        ("Workers on the quay", "https://www.harbour.example/img/quay.jpg")
    ]
    assert sum(child.type == "hardbreak" for child in children) == 2
    assert {"strong_open", "em_open"} <= {child.type for child in children}
    cells = [text_of(token.children or []) for opener, token in pairwise(tokens)
             if opener.type in ("th_open", "td_open")]  # fmt: skip
    assert cells == ["Quay", "Workers", "North | West", "120", "South", "220"]


def test_what_the_front_matter_says() -> None:
    assert page("wix.html").metadata == {
        "title": "Solidarity with the Dockers of Port Elias",
        "date": "2024-11-05",
        "published": "2024-11-07",
        "author": "Ana Brook",
        "language": "en",
        "source": "https://www.harbour.example/post/dockers",
    }
    assert page("wordpress.html").metadata == {
        "title": "Carta abierta de las maestras rurales",
        "date": "2023-03-08",
        "author": "Marta Olmos",
        "language": "es",
        "source": "https://red.example/2023/03/08/carta-abierta/",
    }
    assert page("broken.html").metadata == {
        "title": "بيان المجلس حول مياه القرى", "language": "ar",
    }  # fmt: skip


def test_a_page_without_a_date_gets_none() -> None:
    assert page("soup.html").metadata == {
        "title": "Declaration of the Tenants' Assembly", "language": "en",
    }  # fmt: skip
    prose = "On 3 May 2019 the council met, and on 4 May 2020 it met again to hear the report. " * 5
    draft = html_of(f"<h1>What happened</h1><p>{prose}</p><p>Copyright 2021-2023</p>")
    assert "date" not in draft.metadata


def test_kinds_of_blocks_as_the_statement_is_read(tmp_path: Path) -> None:
    statement = statement_of(page("wordpress.html"), tmp_path)
    kinds = [block.kind for block in statement.blocks]
    assert kinds.count(Kind.QUOTATION) == 2
    assert kinds.count(Kind.LIST_ITEM) == 5
    assert kinds.count(Kind.TABLE_CELL) == 4  # two hold numbers only
    assert (statement.language, statement.title) == ("es", "Carta abierta de las maestras rurales")


def test_numbers_and_bullets_without_a_tag_become_lists() -> None:
    assert "1. No house is cleared.\n2. No meter is taken away." in body_of(page("soup.html"))
    draft = html_of("<h1>T</h1><p>We demand peace:</p><p>• now<br>• everywhere</p><p>1. Alone</p>")
    assert body_of(draft).endswith("- now\n- everywhere\n\n1\\. Alone\n")


def test_a_short_page_is_kept_whole() -> None:
    draft = html_of("<nav><a href='/'>Home</a></nav><h1>Peace</h1><p>We demand peace.</p>")
    assert body_of(draft) == "\nWe demand peace.\n"
    assert draft.metadata["title"] == "Peace"
    assert [one.text for one in draft.removals] == ["Home"]


def test_what_the_extractor_loses_between_paragraphs_is_kept() -> None:
    prose = "The committee of the harbour demands that every worker is taken back at once. " * 4
    draft = html_of(
        f"<article><h1>Call</h1><p>{prose}</p><ul><li>no</li><li><a href='/a'>yes</a></li></ul>"
        f"<p>{prose}</p><div class='related-posts'><a href='/x'>Another story</a></div>"
        f"<p>{prose}</p></article>"
    )
    assert "- no\n- [yes](/a)" in body_of(draft)
    assert [(one.place, one.text) for one in draft.removals] == [("body", "Another story")]


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("<p>a <code>x|`y</code> b</p>", "a ``x|`y`` b"),
        ("<pre><code>x = 1\n  y</code></pre>", "```\nx = 1\n  y\n```"),
        ("<pre>One line\nand another</pre>", "One line\\\nand another"),
        ("<p>a<sup>2</sup> + b<sub>1</sub></p>", "a<sup>2</sup> + b<sub>1</sub>"),
        ("<p>He said <q>no</q>.</p>", "He said “no”."),
        ("<p><s>old</s> <b></b><i> </i>new</p>", "~~old~~ new"),
        ("<dl><dt>Peace</dt><dd>No war.</dd></dl>", "**Peace**\n\nNo war."),
        ("<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n* b"),
        ("<ol><li>a<p>b</p></li><li>c</li></ol>", "1. a\n\n   b\n\n2. c"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "- a\n  - b"),
        ("<p>see <a href='#n'>note</a> <a href='mailto:a@b.example'>us</a></p>",
         "see note [us](mailto:a@b.example)"),
        ("<p>all <img class='emoji' alt='✊' src='x.svg'> of us</p>", "all ✊ of us"),
        ("<table><tr><th>a</th><th>b</th></tr><tr><td rowspan=2>1</td><td>2<br>3</td></tr>"
         "<tr><td>4</td></tr></table>",
         "| a | b |\n| --- | --- |\n| 1 | 2<br>3 |\n|   | 4 |"),
        ("<p>1917. A year</p><p># no</p><p>a_b * c</p>", "1917\\. A year\n\n\\# no\n\na_b \\* c"),
    ],
)  # fmt: skip
def test_how_things_are_written(source: str, written: str) -> None:
    draft = html_of(f"<h1>Title</h1>{source}<p>And so on.</p>")
    assert body_of(draft) == f"\n{written}\n\nAnd so on.\n"


@pytest.mark.parametrize(
    ("stated", "language", "by"),
    [("en-US", "en", "the page"), ("pt-BR", "pt_BR", "the page"),
     ("zh-TW", "zh_Hant_TW", "the page"),
     ("xx-none", "en", "the text itself"), ("", "en", "the text itself")],
)  # fmt: skip
def test_the_language_and_who_says_so(stated: str, language: str, by: str) -> None:
    text = "We demand that all the workers of the harbour are taken back at once, and paid. " * 3
    data = f"<html lang='{stated}'><body><h1>Call</h1><p>{text}</p></body></html>".encode()
    draft = take(data, Path("a.html"))
    assert (draft.metadata["language"], draft.language_from) == (language, by)
    told = take(data, Path("a.html"), language="pt-br")
    assert (told.metadata["language"], told.language_from) == ("pt_BR", "--language")
    looks_other = [each for each in draft.warnings if "looks like" in each.message]
    assert bool(looks_other) is (by == "the page" and language != "en")


@pytest.mark.parametrize(
    ("text", "lang"),
    [("我们要求立即停止战争，释放所有被捕的工人。", "zh"), ("نطالب بوقف الحرب فورا.\u200f", "ar"),
     ("われわれは戦争の即時停止を要求する。", "ja"), ("אנו דורשים שלום.", "he")],
)  # fmt: skip
def test_other_scripts_stay_as_they_are(text: str, lang: str, tmp_path: Path) -> None:
    source = f"<html lang={lang}><body><h1>X1</h1><p>{text * 3}</p><p>{text}</p></body></html>"
    draft = take(source.encode(), Path("a.html"))
    assert body_of(draft) == f"\n{text * 3}\n\n{text}\n"
    assert statement_of(draft, tmp_path).language == lang


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-7", "windows-1253"])
def test_encodings(encoding: str) -> None:
    stated = encoding if "utf" not in encoding else "utf-8"
    html = f"<html><head><meta charset='{stated}'></head><body><p>Ειρήνη τώρα.</p></body></html>"
    assert "Ειρήνη τώρα." in body_of(take(html.encode(encoding), Path("a.html")))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"<p>a\0b</p>", "a.html:1: a NUL byte"),
        (b"<p>" + b"x" * (21 << 20), "larger than 20 MB"),
        (b"  \n", "nothing in it to import"),
        (b"<html><body><script>var x</script><img src=x></body></html>", "no text in it"),
        (b"<!-- -->", "no "),
        (b"<p>\n\xe9</p>", "a.html:2: byte 0xE9 is not UTF-8"),
        (b"<meta charset=klingon><p>\xe9</p>", "unknown encoding 'klingon'"),
        (b"<div>" * 10_000 + b"text", "nested more than 250 deep"),
        (b"<blockquote>" * 10_000 + b"text", "nested more than 250 deep"),
    ],
)
def test_what_is_no_page_is_one_clear_error(data: bytes, message: str) -> None:
    with pytest.raises(CommuniqueError, match=message):
        take(data, Path("a.html"))


def test_pictures_inside_the_file_do_not_count() -> None:
    picture = "A" * (3 << 20)
    draft = html_of(f"<h1>T</h1><p>Text <img alt='us' src='data:image/png;base64,{picture}'></p>")
    assert body_of(draft) == "\nText\n"


def _texts(draft: Draft) -> list[str]:
    return [leaf.plain for leaf in draft.leaves]


def test_hidden_text_is_seen_too() -> None:
    draft = html_of("<h1>T</h1><p>Open</p><div style='display:none'><p>Folded</p></div>")
    assert _texts(draft) == ["T", "Open", "Folded"]
