"""Two stages as one, and the ways that there are."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from communique.engines import packages, routing
from communique.engines.base import Link, Translation
from communique.engines.packages import Package, inventory, lock
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
        pairs={("en", "fr"): ("libretranslate", "argos")}, server="http://127.0.0.1:5000"
    )
    assert [m.origin for (m,) in routing.routes("en", "es", choice)] == ["starter"]
    assert [m.origin for (m,) in routing.routes("en", "fr", choice)] == ["server", "starter"]
    assert routing.routes("en", "es_AR")[0][0].target == "es"


def test_what_is_said_of_a_language_holds_for_its_variants() -> None:
    choice = routing.Choice(
        pairs={("en", "es"): ("libretranslate",), ("en", "es_AR"): ()}, server="http://127.0.0.1:9"
    )
    assert choice.order(("en", "es_MX")) == choice.order(("en_GB", "es")) == ("libretranslate",)
    assert choice.order(("en", "fr")) == ("argos",)
    with pytest.raises(CommuniqueError, match=r"settings name no engine for en→es_AR.*\[engine\]"):
        routing.routes("en", "es_AR", choice)


@pytest.fixture
def pinned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Package]:
    """A lock file that pins the package en→es that is installed."""
    folder = tmp_path / "translate-en_es-1_9"
    shutil.copytree(packages.shipped()[0].path, folder)
    package = Package("en", "es", "1.9", "installed", folder)
    monkeypatch.setattr("communique.engines.packages.installed", lambda: [package])
    path = tmp_path / lock.FILE
    pin = lock.Pin("en", "es", "1.9", "0" * 64, 1, "http://x", inventory.tree_digest(folder))
    lock.keep(path, pin)
    packages.fingerprint.cache_clear()
    return path, package


def test_of_a_pinned_pair_only_the_pinned_package_is_used(
    pinned: tuple[Path, Package], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, package = pinned
    newer = replace(package, version="1.10")
    monkeypatch.setattr("communique.engines.packages.installed", lambda: [package, newer])
    free, bound = routing.Choice(), routing.Choice(lock=path)
    assert [m.version for m in routing.models("en", "es", free)][:2] == ["1.10", "1.9"]
    assert [m.version for m in routing.models("en", "es_AR", bound)] == ["1.9"]
    assert [m.origin for m in routing.models("en", "fr", bound)] == ["starter"]


def test_without_the_pinned_package_nothing_takes_its_place(
    pinned: tuple[Path, Package], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path, package = pinned
    bound = routing.Choice(lock=path, server="http://127.0.0.1:9")
    (package.path / "sentencepiece.model").write_bytes(b"changed")
    packages.fingerprint.cache_clear()
    with pytest.raises(CommuniqueError, match=r"installed: 1\.9, changed"):
        routing.routes("en", "es", bound)
    others = [replace(package, version="1.10")]
    monkeypatch.setattr("communique.engines.packages.installed", lambda: others)
    says = r"en→es 1\.9 is pinned.*installed: 1\.10.*`communique models install en es` gets it"
    with pytest.raises(CommuniqueError, match=says) as caught:
        routing.routes("en", "es", bound)
    assert caught.value.path == path
    with pytest.raises(CommuniqueError, match=says):  # nor by way of English
        routing.routes("fr", "es", replace(bound, pairs={("fr", "en"): ("libretranslate",)}))
    # A server that the settings prefer goes on.
    served = replace(bound, engines=("libretranslate", "argos"))
    assert [m.origin for (m,) in routing.routes("en", "es", served)] == ["server"]
    assert "is pinned" in caplog.text


def test_what_cannot_be_had_is_one_clear_error() -> None:
    with pytest.raises(CommuniqueError, match="no package translates en→el"):
        routing.routes("en", "el")
    assert packages.find("en", "es").origin == "starter"
