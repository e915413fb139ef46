"""Inline markup: off, across, and back on; every element once, or not at all."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from communique import inline
from communique.inline import Syntax

CASES: list[tuple[Syntax, str, str]] = [
    ("markdown", "We **demand** peace.", "We demand peace."),
    ("markdown", "See [our *full* report](https://a.org/x_(1)).", "See our full report."),
    ("markdown", "Run `make demo` now.", "Run X1 now."),
    ("markdown", "At https://a.org/b, or a@b.org.", "At X1, or X2."),
    ("markdown", "A note[^1] and <https://a.org>.", "A note and X1."),
    ("markdown", r"Not \*this\*.", "Not *this*."),
    ("markdown", "a snake_case_word and 2 * 3 * 4", "a snake_case_word and 2 * 3 * 4"),
    ("markdown", "![A flag](flag.png) waves", "X1 waves"),
    ("markdown", "***Both*** and ~~none~~", "Both and none"),
    ("html", 'We <a href="x">sign</a> it &amp; go', "We sign it & go"),
    ("html", "Type <code>a < b</code> here<br>now", "Type X1 here\nnow"),
    ("markdown", "One.<br>Two.<br/>Three.", "One.\nTwo.\nThree."),
    ("markdown", "The X1 robot at https://a.org/x", "The X1 robot at X2"),
    ("html", "a <my-tag>b</my-tag> c", "a b c"),
    ("html", "<a1>Sign</a1> at <code2>a < b</code2> or <x3>Acme Ltd</x3>.", "Sign at X1 or X2."),
    ("markdown", "<a1>Sign</a1> at <code2>a</code2> or <x3/> now", "Sign at X1 or  now"),
    ("markdown", '<span translate="no">Clean Water</span> Act', "X1 Act"),
    ("html", "The <B class=x TRANSLATE=NO>A <b>B</b> C</B> Act", "The X1 Act"),
    ("markdown", "**a *b* c** _d **e** f_ **g", "a b c d e f **g"),
    ("markdown", r"a \*b* `*` **c `**` d**", "a *b* X1 c X2 d"),
    ("markdown", "a <b>b *c</b> d* e", "a b c d e"),
    ("html", "a <script>b = 1</script> c", "a X1 c"),
    ("text", "*stars* at www.a.org!", "*stars* at X1!"),
]


@pytest.mark.parametrize(("syntax", "text", "plain"), CASES)
def test_the_engine_sees_no_markup(syntax: Syntax, text: str, plain: str) -> None:
    assert inline.parse(text, syntax).plain == plain


@pytest.mark.parametrize(("syntax", "text", "plain"), CASES)
def test_an_identical_translation_gives_the_source_back(
    syntax: Syntax, text: str, plain: str
) -> None:
    marked = inline.parse(text, syntax)
    links = [(n, n + 1, n, n + 1) for n in range(len(plain))]
    restored = inline.restore(marked, plain, links)
    assert restored is not None
    assert inline.same_markup(marked, inline.parse(restored, syntax))
    assert inline.parse(restored, syntax).plain == plain


def test_a_span_follows_the_alignment() -> None:
    marked = inline.parse("We **strongly condemn** the sale.", "markdown")
    target = "Condenamos enérgicamente la venta."
    links = [(12, 19, 0, 10), (3, 11, 11, 24), (20, 23, 25, 27), (24, 28, 28, 33)]
    assert inline.restore(marked, target, links) == "**Condenamos enérgicamente** la venta."


def test_an_image_between_two_words_keeps_its_spaces() -> None:
    marked = inline.parse("We trust <img1/> them.", "html")
    links = [(0, 2, 0, 4), (3, 8, 5, 10), (10, 14, 11, 14)]
    assert inline.restore(marked, "Nous croyons eux.", links) is not None
    marked = inline.parse("We <img1/> trust", "html")
    restored = inline.restore(marked, "Nous croyons", [(0, 2, 0, 4), (4, 9, 5, 12)])
    assert restored == "Nous <img1/> croyons"


def test_a_name_that_stays_needs_no_alignment() -> None:
    marked = inline.parse("Join [UNESCO](https://u.org) today.", "markdown")
    assert inline.restore(marked, "Únase hoy a UNESCO.", []) == (
        "Únase hoy a [UNESCO](https://u.org)."
    )


def test_a_span_lands_on_whole_words() -> None:
    marked = inline.parse("give **to** all", "markdown")
    links = [(0, 4, 0, 3), (5, 7, 4, 5), (8, 11, 6, 11)]
    assert inline.restore(marked, "dar a todos", links) == "dar **a** todos"
    assert inline.restore(marked, "dar a todos", []) is None


def test_an_atom_does_not_part_a_word() -> None:
    marked = inline.parse("See <img1/> there.", "html")
    links = [(0, 3, 0, 1), (4, 9, 6, 10)]
    assert inline.restore(marked, "Véase allí.", links) == "Véase <img1/> allí."
    marked = inline.parse("हम <img1/> say.", "html")
    assert inline.restore(marked, "हिन्दी है", [(0, 2, 0, 1)]) == "हिन्दी <img1/> है"


@pytest.mark.parametrize(
    ("text", "target", "restored"),
    [
        ("Less CO<sub>2</sub> now", "Menos CO2 ahora", "Menos CO<sub>2</sub> ahora"),
        ("300 m<sup>2</sup>", "300 m2", "300 m<sup>2</sup>"),
        ("The report<sup><a>1</a></sup> is", "El informe1 es", "El informe<sup><a>1</a></sup> es"),
        ("<u>A</u>ccess", "Acceso", "<u>A</u>cceso"),
        ("<u>A</u>ccess", "El acceso", None),
        ("the 1<sup>st</sup> floor", "piso 1 este", None),
        ("the 1<sup>st</sup> floor", "der erste", None),
        ("Two CO<sub>2</sub> tests", "Dos de CO2 y CO2", None),
        ("The report<sup>1</sup> is", "El informe es 1", None),
    ],
)
@pytest.mark.parametrize("syntax", ["html", "markdown"])
def test_a_span_inside_a_word_stays_inside_it(
    text: str, target: str, restored: str | None, syntax: Syntax
) -> None:
    marked = inline.parse(text, syntax)
    links = [(n, n + 1, n, n + 1) for n in range(min(len(marked.plain), len(target)))]
    assert inline.restore(marked, target, links) == restored


def test_emphasis_inside_a_word_is_not_spread() -> None:
    marked = inline.parse("un*believ*able people", "markdown")
    assert inline.restore(marked, "gente increíble", [(0, 12, 6, 15), (13, 19, 0, 5)]) is None


def test_a_span_of_chinese_is_no_whole_clause() -> None:
    marked = inline.parse("We **strongly** object", "markdown")
    links = [(0, 2, 0, 2), (3, 11, 2, 4), (12, 18, 4, 6)]
    assert inline.restore(marked, "我们强烈反对", links) == "我们**强烈**反对"


@pytest.mark.parametrize("syntax", ["markdown", "html"])
@pytest.mark.parametrize(
    "piece",
    [
        *("word `x` ", "<code>", "_a ", "*a ", "**a", "<!--", "[[", "![", "[^", "`a ``b ", "\\a"),
        *("<a>", "éa", "水", "[a](", "*a _b ", "<a translate=no>", "www.a.org "),
    ],
)
def test_hostile_markup_takes_no_time(piece: str, syntax: Syntax) -> None:
    start = time.perf_counter()
    inline.parse(piece * (100_000 // len(piece)), syntax)
    assert time.perf_counter() - start < 1


def test_tags_that_never_close_take_no_time() -> None:
    start = time.perf_counter()
    inline.parse("<a>" * 20_000 + "</b>" * 20_000, "html")
    inline.parse("<a>" * 10_000 + "<b>" * 10_000 + "</a></b>" * 10_000, "html")
    marked = inline.parse("`x` " * 20_000, "markdown")
    assert inline.restore(marked, marked.plain, []) is None
    assert inline.verbatim(marked, marked.plain) == "`x` " * 20_000
    assert time.perf_counter() - start < 3


def test_a_lost_atom_is_not_forgotten() -> None:
    marked = inline.parse("Write to a@b.org.", "markdown")
    assert inline.restore(marked, "Escriba a.", []) is None
    assert inline.verbatim(marked, "Escriba a X1.") == "Escriba a a@b.org."


def test_a_span_without_a_place_is_refused() -> None:
    marked = inline.parse("See [here](x) now.", "markdown")
    assert inline.restore(marked, "Vea ahora.", []) is None


def test_what_would_become_markup_is_escaped() -> None:
    marked = inline.parse("Plain words.", "markdown")
    restored = inline.restore(marked, "Palabras *con* estrellas.", [])
    assert restored == r"Palabras \*con\* estrellas."
    html = inline.parse("a b", "html")
    assert inline.restore(html, "a < b", []) == "a &lt; b"


@settings(max_examples=300, deadline=None)
@given(st.text("ab *_`[]()<>\\&X1~!\n", max_size=40), st.sampled_from(["markdown", "html", "text"]))
def test_any_text_parses_and_what_is_restored_has_the_same_markup(
    text: str, syntax: Syntax
) -> None:
    marked = inline.parse(text, syntax)
    for element in marked.elements:
        assert 0 <= element.start <= element.end <= len(marked.plain)
    links = [(n, n + 1, n, n + 1) for n in range(len(marked.plain))]
    restored = inline.restore(marked, marked.plain, links)
    if restored is not None:
        assert inline.same_markup(marked, inline.parse(restored, syntax))
