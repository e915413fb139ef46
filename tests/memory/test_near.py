"""Near look-up against comparing everything with everything."""

from __future__ import annotations

import random
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from communique.memory.near import Text, Texts, plain, shape

REGISTER = Path(__file__).resolve().parents[2] / "training" / "register"


def texts_of(raw: list[str]) -> Texts:
    return Texts(Text(text, plain(text), shape(plain(text))) for text in dict.fromkeys(raw))


def found(texts: Texts, text: str, least: float = 0.6) -> dict[str, float]:
    return {raw: likeness for likeness, group in texts.like(text, least) for raw in group}


def brute(raw: list[str], text: str, least: float = 0.6) -> set[str]:
    return {
        one
        for one in raw
        if Levenshtein.normalized_similarity(plain(text), plain(one)) >= least and plain(one)
    }


WORDS = ["peace", "we", "demand", "the", "council", "war", "now", "of", "justice", ",", "."]
SENTENCES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=25).map(" ".join)


@given(st.lists(SENTENCES, max_size=30), SENTENCES)
def test_nothing_that_is_alike_by_words_is_missed(raw: list[str], text: str) -> None:
    got = set(found(texts_of(raw), text, 0.75))
    wanted = brute(raw, text, 0.75)
    assert got <= wanted
    assert len(got) >= 0.95 * len(wanted)


@given(st.lists(st.text("平和に日本国の一 ab", max_size=20), max_size=20), st.text("平和に日本 a"))
def test_short_texts_without_spaces_are_compared_by_letter(raw: list[str], text: str) -> None:
    assert set(found(texts_of(raw), text)) <= brute(raw, text)
    if len(text) < 6:
        assert set(found(texts_of(raw), text)) == (brute(raw, text) if plain(text) else set())


def unspaced(text: str) -> str:
    return "".join(
        chr(0x4E00 + hash_of(word)) + chr(0x5E00 + hash_of(word)) for word in text.split()
    )


def hash_of(word: str) -> int:
    return zlib.crc32(word.encode()) % 3001


def arabic(text: str) -> str:
    letters = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
    return "".join(letters[ord(one) % 28] if one.isalpha() else one for one in text)


@pytest.mark.parametrize("script", [str, unspaced, arabic])
def test_what_brute_force_finds_among_statements_is_found(script: type[str]) -> None:
    chance = random.Random(3)
    lines = [
        line.split("\t")[0]
        for path in sorted(REGISTER.glob("[ab].tsv"))
        for line in path.read_text("utf-8").splitlines()
    ]
    words = [word for line in lines for word in line.split()]
    raw = [script(line) for line in lines]
    texts, hits, wanted = texts_of(raw), 0, 0
    for line in lines[::2]:
        made = line.split()
        for _ in range(max(1, int(chance.uniform(0.05, 0.35) * len(made)))):
            place = chance.randrange(len(made))
            made[place : place + chance.randrange(2)] = [chance.choice(words)][
                : chance.randrange(2)
            ]
            made = made or [chance.choice(words)]
        text = script(" ".join(made))
        best = brute(raw, text)
        hits, wanted = hits + len(best & set(found(texts, text))), wanted + len(best)
    assert wanted > len(lines) / 4
    assert hits >= 0.99 * wanted


def test_the_likest_come_first_and_equals_together() -> None:
    texts = texts_of(["abcx", "abcd", "abcy", "abzz", "zzzz"])
    assert list(texts.like("abcd", 0.5)) == [
        (1.0, ["abcd"]),
        (0.75, ["abcx", "abcy"]),
        (0.5, ["abzz"]),
    ]


def test_spacing_and_composition_hardly_count() -> None:
    texts = texts_of(["El café", "El cafe\u0301", " El\u00a0 café\n"])
    groups = list(texts.like("El café", 0.6))
    assert [len(group) for _, group in groups] == [1, 2]
    assert groups[0] == (1.0, ["El café"])
    assert 0.99 < groups[1][0] < 1


def test_case_punctuation_and_markup_count() -> None:
    texts = texts_of(["Peace now!", "peace now.", "**Peace** now."])
    assert all(likeness < 1 for likeness in found(texts, "Peace now.").values())
    assert found(texts, "Peace now.")["peace now."] == pytest.approx(0.9)


@pytest.mark.parametrize("text", ["", "  \n"])
def test_nothing_is_like_nothing(text: str) -> None:
    assert list(texts_of(["", " ", "a"]).like(text, 0.1)) == []


def test_of_words_only_the_beginning_counts_in_a_shape() -> None:
    assert shape("los trabajadores,") == shape("Los trabajadoras,")
    assert len(shape("We don't know.")) == 6
    assert 0 < len(shape("和平与正义和平与正义声明国际组织")) < 10
    assert "\0" not in shape("".join(map(chr, range(0x3000))))
