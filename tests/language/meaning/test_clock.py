"""Times of day: read from digits or words, and told apart."""

from __future__ import annotations

import pytest

from communique.language.meaning import clock
from communique.language.meaning.edits import versions
from communique.language.meaning.wordlists import tokens, words

# language, one way to say a time, another, whether they are the same
PAIRS = [
    ("en", "at half past seven in the evening", "at 7:30 p.m.", True),
    ("en", "at a quarter to one in the afternoon", "at 12:45 p.m.", True),
    ("en", "at twelve at night", "at 0:00", True),
    ("en", "at 12 a.m.", "at midnight", True),
    ("en", "at 3:00", "at three in the afternoon", True),
    ("en", "at 3 a.m.", "at three in the afternoon", False),
    ("en", "at 20:00", "at eight in the morning", False),
    ("es", "a la una y media de la tarde", "a las 13:30", True),
    ("es", "a las nueve menos cuarto de la noche", "a las 20:45", True),
    ("es", "a las tres y diez de la madrugada", "a las 3:10", True),
    ("fr", "à vingt et une heures trente-cinq", "à 21 h 35", True),
    ("fr", "à dix-huit heures", "à 18 h", True),
    ("fr", "à huit heures du matin", "à 20 heures", False),
    ("ar", "في الثانية عشرة ظهرا", "في الساعة 12:00", True),
    ("ar", "في الساعة الخامسة والثلث مساء", "في الساعة 17:20", True),
    ("ar", "في الخامسة مساء", "في الساعة 5:00 صباحا", False),
]


@pytest.mark.parametrize(("language", "one", "other", "same"), PAIRS)
def test_times_agree_or_not(language: str, one: str, other: str, same: bool) -> None:
    old, new = (
        [token.form for token in version.said if clock.is_time(token.form)]
        for version in versions(one, other, language)
    )
    assert old
    assert (old == new) is same


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "three of us met on 3 May in the morning", "three of us met on 4 May at 5"),
        ("es", "abre de 9 a 14 horas", "abre de 9 a 15 horas y de 16 a 18 horas"),
        ("en", "he came at noon", "he came"),
    ],
)
def test_what_only_one_version_says_is_left_to_others(language: str, one: str, other: str) -> None:
    known = words(language)
    assert clock.paired((one, tokens(one, language)), (other, tokens(other, language)), known) == []
