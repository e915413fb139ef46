"""Words that announce a text which is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from communique import formats
from communique.formats.announced import dangling


def lines_of(source: str, folder: Path, name: str = "a.md") -> list[int]:
    path = folder / name
    path.write_text(source, "utf-8")
    return [line for line, _ in dangling(formats.read(path, language="en"))]


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("Text.\n\nFull statement:\n", [3]),
        ("---\ntitle: T\n---\n\n**Full statement:**\n", [5]),
        ("They say：\n\n## Next\n\nText.\n", [1]),
        ("- one\n- two:\n\n# Next\n\nText.\n", [2]),
        ("Text.\n\n## Full statement:\n", [3]),
        ("They say:\n\n> This.\n", []),
        ("They say:\n\n```\ncode\n```\n", []),
        ("They say:\n\n![](picture.png)\n", []),
        ("They say:\n\n![A picture](picture.png)\n", []),
        ("See:\n\n<https://example.org>\n", []),
        ("They say:\n\n---\n", [1]),
        ("## Part:\n\n### One\n\nText.\n", []),
        ("- two:\n  - three\n", []),
        ("| a: |\n| --- |\n| b: |\n", []),
        ("At 10:30 we meet. The end.\n", []),
    ],
)
def test_markdown(source: str, lines: list[int], tmp_path: Path) -> None:
    assert lines_of(source, tmp_path) == lines


def test_other_formats(tmp_path: Path) -> None:
    assert lines_of("A title\n\nFull statement of the assembly:\n\n", tmp_path, "a.txt") == [3]
    assert lines_of("<p>They say:</p>\n<blockquote>This.</blockquote>", tmp_path, "a.html") == []
    assert lines_of("<p>They say:</p>\n<p class='x1'></p>", tmp_path, "a.html") == [1]
    assert lines_of("<p>They say:</p><img src='a.png'>", tmp_path, "a.html") == []
