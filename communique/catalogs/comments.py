"""The translator's comment of an entry, shared by two hands: ours begin ``communique:``."""

from __future__ import annotations

import polib

_OURS = "communique:"
#: What a merge of two clones says of a text that it put under another source than its own.
MERGED = "put here by a merge; communique update looks at it"


def ours(entry: polib.POEntry) -> list[str]:
    """Return what our own lines say, without their mark."""
    return [
        line.strip().removeprefix(_OURS).strip()
        for line in entry.tcomment.split("\n")
        if line.strip().startswith(_OURS)
    ]


def human(entry: polib.POEntry) -> str:
    """Return the comment without our own lines."""
    kept = [line for line in entry.tcomment.split("\n") if not line.strip().startswith(_OURS)]
    return "\n".join(kept).strip("\n")


def set_ours(entry: polib.POEntry, lines: list[str]) -> None:
    """Replace our lines; the human's stay, first."""
    entry.tcomment = "\n".join(
        [line for line in [human(entry)] if line] + [f"{_OURS} {line}" for line in lines]
    )
