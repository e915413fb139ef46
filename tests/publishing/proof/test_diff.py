"""Word diffs: exact both ways, by words, and quick whatever the texts."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from communique.publishing.proof import Change, diff

SIGNS = "ab b, .'’1,0\n\u00a0\u200d水井。กำ्िלא-"
TEXTS = st.one_of(st.text(), st.text(alphabet=SIGNS, max_size=60))


def marked(old: str, new: str) -> str:
    """Show a diff in one line: [-gone-]{+new+}."""
    signs = {Change.SAME: ("", ""), Change.GONE: ("[-", "-]"), Change.NEW: ("{+", "+}")}
    return "".join(signs[one.change][0] + one.text + signs[one.change][1] for one in diff(old, new))


@given(TEXTS, TEXTS)
@example("a b", "a\u00a0b")
@example("a ", "a")
@example("", " \n")
@example("one two three", "one three two")
def test_either_text_can_be_had_back_to_the_character(old: str, new: str) -> None:
    pieces = diff(old, new)
    assert "".join(one.text for one in pieces if one.change is not Change.NEW) == old
    assert "".join(one.text for one in pieces if one.change is not Change.GONE) == new
    assert all(one.text for one in pieces)
    assert all(one.change != other.change for one, other in pairwise(pieces))


@given(TEXTS)
def test_a_text_is_what_it_is(text: str) -> None:
    assert all(piece.change is Change.SAME for piece in diff(text, text))


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("stop the sale of wells", "stop the private sale of wells",
         "stop the{+ private+} sale of wells"),
        ("a b c", "a c", "a[- b-] c"),
        ("We pay 1,250 dollars.", "We pay 1,520 dollars.", "We pay [-1,250-]{+1,520+} dollars."),
        ("We don't pay.", "We do not pay!", "We [-don't-]{+do not+} pay[-.-]{+!+}"),
        ("15 %", "15\u00a0%", "15[- -]{+\u00a0+}%"),
        ("strongly condemns it", "**strongly** condemns it", "{+**+}strongly{+**+} condemns it"),
        ("We **strongly** say", "We strongly say", "We [-**-]strongly[-**-] say"),
        # Two small words between large changes are no anchor, a long one is.
        ("approved by the Council", "refused in the Assembly",
         "[-approved by the Council-]{+refused in the Assembly+}"),
        ("vote on government now", "act against government then",
         "[-vote on-]{+act against+} government [-now-]{+then+}"),
        ("委员会谴责出售水井", "委员会强烈谴责出售水井", "委员会{+强烈+}谴责出售水井"),
        ("की निंदा करती है।", "की कड़ी निंदा करती है।", "की{+ कड़ी+} निंदा करती है।"),
        ("وقف بيع الآبار", "وقف بيع الآبار فورا", "وقف بيع الآبار{+ فورا+}"),
        ("می‌روم به خانه", "نمی‌روم به خانه", "[-می‌روم-]{+نمی‌روم+} به خانه"),
    ],
)  # fmt: skip
def test_words_are_changed_whole(old: str, new: str, wanted: str) -> None:
    assert marked(old, new) == wanted


def test_texts_that_share_next_to_nothing_are_two_texts() -> None:
    assert marked("The wells are sold, and that is wrong.", "Nothing here, I fear, says so.") == (
        "[-The wells are sold, and that is wrong.-]{+Nothing here, I fear, says so.+}"
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (" ".join(f"x{n} a" for n in range(5000)), " ".join(f"y{n} a" for n in range(5000))),
        (" ".join(map(str, range(15000))), " ".join(map(str, range(15000, 0, -1)))),
        ("x" * 200_000, "y" * 200_000),
        ("。" * 20_000, "，" * 20_000),
    ],
)
def test_long_texts_take_no_longer_than_reading_them(old: str, new: str) -> None:
    begun = time.process_time()
    diff(old, new)
    assert time.process_time() - begun < 2
