"""Markup back over a translation: where it goes, and that nothing is lost, doubled or invented."""

from __future__ import annotations

import time
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from communique import inline
from communique.inline import Syntax

Links = list[tuple[int, int, int, int]]


def links(plain: str, target: str, pairs: str) -> Links:
    """Links from ``source=target`` words, in the target's order."""
    found: Links = []
    at = 0
    for pair in pairs.split():
        ours, theirs = (one.replace("_", " ") for one in pair.split("="))
        start = plain.index(ours)
        at = target.index(theirs, at)
        found.append((start, start + len(ours), at, at + len(theirs)))
        at += len(theirs)
    return found


PLACED = [
    (  # the article before the link became the article before it
        "See the [report](r.html) now.",
        "Véase el informe ahora.",
        "See=Véase report=el report=informe now=ahora",
        "Véase el [informe](r.html) ahora.",
    ),
    (  # half a long word aligned with a short one
        "We **strongly condemn** it.",
        "Condenamos enérgicamente esto.",
        "condemn=Conden We=amos strongly=enérgicamente it=esto",
        "**Condenamos enérgicamente** esto.",
    ),
    (  # short words between those of the span point anywhere
        "Due on **4 May 2025** at noon.",
        "Vence el 4 de mayo de 2025 al mediodía.",
        "Due=Vence on=el 4=4 at=de May=mayo .=de 2025=2025 noon=mediodía",
        "Vence el **4 de mayo de 2025** al mediodía.",
    ),
    (  # the signs inside stay inside, those outside outside
        'He said: "**We are ready**."',
        'Dijo: "Estamos listos".',
        "said=Dijo are=Estamos ready=listos",
        'Dijo: "**Estamos listos**".',
    ),
    (
        "**Who pays?** They do.",
        "¿Quién paga? Ellos.",
        "Who=Quién pays=paga They=Ellos",
        "**¿Quién paga?** Ellos.",
    ),
    (  # a span within a span stays in it
        "Read [the *first* chapter](a.html) of it.",
        "Lea el primer capítulo de ello.",
        "Read=Lea the=el first=primer chapter=capítulo of=de it=ello",
        "Lea [el *primer* capítulo](a.html) de ello.",
    ),
    (
        "The [*annual* report](a.html) is out.",
        "Le rapport annuel est sorti.",
        "The=Le report=rapport annual=annuel is=est out=sorti",
        "Le [rapport *annuel*](a.html) est sorti.",
    ),
    (  # a note stays with its word, and behind the sign
        "It doubled[^1] since then.[^2] We know.",
        "Se duplicó desde entonces. Lo sabemos.",
        "doubled=duplicó since=desde then=entonces We=Lo know=sabemos",
        "Se duplicó[^1] desde entonces.[^2] Lo sabemos.",
    ),
    (  # a compound is one word
        "Respect the [ceasefire](c.html) now.",
        "Respectez le cessez-le-feu maintenant.",
        "Respect=Respectez the=le ceasefire=cessez now=maintenant",
        "Respectez le [cessez-le-feu](c.html) maintenant.",
    ),
]


@pytest.mark.parametrize(("text", "target", "pairs", "restored"), PLACED)
def test_markup_goes_where_it_belongs(text: str, target: str, pairs: str, restored: str) -> None:
    marked = inline.parse(text, "markdown")
    assert inline.restore(marked, target, links(marked.plain, target, pairs)) == restored


@pytest.mark.parametrize(
    ("text", "target", "bare", "restored"),
    [
        ("See the [report](r).", "Véase el informe.", "informe", "Véase el [informe](r)."),
        ("A *new* law.", "Une nouvelle loi.", "nouveau", "Une *nouvelle* loi."),
        ("A *fair* trial.", "Un juicio justo.", "Justo.", "Un juicio *justo*."),
        ("See [here](a), [here](b).", "Vea aquí, aquí.", "aquí", "Vea [aquí](a), [aquí](b)."),
        ("See [here](a), [here](b).", "Vea aquí.", "aquí", None),
        ("A *good* day.", "Un buen día, un buen año.", "buen", None),
        ("A *good* day.", "Una jornada.", "bueno", None),
    ],
)
def test_without_alignment_words_translated_by_themselves_are_looked_for(
    text: str, target: str, bare: str, restored: str | None
) -> None:
    marked = inline.parse(text, "markdown")
    known = dict.fromkeys(inline.pieces(marked), bare)
    assert inline.restore(marked, target, [], known) == restored


