"""Markup, links, code: what a reader of the edition would get, not what it looks like."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique import checks
from communique.checks import Unit, pieces
from communique.checks.base import REGISTRY

LOOKS = ("markup", "links", "link_targets", "code")


def said(source: str, target: str, locale: str = "fr") -> dict[str, str]:
    """What the checks of markup say, by check."""
    unit = Unit(source, target, "en", locale)
    return {
        name: "; ".join(one.message for one in found)
        for name in LOOKS
        if (found := REGISTRY[name].findings(unit))
    }


@pytest.mark.parametrize(
    ("source", "target", "named"),
    [
        ("Read <a1>the report</a1>.", "Lisez </a1>le rapport<a1> du comité.", "</a1>"),
        ("<b1>bold <i2>and</i2></b1> x", "<b1>gras <i2>et</b1></i2> x", "</i2>"),
        ('A <span lang="es">b</span> c', 'A </span>avec<span lang="es"> c', "</span>"),
        ("A <em>b</em> c", "A <em>b</em> <b>c", "<b>"),
    ],
)
def test_tags_stand_in_pairs(source: str, target: str, named: str) -> None:
    assert named in said(source, target)["markup"]


@pytest.mark.parametrize(
    ("source", "target", "named"),
    [
        ("Read <a1>it</a1> now", "Lisez-le <a1></a1>maintenant", "<a1>"),
        ("Read <a1><b2>it</b2></a1> now", "Lisez <a1><b2> </b2></a1>", "<b2>"),
        ("Read [it](u) now", "Lisez-le [](u) maintenant", "[](…)"),
    ],
)
def test_a_span_holds_something(source: str, target: str, named: str) -> None:
    assert "nothing stands in" in said(source, target)["markup"]
    assert named in said(source, target)["markup"]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Read <a1><img2/></a1> x", "Lisez x <a1><img2/></a1>"),
        ('<span class="i"></span> Home', '<span class="i"></span> Accueil'),
        ("<b1>a <i2>b</b1> c</i2>", "<b1>a <i2>b</b1> c</i2>"),  # the source's own muddle
        ("[![](a.png)](u) Flag", "[![](a.png)](u) Drapeau"),
        ("A <a1>b</a1> and <i2>c</i2>", "<i2>C</i2> et <a1 >b</A1>"),
        ("The <a1>day</a1>*", "Le <a1>jour</a1>* et *"),  # in HTML a star is a star
        ("See <img1/> there", "Voir <img1 /> là"),
        ("<x1>A*b</x1> **", "<x1>A*b</x1> **"),
        ("Titel [1] und [sic]", "Titre [1] et [sic]"),
    ],
)
def test_sound_markup_is_left_alone(source: str, target: str) -> None:
    assert said(source, target) == {}


def test_an_image_tag_needs_its_slash() -> None:
    assert said("See <img1/> there.", "Vea <img1> allí.")["markup"] == (
        "the translation lacks “<img1/>”; the source has no “<img1>”"
    )
    assert "markup" in said("See <a1>it</a1>.", "Vea <a1/>lo.")


def test_a_numbered_tag_takes_no_attributes() -> None:
    message = said("See <a1>it</a1>.", 'Voir <a1 href="/es/r">ça</a1>.')["markup"]
    assert message == '“<a1 href="/es/r">”: write <a1>, its attributes are kept for you'


@pytest.mark.parametrize(
    ("source", "target", "locale"),
    [
        ("**Water is life.** We all need it.", "**水是生命。**我们都需要它。", "zh_Hans"),
        ("A **“bold”** word here", "Un mot**« gras »**ici", "fr"),
        ("*Water.* We need it.", "*水。*我们需要它。", "zh_Hans"),
        ("**Water** is life", "水__是__生命", "zh_Hans"),
        ("~~Water.~~ We need it.", "~~水。~~我们需要它。", "zh_Hans"),
    ],
)
def test_an_emphasis_that_none_would_see(source: str, target: str, locale: str) -> None:
    message = said(source, target, locale)["markup"]
    assert "would be seen as it is written" in message
    assert "outside the emphasis" in message


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("**Water is life.** We need it.", "**水是生命**。我们都需要它。"),
        ("**Water is life.** We need it.", "**水是生命。** 我们都需要它。"),
        ("Ein Wort**„fett“**hier", "一个**“粗”** 词"),  # unseen in the source, mended in the target
        ("**a** and **b**", "**乙**和**甲**"),
    ],
)
def test_an_emphasis_that_is_seen(source: str, target: str) -> None:
    assert said(source, target, "zh_Hans") == {}


def test_a_translated_label_is_told_with_what_to_do() -> None:
    found = said("Read [our report][our report].", "Lisez [notre rapport][notre rapport].")
    assert set(found) == {"links"}
    assert "“[notre rapport]” leads nowhere" in found["links"]
    assert "keep the second" in found["links"]
    assert said("Read [our report][our report].", "Lisez [notre rapport][Our  Report].") == {}


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("A ![](a.png) flag", "Un ![Drapeau](a.png) drapeau"),
        ("Visit [our site](u)", 'Voyez [notre site](u "Avis")'),
        ("A ![](a.png) flag", "Un [](a.png) drapeau"),
        ("A ![](a.png) flag", "Un ! [](a.png) drapeau"),
        ("A ![](a.png) and [b](u)", "Un [](a.png) et ![b](u)"),
    ],
)
def test_an_image_is_no_link_and_holds_no_words(source: str, target: str) -> None:
    assert "links" in said(source, target)


def test_links_and_images_are_told_apart() -> None:
    found = said("A ![](a.png) flag", "Un [](a.png) drapeau")["links"]
    assert "links: 0 in the source, 1 in the translation" in found
    assert "images: 1 in the source, 0 in the translation" in found
    found = said("A [b][b] ![](a.png)", "A [c][c] ![D](a.png)")["links"]
    assert "“[c]” leads nowhere" in found
    assert "“D”: descriptions of images" in found


def test_the_mark_of_an_image_is_no_exclamation() -> None:
    unit = Unit("See ![](a.png) there.", "Véase ![](a.png) allí.", "en", "es")
    assert checks.run(unit) == []


def test_texts_that_the_source_has_in_its_markup_may_stay() -> None:
    assert said('A ![1](a.png) [b](u "2")', 'Un ![1](a.png) [b](u "2")') == {}


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ('The <span translate="no">Clean Water</span> Act', "Loi <span translate='no'>Eau</span>"),
        ("The <B TRANSLATE=NO>Clean Water</B> Act", "Loi <B TRANSLATE=NO>Eau</B>"),
    ],
)
def test_what_is_not_to_be_translated_stays(source: str, target: str) -> None:
    assert "Clean Water" in said(source, target)["code"]
    assert said(source, source) == {}


@pytest.mark.parametrize(
    ("source", "target", "sound"),
    [
        ("Read <a1>it</a1>", "Lisez <em><a1>le</a1></em>", True),
        ("Read <a1>it</a1>", "Lisez<br> <bdi>X</bdi> <a1>le</a1><sup>e</sup>", True),
        ("Read <em>it</em>", "Lisez <em>le</em> <strong>tous</strong>", True),
        ("Read <a1>it</a1>", "Lisez <em><a1>le</em></a1>", False),
        ("Read <a1>it</a1>", "Lisez <em class='x'><a1>le</a1></em>", False),
        ("Read <a1>it</a1>", "Lisez <script>x</script> <a1>le</a1>", False),
        ("Read it", "Lisez <em>le</em>", False),
    ],
)
def test_plain_tags_of_a_translators_own(source: str, target: str, *, sound: bool) -> None:
    assert (said(source, target) == {}) is sound


@pytest.mark.parametrize(
    "piece",
    [
        *("<code1>", "<a1>", "<!--", "**a ", "_a ", "[", "![", "[^", "`a ``b ", "<a>b</c>", "](x "),
        *("[a][", "[a](", "<a translate=no>"),
    ],
)
@pytest.mark.parametrize("numbered", ["", "<a1>x</a1> "])
@pytest.mark.parametrize("size", [20_000, 200_000])
def test_hostile_markup_takes_no_time(piece: str, numbered: str, size: int) -> None:
    text = numbered + piece * (size // len(piece))
    start = time.perf_counter()
    for name in LOOKS:
        REGISTRY[name].findings(Unit(text, text + ".", "en", "fr"))
    assert time.perf_counter() - start < 3


def test_text_without_markup_is_not_parsed() -> None:
    pieces.read.cache_clear()
    checks.run(Unit("We met 12 people.", "Vimos a 12 personas.", "en", "es"))
    assert pieces.read.cache_info().misses == 0


TAGS = ["<a1>", "</a1>", "<b2>", "</b2>", "<img3/>", "x", "y"]


def nests(text: str) -> bool:
    """Whether tags pair off and hold something, told by taking away what is sound inside out."""
    while True:
        smaller = re.sub(r"<(\w+)>[^<>]+</\1>|<img3/>", "x", text)
        if smaller == text:
            return "<" not in text
        text = smaller


@given(st.permutations(TAGS))
def test_any_order_of_tags_that_nests_and_no_other_is_let_through(order: list[str]) -> None:
    source, target = "<a1>x <b2>y</b2></a1> <img3/>", "".join(order)
    assert ("markup" not in said(source, target)) is nests(target)


@given(st.text("ab *_`[]()<>/\\!1~^\n", max_size=40))
def test_a_text_is_as_itself(text: str) -> None:
    assert said(text, text) == {}
