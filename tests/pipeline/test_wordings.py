"""What a translation has to keep: a name in every spelling, a fixed wording; also by a pivot."""

from __future__ import annotations

from pathlib import Path

import pytest

from communique import glossary, verbatim
from communique.pipeline.wordings import Wordings

GLOSSARY = """\
term,also,do_not_translate,es,fr,ar
Lake District,the Lakes,,Distrito de los Lagos,district des Lacs|région des Lacs,
Peace Day,,,Día de la Paz,,
Helen Marsh,Prof. Marsh,yes,,,هيلين مارش
ICPW,,yes,,CIEP,
Board,,,Junta,Conseil,
Council,,,Consejo,Conseil,
ceasefire,,,alto el fuego,cessez-le-feu,
"""
FIXED = """\
kind = "quotation"
original = "en"
[wording]
en = "No village may be left without water."
es = "Ninguna aldea puede quedar sin agua."
fr = "Aucun village ne peut rester sans eau."
"""


@pytest.fixture
def words(tmp_path: Path) -> Wordings:
    (tmp_path / "glossary.csv").write_text(GLOSSARY, "utf-8")
    (tmp_path / "water.toml").write_text(FIXED, "utf-8")
    return Wordings(glossary.load(tmp_path / "glossary.csv"), verbatim.load(tmp_path))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (
            "PEACE DAY IN THE LAKE DISTRICT. Peace Day is near.",
            {
                "PEACE DAY": "DÍA DE LA PAZ",
                "LAKE DISTRICT": "DISTRITO DE LOS LAGOS",
                "Peace Day": "Día de la Paz",
            },
        ),
        ("the Lakes of the Lake District", {"Lake District": "Distrito de los Lagos"}),
        ("two Lake Districts", {}),
        ("a ceasefire", {}),
        (
            "Helen Marsh (HELEN MARSH, Prof. Marsh) of ICPW",
            {one: one for one in ("Helen Marsh", "HELEN MARSH", "Prof. Marsh", "ICPW")},
        ),
    ],
)
def test_every_spelling_of_a_name_is_kept(words: Wordings, text: str, kept: dict[str, str]) -> None:
    assert words.kept(text, "en", "es") == kept


def test_nobody_said_which_form_another_spelling_has(words: Wordings) -> None:
    assert words.kept("Helen Marsh, Prof. Marsh", "en", "ar") == {"Helen Marsh": "هيلين مارش"}


def test_a_fixed_wording_is_kept_with_its_full_stop_and_without(words: Wordings) -> None:
    kept = words.kept("We say: “No village may be left without water.” Yes.", "en", "es")
    assert kept == {
        "No village may be left without water.": "Ninguna aldea puede quedar sin agua.",
        "No village may be left without water": "Ninguna aldea puede quedar sin agua",
    }


def test_through_a_reviewed_text_its_wordings_stand_for_the_sources(words: Wordings) -> None:
    def through(text: str) -> dict[str, str]:
        return words.kept_through(text, "en", "fr", "es")

    assert through("Helen Marsh of ICPW, Prof. Marsh") == {
        "Helen Marsh": "Helen Marsh",
        "CIEP": "ICPW",
        "Prof. Marsh": "Prof. Marsh",
    }
    assert through("LAKE DISTRICT: the Lake District") == {
        "DISTRICT DES LACS": "DISTRITO DE LOS LAGOS",
        "district des Lacs": "Distrito de los Lagos",
        "région des Lacs": "Distrito de los Lagos",
    }
    assert through("Peace Day and ceasefire") == {}  # no wording in French; no name
    assert words.kept_through("Peace Day", "en", "es", "fr") == {}
    assert through("the Board") == {"Conseil": "Junta"}
    assert through("the Board and the Council") == {}  # which of the two is “Conseil”?
    assert through("Yes: no village may be left without water.") == {
        "Aucun village ne peut rester sans eau.": "Ninguna aldea puede quedar sin agua.",
        "Aucun village ne peut rester sans eau": "Ninguna aldea puede quedar sin agua",
    }
