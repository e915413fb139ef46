"""Two stages as one, and the ways that there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from communique.engines import packages, routing
from communique.engines.base import Link, Translation
from communique.engines.packages import Package
from communique.engines.pivot import through
from communique.errors import CommuniqueError

# "la akvo" → "the water" → "el agua"
FIRST = Translation("the water", -0.2, 0.1, ("numbers",), (Link(0, 2, 0, 3), Link(3, 7, 4, 9)))
SECOND = Translation("el agua", -0.6, 0.5, (), (Link(0, 3, 0, 2), Link(4, 9, 3, 7)))


def test_two_stages_have_the_links_and_the_doubts_of_both() -> None:
    both = through(FIRST, SECOND)
    assert both.text == "el agua"
    assert both.links == (Link(0, 2, 0, 2), Link(3, 7, 3, 7))
    assert (both.score, both.risk, both.doubts) == (-0.6, 0.55, ("numbers",))


def test_a_subword_of_the_second_stage_follows_the_word_that_it_mostly_lies_in() -> None:
    second = Translation("elagua", links=(Link(2, 9, 0, 6),))
    assert through(FIRST, second).links == (Link(3, 7, 0, 6),)


def test_what_the_first_stage_lost_the_second_does_not_find() -> None:
    lost = Translation("", -3.0, 1.0, ("loop",))
    assert through(lost, SECOND) == lost


@pytest.fixture
def esperanto(monkeypatch: pytest.MonkeyPatch) -> Package:
    package = Package("eo", "en", "1.0", "installed", Path("/nowhere"))
    monkeypatch.setattr(Package, "runs", True)
    monkeypatch.setattr("communique.engines.packages.installed", lambda: [package])
    return package


@pytest.mark.usefixtures("esperanto")
def test_a_pivot_is_taken_where_nothing_is_direct() -> None:
    assert [m.name for m in routing.routes("eo", "en")[0]] == ["Argos eo→en 1.0"]
    (route,) = routing.routes("eo", "es")
    assert [(m.source, m.target, m.origin) for m in route] == [
        ("eo", "en", "installed"),
        ("en", "es", "starter"),
    ]
    with pytest.raises(CommuniqueError, match="no package translates eo→es"):
        routing.routes("eo", "es", routing.Choice(pivot=""))


def test_settings_choose_the_engine_of_a_pair() -> None:
    choice = routing.Choice(
        pairs={"en-fr": ("libretranslate", "argos")}, server="http://127.0.0.1:5000"
    )
    assert [m.origin for (m,) in routing.routes("en", "es", choice)] == ["starter"]
    assert [m.origin for (m,) in routing.routes("en", "fr", choice)] == ["server", "starter"]
    assert routing.routes("en", "es_AR")[0][0].target == "es"


def test_what_cannot_be_had_is_one_clear_error() -> None:
    with pytest.raises(CommuniqueError, match="no package translates en→el"):
        routing.routes("en", "el")
    assert packages.find("en", "es").origin == "starter"