def test_a_hint_widens_what_the_alignment_found_half_of() -> None:
    marked = inline.parse("We need **more time** now.", "markdown")
    target = "Nous avons besoin de plus de temps maintenant."
    found = links(marked.plain, target, "We=Nous need=besoin more=plus now=maintenant")
    assert inline.restore(marked, target, found) == target.replace("plus", "**plus**")
    assert inline.restore(marked, target, found, {"more time": "plus de temps"}) == (
        "Nous avons besoin de **plus de temps** maintenant."
    )


def test_what_is_worth_translating_by_itself() -> None:
    marked = inline.parse("The **new law** and [`x`](a), *not* the [old one](b)[^1].", "markdown")
    assert inline.pieces(marked) == ["new law", "not", "old one"]
    assert inline.pieces(inline.parse("**All of it.**", "markdown")) == []


def test_names_are_kept_in_their_form() -> None:
    names = {"Clean Air": "Aire Limpio", "Clean": "Nunca", "UN": "ONU"}
    text = "Clean Air & the **UN** met Cleaners, UNICEF, `UN` and Clean Airways."
    marked = inline.parse(text, "markdown", names)
    assert marked.plain == "X1 & the X2 met Cleaners, UNICEF, X3 and X4 Airways."
    target = "X1 y la X2 se reunieron: Cleaners, UNICEF, X3, X4."
    assert inline.restore(marked, target, []) == (
        "Aire Limpio y la **ONU** se reunieron: Cleaners, UNICEF, `UN`, Nunca."
    )
    assert inline.restore(marked, target.replace("X4", "X1"), []) is None
    assert inline.verbatim(marked, "X1 y X2") == "Aire Limpio y ONU"


ACME = {"Acme Inc.": "Acme Inc.", "Rights Now!": "Derechos Ya!", "No water.": "Sin agua."}


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("He works for Acme Inc. She left.", "He works for X1. She left."),
        ("He works for Acme Inc.", "He works for X1."),
        ("“I like Acme Inc.” (She left.)", "“I like X1.” (She left.)"),
        ("He left **Acme Inc.** *She* left.", "He left X1. She left."),
        ("He left [Acme Inc.](a.html)[^1] She left.", "He left X1. She left."),
        ("Acme Inc.\nShe left.", "X1.\nShe left."),
        ("They joined Rights Now! Then they left.", "They joined X1! Then they left."),
        ("We say: No water. Acme Inc. is it.", "We say: X1. X2 is it."),
        ("Acme Inc. is here, Acme Inc., and Acme Inc.'s.", "X1 is here, X2, and X3's."),
    ],
)
def test_the_end_of_a_sentence_is_no_part_of_a_name(text: str, plain: str) -> None:
    marked = inline.parse(text, "markdown", ACME)
    assert marked.plain == plain
    links = [(n, n + 1, n, n + 1) for n in range(len(plain))]
    restored = inline.restore(marked, plain, links)
    assert restored is not None
    for name, form in ACME.items():
        assert restored.count(form) == text.count(name)
    assert inline.same_markup(marked, inline.parse(restored, "markdown"))
    assert inline.verbatim(marked, plain).count("Acme Inc.") == text.count("Acme Inc.")


@pytest.mark.parametrize("form", ["Acme", "Acme Inc", "Acme Inc!", "."])
def test_a_form_that_ends_otherwise_takes_the_full_stop_along(form: str) -> None:
    marked = inline.parse("He left Acme Inc. She stayed.", "text", {"Acme Inc.": form})
    assert marked.plain == "He left X1 She stayed."
    marked = inline.parse("He left Acme Inc.", "text", {"Acme Inc": "Acme SA", "left": "."})
    assert marked.plain == "He X1 X2."


def test_in_chinese_no_space_is_needed_behind_a_sentence() -> None:
    marked = inline.parse("我们说：水是公共的。她走了。", "text", {"水是公共的。": "水属于大家。"})
    assert marked.plain == "我们说：X1。她走了。"


def test_the_form_of_a_name_is_text() -> None:
    marked = inline.parse("We met AB.", "html", {"AB": "A & B"})
    assert inline.restore(marked, "Vimos a X1.", []) == "Vimos a A &amp; B."
    marked = inline.parse("We met AB.", "markdown", {"AB": "*A*"})
    assert inline.restore(marked, "Vimos a X1.", []) == r"Vimos a \*A\*."


