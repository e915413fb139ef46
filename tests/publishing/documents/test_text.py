"""Plain text: what a reader sees without any markup, nothing lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from communique.publishing.documents import write
from communique.publishing.documents.text import width

if TYPE_CHECKING:
    from collections.abc import Callable

    from communique.publishing.documents.paper import Paper

    Make = Callable[..., Paper]


def _body(paper: Paper) -> str:
    head = f"{paper.title}\n{'=' * width(paper.title)}\n\n"
    written = write("text", paper).decode()
    assert written.startswith(head)
    return written.removeprefix(head).removesuffix("\n")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<h2>Über 日本</h2><p>a\n  b<br>c</p>", "Über 日本\n---------\n\na b\nc"),
        ("<p>" + "word " * 60 + "</p>", " ".join(["word"] * 60)),
        ("<ol start=3><li>a<li value=7>b</ol>", "3. a\n7. b"),
        ('<ol type="a"><li>x<ul><li>y</ul><li>z</ol>', "a) x\n   - y\nb) z"),
        ("<ol reversed><li>a<li>b</ol>", "2. a\n1. b"),
        ("<ul><li><p>a</p><p>b</p><li>c</ul>", "- a\n\n  b\n- c"),
        ("<blockquote><p>a</p><ul><li>b</ul></blockquote>", "> a\n>\n> - b"),
        ('<p><a href="https://e.org/">https://e.org</a></p>', "https://e.org"),
        ('<p><a href="mailto:a@e.org">a@e.org</a></p>', "a@e.org"),
        ('<p><a href="https://e.org/x">here</a>.</p>', "here (https://e.org/x)."),
        ('<p><a href="#x">there</a></p>', "there"),
        ("<p>10<sup>6</sup> H<sub>2</sub>O 1<sup>er</sup></p>", "10⁶ H₂O 1er"),
        ("<p>x<sup>2y</sup> <del>no</del></p>", "x^(2y) ~~no~~"),
        ('<p><img src="m.png" alt="A map"></p>', "[A map]"),
        ("<p>a <q>b</q></p><p lang=fr><q>c</q></p>", "a “b”\n\n«c»"),
        ("<p><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby></p>", "漢(かん)"),
        ("<dl><dt>t</dt><dd>d</dd></dl>", "t\n    d"),
        ("<pre>a\n  b</pre><hr>", "    a\n      b\n\n* * *"),
        ("<div>a<div>b</div>c</div>", "a\n\nb\n\nc"),
        ("<details><summary>s</summary>t</details>", "s\n\nt"),
    ],
)
def test_a_body_as_text(paper: Make, html: str, text: str) -> None:
    assert _body(paper(html)) == text


def test_columns_stand_below_each_other_in_any_script(paper: Make) -> None:
    rows = "<tr><th>季节<th>n</tr><tr><td>夏<td>4</tr><tr><td>winter<td>1</tr>"
    said = _body(paper(f"<table>{rows}</table>"))
    assert said == "季节   | n\n-------+--\n夏     | 4\nwinter | 1"


def test_a_wide_table_is_read_row_by_row(paper: Make) -> None:
    long = "word " * 20
    rows = f"<tr><th>Name<th>Text</tr><tr><td>a<td>{long}</tr><tr><td>b<td>c</tr>"
    said = _body(paper(f"<table>{rows}</table>"))
    assert said == f"- Name: a\n  Text: {long.strip()}\n\n- Name: b\n  Text: c"


def test_notes_stand_at_the_end(samples: dict[str, Paper]) -> None:
    said = write("text", samples["en"]).decode()
    assert "see a doctor[1]." in said
    assert "\n\n[1] Resolution 14 of the Council.\n\n* * *\n\nOfficial" in said
