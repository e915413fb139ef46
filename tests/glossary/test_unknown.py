"""Names that the glossary does not know: which are found, and what is none."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.glossary import Glossary, Term
from communique.glossary.unknown import Name, unknown_names

HERE = Path(__file__).parent
NONE = Glossary()


def found(*texts: str, language: str = "en") -> list[str]:
    return [one.text for one in unknown_names(texts, language, NONE)]


def counted(file: str) -> tuple[int, int, int]:
    """Hits, misses and false names over the statements of a file."""
    texts: dict[str, list[str]] = defaultdict(list)
    gold: dict[str, set[str]] = defaultdict(set)
    for line in (HERE / file).read_text("utf-8").splitlines():
        statement, text, names = line.split("\t")
        texts[statement].append(text)
        gold[statement] |= set(filter(None, names.split("|")))
    hits = misses = false = 0
    for statement, segments in texts.items():
        names_found = set(found(*segments))
        hits += len(gold[statement] & names_found)
        misses += len(gold[statement] - names_found)
        false += len(names_found - gold[statement])
    return hits, misses, false


@pytest.mark.parametrize(
    ("file", "least", "most_false"), [("names.tsv", 60, 2), ("names_held_out.tsv", 31, 1)]
)
def test_names_of_statements_are_found(file: str, least: int, most_false: int) -> None:
    hits, misses, false = counted(file)
    assert hits >= least, (hits, misses, false)
    assert false <= most_false


def test_a_name_is_counted_and_placed() -> None:
    texts = [
        "No names here.", "We saw Ana Solano.", "Solano left.", "**Ana Solano** wrote: ask Solano.",
    ]  # fmt: skip
    assert unknown_names(texts, "en", NONE) == [Name("Ana Solano", 4, 1)]


@pytest.mark.parametrize(
    "text",
    [
        "Workers demand peace. Nobody listens.",
        "On Monday, 4 May, we met in Paris and in New York.",
        "I said that I'm Spanish, or Peruvian, or from the United States.",
        "The Government and the Committee agree; see Article 9.",
        "# What We Demand of the Parliament",
        "STOP THE WAR NOW",
        "She said: “Peace is what we want.”",
        "See `Report.Class` and https://Example.org/Foo.",
        "President of Peru",
    ],
)
def test_what_is_no_name_is_not_listed(text: str) -> None:
    assert found(text) == []


def test_what_is_small_elsewhere_is_no_name_alone() -> None:
    assert found("We asked the Assembly Hall.", "They read the Appeal.", "an appeal") == [
        "Assembly Hall"
    ]
    assert found("They read the Appeal.") == ["Appeal"]


def test_what_the_glossary_knows_is_left_out() -> None:
    terms = [Term("Amnesty International"), Term("ICPW"), Term("water")]
    known = Glossary({term.text: term for term in terms})
    texts = ["We thank Amnesty International and the ICPW.", "We thank the Water Front."]
    assert [one.text for one in unknown_names(texts, "en", known)] == ["Water Front"]


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("es", "El lunes, Juan José de la Vega habló con la Liga Roja.",
         ["Juan José de la Vega", "Liga Roja"]),
        ("es", "La Comisión Interamericana de Derechos Humanos visitó España en mayo.",
         ["Comisión Interamericana de Derechos Humanos"]),
        ("fr", "La réponse de l’Union européenne et d’Amnesty International est venue lundi.",
         ["Amnesty International"]),
        ("fr", "Selon M. Lemoine, la Ligue de l’Enseignement refuse.",
         ["Lemoine", "Ligue de l’Enseignement"]),
        ("pt", "A greve começou na Vila Mariana, disse Rosa dos Santos.",
         ["Vila Mariana", "Rosa dos Santos"]),
        ("it", "Lo dice Teresa Bassi dell’Unione Inquilini.", ["Teresa Bassi", "Unione Inquilini"]),
        ("de", "Die Gewerkschaft lud Anneliese Kroll und die NGG ins Rathaus ein.",
         ["Anneliese Kroll", "NGG"]),
        ("de", "Die Arbeiter fordern im Mai mehr Lohn.", []),
        ("ru", "Вчера мы видели Анну Петрову у реки.", ["Анну Петрову"]),
        ("tr", "Biz dün Ayşe Tekin’i gördük.", ["Ayşe Tekin"]),
        ("ar", "قال محمد السيد ذلك في القاهرة.", []),
        ("zh", "王明在北京说。", []),
    ],
)  # fmt: skip
def test_other_languages(language: str, text: str, names: list[str]) -> None:
    assert sorted(found(text, language=language)) == sorted(names)


@given(
    st.lists(
        st.lists(
            st.sampled_from(
                ["Ana", "de", "la", "Vega", "of", "ICPW", "the", "'s", ".", "“", "Dr.", "I", "&",
                 "al-Hadi", "4", "water", "*", "[x](y)", "’", "É", "l’Eau", ":", "(", "Mai"]
            )
        ).map(" ".join)
        | st.text(max_size=30),
        max_size=4,
    ),
    st.sampled_from(["en", "fr", "de", "tr", "xx"]),
)  # fmt: skip
def test_no_text_breaks_it(texts: list[str], language: str) -> None:
    for name in unknown_names(texts, language, NONE):
        assert name.count > 0
        assert 0 <= name.first < len(texts)
        assert name.text.strip() == name.text != ""
