"""Markdown: every byte that is not text stays, and a translation never changes the structure."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from communique.errors import CommuniqueError
from communique.formats import markdown, read, render
from communique.formats.frontmatter import write_value
from communique.formats.markdown_inline import parser
from communique.statement import Kind, Segment

from .conftest import identity, replaced, seen

if TYPE_CHECKING:
    from collections.abc import Callable

    from communique.statement import Statement

    Reader = Callable[..., Statement]

NASTY = """\
---
title: 'It''s here'   # a remark
subtitle: Plain, no
date: 2024-05-01
---

# Heading *one* ##

Setext
heading
===

> Quoted text
wraps lazily.
>
> - deep
>   > deeper
>   still
>> more

1. one
   two\\
   three

   second paragraph
- [ ] task **bold**
*\tTabbed item
  goes on

**All of it
is bold.**

***Both.***

| Left | Ri\\|ght |
|:-----|--------:|
| a b  | *c d*   |
| e    |

![An image](x.png "T") and text

![Alone](x.png)

[![Linked](x.png)](http://e.org)

Note[^1].

[^1]: The note
    goes on.

[ref]: http://e.org "Title"

```py
code = "stays"
```

<div>
<!-- stays --> stays
</div>

    indented code

Last line without end  \\
😀 ελληνικά\u00a0
"""
HOSTILE = ["# x", "1. x", "2) x", "- x", "+ x", "* x", "> x", "---", "===", "***", "```", "~~~ x",
           "a\n\nb", "a\n===", "a\n- b", "| a\n|---|", "<div>", "<!-- x", "<script>x", "[a]: b",
           "[^1]: b", "    code", "x\\", "x #", "a | b", "#", "-", "1.", "a\n2. b", "\t# x",
           "_ _ _", "a\n:-:", "[x] y", "<b>", "a\n# b", "a\n<p>"]  # fmt: skip


def structure(source: str) -> list[tuple[str, int, str]]:
    tokens = parser().parse(source)
    return [(each.type, each.level, each.markup) for each in tokens if each.type != "inline"]


def test_blocks_are_found_with_their_kinds(reader: Reader) -> None:
    assert seen(reader(NASTY)) == [
        ("title", "It's here"),
        ("subtitle", "Plain, no"),
        ("heading", "Heading *one*"),
        ("heading", "Setext heading"),
        ("quotation", "Quoted text wraps lazily."),
        ("list item", "deep"),
        ("quotation", "deeper still"),
        ("quotation", "more"),
        ("list item", "one two\nthree"),
        ("list item", "second paragraph"),
        ("list item", "task **bold**"),
        ("list item", "Tabbed item goes on"),
        ("paragraph", "All of it is bold."),
        ("paragraph", "Both."),
        ("table cell", "Left"),
        ("table cell", "Ri|ght"),
        ("table cell", "a b"),
        ("table cell", "c d"),
        ("table cell", "e"),
        ("paragraph", "![](x.png) and text"),
        ("alternative text", "An image"),
        ("tooltip", "T"),
        ("alternative text", "Alone"),
        ("alternative text", "Linked"),
        ("paragraph", "Note[^1]."),
        ("paragraph", "The note goes on."),
        ("paragraph", "stays"),
        ("paragraph", "Last line without end\n😀 ελληνικά"),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("level", ["block", "sentence"])
def test_identity_is_the_source(reader: Reader, end: str, level: str) -> None:
    source = NASTY.replace("\n", end)
    assert identity(reader(source, level=level)) == source


@settings(max_examples=150, deadline=None)
@example("\\\ra")
@given(st.text(alphabet="ab \n\r\t#>-*_`~|[]()!<>\\:.1é😀^\u00a0\x0b\u2028", max_size=60))
def test_any_source_is_read_and_its_pieces_are_apart(source: str) -> None:
    pieces = markdown.scan(source, Path("a.md")).pieces
    position = within = 0
    for piece in pieces:
        assert position <= piece.start < piece.end <= len(source)
        assert piece.start >= within or piece.end <= within
        assert piece.text == piece.text.strip() != ""
        position = piece.start
        within = max(within, piece.end)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(NASTY.split("\n\n")[1:]), max_size=6), st.sampled_from(HOSTILE))
def test_any_translation_leaves_the_structure_as_it_was(parts: list[str], text: str) -> None:
    source = "\n\n".join(parts)
    assert structure(_translated(source, text)) == structure(source)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_translations_leave_the_structure_as_it_was(text: str) -> None:
    body = NASTY.split("---\n", 2)[2]
    assert structure(_translated(body, text)) == structure(body)
    assert structure(_translated(body, "Long " + text)) == structure(body)


def _translated(source: str, text: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.md"
        path.write_bytes(source.encode())
        try:
            statement = read(path, language="en")
        except CommuniqueError:
            return source
    return render(statement, dict.fromkeys(statement.segments, text))


def test_translations_are_put_where_the_text_stood(reader: Reader) -> None:
    rendered = replaced(
        reader(NASTY), **{"It's": "Oui: « là »", "deep": "a\nb", "All": "Tout", "Ri|ght": "a|b",
                          "Alone": "Seul ]", "The": "La note", "one": "un\ndeux", "task": "faire"}
    )  # fmt: skip
    assert "title: 'Oui: « là »'   # a remark\n" in rendered
    assert "\n> - a\\\n>   b\n" in rendered
    assert "\n**Tout**\n" in rendered
    assert "| Left | a\\|b |" in rendered
    assert "![Seul \\]](x.png)" in rendered
    assert "[^1]: La note\n" in rendered
    assert "\n1. un\\\n   deux\n" in rendered
    assert "- [ ] faire\n" in rendered


INLINE = """\
> See [the *map*](m.html 'A "map"') and ![A
> road](r.png "R|d") or ![Both][b] or ![B] or [b].

| a | ![x | |
|---|----|---|
| ![C\\|d](c.png "e\\|f") text | ![Alone](d.png (T)) | b |

[b]: http://e.org "Stays"
"""


def test_texts_inside_images_and_links_are_segments_of_their_own(reader: Reader) -> None:
    statement = reader(INLINE)
    assert seen(statement) == [
        ("quotation", "See [the *map*](m.html) and ![](r.png) or ![][b] or ![][B] or [b][b]."),
        ("tooltip", 'A "map"'),
        ("alternative text", "A road"),
        ("tooltip", "R|d"),
        ("alternative text", "Both"),
        ("alternative text", "B"),
        ("table cell", "a"),
        ("table cell", "![x"),
        ("table cell", "![](c.png) text"),
        ("alternative text", "C|d"),
        ("tooltip", "e|f"),
        ("alternative text", "Alone"),
        ("tooltip", "T"),
        ("table cell", "b"),
    ]
    assert identity(statement) == INLINE


def test_texts_inside_markup_go_back_into_it_wherever_it_went(reader: Reader) -> None:
    rendered = replaced(
        reader(INLINE),
        See="![][B], [la *carte*](m.html), ![](r.es.png), ![][b] o [be][b].",
        A='Una "vía"',
        Both="Los [dos",
        B="Be",
        **{"C|d": "C|de", "e|f": "g|h"},
        T="(Té)",
        Alone="Solo",
    )
    first, rest = rendered.split("\n\n", 1)
    assert first == (
        '> ![Be][B], [la *carte*](m.html \'Una "vía"\'), ![Una "vía"](r.es.png "R|d"), '
        "![Los \\[dos][b] o [be][b]."
    )
    assert '| ![C\\|de](c.png "g\\|h") text | ![Solo](d.png (\\(Té\\))) | b |' in rest


def test_a_translation_may_lose_an_image_or_show_another(reader: Reader) -> None:
    statement = reader("See ![A][b] and [c](d 'T').\n\n[b]: http://e.org/b\n")
    rendered = replaced(statement, See="Voir ![](e.png) et [c](d).")
    assert rendered.startswith("Voir ![](e.png) et [c](d 'T').\n")
    assert replaced(statement, See="Voir rien.").startswith("Voir rien.\n")


def test_html_in_markdown_is_read_as_html(reader: Reader) -> None:
    source = '# H\n\n<figure><img src=x alt="A map">\n<figcaption>Where <b>we</b> are</figcaption>'
    source += "\n</figure>\n\n> - <details><summary>More\n>   <i>of</i> it</summary></details>\n"
    statement = reader(source)
    assert seen(statement)[1:] == [
        ("alternative text", "A map"),
        ("caption", "Where <b1>we</b1> are"),
        ("paragraph", "More <i1>of</i1> it"),
    ]
    assert statement.blocks[1].headings == ("H",)
    texts = {"Where": "<b1>Nous</b1>\nici", "A": 'Une "carte"', "More": "Plus <i1>de</i1>"}
    rendered = replaced(statement, **texts)
    assert "> - <details><summary>Plus <i>de</i></summary></details>\n" in rendered
    assert 'alt="Une &quot;carte&quot;"' in rendered
    assert "<figcaption><b>Nous</b><br>ici</figcaption>" in rendered


def test_a_form_that_is_not_unique_stays_as_it_is_written(reader: Reader) -> None:
    statement = reader("See [A](u) and [B](u 't t') or ![](i) and ![Photo](i).\n")
    assert seen(statement) == [
        ("paragraph", "See [A](u) and [B](u 't t') or ![](i) and ![Photo](i).")
    ]


def test_cells_with_backslashes_before_pipes_are_read(reader: Reader) -> None:
    statement = reader("| C:\\\\| dir | last |\n|---|---|\n| a | b |\n")
    assert [text for _, text in seen(statement)][1:] == ["last", "a", "b"]


def test_attributes_of_inline_html_are_segments_too(reader: Reader) -> None:
    source = 'The <abbr title="World Health">WHO</abbr> has\n<img src=f alt="A red &amp; flag"/>.\n'
    statement = reader(source)
    assert seen(statement) == [
        ("paragraph", "The <abbr>WHO</abbr> has <img src=f/>."),
        ("tooltip", "World Health"),
        ("alternative text", "A red & flag"),
    ]
    rendered = replaced(statement, The="<img src=f/> l'<abbr>OMS</abbr>", A='Un "d" & r', World="S")
    assert rendered == (
        '<img src=f alt="Un &quot;d&quot; &amp; r"/> l\'<abbr title="S">OMS</abbr>\n'
    )


def test_a_hard_break_keeps_its_style_and_line_end(reader: Reader) -> None:
    statement = reader("> One  \r\n> two\r\n")
    assert seen(statement) == [("quotation", "One\ntwo")]
    assert replaced(statement, One="Un\ndeux") == "> Un  \r\n> deux\r\n"


def test_front_matter_is_data(reader: Reader) -> None:
    statement = reader(
        "---\ntitle: A\ndate: 2024-05-01\nat: 2024-05-01T10:00:00Z\ntags: [a, 1]\n"
        "summary: >\n  Two\n  lines.\nnested: {when: 2024-01-02}\n---\nText\n"
    )
    assert statement.metadata == {
        "title": "A",
        "date": "2024-05-01",
        "at": "2024-05-01T10:00:00+00:00",
        "tags": ["a", 1],
        "summary": "Two lines.\n",
        "nested": {"when": "2024-01-02"},
    }
    assert statement.title == "A"
    assert replaced(statement, Two="Deux: lignes").count('summary: "Deux: lignes"\n') == 1


def test_captions_and_descriptions_in_the_front_matter_are_segments(reader: Reader) -> None:
    source = """\
---
title: A
tags: [alt, caption]
image: {src: a.png, alt: A map}
captions:
  a.png: Where we met
  b.png: 'It''s here'
gallery:
  - src: c.png
    caption: >
      Two
      lines
    note: stays
  - [x, {caption: In a list}]
---
Text
"""
    statement = reader(source)
    assert seen(statement)[1:-1] == [
        ("alternative text", "A map"),
        ("caption", "Where we met"),
        ("caption", "It's here"),
        ("caption", "Two lines"),
        ("caption", "In a list"),
    ]
    assert identity(statement) == source
    rendered = replaced(statement, A="Une carte, [x]", Where="Où: là", Two="Deux", In="a, b")
    front = yaml.safe_load(rendered.split("---\n")[1])
    assert front["image"] == {"src": "a.png", "alt": "Une carte, [x]"}
    assert front["captions"] == {"a.png": "Où: là", "b.png": "It's here"}
    assert front["gallery"][0]["caption"] == "Deux"
    assert front["gallery"][1] == ["x", {"caption": "a, b"}]


@pytest.mark.parametrize(
    ("front", "line"),
    [
        ("a: b\nc: [d\n", None),
        ("a: b\nb: c: d\n", 3),
        ("a: &x 1\nb: *x\n", 3),
        ("a: 2024-13-45\n", 2),
    ],
)
def test_broken_front_matter_names_its_line(reader: Reader, front: str, line: int | None) -> None:
    with pytest.raises(CommuniqueError, match="front matter") as caught:
        reader(f"---\n{front}---\nText\n")
    assert caught.value.line
    assert line in (None, caught.value.line)


def test_a_rule_at_the_top_is_no_front_matter(reader: Reader) -> None:
    source = "---\n\nText\n\n---\n\nMore\n"
    assert [text for _, text in seen(reader(source))] == ["Text", "More"]


@settings(max_examples=200, deadline=None)
@given(st.text(min_size=1), st.sampled_from(["yaml plain", "yaml single", "yaml double"]))
def test_a_yaml_value_parses_back_to_the_text(text: str, style: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    assert yaml.safe_load(f"a: 1\nkey: {write_value(style, text)}  # x\n")["key"] == text


@pytest.mark.parametrize("text", ["yes", "1", "null", "2024-01-01", "- a", "a: b", "a #b", "", "~"])
def test_a_yaml_value_that_looks_like_something_else_is_quoted(text: str) -> None:
    assert yaml.safe_load(f"key: {write_value('yaml plain', text)}") == {"key": text}


def test_words_in_code_addresses_and_raw_html_are_no_segments(reader: Reader) -> None:
    statement = reader("Text\n\n`code`\n\n<http://e.org>\n\n<b></b>\n\n1917\n\n![](x.png)\n")
    assert seen(statement) == [("paragraph", "Text")]


@pytest.mark.parametrize(
    "source",
    ["word " * 200_000, "> " * 99 + " a\n\nb", "a\n\n" + "- " * 49 + "b", "a [" * 30_000,
     "|a" * 5000 + "\n" + "|-" * 5000],
)  # fmt: skip
def test_hostile_sources_take_bounded_time(reader: Reader, source: str) -> None:
    begun = time.perf_counter()
    assert identity(reader(source)) == source
    assert time.perf_counter() - begun < 8


@pytest.mark.parametrize("unit", ["> ", ">", "- ", "1. "])
def test_what_is_nested_too_deeply_is_refused_and_not_left_out(reader: Reader, unit: str) -> None:
    with pytest.raises(CommuniqueError, match=r":3: .* nested too deeply"):
        reader("Text\n\n" + unit * 10_000 + "b\n")


def test_front_matter_nested_a_thousand_deep_is_refused_at_once(reader: Reader) -> None:
    begun = time.perf_counter()
    with pytest.raises(CommuniqueError, match="nested too deeply"):
        reader("---\na: " + "[" * 20_000 + "\n---\nText\n")
    assert time.perf_counter() - begun < 8


def test_a_quotation_has_a_context_and_a_paragraph_none(reader: Reader) -> None:
    statement = reader("Text\n\n> Quote\n")
    assert statement.segments[0] == Segment("Text", None, "paragraph")
    assert statement.segments[1] == Segment("Quote", "quotation", "quotation")
    assert statement.blocks[1].kind is Kind.QUOTATION
