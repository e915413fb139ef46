"""HTML: text and readable attributes are replaced in place, and no more."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from communique.errors import CommuniqueError
from communique.formats import html
from communique.formats.html_tokens import tokens_of

from .conftest import identity, replaced, seen

if TYPE_CHECKING:
    from collections.abc import Callable

    from communique.statement import Statement

    Reader = Callable[..., Statement]

PAGE = """<!DOCTYPE html>
<html lang=en-GB><head><title>Bread &amp; rest</title>
<meta name="description" content="What &quot;we&quot; ask"><meta name=author content='Ann'>
<meta property="article:published_time" content="2024-05-01">
<style>p > a { color: red }</style><script>if (a < b) { x = "<p>no</p>" }</script></head>
<body><nav><a href="/"><img src=l.png alt=Logo> Home</a></nav>
<h1>Our <em>demands</em></h1><!-- <p>a remark</p> -->
<p>  Caf&eacute;s &lt;here&gt;
   wrap.<br/>Next&nbsp;line &nbsp;</p>
<p><strong>Whole <a href="x" title="tip">text</a></strong></p>
<blockquote><p>Quote.</p></blockquote>
<ul><li>One <code>x.y</code> &amp; two<li>Two<ul><li>Nested</ul></ul>
<p translate="no">Keep this</p><pre>code here</pre><p><code>only</code></p>
<figure><img src="a" alt="A 'b'" title='x y'><figcaption>Caption</figcaption></figure>
<table><tr><td>Cell<th><i class=icon></i>Head</table>
<button aria-label=Send>Go</button>
<p>a < b & c
"""


def test_blocks_are_found_with_their_kinds(reader: Reader) -> None:
    statement = reader(PAGE, "a.html", language=None)
    assert seen(statement) == [
        ("title", "Bread & rest"),
        ("summary", 'What "we" ask'),
        ("alternative text", "Logo"),
        ("paragraph", "Home"),
        ("heading", "Our <em1>demands</em1>"),
        ("paragraph", "Cafés <here> wrap.\nNext\u00a0line"),
        ("paragraph", "Whole <a1>text</a1>"),
        ("tooltip", "tip"),
        ("quotation", "Quote."),
        ("list item", "One <code1>x.y</code1> &amp; two"),
        ("list item", "Two"),
        ("list item", "Nested"),
        ("alternative text", "A 'b'"),
        ("tooltip", "x y"),
        ("caption", "Caption"),
        ("table cell", "Cell"),
        ("table cell", "Head"),
        ("label", "Send"),
        ("label", "Go"),
        ("paragraph", "a < b & c"),
    ]
    assert statement.language == "en_GB"
    assert statement.metadata == {"title": "Bread & rest", "author": "Ann", "date": "2024-05-01"}
    assert statement.blocks[-1].headings == ("Our demands",)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("level", ["block", "sentence"])
def test_identity_is_the_source(reader: Reader, end: str, level: str) -> None:
    source = PAGE.replace("\n", end)
    assert identity(reader(source, "a.html", level=level)) == source


def test_translations_are_escaped_where_they_stand(reader: Reader) -> None:
    rendered = replaced(
        reader(PAGE, "a.html"), Bread="Pain & <repos>", What='Ce "que"', Logo="Le logo",
        Cafés="Cafés <ici>\nsuite", One="Un <code1>x.y</code1> & <deux> <p>", A="Un 'b' \"c\"",
        x="y 'z'",
    )  # fmt: skip
    assert "<title>Pain &amp; &lt;repos&gt;</title>" in rendered
    assert 'content="Ce &quot;que&quot;"' in rendered
    assert 'alt="Le logo">' in rendered
    assert "<p>  Cafés &lt;ici&gt;<br/>suite &nbsp;</p>" in rendered
    assert "<li>Un <code>x.y</code> &amp; &lt;deux&gt; &lt;p&gt;<li>" in rendered
    assert "alt=\"Un 'b' &quot;c&quot;\" title='y &#39;z&#39;'" in rendered


def test_what_wraps_a_whole_text_stays_outside(reader: Reader) -> None:
    statement = reader("<p>\n <b><i>All of it</i></b> <br></p>", "a.html")
    assert seen(statement) == [("paragraph", "All of it")]
    assert replaced(statement, All="Tout") == "<p>\n <b><i>Tout</i></b> <br></p>"


INLINE = (
    '<p>See <a href="/r" class=big title="The report">the <b>report</b></a> of <img src="m.png" '
    'alt="A map"> <q translate="no" title="no">Acme <i>Ltd</i></q>, run <code>a <i>b</i></code>'
    "<!-- why -->, <b>now.</p>"
)


def test_inline_tags_are_numbered_and_their_attributes_kept_aside(reader: Reader) -> None:
    statement = reader(INLINE, "a.html")
    assert seen(statement) == [
        ("paragraph", "See <a1>the <b2>report</b2></a1> of <img3/> <x4>Acme <i5>Ltd</i5></x4>, "
         "run <code6>a <i7>b</i7></code6><x8/>, <b9/>now."),
        ("tooltip", "The report"),
        ("alternative text", "A map"),
    ]  # fmt: skip
    assert statement.segments[0].note == "paragraph\n<a1>: /r\n<img3>: m.png"
    assert identity(statement) == INLINE


def test_numbered_tags_may_move_and_what_they_stand_for_goes_along(reader: Reader) -> None:
    rendered = replaced(
        reader(INLINE, "a.html"),
        See="<img3 /> <x4>Acme <i5>Ltd</i5></x4> <code6>a <i7>b</i7></code6> "
        "<a1>le <b2>rapport</b2></a1> <b9/><x8/> <i>et</i> <u10>",
        The="Le rapport",
        A="Une carte",
    )
    assert rendered == (
        '<p><img src="m.png" alt="Une carte"> <q translate="no" title="no">Acme <i>Ltd</i></q> '
        '<code>a <i>b</i></code> <a href="/r" class=big title="Le rapport">le <b>rapport</b></a>'
        " <b><!-- why --> <i>et</i> &lt;u10&gt;</p>"
    )


def test_each_line_break_stays_one(reader: Reader) -> None:
    statement = reader("<p>One<br><br>two <b>and</b><br class=x>three<br>\nfour</p>", "a.html")
    assert seen(statement) == [("paragraph", "One\n\ntwo <b1>and</b1><br2/>three\nfour")]
    rendered = replaced(statement, One="Un\n\n<b1>et</b1> deux<br2/>trois\nquatre")
    assert rendered == "<p>Un<br><br><b>et</b> deux<br class=x>trois<br>quatre</p>"


def test_what_a_browser_shows_of_controls_is_text(reader: Reader) -> None:
    source = (
        "<form><input type=text value=stays placeholder='Your name'><input type=SUBMIT value=Send>"
        "<select><optgroup label='All of them'><option value=stays>One</select></form>"
    )
    assert seen(reader(source, "a.html")) == [
        ("label", "Your name"),
        ("label", "Send"),
        ("label", "All of them"),
        ("label", "One"),
    ]


def test_drawings_are_a_part_of_their_sentence_and_end_nothing(reader: Reader) -> None:
    source = (
        '<main><p>Press <svg class=i viewBox="0 0 1 1"/> to <svg aria-label="A hand"><path d=M0 />'
        "<text>stays</text></svg> donate.<script>x = '<p>no</p>'</script></p><p>Stop.</main>"
    )
    statement = reader(source, "a.html")
    assert seen(statement) == [
        ("paragraph", "Press <x1/> to <x2/> donate."),
        ("label", "A hand"),
        ("paragraph", "Stop."),
    ]
    assert identity(statement) == source
    assert '<p>Donnez <svg aria-label="Une main">' in replaced(
        statement, Press="Donnez <x2/> ou <x1/>", A="Une main"
    )


def test_nothing_in_what_is_not_to_be_translated_is(reader: Reader) -> None:
    source = "<div translate=no><svg aria-label=x><title>y</title></svg><textarea placeholder=z>a"
    assert seen(reader(source + "</textarea></div><p>Text", "a.html")) == [("paragraph", "Text")]


def test_elements_of_a_page_s_own_are_tags_in_the_text(reader: Reader) -> None:
    source = "<p>We <my-badge kind=1>demand</my-badge> it.</x-y>"
    statement = reader(source, "a.html")
    assert seen(statement) == [("paragraph", "We <tag1>demand</tag1> it.")]
    assert replaced(statement, We="Nous l'<tag1>exigeons</tag1>.") == (
        "<p>Nous l'<my-badge kind=1>exigeons</my-badge>.</x-y>"
    )


def test_parts_of_a_table_end_without_their_tags(reader: Reader) -> None:
    source = "<table><thead translate=no><tr><th>Name<tbody><tr><td>Words</table><p>After"
    assert seen(reader(source, "a.html")) == [("table cell", "Words"), ("paragraph", "After")]


def test_a_page_that_is_not_to_be_translated_says_why(reader: Reader) -> None:
    with pytest.raises(CommuniqueError, match='says translate="no" of itself'):
        reader("<html translate=no><body><p>Text", "a.html")


def test_references_that_a_translator_types_are_references(reader: Reader) -> None:
    statement = reader(
        "<title>T</title><p>One &amp; two<p>Write &amp;nbsp; so<p title=x>a</p>", "a.html"
    )
    rendered = replaced(
        statement, T="T&nbsp;!", One="Un&nbsp;& deux", Write="Écrire &nbsp; ainsi", x='x&nbsp;"y"'
    )
    assert rendered == (
        "<title>T&nbsp;!</title><p>Un&nbsp;&amp; deux<p>Écrire &amp;nbsp; ainsi"
        '<p title="x&nbsp;&quot;y&quot;">a</p>'
    )


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([*"<>/\"'=& \nab", "<p>", "</p>", "<b>", "</b>", "<br>", "<li>",
    "<!--", "-->", "<script>", "</script>", "&amp;", "&nbsp;", "<img alt='x y'>", "<a title=t>",
    "</a>",
    "<title>", "<h2>", "</h2>", " translate=no>", "<td", "😀", "<code>", "</code>"])))  # fmt: skip
def test_anything_is_read_and_its_pieces_are_apart(parts: list[str]) -> None:
    source = "".join(parts)
    assert "".join(source[each.start : each.end] for each in tokens_of(source)) == source
    position = within = 0
    for piece in html.scan(source, Path("a.html")).pieces:
        assert position <= piece.start < piece.end <= len(source)
        assert piece.start >= within or piece.end <= within
        assert piece.text == piece.text.strip() != ""
        position, within = piece.start, max(within, piece.end)


@pytest.mark.parametrize(
    "unit", ["<a>x ", '<a x=" ', "x<a ='<b =\" ", "x<p>", "x<!--", "<div>a", "a</div>", "a<i>b</b>",
             "a&nbsp;", "<", "<script>"],
)  # fmt: skip
def test_broken_html_takes_bounded_time(unit: str) -> None:
    source = unit * (200_000 // len(unit))
    begun = time.perf_counter()
    html.scan(source, Path("a.html"))
    assert time.perf_counter() - begun < 8
