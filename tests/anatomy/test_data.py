"""An anatomy's numbers and offsets: each must lead to exactly the text that it names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communique import formats
from communique.anatomy import anatomy_of, as_json, spoken
from communique.errors import CommuniqueError
from communique.pipeline.selecting import select
from communique.segmentation import Splitter
from communique.statement import Statement

from .conftest import Read

SAMPLES = sorted((Path(__file__).parents[2] / "source_texts").iterdir())
ARABIC = "# نداء\n\nاجتمعت اللجنة يوم الاثنين. وتدعو جميع **الحكومات** إلى السلام.\n"
CHINESE = "人人有水\r\n\r\n委员会星期一开会。委员会呼吁各国政府保持水井开放。\r\n"
AGAIN = "# Peace now\n\nPeace now\n\n> Peace now\n\nPeace now\n\nWater. Then bread.\n"


def told(statement: Statement) -> dict[str, Any]:
    """Return an anatomy as a reader of the JSON gets it."""
    written = json.dumps(as_json(anatomy_of(statement)), ensure_ascii=False)
    written.encode("utf-8")
    found: dict[str, Any] = json.loads(written)
    return found


def hold_true(statement: Statement) -> dict[str, Any]:
    """See to it that all offsets and numbers of a statement lead where they should."""
    found = told(statement)
    for block, given_block in zip(found["blocks"], statement.blocks, strict=True):
        assert (block["start"], block["end"]) == (given_block.start, given_block.end)
        before = statement.source[: block["start"]]
        assert block["line"] == before.count("\n") + 1
        for segment, given_segment in zip(block["segments"], given_block.segments, strict=True):
            text = segment["text"]
            assert text == given_segment.text
            assert select(statement.keys, [str(segment["number"])]) == [given_segment.key]
            assert segment["sentences"][0]["start"] == 0
            assert "".join(one["text"] for one in segment["sentences"]) == text
            for one in segment["sentences"]:
                assert text[one["start"] : one["end"]] == one["text"] != ""
    flat = [(one["number"], one["text"]) for one in found["segments"]]
    nested = [(one["number"], one["text"]) for b in found["blocks"] for one in b["segments"]]
    assert flat == nested
    assert found["counts"]["segments"] == len(flat)
    return found


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
@pytest.mark.parametrize("level", formats.LEVELS)
def test_the_samples_are_told_right(path: Path, level: str) -> None:
    found = hold_true(formats.read(path, level=level))
    assert found["level"] == level
    assert found["counts"]["sentences"] >= found["counts"]["segments"]
    if level == "sentence":
        assert found["counts"]["sentences"] == found["counts"]["segments"]


@pytest.mark.parametrize(
    ("name", "text", "language", "facing"),
    [("a.md", ARABIC, "ar", "rtl"), ("a.txt", CHINESE, "zh", "ltr")],
)
def test_other_scripts_are_told_right(
    read: Read, name: str, text: str, language: str, facing: str
) -> None:
    found = hold_true(read(name, text))
    assert (found["language"], found["language_from"]) == (language, "detected")
    assert found["direction"] == facing
    assert found["counts"]["sentences"] == 3


def test_a_slice_of_the_source_is_the_text_that_stands_there(read: Read) -> None:
    statement = read("a.md", "\ufeff# Bread 🕊\n\n* We *demand*\n  peace.\n".encode())
    found = hold_true(statement)
    assert found["bom"] is True
    heading, item = found["blocks"]
    assert statement.source[heading["start"] : heading["end"]] == "Bread 🕊"
    assert statement.source[item["start"] : item["end"]] == "We *demand*\n  peace."
    assert item["segments"][0]["text"] == "We *demand* peace."
    assert item["headings"] == ["Bread 🕊"]


def test_what_comes_again_keeps_its_number(read: Read) -> None:
    statement = read("a.md", AGAIN, language="en")
    cuts = anatomy_of(statement).cuts
    assert [(cut.number, cut.again) for cut in cuts] == [
        (1, False), (1, True), (2, False), (1, True), (3, False),
    ]  # fmt: skip
    hold_true(statement)


@pytest.mark.parametrize(
    ("end", "name"), [("\n", "lf"), ("\r\n", "crlf"), ("\r", "cr"), ("\n\r\n", "mixed")]
)
def test_line_ends_are_named(read: Read, end: str, name: str) -> None:
    assert told(read("a.txt", f"Peace now{end}{end}Bread now", language="en"))["line_ends"] == name
    assert told(read("b.txt", "Peace now", language="en"))["line_ends"] == "none"


def test_the_language_says_whence_it_is(read: Read) -> None:
    stated, detected = "---\nlang: pt-br\n---\nA paz.\n", "We demand peace and bread for all.\n"
    assert spoken(read("a.md", stated)).startswith("pt_BR (Portuguese (Brazil), Português (Brasil)")
    assert spoken(read("a.md", stated)).endswith("stated in the source")
    assert spoken(read("a.md", detected)) == "en (English), detected, not stated"
    assert spoken(read("a.md", detected, default="en")) == "en (English), the workspace’s default"
    assert spoken(read("a.md", stated, language="es")) == "es (Spanish, Español), as told"


def test_a_name_that_is_no_utf_8_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / "peace-\udcff.txt"
    path.write_text("We demand peace.", "utf-8")
    assert told(formats.read(path, language="en"))["path"].endswith("peace-?.txt")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text("aA.!? \n\r\t\u00a0\u2028“”\"'()[]<>*_`|#->1é😀。אב·&;:/", min_size=1).filter(
        lambda text: any(map(str.isalpha, text))
    ),
    st.sampled_from(["a.md", "a.html", "a.txt"]),
    st.sampled_from(formats.LEVELS),
)
def test_any_source_is_told_right(read: Read, text: str, name: str, level: str) -> None:
    try:
        statement = read(name, text, level=level, language="en")
    except CommuniqueError:
        return  # nothing in it to translate
    hold_true(statement)


def test_abbreviations_of_ones_own_are_heeded(read: Read) -> None:
    statement = read("a.md", "The Pty. Board met. It spoke.", language="en")
    anatomy = anatomy_of(statement, Splitter.of({"en": ["Pty."]}))
    assert [one.text for one in anatomy.cuts[0].sentences] == ["The Pty. Board met. ", "It spoke."]
    assert "abbreviations" in as_json(anatomy)["splitter"]
