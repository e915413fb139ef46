"""The vocabulary of the toy package: Esperanto words and their English ones."""

from __future__ import annotations

from typing import NamedTuple


class Noun(NamedTuple):
    """A noun, and its English plural."""

    eo: str
    en: str
    many: str


class Adjective(NamedTuple):
    """An adjective."""

    eo: str
    en: str


class Kind(NamedTuple):
    """Nouns of one kind, and the adjectives that they can have."""

    nouns: list[Noun]
    adjectives: list[Adjective]


class Verb(NamedTuple):
    """The stem of a verb and its English forms; ``asked`` says that readers are asked to do it."""

    eo: str
    en: str
    third: str
    past: str
    asked: bool


_ACTOR_LIST = """
komitato committee, ministerio ministry, registaro government, asocio association,
laboristo worker, instruisto teacher, juĝisto judge, infano child, virino woman, viro man,
homo person, familio family, ĵurnalisto journalist, advokato lawyer, prezidanto president,
parlamento parliament, kortumo court, komisiono commission, studento student, flegisto nurse,
terkulturisto farmer, najbaro neighbour, ŝtato state, nacio nation, grupo group, membro member,
kompanio company, sindikato trade_union, malliberulo prisoner, aktivulo activist
"""
_PLACE_LIST = """
vilaĝo village, urbo city, lernejo school, hospitalo hospital, regiono region, lando country,
arbaro forest, biblioteko library, rivero river, minejo mine, domo house, insulo island
"""
_TEXT_LIST = """
leĝo law, raporto report, letero letter, decido decision, projekto project, plano plan,
interkonsento agreement, peticio petition, deklaro statement, gazeto newspaper,
propono proposal, rajto right, kampanjo campaign, kunveno meeting, konferenco conference,
elekto election, ponto bridge, vojo road, baraĵo dam, foto photo
"""
_MASS_LIST = """
akvo water, pano bread, paco peace, libereco freedom, justeco justice, laboro work,
protekto protection, helpo help, informo information, edukado education, aero air, tero land,
mono money
"""
_QUALITIES_OF_ALL = """
nova new, libera free, internacia international, loka local, justa fair, maljusta unfair,
maljuna old, granda large, malgranda small, grava important, sendependa independent,
paca peaceful, forta strong
"""
_QUALITIES_OF_ACTORS = "juna young, malriĉa poor, laca tired, preta ready, kuraĝa brave"
_QUALITIES_OF_THINGS = """
pura clean, sekura safe, publika public, longa long, urĝa urgent, ĉiujara annual,
kontraŭleĝa illegal, necesa necessary, klara clear
"""
_FOR_ALL = """
kondamn condemn, subten support, protekt protect, defend defend, bonvenig welcome, send send,
vid see, vizit visit, financ fund, kritik criticise, trov find, perd lose
"""
_FOR_THINGS = """
postul demand, publikig publish, rifuz refuse, akcept accept, konstru build, ferm close,
malferm open, subskrib sign, pet request, leg read, diskut discuss, organiz organise,
ricev receive, esplor investigate, difekt damage, detru destroy, divid share, komenc begin
"""
_PLURALS = {"child": "children", "woman": "women", "man": "men", "person": "people"}
_PASTS = {
    "build": "built", "read": "read", "send": "sent", "see": "saw", "find": "found",
    "begin": "began", "lose": "lost",
}  # fmt: skip
_ASKED = {"read", "sign", "support", "protect", "defend", "send", "see", "visit", "share"}


def _entries(text: str) -> list[list[str]]:
    return [[word.replace("_", " ") for word in entry.split()] for entry in text.split(",")]


def _nouns(text: str) -> list[Noun]:
    return [Noun(eo, en, _plural(en)) for eo, en in _entries(text)]


def _plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return f"{noun[:-1]}ies"
    return _PLURALS.get(noun, f"{noun}s")


def _adjectives(text: str) -> list[Adjective]:
    return [Adjective(eo, en) for eo, en in _entries(text)]


def _verbs(text: str) -> list[Verb]:
    return [Verb(eo, en, _third(en), _past(en), en in _ASKED) for eo, en in _entries(text)]


def _third(verb: str) -> str:
    return f"{verb}es" if verb.endswith(("sh", "ss", "ch")) else f"{verb}s"


def _past(verb: str) -> str:
    return _PASTS.get(verb) or (f"{verb}d" if verb.endswith("e") else f"{verb}ed")


_ADJECTIVES = _adjectives(_QUALITIES_OF_ALL)
ACTORS = Kind(_nouns(_ACTOR_LIST), _ADJECTIVES + _adjectives(_QUALITIES_OF_ACTORS))
PLACES = Kind(_nouns(_PLACE_LIST), _ADJECTIVES + _adjectives(_QUALITIES_OF_THINGS))
TEXTS = Kind(_nouns(_TEXT_LIST), PLACES.adjectives)
MASSES = Kind(_nouns(_MASS_LIST), PLACES.adjectives)
VERBS_FOR_ALL = _verbs(_FOR_ALL)
VERBS = VERBS_FOR_ALL + _verbs(_FOR_THINGS)

# With what goes after them.
PREPOSITIONS = [
    ("por", "for", ACTORS), ("kontraŭ", "against", ACTORS), ("kun", "with", ACTORS),
    ("sen", "without", MASSES), ("en", "in", PLACES), ("en", "in", PLACES),
    ("antaŭ", "before", TEXTS), ("post", "after", TEXTS), ("pri", "about", TEXTS),
]  # fmt: skip
PRONOUNS = [
    ("ni", "we", True), ("ili", "they", True), ("ŝi", "she", False), ("li", "he", False),
]  # fmt: skip
NUMBERS = [
    ("du", "two"), ("tri", "three"), ("kvar", "four"), ("kvin", "five"), ("ses", "six"),
    ("sep", "seven"), ("ok", "eight"), ("naŭ", "nine"), ("dek", "ten"), ("cent", "a hundred"),
]  # fmt: skip
MONTHS = [
    ("januaro", "January"), ("marto", "March"), ("majo", "May"), ("junio", "June"),
    ("septembro", "September"), ("decembro", "December"),
]  # fmt: skip
# By the tense of the verb that they go with.
ADVERBS = {
    "as": [("hodiaŭ", "today"), ("nun", "now"), ("ĉiujare", "every year")],
    "is": [("hieraŭ", "yesterday"), ("hodiaŭ", "today"), ("lunde", "on Monday")],
    "os": [("morgaŭ", "tomorrow"), ("baldaŭ", "soon"), ("vendrede", "on Friday")],
}
NAMES = (
    "Verania", "Kivara", "Lindur", "Zamor", "Tesel", "Ana Ruiz", "Omar Haddad", "Lena Novak",
    "Ilo Banda", "Mira Sato", "ICPW", "WHRD", "COP30", "GreenNet", "Debian",
)  # fmt: skip
