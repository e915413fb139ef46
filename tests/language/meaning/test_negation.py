"""Negation: counted once, however many words it takes; set phrases that negate nothing."""

from __future__ import annotations

import pytest

from communique.language.meaning.negation import polarity

# language, text, how many things it negates
COUNTED = [
    ("en", "We will not sign.", 1),
    ("en", "We don't, can't and won't sign.", 3),
    ("en", "We cannot sign, nor can they.", 1),
    ("en", "Neither they nor we were asked.", 1),
    ("en", "No bread, no water, no light.", 1),
    ("en", "We will not sign. Nor will they.", 2),
    ("en", "Not only they came, no doubt.", 0),
    ("en", "Reply no later than Monday, without delay, or not.", 0),
    ("en", "Nonetheless it is note No. 5.", 0),
    ("es", "No vino nadie.", 1),
    ("es", "Nadie vino.", 1),
    ("es", "Nadie dijo que no.", 2),
    ("es", "Sin embargo, no sólo vinieron ellos; no obstante, esperamos.", 0),
    ("es", "No firmaremos ni pagaremos nada.", 1),
    ("fr", "Nous ne signerons pas.", 1),
    ("fr", "Personne n'a signé.", 1),
    ("fr", "Aucun pays ne signera.", 1),
    ("fr", "Nous n’avons que du pain.", 0),
    ("fr", "Elle ne peut venir.", 1),
    ("fr", "Elle ne pourra venir que demain.", 0),
    ("fr", "N'importe qui le sait plus que jamais.", 0),
    ("fr", "Pas de justice, pas de paix.", 1),
    ("fr", "Le premier pas est fait.", 0),
    ("ar", "لن نوقع.", 1),
    ("ar", "ولم نوقع ولا نقبل.", 1),
    ("ar", "لا يزال العمال ينتظرون، ولا بد من الحل.", 0),
    ("ar", "لم يحضر إلا عاملان.", 0),
    ("ar", "هذا غير قانوني.", 1),
    ("ar", "غير أن العمال حضروا.", 0),
    ("de", "Wir haben nicht nur Brot, sondern kein Wasser.", 1),
    ("pt", "Não veio ninguém.", 1),
    ("it", "Non è venuto nessuno.", 1),
    ("ru", "Никто не пришёл.", 1),
    ("zh", "我们不会签字。", 1),
    ("zh", "不仅如此，他非常高兴。", 0),
]


@pytest.mark.parametrize(("language", "text", "count"), COUNTED)
def test_counts_negations(language: str, text: str, count: int) -> None:
    found = polarity(text, language)
    assert found is not None
    assert len(found.negations) == count


def test_says_them_as_written() -> None:
    found = polarity("We DON’T sign, and Nobody pays.", "en")
    assert found is not None
    assert found.negations == ("DON’T", "Nobody")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "They refused."),
        ("en", "It is unclear."),
        ("en", "A careless remark."),
        ("en", "Not only that."),
        ("es", "Es imposible."),
        ("fr", "Elle manque d'argent."),
        ("ar", "نرفض القرار."),
        ("zh", "我们反对。"),
    ],
)
def test_sees_what_is_negative_otherwise(language: str, text: str) -> None:
    found = polarity(text, language)
    assert found is not None
    assert found.tinted


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "We will sign tomorrow."),
        ("es", "Firmaremos mañana."),
        ("fr", "Nous signerons demain."),
        ("ar", "سنوقع غدا."),
        ("zh", "我们明天签字。"),
    ],
)
def test_sees_nothing_negative_in_a_plain_statement(language: str, text: str) -> None:
    assert polarity(text, language) == ((), False)


def test_a_language_without_data_has_no_polarity() -> None:
    assert polarity("Ni saini", "sw") is None
