"""Finding the segments that a person means: by number, by text, by a piece of the text."""

from __future__ import annotations

from collections.abc import Sequence

from communique.errors import UsageError
from communique.statement import Key


def select(keys: Sequence[Key], wanted: Sequence[str]) -> list[Key]:
    """Return the segments that were asked for.

    Args:
        keys: a statement's segments, in document order.
        wanted: for each, its number (``3`` or ``#3``, counted from 1), its text, or a piece of
            its text that no other has.

    Raises:
        UsageError: there is none, or more than one.
    """
    return list(dict.fromkeys(_one(keys, name) for name in wanted))


def _one(keys: Sequence[Key], name: str) -> Key:
    number = name.removeprefix("#")
    if number.isascii() and number.isdigit():
        if not 1 <= int(number) <= len(keys):
            raise UsageError(f"no segment {name}: the statement has {len(keys)}")
        return keys[int(number) - 1]
    whole = [key for key in keys if key.text == name]
    found = whole or [key for key in keys if name and name in key.text]
    if not found:
        raise UsageError(f"no segment has the text “{_short(name)}”")
    if len(found) > 1:
        several = ", ".join(f"#{keys.index(key) + 1} “{_short(key.text)}”" for key in found[:4])
        raise UsageError(f"“{_short(name)}” is in {len(found)} segments: {several}")
    return found[0]


def _short(text: str) -> str:
    return text if len(text) <= 50 else text[:49] + "…"
