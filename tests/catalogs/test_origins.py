"""Where new segments come from: edits in place and far away, splits, joins; linear work."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from communique.catalogs.origins import Origin, origins
from communique.statement import Key

A = "The council met in Geneva on Monday and heard reports from nine unions."
B = "Its members agreed that wages must rise before the winter."
C = "No one may be left without water, light or heating this year."
D = "The next meeting will take place in Lima."


def keys(*texts: str) -> list[Key]:
    return [Key(None, text) for text in texts]


def found(old: list[str], new: list[str]) -> dict[str, list[str]]:
    said = origins(keys(*old), keys(*new))
    return {key.text: [one.text for one in origin.olds] for key, origin in said.items()}


def test_what_is_unchanged_or_moved_has_no_origin() -> None:
    assert found([A, B, C], [C, A, B]) == {}
    assert found([], [A]) == {}
    assert found([A], []) == {}


def test_an_edit_is_found_by_likeness() -> None:
    edited = A.replace("nine", "twelve")
    assert found([A, B, C], [edited, B, C]) == {edited: [A]}


def test_a_rewritten_block_between_the_same_neighbours_is_the_same_block() -> None:
    rewritten = "All members agree: wages have to grow well before this winter."
    assert found([A, B, C], [A, rewritten, C]) == {rewritten: [B]}


def test_another_text_in_the_same_place_is_not_an_edit() -> None:
    assert found([A, B, C], [A, "¡Viva!", C]) == {}


def test_each_old_block_serves_once() -> None:
    one, two = A.replace("nine", "ten"), A.replace("Monday", "Friday").replace("nine", "six")
    assert found([A, B], [one, two, B]) == {one: [A]}


def test_a_split_block_is_the_origin_of_both() -> None:
    said = origins(keys(f"{A} {B}", C), keys(A, B, C))
    whole = Origin((Key(None, f"{A} {B}"),), tuple(keys(A, B)))
    assert said == dict.fromkeys(keys(A, B), whole)


def test_joined_blocks_are_the_origins_of_one() -> None:
    assert found([A, B, C], [f"{A} {B}", C]) == {f"{A} {B}": [A, B]}
    assert found([A, B, C, D], [A, f"{B} {C} {D}"]) == {f"{B} {C} {D}": [B, C, D]}


def test_a_neighbour_that_vanished_meanwhile_is_not_joined_in() -> None:
    short = "Never again."
    assert found([short, B, C, A], [f"{B} {C}", A]) == {f"{B} {C}": [B, C]}


def test_a_block_split_while_another_is_edited() -> None:
    edited = D.replace("Lima", "Quito")
    assert found([f"{A} {B}", D, C], [A, B, edited, C]) == {
        A: [f"{A} {B}"], B: [f"{A} {B}"], edited: [D],
    }  # fmt: skip


def test_a_block_that_was_edited_and_moved_far_is_found_by_its_rare_words() -> None:
    fill = [f"Paragraph {number} of the long annex says nothing new." for number in range(200)]
    other = [text.replace("nothing", "hardly anything") for text in fill]
    edited = A.replace("nine", "twelve")
    assert found([A, *fill], [*other, edited])[edited] == [A]


def test_another_role_is_another_block_unless_the_words_are_the_same() -> None:
    quoted = Key("quotation", A)
    assert origins(keys(A), [quoted]) == {quoted: Origin((Key(None, A),))}
    assert origins(keys(A), [Key("quotation", A.replace("Geneva", "Lima and Rome"))]) == {}


TEXTS = st.lists(
    st.text("abc d.", min_size=1, max_size=30).map(str.strip).filter(bool), max_size=9, unique=True
)


@given(TEXTS, TEXTS)
def test_origins_only_name_what_vanished_and_what_came(old: list[str], new: list[str]) -> None:
    said = origins(keys(*old), keys(*new))
    gone, come = set(old) - set(new), set(new) - set(old)
    assert {key.text for key in said} <= come
    assert {one.text for origin in said.values() for one in origin.olds} <= gone
    whole = [one for origin in said.values() if not origin.parts for one in origin.olds]
    assert len(whole) == len(set(whole))


def test_the_comparisons_grow_with_the_size_not_with_its_square(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real, calls = fuzz.ratio, Counter[int]()

    def comparisons(count: int) -> int:
        def counted(one: str, other: str, *, score_cutoff: float) -> float:
            calls[count] += 1
            return real(one, other, score_cutoff=score_cutoff)

        monkeypatch.setattr(fuzz, "ratio", counted)
        dice = random.Random(count)
        words = [f"w{number}" for number in range(500)]
        old = [" ".join(dice.choices(words, k=30)) for _ in range(count)]
        new = [f"{text} too" for text in old]
        assert len(origins(keys(*old), keys(*new))) == count
        return calls[count]

    assert comparisons(3000) < 12 * comparisons(300)
