"""Pasted Markdown: it stays as it is, but for what stands before and after the text."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from communique.errors import UsageError
from communique.formats.frontmatter import read_front_matter
from communique.importing import boilerplate, inline
from communique.importing.parts import Form, Leaf
from communique.importing.pasted import Pasted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_TITLE = re.compile(r" {0,3}#[ \t]+(?P<text>.*?)(?:[ \t]+#+)?[ \t]*")


def taken_apart(source: str, path: Path) -> Pasted:
    """Return the head, the title, the text and the tail of a Markdown text, line by line.

    Raises:
        UsageError: it has front matter, and is a statement already.
    """
    if read_front_matter(source, path).body:
        raise UsageError("is a statement already: copy it into source_texts/ as it is", path)
    lines = re.sub(r"\r\n?", "\n", source).split("\n")
    found = boilerplate.proposals(lines)
    kept = [number for number, line in enumerate(lines) if number not in found and line.strip()]
    first, end = (kept[0], kept[-1] + 1) if kept else (len(lines), len(lines))
    title = _TITLE.fullmatch(lines[first]) if kept else None
    leaves = [_verbatim(lines, number, number + 1) for number in sorted(found) if number < first]
    if title:
        leaves.append(_title(lines[first], title["text"], first))
        first += 1
    text = next((number for number in range(first, end) if lines[number].strip()), end)
    leaves += _body(lines, text, end, found)
    leaves += [_verbatim(lines, number, number + 1) for number in sorted(found) if number >= end]
    return Pasted(
        tuple(leaves), {leaf.number: found[leaf.number] for leaf in leaves if leaf.number in found}
    )


def _body(
    lines: Sequence[str], first: int, end: int, found: dict[int, boilerplate.Proposal]
) -> list[Leaf]:
    """Return the text, cut only where a line of its head or tail is proposed for removal."""
    cuts = [
        first,
        *(at for number in sorted(found) if first <= number < end for at in (number, number + 1)),
        end,
    ]
    pairs = pairwise(cuts)
    return [_verbatim(lines, start, stop) for start, stop in pairs if start < stop]


def _verbatim(lines: Sequence[str], start: int, stop: int) -> Leaf:
    """Return lines as a leaf; its number is that of its first line."""
    text = "\n".join(lines[start:stop]).rstrip("\n")
    return Leaf(start, Form.VERBATIM, text, text, line=start + 1)


def _title(line: str, text: str, number: int) -> Leaf:
    tokens = inline.parser().parseInline(text)[0].children or []
    return Leaf(
        number, Form.HEADING, line.strip()[1:].strip(), inline.text_of(tokens), 1, line=number + 1
    )
