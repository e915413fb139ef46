"""Sentences paired with their translations."""

from __future__ import annotations

import pytest

from communique.memory import sentences_of


def test_as_many_sentences_on_both_sides_are_paired() -> None:
    assert sentences_of(
        "We demand peace.  The council met on 4 May 2026.",
        "Exigimos la paz. El consejo se reunió el 4 de mayo de 2026.",
        "en",
        "es",
    ) == [
        ("We demand peace.", "Exigimos la paz."),
        ("The council met on 4 May 2026.", "El consejo se reunió el 4 de mayo de 2026."),
    ]


def test_chinese_is_shorter_and_may_be() -> None:
    assert sentences_of(
        "We demand peace, and we demand it now. The council met in Geneva.",
        "我们要求和平，现在就要。理事会在日内瓦举行了会议。",
        "en",
        "zh_Hans",
    ) == [
        ("We demand peace, and we demand it now.", "我们要求和平，现在就要。"),
        ("The council met in Geneva.", "理事会在日内瓦举行了会议。"),
    ]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("We demand peace.", "Exigimos la paz."),
        ("We demand peace. Now.", "Exigimos la paz ahora mismo."),
        ("", ""),
        ("We demand peace. Now.", ""),
        # The translator split the first sentence and joined the others.
        (
            "The council, which met in Geneva, decided to send help to all of them. It was late. "
            "No one slept.",
            "El consejo se reunió. Decidió enviar ayuda. Era tarde y nadie durmió en toda la noche,"
            " ni tampoco en la noche siguiente.",
        ),
        # … or changed their order.
        ("It met on 4 May. It met on 9 May.", "Se reunió el 9 de mayo. Se reunió el 4 de mayo."),
    ],
)
def test_where_there_is_doubt_there_are_no_pairs(source: str, target: str) -> None:
    assert sentences_of(source, target, "en", "es") == []


def test_numbers_in_other_digits_are_the_same() -> None:
    pairs = sentences_of("It met in 2024. We were 30.", "اجتمع في ٢٠٢٤. كنا ٣٠.", "en", "ar")
    assert len(pairs) == 2
    assert (
        sentences_of("It met in 2024. We were 30.", "كنا ٣٠ حينها. اجتمع ٢٠٢٤.", "en", "ar") == []
    )
