"""Saved pages as statements: all that the text says, nothing that only the site says."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
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
        (b"<meta charset=undefined><p>\xe9</p>", "unknown encoding 'undefined'"),
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


BEFORE = "<p>The dockers of the port met on 12 March and decided, by 412 votes to 9, to strike.</p>"
AFTER = "<p>We thank everyone who stood with us at the gates, in the rain, for eleven days.</p>"


def _within(source: str) -> tuple[str, list[str]]:
    """The Markdown between two paragraphs of an article, and what is proposed for removal."""
    draft = html_of(f"<article><h1>Call to all</h1>{BEFORE}{source}{AFTER}</article>")
    between = body_of(draft).split(BEFORE[3:-4])[1].split(AFTER[3:-4])[0]
    return between.strip("\n"), [one.text for one in draft.removals]


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("<p>The Donau<wbr>dampf<wbr>schiff line, of www.<wbr>example.org.</p>",
         "The Donaudampfschiff line, of www.example.org."),
        ("<div><embed src='/doc.pdf'><p>First.</p>Second <b>and</b> third.</div>",
         "First.\n\nSecond **and** third."),
        ("<picture><source srcset='b.webp'><img src='https://a.example/a.jpg' alt='Us'></picture>",
         "![Us](https://a.example/a.jpg)"),
        ("<img srcset='https://a.example/s.jpg 320w, https://a.example/l.jpg 640w' alt='Us'>",
         "![Us](https://a.example/l.jpg)"),
        ("<img src='data:image/gif;base64,R0' data-original='https://a.example/m.jpg' alt='Us'>",
         "![Us](https://a.example/m.jpg)"),
        ("<ul>Unions: <li>Glass</li>Parties <b>too</b>:<li>Workers</li></ul>",
         "Unions:\n\n- Glass\n\nParties **too**:\n\n- Workers"),
        ("<table>Loose<tr><td>a</td><td>b</td></tr>Sum: 12<tr><p>Para</p><td>c</td><td>d</td></tr>"
         "</table>",
         "Loose\n\n|   |   |\n| --- | --- |\n| a | b |\n| c | d |\n\nSum: 12\n\nPara"),
        ("<table><thead><th>Town</th><th>Votes</th></thead><tr><td>A</td><td>1</td></tr></table>",
         "| Town | Votes |\n| --- | --- |\n| A | 1 |"),
        ("<pre><code>first<br>second</code></pre>", "```\nfirst\nsecond\n```"),
        ("<p>It was <math><mi>x</mi><mo>=</mo><mfrac><mn>1</mn><mn>5</mn></mfrac></math>.</p>",
         "It was x=1/5."),
        ("<p><ruby>漢字<rt>かんじ</rt></ruby>を</p>", "漢字(かんじ)を"),
        ("<p><ruby>漢字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby>を</p>", "漢字(かんじ)を"),
        ("<p>Never write src=\"data:image/png;base64,AAA\" in it.</p>",
         "Never write src=\"data:image/png;base64,AAA\" in it."),
        ("<video src='v.mp4'><p>Transcript: We will win.</p></video>", "Transcript: We will win."),
        ("<p>Click <button>here</button> to sign.</p>", "Click here to sign."),
        ("<blockquote><p>None of us.</p><footer>Anna Berg, nurse</footer></blockquote>",
         "> None of us.\n>\n> Anna Berg, nurse"),
        ("<form><p>We, the undersigned, demand that the school remains open and that nobody is "
         "dismissed, now or later.</p><input></form>",
         "We, the undersigned, demand that the school remains open and that nobody is dismissed, "
         "now or later."),
        ("<section id='social'><h2>Social rights</h2><p>Housing.</p></section>",
         "## Social rights\n\nHousing."),
        ("<div class='elementor-widget elementor-widget-icon-list'><ul><li>Bread</li></ul></div>",
         "- Bread"),
        ("<ol type=a><li>alpha</li><li><p>beta</p></li></ol>", "a. alpha\n\nb. beta"),
        ("<ol reversed><li>x</li><li>y</li></ol>", "2\\. x\n\n1\\. y"),
        ("<ol><li value=4>x</li><li>y</li></ol>", "4. x\n5. y"),
        ("<ol><li value=4>x</li><li value=9>y</li></ol>", "4\\. x\n\n9\\. y"),
        ("<p><img src='https://a.example/a.png' alt='a]b[c'> x</p>",
         "![a\\]b\\[c](https://a.example/a.png) x"),
        ("<p><a href='/r'><img src='https://a.example/a.png' alt='a]b'></a> x</p>",
         "[![a\\]b](https://a.example/a.png)](/r) x"),
    ],
)  # fmt: skip
def test_every_walker_sees_every_child(source: str, written: str) -> None:
    assert _within(source)[0] == written


@pytest.mark.parametrize(
    ("source", "left_out"),
    [
        ("<p>a <img src='data:image/png;base64,AA' alt='Turnout 61 per cent'> b</p>",
         "[img: Turnout 61 per cent]"),
        ("<p>a <select><option>Red</option><option>Blue</option></select> b</p>", "Red · Blue"),
        ("<svg><text>On the axis</text></svg>", "On the axis"),
        ("<noscript><p>Only without script.</p></noscript>", "Only without script."),
        ("<iframe data-src='https://a.example/x.pdf'></iframe>", "[iframe: https://a.example/x.pdf]"),
        ("<video controls><source src='https://a.example/v.mp4'></video>",
         "[video: https://a.example/v.mp4]"),
        ("<object data='x.pdf'><p>Get <a href='x.pdf'>it</a></p></object>", "[object: x.pdf]"),
        ("<p>Before <embed src='z.pdf'> after.</p>", "[embed: z.pdf]"),
    ],
)  # fmt: skip
def test_what_is_left_out_is_listed(source: str, left_out: str) -> None:
    assert left_out in _within(source)[1]


_TAGS = st.sampled_from(
    ["p", "div", "ul", "ol", "li", "table", "tr", "td", "th", "tbody", "caption", "b", "a", "code",
     "pre", "blockquote", "h2", "wbr", "embed", "source", "track", "br", "video", "object",
     "iframe", "select", "option", "svg", "text", "math", "mfrac", "mi", "ruby", "rt", "rp", "dl",
     "dt", "dd", "form", "button", "nav", "footer", "noscript", "template", "textarea", "figure",
     "figcaption", "picture", "span", "map", "canvas", "meter", "details", "summary", "q", "sup",
     "section", "frameset", "custom-tag"]
)  # fmt: skip
_PIECES = st.lists(
    st.builds("<{}>".format, _TAGS) | st.builds("</{}>".format, _TAGS) | st.just("\0"), max_size=25
)


@settings(max_examples=150, deadline=None)
@given(_PIECES)
def test_no_word_of_any_page_is_lost_in_silence(pieces: list[str]) -> None:
    count = iter(range(1000))
    body = "".join(f" word{next(count)} " if each == "\0" else each for each in pieces)
    tree = html.document_fromstring(f"<body><p>First word</p>{body}</body>")
    texts = tree.xpath("/html/*[not(self::head)]//text()")
    wanted = {word for text in texts for word in re.findall(r"word\d*", text)}
    draft = html_of(f"<p>First word</p>{body}")
    told = [body_of(draft), *(one.text for one in draft.removals), draft.metadata.get("title", "")]
    found = re.findall(r"word\d*", " ".join(told))
    assert wanted == set(found)
    assert len(found) == len(set(found))
    whole = body_of(draft, keep_all=True) + draft.metadata.get("title", "")
    assert set(re.findall(r"word\d*", whole)) == set(found)


PROSE = BEFORE + AFTER
SITED = "<title>Strike at Verrico | Glass Union</title><meta property='og:site_name' content='{}'>"


@pytest.mark.parametrize(
    ("head", "body", "said"),
    [
        ("<meta name=author content='Union of Workers and Peasants'>", "",
         {"author": "Union of Workers and Peasants"}),
        ("<meta name=author content='bell hooks'>", "", {"author": "bell hooks"}),
        ("<meta name=author content='admin'>", "", {}),
        ("<meta property='article:author' content='https://net.example/union'>", "", {}),
        ("""<script type="application/ld+json">{"@graph": [{"@type": "WebSite", "name": "X"},
         {"@type": "NewsArticle", "comment": [{"@type": "Comment", "datePublished": "2023-05-05",
         "author": {"name": "Troll"}}], "author": [{"name": "Workers and Peasants Alliance"}],
         "datePublished": "2020-01-02"}]}</script>""", "",
         {"author": "Workers and Peasants Alliance", "date": "2020-01-02"}),
        ("<script type='application/ld+json'>{broken</script>", "", {}),
        ("", "<header><time datetime='2020-01-02'>2 Jan</time></header>", {"date": "2020-01-02"}),
        ("", PROSE + "<p>We strike on <time datetime='2024-05-01'>1 May</time>.</p>", {}),
        ("", "<p>We strike on <time datetime='2024-05-01'>1 May</time>.</p>", {}),
        ("", PROSE + "<div><time datetime='2023-01-01'>1 Jan</time> Another article</div>", {}),
        ("", "<p>Demonstration: Saturday, 8 March 2025</p>", {}),
        ("", PROSE + "<p>Deadline: 31 December 2025.</p>", {}),
        ("", "<p>Born 3 May 1931</p>", {}),
        ("", PROSE + "<p>Port Ardent, 5 May 2020</p>", {"date": "2020-05-05"}),
        ("", PROSE + "<footer><p>Rosa Lind</p><p>Verrico, 5 May 2020</p></footer>",
         {"date": "2020-05-05"}),
        ("<meta name=date content='2020-05-06'>", "<p>6 May 2020</p><p>Verrico, 5 May 2020</p>",
         {"date": "2020-05-05", "published": "2020-05-06"}),
    ],
)  # fmt: skip
def test_facts_are_as_the_page_says_them(head: str, body: str, said: dict[str, str]) -> None:
    draft = html_of(f"<article><h1>Strike at Verrico</h1>{body}{PROSE}</article>", head)
    if "Port Ardent" in body or "footer" in body or "Deadline" in body:
        draft = html_of(f"<article><h1>Strike at Verrico</h1>{body}</article>", head)
    assert draft.metadata == {"title": "Strike at Verrico", "language": "en"} | said


@pytest.mark.parametrize(
    ("head", "heading", "title"),
    [
        (SITED.format("Glass Union"), "", "Strike at Verrico"),
        (SITED.format("Glass Union"), "<h1>Glass Union</h1><h2>Strike at Verrico</h2>",
         "Strike at Verrico"),
        ("<title>Glass Union - Strike at Verrico</title>",
         "<h1>Glass Union</h1><h2>Strike at Verrico</h2>", "Strike at Verrico"),
        ("<title>Strike at Verrico - Glass Union</title>", "<h1>Strike at Verrico</h1>",
         "Strike at Verrico"),
        ("<title>Peace - now or never - a statement</title>", "",
         "Peace - now or never - a statement"),
        ("<title>Glass</title><meta property='og:title' content='Strike at Verrico'>", "",
         "Strike at Verrico"),
    ],
)  # fmt: skip
def test_the_title_is_not_the_name_of_the_site(head: str, heading: str, title: str) -> None:
    draft = html_of(f"<article>{heading}{PROSE}</article>", head)
    assert draft.metadata["title"] == title


def test_a_bare_date_that_the_front_matter_says_is_proposed() -> None:
    head = "<meta name=date content='2020-05-06'>"
    draft = html_of(f"<article><h1>Call</h1><p>6 May 2020</p>{PROSE}</article>", head)
    assert [one.text for one in draft.removals] == ["6 May 2020"]


def test_a_table_whose_cells_all_span_is_no_larger_than_it_says() -> None:
    row = "<tr>" + "<td colspan=50 rowspan=50>a</td>" * 50 + "</tr>"
    draft = html_of(f"<h1>T</h1><p>Text.</p><table>{row * 60}</table>")
    assert max(line.count("|") for line in body_of(draft).splitlines()) <= 200
    assert len(re.findall(r"\ba\b", body_of(draft))) == 3000


def test_many_removals_take_no_longer_each() -> None:
    comments = "".join(f"<p>I agree with this, number {number}.</p>" for number in range(3000))
    draft = html_of(f"<h1>T</h1>{PROSE}<div class=comments><h2>Comments</h2>{comments}</div>")
    assert len(draft.removals) == 3001
    assert diff(draft, "a", "b").count("\n-") == 3002
