"""Running prose in 14 languages, a sentence a line: nearly every boundary is found, few too many.

The prose was written by somebody who had seen neither the rules nor the lists of abbreviations.
"""

from __future__ import annotations

from itertools import accumulate
from pathlib import Path

import pytest

from communique.segmentation import split_sentences

PROSE = sorted(Path(__file__).with_name("prose").glob("*.txt"))
WANTED = 0.92
TOO_MANY = 0.05


def boundaries(pieces: list[str]) -> set[int]:
    """Return the offsets between pieces that are put together."""
    return set(accumulate(map(len, pieces[:-1])))


@pytest.mark.parametrize("file", PROSE, ids=lambda file: str(file.stem))
def test_the_boundaries_of_running_prose_are_found(file: Path) -> None:
    gap = "" if file.stem in ("zh", "ja") else " "
    right = found = there = 0
    for paragraph in file.read_text("utf-8").strip().split("\n\n"):
        lines = [line + gap for line in paragraph.split("\n")]
        lines[-1] = lines[-1].removesuffix(gap)
        wanted = boundaries(lines)
        cuts = boundaries(split_sentences("".join(lines), file.stem))
        right, found, there = right + len(wanted & cuts), found + len(cuts), there + len(wanted)
    assert there >= 50
    assert right >= WANTED * there
    assert found - right <= TOO_MANY * there


def test_all_languages_that_are_promised_have_prose() -> None:
    promised = "ar de el en es fr hi it ja pl pt ru tr zh"
    assert [file.stem for file in PROSE] == promised.split()
