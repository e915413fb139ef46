"""Text in, Markdown out, the same text when it is read: whatever the text is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.importing import escape
from communique.importing.compose import composed
from communique.importing.inline import BREAK, Run, parser, plain_of, text_of, tidied, written
from communique.importing.parts import Form, Leaf, Listing, Node, Quotation, leaves

MARKUP = "*_`[]()<>&#+-.!~|\\=:^\"'{}1aA é中ש\n "
texts = st.text(st.sampled_from(MARKUP), max_size=40) | st.text(
    st.characters(exclude_categories=("Cs", "Cc")), max_size=30
)
snippets = st.lists(
    st.sampled_from(
        ["1. ", "# ", "- ", "> ", "&amp;", "&copy;", "<b>", "<!-- ", "[a](b)", "[^1]: x", "![x](y)",
         "**", "__", "~~", "```", "---", "===", "[x] ", "a_b_c", "| a |", "|---|", "^[", "\\",
         "    ",
         "https://a.example/_b_", "word", "weiß", "重要。", "नमस्ते", "שלום", ":---"]
    ),
    max_size=6,
).map("".join)  # fmt: skip
anything = texts | snippets


def read(markdown: str) -> list[str]:
    """The texts of a Markdown document's blocks, as a reader sees them."""
    tokens = parser().parse(markdown)
    found = [text_of(token.children or []) for token in tokens if token.type == "inline"]
    return [text for text in found if text]


def tidy(text: str) -> list[Run]:
    return tidied([Run(text)])


@given(anything)
def test_a_paragraph_is_the_text_it_was(text: str) -> None:
    runs = tidy(text)
    assert read(written(runs)) == ([plain_of(runs)] if runs else [])


@given(anything)
def test_a_heading_is_the_text_it_was(text: str) -> None:
    runs = tidy(text)
    markdown = "## " + written(runs, Form.HEADING)
    assert read(markdown) == ([plain_of(runs)] if runs else [])
    assert [token.tag for token in parser().parse(markdown)][:1] == ["h2"]


@given(anything)
def test_a_cell_is_the_text_it_was(text: str) -> None:
    runs = tidy(text)
    markdown = f"| {written(runs, Form.TABLE)} | next |\n| --- | --- |\n| x | y |"
    assert read(markdown) == [*([plain_of(runs)] if runs else []), "next", "x", "y"]


runs = st.builds(
    Run, anything, st.booleans(), st.booleans(), st.booleans(),
    st.sampled_from(["", "", "https://example.org/a_(b)?c=1&copy=2", "/x y"]),
)  # fmt: skip


@given(st.lists(runs | st.just(BREAK), max_size=6))
def test_styles_and_links_never_change_the_text(parts: list[Run]) -> None:
    whole = tidied(parts)
    assert read(written(whole)) == ([plain_of(whole)] if plain_of(whole) else [])


@pytest.mark.parametrize(
    ("parts", "markdown"),
    [
        ([Run("We met on 5 May, in the U.S. (no. 5).")], "We met on 5 May, in the U.S. (no. 5)."),
        ([Run("1917. A year")], "1917\\. A year"),
        ([Run("a_b and 5 < 6 & 7")], "a_b and 5 < 6 & 7"),
        ([Run("[…] he said [sic]")], "\\[…] he said [sic]"),
        ([Run("all of it!"), Run("here", link="/a")], "all of it\\![here](/a)"),
        ([Run("all "), Run("of ", bold=True), Run("it", bold=True, italic=True)],
         "all **of *it***"),
        ([Run("重要。", bold=True), Run("第二句")], "**重要**。第二句"),
        ([Run("see "), Run(" the report ", link="/a(b")], "see [the report](/a%28b)"),
        ([Run("one"), BREAK, Run("- two")], "one\\\n\\- two"),
    ],
)  # fmt: skip
def test_what_is_written_is_what_a_person_would_write(parts: list[Run], markdown: str) -> None:
    assert written(tidied(parts)) == markdown


def test_an_address_stays_between_its_brackets() -> None:
    assert escape.address("https://e.example/a_(b)") == "https://e.example/a_(b)"
    assert escape.address(" /a b(c\n") == "/a%20b%28c"


def _leaf(text: str) -> Leaf:
    return Leaf(0, Form.PARAGRAPH, written(tidy(text)), plain_of(tidy(text)))


words = anything.filter(lambda text: plain_of(tidy(text)).strip() != "").map(_leaf)
trees = st.recursive(
    words,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map(lambda nodes: Quotation(tuple(nodes)))
        | st.builds(
            Listing,
            st.lists(st.lists(inner, min_size=1, max_size=2).map(tuple), min_size=1, max_size=3)
            .map(tuple),
            st.none() | st.integers(0, 30),
        )
    ),
    max_leaves=8,
)  # fmt: skip


def _shape(nodes: tuple[Node, ...]) -> list[object]:
    found: list[object] = []
    for node in nodes:
        if isinstance(node, Leaf):
            found.append(node.plain)
        elif isinstance(node, Quotation):
            found.append(["quote", *_shape(node.children)])
        else:
            found.append([node.start, *(_shape(item) for item in node.items)])
    return found


def _parsed(markdown: str) -> list[object]:
    stack: list[list[object]] = [[]]
    for token in parser().parse(markdown):
        if token.type in ("blockquote_open", "bullet_list_open", "ordered_list_open",
                          "list_item_open"):  # fmt: skip
            heads: dict[str, list[object]] = {
                     "blockquote_open": ["quote"], "bullet_list_open": [None],
                     "ordered_list_open": [token.attrGet("start") or 1]}  # fmt: skip
            start = 0 if token.attrGet("start") == 0 else None
            stack.append([start] if start == 0 else heads.get(token.type, []))
        elif token.type in ("blockquote_close", "bullet_list_close", "ordered_list_close",
                            "list_item_close"):  # fmt: skip
            closed = stack.pop()
            stack[-1].append(closed)
        elif token.type == "inline":
            stack[-1].append(text_of(token.children or []))
    return stack[0]


@given(st.lists(trees, min_size=1, max_size=4))
def test_lists_and_quotations_nest_as_they_did(nodes: list[Node]) -> None:
    markdown = "\n".join(line.text for line in composed(nodes))
    assert _parsed(markdown) == _shape(tuple(nodes))
    assert len(list(leaves(nodes))) == len(read(markdown))
