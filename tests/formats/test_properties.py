"""What holds of any Markdown, HTML and text: found by chance, judged by parsers of others."""

from __future__ import annotations

import html
import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from communique.errors import CommuniqueError
from communique.formats import LEVELS, MissingTranslationError, read, render
from communique.statement import Kind

from .structure import (
    accented,
    capitals,
    html_blocks,
    html_shape,
    markdown_blocks,
    markdown_shape,
    markup,
    own_texts,
    read_or_none,
    written,
)

if TYPE_CHECKING:
    from pathlib import Path

    from communique.statement import Block, Statement

quick = settings(
    max_examples=400 if os.environ.get("HYPOTHESIS_PROFILE") == "fuzz" else 40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)

_ENDS = [
    *("\n", "\n\n", "\r\n", "\r\n\r\n", "\r", " ", "  \n", "\\\n", ""),
]
_WORDS = [
    *("one", "Two three", "é", "e\u0301", "שלום", "人们。他们", "a\xa0b", "\u2067x\u2069", "😀"),
    *("Dr. No. 5 is. Yes.", "U.S. End.", "1917", "<", "&", "\\", "|", "a_b_c", "x*y"),
]
_MARKDOWN = [
    *_WORDS,
    *("# ", "## ", "> ", ">", "- ", "1. ", "10) ", "    ", "\t", "***", "---", "==="),
    *("**b c**", "*e*", "~~s~~", "`c d`", "```", "[l m](u)", '[l](u "t w")', "![a b](i 'c d')"),
    *("![a](i)", "[r s]", "[r s]: /u 'k l'", "[^1]", "[^1]: n o", "<b>", "</b>", "<div>"),
    *("</div>", "<!-- x -->", "<http://e.org>", "| a | b |", "|---|---|", "&amp;", "&copy;"),
    *("- [ ] ", "*", "_", "[", "]", "(", ")", "!", "`", "~~", "<img alt='p q'>"),
]
_HTML = [
    *_WORDS,
    *("<p>", "</p>", "<b>", "</b>", "<br>", "<br/>", "<li>", "<ul>", "</ul>", "<h2>", "</h2>"),
    *('<a href="u" title="t w">', "</a>", "<img src=i alt='p q'>", "<code>", "</code>"),
    *("<pre>", "</pre>", "<!-- x -->", "<script>", "</script>", "<title>T w</title>"),
    *("<div lang=de>", "</div>", "<td>", "<span translate=no>", "</span>", "&amp;"),
    *("&lt;b&gt;", "&nbsp;", "&#8217;", "<input placeholder='p q'>", "<button aria-label=go>"),
    *("</button>", "<meta name=description content='m n'>", '"', "'", ">"),
]
_TEXT = [
    *_WORDS,
    *("- ", "1. ", "(a) ", "• ", "“", "”", "TITLE", "We said:", "* * *", "x" * 70),
]

MARKDOWN = st.lists(st.sampled_from([*_MARKDOWN, *_ENDS, *_ENDS]), max_size=30).map("".join)
HTML = st.lists(st.sampled_from([*_HTML, *_ENDS]), max_size=30).map("".join)
TEXT = st.lists(st.sampled_from([*_TEXT, *_ENDS, *_ENDS]), max_size=30).map("".join)
ANY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
SOURCES = st.one_of(
    st.tuples(st.just("a.md"), MARKDOWN | ANY),
    st.tuples(st.just("a.html"), HTML | ANY),
    st.tuples(st.just("a.txt"), TEXT | ANY),
)
TRANSLATIONS = st.lists(
    st.sampled_from([*_MARKDOWN, *_HTML, "\n", "\n\n", "\r\n", " "]), min_size=1, max_size=6
).map("".join)
# Of a text with none of these, Markdown and HTML make nothing but text.
PLAIN = st.text("ab é.,;:人😀\u00a0’“”?!—", min_size=1, max_size=40).map(lambda text: f"x{text}y")


def statement_of(folder: Path, name: str, source: str, level: str = "block") -> Statement:
    """Return a source read; what holds nothing to translate is not looked at."""
    statement = None
    try:
        statement = read_or_none(written(folder, source, name), level)
    except CommuniqueError as error:
        if "front matter" not in error.message:
            raise
    assume(statement is not None)
    assert statement is not None
    return statement


@quick
@pytest.mark.parametrize("level", LEVELS)
@given(given=SOURCES)
def test_its_own_texts_give_the_source(tmp_path: Path, level: str, given: tuple[str, str]) -> None:
    statement = statement_of(tmp_path, *given, level)
    assert statement.source == given[1].removeprefix("\ufeff")
    assert render(statement, own_texts(statement)) == statement.source


