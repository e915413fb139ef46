"""All examples of CommonMark 0.31: byte for byte the same, and the same structure in capitals."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from communique.errors import CommuniqueError
from communique.formats import LEVELS, read, render
from communique.statement import Segment, Statement

from .structure import (
    capitals,
    difference,
    markdown_shape,
    markup,
    own_texts,
    read_or_none,
    written,
)

SPEC = Path(sys.prefix) / "share" / "commonmark-spec" / "spec.txt"
COUNT = 652
# Examples without a letter outside code, addresses, tags and definitions.
EMPTY = 131
_EXAMPLE = re.compile(r"^`{32} example\n(.*?)^\.\n.*?^`{32}$", re.MULTILINE | re.DOTALL)

Change = Callable[[Statement], dict[Segment, str]]

pytestmark = pytest.mark.skipif(
    not SPEC.exists(), reason="no examples: install npm, then `make test` fetches commonmark-spec"
)


@cache
def examples() -> dict[int, str]:
    """Return the Markdown of every example by its number."""
    found = _EXAMPLE.findall(SPEC.read_text("utf-8"))
    return {number: each.replace("→", "\t") for number, each in enumerate(found, 1)}


def statements(folder: Path, level: str = "block") -> dict[int, Statement]:
    """Return every example that holds something to translate."""
    read_ones = {
        number: read_or_none(written(folder, source), level)
        for number, source in examples().items()
    }
    return {number: each for number, each in read_ones.items() if each is not None}


def changed(statement: Statement, change: Change) -> str | None:
    """Return where the structure of a translation parts from the source's; None if nowhere."""
    before = markdown_shape(statement.source)
    after = markdown_shape(render(statement, change(statement)))
    if markup(before) == markup(after):
        return None
    return f"{statement.source!r}: {difference(markup(before), markup(after))}"


def longer(statement: Statement) -> dict[Segment, str]:
    """Return every segment with one word more."""
    return {each: f"{each.text} x" for each in statement.segments}


def test_the_examples_are_all_there() -> None:
    assert len(examples()) == COUNT


@pytest.mark.parametrize("level", LEVELS)
def test_identity(tmp_path: Path, level: str) -> None:
    found = statements(tmp_path, level)
    assert len(found) == COUNT - EMPTY
    for number, statement in found.items():
        assert render(statement, own_texts(statement)) == examples()[number], number


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("change", [capitals, longer])
def test_a_translation_keeps_the_structure(tmp_path: Path, level: str, change: Change) -> None:
    wrong = {
        number: told
        for number, statement in statements(tmp_path, level).items()
        if (told := changed(statement, change))
    }
    assert wrong == {}


def test_capitals_keep_every_text_in_its_place(tmp_path: Path) -> None:
    for number, statement in statements(tmp_path).items():
        rendered = render(statement, capitals(statement))
        assert markdown_shape(rendered) == markdown_shape(statement.source), number


def test_what_holds_no_text_is_refused_clearly(tmp_path: Path) -> None:
    full = statements(tmp_path)
    for number in examples().keys() - full.keys():
        with pytest.raises(CommuniqueError, match="the statement is empty"):
            read(written(tmp_path, examples()[number]), language="en")
