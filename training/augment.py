"""More triples from each triple: stand-ins that are copied, and other numbers in the same words.

A small model remembers what it should copy: a name it saw with *Kenya* comes out as *Kenya*.
Names, addresses and numbers that stand once in each of the three texts are therefore replaced
by the stand-ins ``X1``, ``X2``... that the engine puts for text that must survive untouched, and
numbers by other numbers, written as each language writes them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from training.text import Triple

_COPIES = 4  # variants of each triple that has numbers
_REPEATS = 8  # of the written examples below

_NAME = r"[A-Z][\w'-]+(?: [A-Z][\w'-]+)*"
_FIGURES = r"\d[\d.,]*\d"
_ADDRESS = r"[\w.]+@[\w.]+\w"
_REPLACEABLE = re.compile(rf"\b(?:{_NAME}|{_FIGURES}|{_ADDRESS})")
_STAND_IN = re.compile(r"\bX\d")
_NUMBER = re.compile(r"(?<![\w.,])(?:\d[\d.,]*\d|\d)(?!\w)")

_EXAMPLES = (
    Triple("More information: X1", "Más información: X1", "Plus d'informations : X1"),
    Triple(
        "Visit X1 to learn more.",
        "Visite X1 para saber más.",
        "Rendez-vous sur X1 pour en savoir plus.",
    ),
    Triple("Write to us at X1.", "Escríbanos a X1.", "Écrivez-nous à X1."),
    Triple("Contact: X1, X2", "Contacto: X1, X2", "Contact : X1, X2"),
    Triple(
        "The full text is available at X1.",
        "El texto completo está disponible en X1.",
        "Le texte intégral est disponible à l'adresse X1.",
    ),
    Triple(
        "The statement was published on X1 on 4 May.",
        "La declaración se publicó en X1 el 4 de mayo.",
        "La déclaration a été publiée sur X1 le 4 mai.",
    ),
    Triple(
        "Questions can be sent to X1 before Friday.",
        "Las preguntas pueden enviarse a X1 antes del viernes.",
        "Les questions peuvent être envoyées à X1 avant vendredi.",
    ),
    Triple(
        "For press inquiries, write to X1 or call X2.",
        "Para consultas de prensa, escriba a X1 o llame al X2.",
        "Pour toute demande de presse, écrivez à X1 ou appelez le X2.",
    ),
    Triple("Read more at X1.", "Más información en X1.", "Pour en savoir plus : X1."),
    Triple(
        "The petition can be signed at X1.",
        "La petición puede firmarse en X1.",
        "La pétition peut être signée sur X1.",
    ),
    Triple("Run X1 and then X2.", "Ejecute X1 y después X2.", "Exécutez X1, puis X2."),
    Triple("See note X1.", "Véase la nota X1.", "Voir la note X1."),
    Triple("Read X1", "Lea X1", "Lire X1"),
    Triple("See X1, X2 and X3.", "Véanse X1, X2 y X3.", "Voir X1, X2 et X3."),
    Triple(
        "The signatories are X1, X2, X3 and X4.",
        "Los firmantes son X1, X2, X3 y X4.",
        "Les signataires sont X1, X2, X3 et X4.",
    ),
    Triple(
        "X1 and X2 wrote to X3 on behalf of X4.",
        "X1 y X2 escribieron a X3 en nombre de X4.",
        "X1 et X2 ont écrit à X3 au nom de X4.",
    ),
    Triple(
        "Contact X1 at X2, or X3 at X4.",
        "Póngase en contacto con X1 en X2, o con X3 en X4.",
        "Contactez X1 à X2, ou X3 à X4.",
    ),
    Triple(
        "According to X1, X2 met X3 in X4.",
        "Según X1, X2 se reunió con X3 en X4.",
        "Selon X1, X2 a rencontré X3 à X4.",
    ),
    Triple("X1: X2 (X3)", "X1: X2 (X3)", "X1 : X2 (X3)"),
    Triple("Read the X1 report (X2).", "Lea el informe X1 (X2).", "Lisez le rapport X1 (X2)."),
)


class Marks(NamedTuple):
    """What each language writes where English writes ``,`` or ``.`` inside a number."""

    en: str
    es: str
    fr: str

    def write(self, number: str) -> Triple:
        """Return an English number as the three languages write it."""
        return Triple(*(number.replace(self.en, mark) for mark in self))


_PLAIN = Marks("", "", "")
_DECIMAL = Marks(".", ",", ",")
_THOUSANDS = (Marks(",", ".", " "), Marks(",", "", " "), Marks(",", " ", " "))


def augment(triples: Sequence[Triple], seed: int) -> list[Triple]:
    """Return new triples made from hand-written ones.

    Args:
        triples: normalised triples.
        seed: the same seed gives the same triples.
    """
    rng = random.Random(seed)
    found = [with_stand_ins(triple, rng) for triple in triples]
    made = [triple for triple in found if triple is not None]
    made += _EXAMPLES * _REPEATS
    for triple in triples:
        made += with_other_numbers(triple, rng)
    return made


def with_stand_ins(triple: Triple, rng: random.Random) -> Triple | None:
    """Return a triple with one to four names or figures replaced by ``X1``, ``X2``...

    None where nothing stands once, and alike, in all three texts, or where stand-ins stand
    already. What opens the English sentence stays: its capital may be no name's.
    """
    if _STAND_IN.search(triple.en):
        return None
    found = dict.fromkeys(_REPLACEABLE.findall(triple.en))
    common = [
        text
        for text in found
        if not triple.en.startswith(text) and all(occurs_once(text, side) for side in triple)
    ]
    if not common:
        return None
    chosen = common[: rng.choice((1, 1, 2, 3, 4))]
    first = rng.choice((1, 1, 1, 1, 2, 3))
    names = {text: f"X{number}" for number, text in enumerate(chosen, first)}
    return Triple(*(replace(side, names) for side in triple))


def with_other_numbers(triple: Triple, rng: random.Random) -> list[Triple]:
    """Return up to four variants of a triple that differ from it in their numbers."""
    written = _numbers(triple)
    if not written:
        return []
    variants = []
    for _ in range(_COPIES):
        others = {number: _other(number, rng) for number in written}
        variants.append(_renumbered(triple, written, others))
    return [variant for variant in variants if variant != triple]


def _renumbered(triple: Triple, written: Mapping[str, Marks], others: Mapping[str, str]) -> Triple:
    sides = []
    for place, side in enumerate(triple):
        names = {
            marks.write(number)[place]: marks.write(others[number])[place]
            for number, marks in written.items()
        }
        sides.append(replace(side, names))
    return Triple(*sides)


def _numbers(triple: Triple) -> dict[str, Marks]:
    """Return the numbers that stand once in each text, and how the three texts write them."""
    written = {}
    for number in dict.fromkeys(_NUMBER.findall(triple.en)):
        for marks in _possible_marks(number):
            if all(map(occurs_once, marks.write(number), triple)):
                written[number] = marks
                break
    return written


def _possible_marks(number: str) -> Iterable[Marks]:
    if number == "1":  # another number would ask for a plural
        return ()
    if number.isdigit():
        return (_PLAIN,)
    if re.fullmatch(r"\d+\.\d+", number):
        return (_DECIMAL,)
    if re.fullmatch(r"\d{1,3}(,\d{3})+", number):
        return _THOUSANDS
    return ()


def _other(number: str, rng: random.Random) -> str:
    """Return another number of the same kind, as English writes it."""
    if "," in number:
        return f"{rng.randint(1_000, 10 ** rng.choice((4, 5, 5, 6))):,}"
    if "." in number:
        return f"{rng.randint(1, 99)}.{rng.randint(1, 9)}"
    if re.fullmatch(r"(19|20)\d\d", number):
        return str(rng.randint(1900, 2039))
    if len(number) == 1:
        return str(rng.randint(2, 9))
    if int(number) <= 31:  # maybe the day of a month
        return str(rng.randint(2, 31))
    smallest = 10 if len(number) <= 3 else 10 ** (len(number) - 1)
    return str(rng.randint(smallest, 10 ** len(number) - 1))


def occurs_once(text: str, side: str) -> bool:
    """Say whether a side holds a text once, as whole words."""
    return len(_whole([text]).findall(side)) == 1


def replace(side: str, names: Mapping[str, str]) -> str:
    """Replace all at once, so that nothing put in is replaced in turn."""
    return _whole(names).sub(lambda match: names[match[0]], side)


def _whole(texts: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(texts, key=len, reverse=True)
    either = "|".join(map(re.escape, longest_first))
    return re.compile(rf"(?<![\w.,])(?:{either})(?!\w|[.,]\d)")
