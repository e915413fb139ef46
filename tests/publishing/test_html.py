"""The body of a page: what it keeps, what it refuses, where its headings stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from communique.errors import CommuniqueError
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
    assert '<a href="#fn1" id="fnref1">1</a>' in made
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
        '<a href="https://example.org/a_b">https://example.org/a_b</a>.</p>\n'
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