@pytest.mark.parametrize(
    "atom",
    [
        "%s",
        "%(count)d",
        "%1$s",
        "%.2f",
        "{name}",
        "{0}",
        "{x!r:>10}",
        "{{ user }}",
        "${HOME}",
        "0.85.x",
        "v2.1",
        "v2.1.0-rc1",
        "2.1.0",
        "1.0.0-beta.2",
        "3.0rc1",
        "v1.x",
    ],
)
@pytest.mark.parametrize("syntax", ["markdown", "html", "text"])
def test_placeholders_and_versions_are_not_translated(atom: str, syntax: Syntax) -> None:
    marked = inline.parse(f"Use {atom} now, not before.", syntax)
    assert marked.plain == "Use X1 now, not before."
    assert inline.restore(marked, "Use X1 ahora.", []) == f"Use {atom} ahora."
    assert inline.restore(marked, "Use ahora.", []) is None


@pytest.mark.parametrize(
    "text",
    [
        "50% de",
        "100%",
        "3.14",
        "1.000.000",
        "4.5.2026",
        "12.05.2026",
        "{ not one }",
        "$5",
        "a.b.c",
        "5 % die",
        "1.234.567,89",
        "at 10.30",
        "2.x2",
    ],
)
def test_numbers_and_dates_are_prose(text: str) -> None:
    assert inline.parse(text, "text").plain == text


def test_what_was_escaped_stays_escaped() -> None:
    marked = inline.parse(r"See \[1\] there.", "markdown")
    assert inline.restore(marked, "Véase [1] allí.", []) == r"Véase \[1\] allí."


def test_an_empty_span_keeps_what_is_in_it() -> None:
    marked = inline.parse("<a1><img2/></a1> The <em3>square</em3>", "html")
    target = " La plaza"
    found = links(marked.plain, target, "The=La square=plaza")
    assert inline.restore(marked, target, found) == "<a1><img2/></a1> La <em3>plaza</em3>"


MARKERS = [
    ("We *demand* peace.", "We X1 demand X2 peace.", "X1 Exigimos X2 paz.", {"demand": "Exigimos"}),
    (
        "A [*new* law](a).",
        "A X1 X3 new X4 law X2.",
        "Una X1 ley X3 nueva X4 X2.",
        {"new law": "ley nueva", "new": "nueva"},
    ),
    ("A *new* `x`.", "A X2 new X3 X1.", "Una X3 nueva X2 X1.", {}),
    ("A *new* law.", "A X1 new X2 law.", "Una X1 nueva ley.", {}),
]


@pytest.mark.parametrize(("text", "plain", "translation", "hints"), MARKERS)
def test_markers_show_what_a_span_became(
    text: str, plain: str, translation: str, hints: dict[str, str]
) -> None:
    shown = inline.with_markers(inline.parse(text, "markdown"))
    assert shown is not None
    assert shown.plain == plain
    assert inline.between(shown, translation) == hints


def test_there_is_nothing_to_mark_in_whole_segments_and_words() -> None:
    assert inline.with_markers(inline.parse("**All.**", "markdown")) is None
    assert inline.with_markers(inline.parse("plain `x`", "markdown")) is None


# --- whatever comes

_TEXT = st.lists(
    st.sampled_from(
        [
            r"a ",
            r"the ",
            r"*b*",
            r"**c d**",
            r"[e](f)",
            r"[*g*](h)",
            r"`i`",
            r"X7",
            r"<b>j</b>",
            r"<b>",
            r"</b>",
            r"<br>",
            r"<br3/>",
            r"<img1/>",
            r"[^1]",
            r"~~k~~",
            r" ",
            r".",
            r"&amp;",
            r"\*",
            r"*",
            r"_",
            r"%s",
            r"v1.2",
            r"UN",
            r"<a1>",
            r"</a1>",
            r"水",
            r"un*l*m",
            r"https://a.org ",
            "\n",
            '"',
        ]
    ),
    max_size=14,
).map("".join)
_NUMBER = st.integers(-3, 60)


