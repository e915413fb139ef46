"""The negation check: a lost or added "not" is found, a good translation is left alone."""

from __future__ import annotations

import pytest

from communique.checks.base import REGISTRY, Severity, Unit
from communique.checks.negation import look

FLAWED = [
    ("es", "We will not sign.", "Firmaremos."),
    ("es", "We will sign the agreement.", "No firmaremos el acuerdo."),
    ("es", "Nobody was consulted.", "Se consultó a la gente."),
    ("fr", "We will not sign.", "Nous signerons."),
    ("fr", "We will sign the agreement.", "Nous ne signerons pas l’accord."),
    ("fr", "They never answered our letter.", "Ils ont répondu à notre lettre."),
    ("ar", "We will not sign.", "سنوقع."),
    ("ar", "We will sign the agreement.", "لن نوقع الاتفاق."),
    ("ar", "The ministry did not answer.", "أجابت الوزارة."),
    ("zh", "We will not sign.", "我们会签字。"),
    ("zh", "We will sign the agreement.", "我们不会签署协议。"),
    ("zh", "We don’t accept it.", "我们接受。"),
]  # fmt: skip

GOOD = [
    ("es", "We will not sign.", "No firmaremos."),
    ("es", "We are unable to pay.", "No podemos pagar."),
    ("es", "They refuse to answer.", "No aceptan responder."),
    ("es", "We will not leave until they answer.", "Nos iremos sólo cuando respondan."),
    ("es", "However, we will sign.", "Sin embargo, firmaremos."),
    ("es", "Not only workers came.", "No sólo vinieron trabajadores."),
    ("es", "Reply no later than Monday.", "Respondan a más tardar el lunes."),
    ("es", "We do not accept it.", "Lo rechazamos."),
    ("fr", "We only have bread.", "Nous n’avons que du pain."),
    ("fr", "It is unclear.", "Ce n’est pas clair."),
    ("fr", "Nobody came.", "Personne n’est venu."),
    ("fr", "We do not know.", "Nous l’ignorons."),
    ("ar", "They no longer work here.", "لم يعودوا يعملون هنا."),
    ("ar", "The workers are still waiting.", "لا يزال العمال ينتظرون."),
    ("ar", "We do not accept it.", "نرفض ذلك."),
    ("ar", "This is illegal.", "هذا غير قانوني."),
    ("zh", "They are very tired.", "他们非常累。"),
    ("zh", "We do not accept it.", "我们拒绝。"),
    ("zh", "Not only that.", "不仅如此。"),
    ("sw", "We will not sign.", "Tutasaini."),
]  # fmt: skip


@pytest.mark.parametrize(("locale", "source", "target"), FLAWED)
def test_finds(locale: str, source: str, target: str) -> None:
    assert list(look(Unit(source, target, "en", locale)))


@pytest.mark.parametrize(("locale", "source", "target"), GOOD)
def test_leaves_alone(locale: str, source: str, target: str) -> None:
    assert list(look(Unit(source, target, "en", locale))) == []


def test_names_what_is_missing() -> None:
    (message,) = look(Unit("We **don’t** sign.", "Firmamos.", "en", "es_MX"))
    assert message == "the source negates (“don’t”), the translation does not"
    (message,) = look(Unit("Firmamos.", "We never sign.", "es", "en"))
    assert message == "the translation negates (“never”), the source does not"


def test_is_silent_on_long_segments_and_code() -> None:
    long = "We met the members of the council in the old town hall. " * 6
    assert not list(look(Unit(long + "We will not sign.", long + "Firmaremos.", "en", "es")))
    assert not list(look(Unit("Run `not`.", "Ejecute `not`.", "en", "es")))


def test_is_a_warning() -> None:
    assert REGISTRY["negation"].severity is Severity.WARNING


@pytest.mark.parametrize(
    ("locale", "source", "target"),
    [
        ("fr", "It was not approved.", "Il est approuvé."),
        ("es", "The project is not ready.", "Este proyecto está listo."),
        ("es", "The right to strike is protected.", "No se protege el derecho de huelga."),
    ],
)
def test_a_word_with_an_opposite_is_not_yet_a_negative_one(
    locale: str, source: str, target: str
) -> None:
    assert list(look(Unit(source, target, "en", locale)))
