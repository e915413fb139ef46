"""Plain text: blocks told from line lengths, blank lines and marks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from communique.formats import text

from .conftest import identity, replaced, seen

if TYPE_CHECKING:
    from collections.abc import Callable

    from communique.statement import Statement

    Reader = Callable[..., Statement]

LONG = "The members of the council spoke at length about wages, rents and the price of bread"
PASTED = f"""top of page
  • Writer's pictureAnn Author

Bread for all: a working paper of the Council of Town and Country Bakers' Unions

{LONG} (CTC), and went home.

Before they left they wrote of the year that had passed:

{LONG}, and this is the first of several such lines.
{LONG}; this is the second, and no blank line parts it from the first.
{LONG}, which is the third.

They went on. They noted that:

{LONG}. That was all.

The whole paper:



bottom of page"""


def test_a_pasted_page_goes_through_whole(reader: Reader) -> None:
    statement = reader(PASTED, "a.txt")
    assert [kind for kind, _ in seen(statement)] == [
        "paragraph", "list item", "heading", "paragraph", "paragraph", "quotation", "quotation",
        "quotation", "paragraph", "quotation", "paragraph", "paragraph",
    ]  # fmt: skip
    assert statement.title.startswith("Bread for all")
    shown = " ".join(text for _, text in seen(statement))
    assert shown.split() == PASTED.replace("•", "").split()


@pytest.mark.parametrize("level", ["block", "sentence"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_identity_is_the_source(reader: Reader, level: str, end: str) -> None:
    source = PASTED.replace("\n", end)
    assert identity(reader(source, "a.txt", level=level)) == source


def test_title_date_heading_and_lists(reader: Reader) -> None:
    statement = reader(
        "A title\n\nLima, 3 May 2024\n\nWHAT WE ASK!\n\nShort heading\n\nWe ask:\n"
        "- bread\n- rest\n\n1. First\n2) Second\n(3) Third\n\n5 May 2024\n\n12. Mai 2024\n\nEnd",
        "a.txt",
    )
    assert seen(statement) == [
        ("title", "A title"),
        ("paragraph", "Lima, 3 May 2024"),
        ("heading", "WHAT WE ASK!"),
        ("heading", "Short heading"),
        ("paragraph", "We ask:"),
        ("list item", "bread"),
        ("list item", "rest"),
        ("list item", "First"),
        ("list item", "Second"),
        ("list item", "Third"),
        ("paragraph", "5 May 2024"),
        ("paragraph", "12. Mai 2024"),
        ("paragraph", "End"),
    ]
    assert statement.metadata == {"title": "A title"}
    rendered = replaced(statement, bread="pan\ny sal", Third="Tercero")
    assert "\n- pan y sal\n" in rendered
    assert "\n(3) Tercero\n" in rendered


def test_lines_that_a_program_broke_are_one_text(reader: Reader) -> None:
    source = (
        "Title here\n\nThe members of the council spoke at length about the wages\n"
        "and rents of the town, and when they had done so they all went\nhome again.\n\n"
        "  * The first point is so long that somebody's editor had to break\n"
        "    it in two.\n"
    )
    statement = reader(source, "a.txt")
    assert [text for _, text in seen(statement)][1:] == [
        "The members of the council spoke at length about the wages and rents of the town, "
        "and when they had done so they all went home again.",
        "The first point is so long that somebody's editor had to break it in two.",
    ]
    assert identity(statement) == source
    assert "\n  * Short.\n" in replaced(statement, The="Short.")


def test_short_lines_are_not_one_text(reader: Reader) -> None:
    statement = reader(
        "Signed\n\nUnion of Bakers\nUnion of Millers\nUnion of Carters\n\nEnd.", "a.txt"
    )
    assert len(statement.blocks) == 5


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("“We are here to stay, and we will say so.”", "quotation"),
        ("«Мы остаёмся здесь, и скажем об этом.»", "quotation"),
        ("“Reform” is what they call it, and nobody in this town believes it.", "paragraph"),
        ("“A quotation that goes on in the next paragraph.", "quotation"),
    ],
)
def test_a_quotation_is_one_for_the_most_part(reader: Reader, line: str, kind: str) -> None:
    assert seen(reader(f"Title\n\n{line}\n\nEnd.", "a.txt"))[1] == (kind, line)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet='ab .:-*1•"“\n\r\t\u00a0\u2028é😀', max_size=80))
def test_anything_is_read_and_nothing_is_lost(source: str) -> None:
    position, shown = 0, ""
    for piece in text.scan(source, Path("a.txt")).pieces:
        assert position <= piece.start < piece.end <= len(source)
        assert piece.text == piece.text.strip() != ""
        shown += piece.text
        position = piece.end
    assert [c for c in shown if c.isalpha()] == [c for c in source if c.isalpha()]
