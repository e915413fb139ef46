"""Emphasis in Markdown: what belongs together is what CommonMark says belongs together."""

from __future__ import annotations

import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from communique import inline

PARSER = MarkdownIt("commonmark").enable("strikethrough")
_NAMES = {"em_open": 1, "strong_open": 2, "s_open": 2}


def _emphases(text: str) -> Counter[tuple[int, str]]:
    """What markdown-it sees: the width of each emphasis and the words in it."""
    found: Counter[tuple[int, str]] = Counter()
    opened: list[tuple[int, str]] = []
    tokens: list[Token] = PARSER.parseInline(text)[0].children or []
    for token in tokens:
        if token.type in _NAMES:
            opened.append((_NAMES[token.type], ""))
        elif token.type.endswith("_close"):
            width, words = opened.pop()
            found[width, words] += 1
            opened[-1:] = [(outer, before + words) for outer, before in opened[-1:]]
        elif opened:
            opened[-1] = (opened[-1][0], opened[-1][1] + token.content)
    return found


@pytest.mark.parametrize(
    "text",
    [
        "**a *b* c**",
        "*not **only** a question*",
        "***both***",
        "***both** one*",
        "**cruel***and unjust*",
        "a**b*c",
        "un*believ*able, un_believ_able",
        "*(* a*",
        '"*said*" and **"more"**',
        "~~gone~~ and ~one~ and ~~~three~~~",
        "*a _b* c_",
        "**a* b**",
        "*a **b*",
    ],
)
def test_emphasis_is_what_commonmark_says(text: str) -> None:
    _agree(text)


@settings(max_examples=400, deadline=None)
@given(st.text('ab.,"( *_~é', max_size=24).map(str.strip))
def test_any_run_of_delimiters_is_read_like_commonmark(text: str) -> None:
    _agree(text)


def _agree(text: str) -> None:
    marked = inline.parse(text, "markdown")
    ours = Counter(
        (len(element.opening), marked.plain[element.start : element.end])
        for element in marked.elements
    )
    assert ours == _emphases(text)


@pytest.mark.parametrize("piece", ["*a ", "a*", "**a_b", "*_", "a**b*", "~~a "])
def test_hostile_runs_take_no_time(piece: str) -> None:
    start = time.process_time()
    inline.parse(piece * (30_000 // len(piece)), "markdown")
    assert time.process_time() - start < 20, "quadratic: linear takes a tenth of a second"