@settings(max_examples=200, deadline=None)
@given(
    _TEXT,
    st.sampled_from(["markdown", "html", "text"]),
    st.one_of(_TEXT, st.text("ab X123*_`[]()<>\\&\n.é水", max_size=40)),
    st.lists(st.tuples(_NUMBER, _NUMBER, _NUMBER, _NUMBER), max_size=12),
    st.dictionaries(st.sampled_from(["b", "c d", "e", "g"]), st.text("ab c*", max_size=6)),
    st.booleans(),
)
def test_whatever_the_links_all_is_there_or_nothing(
    text: str,
    syntax: Syntax,
    target: str,
    found: Links,
    hints: dict[str, str],
    translated: bool,
) -> None:
    marked = inline.parse(text, syntax, {"UN": "ONU"})
    for index, element in enumerate(marked.elements):
        assert 0 <= element.start <= element.end <= len(marked.plain)
        assert -1 <= element.parent < index
        if element.parent >= 0:
            outer = marked.elements[element.parent]
            assert outer.start <= element.start <= element.end <= outer.end
            assert not outer.atom
    restored = inline.restore(marked, marked.plain if translated else target, found, hints)
    inline.verbatim(marked, target)
    shown = inline.with_markers(marked)
    if shown is not None:
        inline.between(shown, target)
    if restored is None:
        return
    again = inline.parse(restored, syntax)
    assert inline.same_markup(marked, again)
    assert _tree(marked) == _tree(again)
    if syntax == "markdown":
        assert _tokens(restored) == _tokens(text)


def _tree(marked: inline.Marked) -> Counter[tuple[str, str]]:
    """What stands in what, by openings."""
    return Counter(
        (element.opening, marked.elements[element.parent].opening if element.parent >= 0 else "")
        for element in marked.elements
        if element.form is None
    )


_PARSER = MarkdownIt("commonmark").enable("strikethrough")


def _tokens(text: str) -> Counter[tuple[str, str, str]]:
    """The markup that markdown-it sees; lone tags are neither opened nor closed for it."""
    tokens = _PARSER.parseInline(text)[0].children or []
    return Counter(
        (token.type, str(token.attrs), token.content if token.type == "code_inline" else "")
        for token in tokens
        if token.type not in ("text", "softbreak", "hardbreak", "html_inline", "text_special")
    )


# --- time


def _long(size: int) -> tuple[str, str]:
    """A paragraph of ``size`` words, every fourth one marked, and its source."""
    words = [f"word{number}" for number in range(size)]
    marks = ("**{}**", "[{}](a.html)", "*{}*", "<b>{}</b>")
    shown = [
        marks[number // 4 % 4].format(word) if number % 4 == 0 else word
        for number, word in enumerate(words)
    ]
    return " ".join(shown), " ".join(words)


class _Counted(list[tuple[int, int, int, int]]):
    """Links that count how often one is looked at."""

    looks = 0

    def __iter__(self):  # type: ignore[no-untyped-def]
        for one in super().__iter__():
            _Counted.looks += 1
            yield one


@pytest.mark.parametrize("reverse", [False, True])
def test_five_hundred_elements_take_no_time(reverse: bool) -> None:
    seconds = []
    for size in (1000, 2000):
        text, plain = _long(size)
        marked = inline.parse(text, "markdown")
        assert len(marked.elements) == size // 4
        ends = [number for number, char in enumerate(plain) if char == " "] + [len(plain)]
        edges = [(start + (start > 0), end) for start, end in pairwise([0, *ends])]
        there = edges[::-1] if reverse else edges
        found = _Counted((*ours, *theirs) for ours, theirs in zip(edges, there, strict=True))
        hints = dict.fromkeys(inline.pieces(marked), "nowhere")
        start = time.process_time()
        inline.restore(marked, plain, found, hints)
        seconds.append(time.process_time() - start)
    assert _Counted.looks <= 6000 * 2
    assert seconds[1] < 20, "a blow-up: it takes half a second"


def test_deep_nests_take_no_time() -> None:
    text = (
        "".join(f"<b{n}>" for n in range(400))
        + "x y"
        + "".join(f"</b{399 - n}>" for n in range(400))
    )
    marked = inline.parse(f"{text} z", "html")
    start = time.process_time()
    assert inline.restore(marked, "x y z", [(0, 1, 0, 1), (2, 3, 2, 3), (4, 5, 4, 5)]) is not None
    assert time.process_time() - start < 20, "a blow-up: it takes a tenth of a second"
