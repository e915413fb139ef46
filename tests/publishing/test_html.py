"""The body of a page: what it keeps, what it refuses, where its headings stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.errors import CommuniqueError
from communique.publishing.harmless import address
from communique.publishing.html import body, plain_title

if TYPE_CHECKING:
    from collections.abc import Callable

    from communique.editions.edition import Edition

    MakeEdition = Callable[..., Edition]


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<p onclick='alert(1)'>a</p>",
        "<a href='javascript:alert(1)'>a</a>",
        "<a href='JaVa\tScript:alert(1)'>a</a>",
        "<a href='data:text/html,<script>alert(1)</script>'>a</a>",
        "<img src=x onerror=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        "<style>body{display:none}</style><p style='position:fixed'>a</p>",
        "<iframe src='https://example.org'></iframe>",
        "<p title='<script>alert(1)</script>'>a</p>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
        "<math><mtext></p><style><img src=x onerror=alert(1)></style></math>",
    ],
)
def test_nothing_harmful_is_left_of_html(edition: MakeEdition, text: str) -> None:
    made = body(edition(text=f"<body>{text}<p>Kept.</p></body>", format="html"))
    assert not re.search(r"<script|<[^>]*\son\w+=|script:|data:|style|<svg|<iframe", made, re.I)
    assert "alert" not in re.sub(r"<[^>]*>", "", made)
    assert "Kept." in made


def test_html_in_markdown_is_sanitised(edition: MakeEdition) -> None:
    made = body(
        edition(
            text="a <b onclick='x()'>b</b> <span lang='es'>e</span> <two>\n\n"
            "<details open><summary>More</summary>\n\n*c*<br>d\n\n</details>\n\n"
            "<script>alert(1)</script>\n\nThe tag <script> and more.\n"
        )
    )
    assert '<p>a <b>b</b> <span lang="es">e</span> &lt;two&gt;</p>' in made
    assert "<details><summary>More</summary>" in made
    assert "<em>c</em><br>d" in made
    assert "alert" not in made
    assert "<script" not in made
    assert "<p>The tag &lt;script&gt; and more.</p>" in made


def test_a_javascript_link_in_markdown_is_no_link(edition: MakeEdition) -> None:
    made = body(edition(text="[a](javascript:alert(1)) [b](https://example.org/?a=1&b=2)"))
    assert "href" not in made.split("[b]")[0].split("<a")[0]
    assert '<a href="https://example.org/?a=1&amp;b=2">b</a>' in made
    assert made.count("<a") == 1


@pytest.mark.parametrize(
    ("image", "left"),
    [
        ('<img src="https://a.org/i.png" alt="A map">', '<a href="https://a.org/i.png">A map</a>'),
        (
            "<img src='//a.org/i.png' alt=''>",
            '<a href="https://a.org/i.png" class="url">https://a.org/i.png</a>',
        ),
        ("<img src='/\\a.org/i.png' alt='M'>", '<a href="https://a.org/i.png">M</a>'),
        ("<img src='/\t/a.org/i.png' title='M'>", '<a href="https://a.org/i.png">M</a>'),
        ("<a href='x'><img src='http://a.org' alt='M'></a>", '<a href="x">M</a>'),
        ("<img src='data:image/gif;base64,AA' alt='a <b>'>", "a &lt;b&gt;"),
        ("<img src='mailto:a@a.org' alt='M'>", "M"),
        ("<img src='#x' alt='M'><img alt='N'>", "MN"),
        ("<img src='x.png' alt='M'>", '<img src="x.png" alt="M" loading="lazy">'),
        ("<img src='a\\x.png'>", '<img src="a/x.png" loading="lazy">'),
    ],
)
def test_an_image_from_elsewhere_becomes_a_link(
    edition: MakeEdition, image: str, left: str
) -> None:
    assert body(edition(text=f"<p>{image}</p>", format="html")) == f"<p>{left}</p>\n"


@pytest.mark.parametrize(
    ("url", "left"),
    [
        ("//a.org/x", "https://a.org/x"),
        ("\\\\a.org\\x?\\", "https://a.org/x?\\"),
        (" ht\ntps:a.org", "https://a.org"),
        ("HTTPS:///A.org/", "https://A.org/"),
        ("https://b.org@a.org/", "https://a.org/"),
        ("https://b.org:pw@a.org:8080?c@d", "https://a.org:8080?c@d"),
        ("https://", None),
        ("https://@/", None),
        ("http://[", None),
        ("http://a.org:x/", None),
        ("javascript\u200b:alert(1)", None),
        ("%6aavascript:alert(1)", None),
        ("./a:b", "./a:b"),
        ("mailto:a@b.org", "mailto:a@b.org"),
        ("?a=b:c", "?a=b:c"),
        ("#a:b", "#a:b"),
        ("a/b.pdf", "a/b.pdf"),
    ],
)
def test_an_address_says_where_it_leads(url: str, left: str | None) -> None:
    assert address(url) == left


@given(st.text(alphabet=":/\\@?#[]%. \t\x01aj", max_size=30) | st.text(max_size=20))
def test_an_address_is_final_and_never_leads_off_unseen(url: str) -> None:
    found = address(url)
    assert found is None or address(found) == found
    assert found is None or not found.startswith(("//", "/\\", "\\"))


def test_names_are_the_statements_own_and_links_follow(edition: MakeEdition) -> None:
    text = (
        "<p id='c-text'>a <a href='#c-text'>b</a> <a href='#top'>c</a></p><p id='c-text'>d</p>"
        "<table><tr><th id='é'>e</th><td headers='é x'>f</td></tr></table>"
        "<p><a href='#%C3%A9'>g</a> <a href='other.md?x#y'>h</a> <a href='a.pdf#page=2'>i</a></p>"
    )
    made = body(edition(text=text, format="html"))
    assert '<p id="s-c-text">a <a href="#s-c-text">b</a> <a href="#top">c</a></p><p>d</p>' in made
    assert '<th id="s-é">e</th><td headers="s-é s-x">f</td>' in made
    assert '<a href="#s-%C3%A9">g</a> <a href="other.md?x#s-y">h</a>' in made
    assert '<a href="a.pdf#page=2">i</a>' in made


def test_nothing_turns_letters_round_or_hides_them(edition: MakeEdition) -> None:
    text = "<p>\u202eabc\u202c <bdo dir='rtl'>d</bdo> <abbr title='\u202dt'>e</abbr></p>"
    made = body(edition(text=text, format="html"))
    assert made == '<p>abc\u202c <bdi dir="rtl">d</bdi> <abbr title="t">e</abbr></p>\n'
    ruby = "<p><ruby>漢<rp>(</rp><rt>kan</rt><rp>hidden</rp></ruby></p>"
    made = body(edition("zh", text=ruby, format="html"))
    assert made == "<p><ruby>漢<rp>(</rp><rt>kan</rt>hidden</ruby></p>\n"
    assert plain_title(edition(title="\u202eabc")) == "abc"


def test_a_link_whose_order_could_be_misread_has_a_direction(edition: MakeEdition) -> None:
    for locale, text, dir_ in (
        ("ar", "https://a.org/x", ' dir="ltr"'),
        ("ar", "تقرير UN", ""),
        ("en", "https://a.org/x", ""),
        ("en", "a.org/تقرير", ' dir="ltr"'),
        ("en", "تقرير", ""),
        ("en", "\u2067the report", ' dir="ltr"'),
        ("ar", "\u202bthe report", ' dir="rtl"'),
    ):
        made = body(edition(locale, text=f"وَقالت so [{text}](https://a.org)"))
        assert f'<a href="https://a.org"{dir_}>{text}</a>' in made


def test_only_a_note_leads_back(edition: MakeEdition) -> None:
    made = body(edition(text='<a class="footnote-backref" href="https://a.org">b.org</a> c'))
    assert '<a href="https://a.org">b.org</a>' in made


def test_a_quotation_says_its_language(edition: MakeEdition) -> None:
    made = body(edition(text="They said:\n\n> إن الماء حق لكل إنسان ولا يجوز لأحد أن يمنعه.\n"))
    assert '<blockquote lang="ar" dir="rtl">' in made


def test_comments_and_front_matter_are_dropped(edition: MakeEdition) -> None:
    text = "---\ntitle: T\ndate: 2026-01-01\n---\n<!-- for the translator -->\n\nOne.<!-- two -->\n"
    assert body(edition(text=text)) == "<p>One.</p>\n"


def test_a_rule_is_no_front_matter(edition: MakeEdition) -> None:
    assert body(edition(text="---\n\nOne.\n\n---\n")).count("<hr>") == 2


def test_the_title_is_not_said_twice(edition: MakeEdition) -> None:
    made = body(edition(text="# A “great” *day*\n\n## Next\n\nText.", title='A "great" day'))
    assert made == "<h2>Next</h2>\n<p>Text.</p>\n"


def test_another_first_heading_stays_and_goes_below_the_title(edition: MakeEdition) -> None:
    made = body(edition(text="# Preamble\n\n## Next\n\n###### Deep", title="Title"))
    assert re.findall(r"<h\d>", made) == ["<h2>", "<h3>", "<h6>"]


def test_headings_begin_at_the_second_level(edition: MakeEdition) -> None:
    assert body(edition(text="### A\n\n#### B")) == "<h2>A</h2>\n<h3>B</h3>\n"


def test_a_page_gives_its_main_content(edition: MakeEdition) -> None:
    text = (
        "<!doctype html><html><head><title>T</title></head><body><header>Site</header>"
        "<main><p>One &amp; two.</p></main><footer>Foot</footer></body></html>"
    )
    assert body(edition(text=text, format="html")) == "<p>One &amp; two.</p>\n"


def test_a_page_without_main_gives_its_body_without_navigation(edition: MakeEdition) -> None:
    text = "<head><title>T</title></head><body><nav>Menu</nav><p>One.</p></body>"
    assert body(edition(text=text, format="html")) == "<p>One.</p>\n"


def test_tables_scroll_and_align_by_side(edition: MakeEdition) -> None:
    made = body(edition("fr", text="| a | b |\n|:--|--:|\n| 1 | 2 |"))
    assert '<div class="scroll" role="region" tabindex="0" aria-label="Tableau"><table>' in made
    assert '<td class="end">2</td>' in made
    assert "style" not in made


def test_notes_are_labelled_in_the_readers_language(edition: MakeEdition) -> None:
    made = body(edition("de", text="Eins.[^1]\n\n[^1]: Zwei."))
    assert '<a href="#s-fn1" id="s-fnref1">1</a>' in made
    assert '<li id="s-fn1" class="footnote-item">' in made
    assert '<a href="#s-fnref1" class="footnote-backref"' in made
    assert 'role="doc-backlink" aria-label="Zurück zum Text"' in made


def test_plain_text(edition: MakeEdition) -> None:
    text = (
        "My title\n\n4 March 2026\n\nA heading\n=========\n\n"
        "A paragraph that is <long> enough to end, see https://example.org/a_b.\n\n"
        "We ask:\n\n- one\n- two\n\n(3) three\n(4) four\n\n* * *\n\n50 %\n\n"
        "“These are the words of another person, and they end here.”\n"
    )
    assert body(edition(text=text, format="text", title="My title")) == (
        "<p>4 March 2026</p>\n<h2>A heading</h2>\n"
        "<p>A paragraph that is &lt;long&gt; enough to end, see "
        '<a href="https://example.org/a_b" class="url">https://example.org/a_b</a>.</p>\n'
        "<p>We ask:</p>\n<ul><li>one</li><li>two</li></ul>\n"
        '<ol><li value="3">three</li><li value="4">four</li></ol>\n<hr>\n<p>50 %</p>\n'
        "<blockquote><p>“These are the words of another person, and they end here.”</p>"
        "</blockquote>\n"
    )


def test_a_title_taken_from_a_heading_loses_its_markup(edition: MakeEdition) -> None:
    made = edition(title="On *this* & [that](https://example.org)", metadata={})
    assert plain_title(made) == "On this & that"


def test_an_unknown_format_is_refused(edition: MakeEdition) -> None:
    with pytest.raises(CommuniqueError, match="“docx”"):
        body(edition(format="docx"))