@quick
@pytest.mark.parametrize("level", LEVELS)
@given(given=SOURCES)
def test_blocks_stand_in_order_where_they_say(
    tmp_path: Path, level: str, given: tuple[str, str]
) -> None:
    statement = statement_of(tmp_path, *given, level)
    outer: Block | None = None
    last = 0
    for block in statement.blocks:
        inside = outer is not None and block.start < outer.end
        if outer is None or not inside:
            outer = block
        assert last <= block.start < block.end <= (outer.end if inside else len(statement.source))
        last = block.end if inside or not has_inner(statement, block) else block.start
        assert block.line == line_of(statement.source, block.start)
        assert len(block.gaps) == len(block.segments) - 1
        assert all(segment.text == segment.text.strip() != "" for segment in block.segments)
        assert letters_stand_in(statement, block)


def has_inner(statement: Statement, block: Block) -> bool:
    """Tell whether other blocks stand within this one."""
    return any(block.start <= one.start and one.end <= block.end for one in statement.blocks
               if one is not block)  # fmt: skip


def line_of(source: str, offset: int) -> int:
    """Return the line, from 1, of an offset."""
    return source.count("\n", 0, offset) + 1


def letters_stand_in(statement: Statement, block: Block) -> bool:
    """Tell whether a block's letters come, in their order, in the stretch that it names."""
    raw = statement.source[block.start : block.end]
    here = iter(raw + html.unescape(raw))
    shown = "".join(segment.text for segment in block.segments)
    if block.asides or "](" in shown or "][" in shown:
        return True
    return all(char in here for char in shown if char.isalpha())


@quick
@given(given=SOURCES)
def test_sentences_and_gaps_are_the_block(tmp_path: Path, given: tuple[str, str]) -> None:
    whole = statement_of(tmp_path, *given)
    cut = statement_of(tmp_path, *given, "sentence")
    assert len(whole.blocks) == len(cut.blocks)
    for one, other in zip(whole.blocks, cut.blocks, strict=True):
        texts = [segment.text for segment in other.segments]
        joined = "".join(text + gap for text, gap in zip(texts, [*other.gaps, ""], strict=True))
        assert [joined] == [segment.text for segment in one.segments]


@quick
@given(given=SOURCES, number=st.integers(0, 1000))
def test_a_missing_or_blank_translation_is_an_error(
    tmp_path: Path, given: tuple[str, str], number: int
) -> None:
    statement = statement_of(tmp_path, *given)
    missing = statement.segments[number % len(statement.segments)]
    texts = {each: text for each, text in own_texts(statement).items() if each != missing}
    for blank in (texts, texts | {missing: ""}, texts | {missing: " \n\t"}):
        with pytest.raises(MissingTranslationError) as caught:
            render(statement, blank)
        assert caught.value.path == statement.path


@quick
@pytest.mark.parametrize("level", LEVELS)
@given(source=MARKDOWN, text=PLAIN)
def test_plain_words_leave_the_markup_of_markdown(
    tmp_path: Path, level: str, source: str, text: str
) -> None:
    statement = statement_of(tmp_path, "a.md", source, level)
    rendered = render(statement, own_texts(statement) | capitals(statement))
    assert markdown_shape(rendered) == markdown_shape(statement.source)
    longer = {each: f"{each.text} {text}" for each in statement.segments}
    before, after = markdown_shape(statement.source), markdown_shape(render(statement, longer))
    assert markup(after) == markup(before)


@quick
@pytest.mark.parametrize("level", LEVELS)
@given(source=HTML, text=PLAIN)
def test_plain_words_leave_the_tags_of_html(
    tmp_path: Path, level: str, source: str, text: str
) -> None:
    statement = statement_of(tmp_path, "a.html", source, level)
    before = html_shape(statement.source)
    assert html_shape(render(statement, capitals(statement))) == before
    longer = {each: f"{each.text} {text}" for each in statement.segments}
    assert html_shape(render(statement, longer)).structure == before.structure


@quick
@given(source=MARKDOWN, texts=st.lists(TRANSLATIONS, min_size=1, max_size=5))
def test_no_translation_changes_the_blocks_of_markdown(
    tmp_path: Path, source: str, texts: list[str]
) -> None:
    statement = statement_of(tmp_path, "a.md", source)
    chosen = {
        each: texts[number % len(texts)].strip() or "x"
        for number, each in enumerate(statement.segments)
    }
    assert markdown_blocks(render(statement, chosen)) == markdown_blocks(statement.source)


@quick
@given(source=MARKDOWN, text=TRANSLATIONS)
def test_no_description_or_tooltip_changes_the_markup_around_it(
    tmp_path: Path, source: str, text: str
) -> None:
    statement = statement_of(tmp_path, "a.md", source + "\n\n![d e](f 'g h') i [j](k \"l m\")\n")
    kinds = {Kind.ALT.value, Kind.TOOLTIP.value}
    chosen = {
        each: (text.strip() or "x") if each.context in kinds else each.text
        for each in statement.segments
    }
    before, after = (
        [entry[:6] for entry in markup(markdown_shape(shown)) if entry[0] in {"link_open", "image"}]
        for shown in (statement.source, render(statement, chosen))
    )
    assert after == before


@quick
@given(source=HTML, texts=st.lists(TRANSLATIONS, min_size=1, max_size=5))
def test_no_translation_changes_the_blocks_of_html(
    tmp_path: Path, source: str, texts: list[str]
) -> None:
    statement = statement_of(tmp_path, "a.html", source)
    chosen = {
        each: texts[number % len(texts)].strip() or "x"
        for number, each in enumerate(statement.segments)
    }
    assert html_blocks(render(statement, chosen)) == html_blocks(statement.source)


