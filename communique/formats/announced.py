"""What a statement announces and does not hold: a text that ends with a colon, and then nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from communique.statement import Block, Kind, Statement

_COLONS = (":", "：", "︓")
_MARKUP = re.compile(r"(?:\*+|_+|~~|</[\w-]+>)+$")
_FRONT = {Kind.TITLE, Kind.SUBTITLE, Kind.SUMMARY, Kind.CAPTION}
_BESIDE = {Kind.ALT, Kind.TOOLTIP, Kind.LABEL}
# What is no text to translate and yet follows: code, an image, a number, an address.
_SOMETHING = re.compile(r"[^\W_]|<(?:img|iframe|video|audio|object|embed)\b|!\[", re.IGNORECASE)
_NOTHING = re.compile(r"</?[\w-]+[^<>]*>|<!--.*?-->", re.DOTALL)


def dangling(statement: Statement) -> list[tuple[int, str]]:
    """Return the texts that end with a colon and have nothing under them, each with its line.

    Nothing is the statement's end, or another heading.
    """
    running = [each for each in statement.blocks if each.kind not in _BESIDE and each.segments]
    found = []
    for index, block in enumerate(running):
        text = block.segments[-1].text
        if block.kind not in _FRONT and block.kind is not Kind.TABLE_CELL and _announces(text):
            following = running[index + 1 : index + 2]
            if not _follows(statement, block, following):
                found.append((block.line, text))
    return found


def _announces(text: str) -> bool:
    return _MARKUP.sub("", text.rstrip()).rstrip().endswith(_COLONS)


def _follows(statement: Statement, block: Block, following: Sequence[Block]) -> bool:
    """Tell whether anything stands under a block before the next heading."""
    if any(each.kind is not Kind.HEADING or block.kind is Kind.HEADING for each in following):
        return True
    end = following[0].start if following else len(statement.source)
    between = statement.source[block.end : end]
    if statement.format == "html":
        images = _SOMETHING.search(between) if "<img" in between or "<iframe" in between else None
        return bool(images or re.search(r"[^\W_]", _NOTHING.sub("", between)))
    return bool(_SOMETHING.search(between))
