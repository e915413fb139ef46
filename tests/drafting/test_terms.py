"""Agreed terms choose among candidates, and otherwise warn."""

from __future__ import annotations

from communique.drafting import terms
from communique.engines.base import Translation
from communique.glossary import Match

CEASEFIRE = Match("ceasefire", "ceasefire", ("alto el fuego", "cese del fuego"))
UNION = Match("trade union", "trade unions", ("sindicato",))


def test_a_term_may_be_inflected() -> None:
    assert terms.lacking("Los sindicatos piden un alto el fuego.", [CEASEFIRE, UNION], "es") == []
    assert terms.lacking("Las uniones piden un alto el fuego.", [CEASEFIRE, UNION], "es") == [UNION]


def test_the_first_candidate_with_the_terms_is_taken() -> None:
    first = Translation("Pedimos una tregua.", -0.1)
    others = [
        Translation("Pedimos una pausa.", -0.2),
        Translation("Pedimos un cese del fuego.", -0.4),
        Translation("Pedimos un alto el fuego.", -0.5),
    ]
    assert terms.with_terms(first, others, [CEASEFIRE], "es") is others[1]
    assert terms.with_terms(first, others[:1], [CEASEFIRE], "es") is first


def test_a_doubtful_candidate_is_no_choice() -> None:
    first = Translation("Pedimos una tregua.", -0.1)
    looping = Translation("alto el fuego " * 4, -0.4, doubts=("loop",))
    assert terms.with_terms(first, [looping], [CEASEFIRE], "es") is first


def test_what_is_lacking_is_told() -> None:
    assert terms.warning(CEASEFIRE) == (
        "look at: for “ceasefire” the glossary has alto el fuego or cese del fuego"
    )