@quick
@given(given=SOURCES)
def test_a_translation_read_again_is_the_translation(
    tmp_path: Path, given: tuple[str, str]
) -> None:
    statement = statement_of(tmp_path, *given)
    texts = accented(statement)
    again = statement_of(tmp_path, given[0], render(statement, texts))
    assert [block.kind for block in again.blocks] == [block.kind for block in statement.blocks]
    # A backslash may have come before what could have been taken for markup.
    assert [each.text.replace("\\", "") for each in again.segments] == [
        texts[each].replace("\\", "") for each in statement.segments
    ]


@pytest.mark.parametrize("name", ["a.md", "a.html", "a.txt"])
@pytest.mark.parametrize(
    "text",
    ["e\u0301 o\u0308", "\u00e9 \u00f6", "10\u00a0%", "«\u202fx\u202f»", "\u2067שלום\u2069 x",
     "x\u200f!", "👩\u200d🌾 🇵🇸 ok", "a\u200bb", "ｆｕｌｌ", "किसान\u200dx", "a\u2028b",
     "x\u0085y"],
)  # fmt: skip
def test_rare_characters_stay_as_they_are(tmp_path: Path, name: str, text: str) -> None:
    start, end = ("<p>", "</p>") if name == "a.html" else ("", "")
    source = f"{start}Start {text} end.{end}\r\n\r\n{start}More {text} of it.{end}\r\n"
    statement = read_or_none(written(tmp_path, "\ufeff" + source, name))
    assert statement is not None
    assert statement.bom
    assert render(statement, own_texts(statement)) == source
    fresh = {each: each.text.replace("t ", "t neu ") for each in statement.segments}
    assert render(statement, fresh) == source.replace("t ", "t neu ")


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("a.md", "![d {0} e](f 'g {0} h') i [j](k \"l {0} m\")\n"),
        ("a.md", "---\ntitle: a {0} b\n---\n# c {0} d\n\n| e {0} f |\n|---|\n| g {0} h |\n"),
        ("a.html", "<title>a {0} b</title><img alt='c {0} d'><p title=\"e {0} f\">g <b>{0}</b> h"),
    ],
)
@pytest.mark.parametrize("text", ["10\u00a0%", "«\u202fe\u0301\u202f»", "\u2067שלום\u2069 x"])
def test_no_break_spaces_stay_wherever_there_is_text(
    tmp_path: Path, name: str, source: str, text: str
) -> None:
    statement = read_or_none(written(tmp_path, source.format(text), name))
    assert statement is not None
    fresh = {each: each.text + " x" for each in statement.segments}
    assert render(statement, fresh).count(text) == source.count("{0}")


def test_a_file_of_50_megabytes_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(CommuniqueError, match="larger than 20 MB"):
        read(path)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", ["a.md", "a.html", "a.txt"])
def test_a_line_of_a_megabyte_is_one_block(tmp_path: Path, name: str, level: str) -> None:
    statement = read(written(tmp_path, "word " * 200_000 + "end", name), language="en", level=level)
    assert len(statement.segments) == 1
    assert render(statement, own_texts(statement)) == statement.source
    assert render(statement, dict.fromkeys(statement.segments, "Palabra.")) == "Palabra."


@pytest.mark.parametrize("deep", ["> " * 10_000, "- " * 10_000, ">" * 10_000, "1. " * 10_000])
def test_text_too_deep_to_be_read_is_refused_not_passed_over(tmp_path: Path, deep: str) -> None:
    with pytest.raises(CommuniqueError, match="nested") as caught:
        read(written(tmp_path, f"First.\n\n{deep}Too deep.\n"), language="en")
    assert caught.value.line == 3


@pytest.mark.parametrize(
    "source",
    ["<div>" * 10_000 + "a b" + "</div>" * 10_000, "<p>a" + "<b>b " * 10_000, "<div>a b " * 10_000,
     "<p>a b" + "<" * 50_000, "<p>a b<a " * 10_000, "<p>a b<!--" * 10_000],
)  # fmt: skip
def test_broken_html_is_read_and_rendered(tmp_path: Path, source: str) -> None:
    statement = read(written(tmp_path, source, "a.html"), language="en")
    assert render(statement, own_texts(statement)) == source
    rendered = render(statement, capitals(statement))
    assert len(rendered) >= len(source)
    assert rendered.count("<div>") == source.count("<div>")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "cp1252", "shift-jis"])
@pytest.mark.parametrize("name", ["a.md", "a.html", "a.txt"])
def test_other_encodings_are_refused_and_utf_8_named(
    tmp_path: Path, name: str, encoding: str
) -> None:
    path = tmp_path / name
    path.write_bytes("A text – of two.\n".encode(encoding, "replace").replace(b"?", b"\x97"))
    with pytest.raises(CommuniqueError, match="UTF-8"):
        read(path)
