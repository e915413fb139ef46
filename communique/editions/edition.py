"""One statement in one locale, ready to be published: plain data, no I/O."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any


class EditionState(StrEnum):
    """How far an edition may be trusted; ``reviewed`` covers approved."""

    SOURCE = "source"
    REVIEWED = "reviewed"
    DRAFT = "draft"


@dataclass(frozen=True)
class Edition:
    """One statement assembled in one locale.

    Args:
        slug: the statement.
        locale: this edition's locale as Babel writes it (``pt_BR``).
        source_locale: the locale of the original.
        state: source, reviewed or draft.
        format: ``markdown``, ``html`` or ``text``: what ``text`` is written in.
        title: the title in this locale, plain.
        text: the localized document in its own format, front matter included.
        metadata: ``date`` (an ISO string), ``author``, ``tags``, ``summary`` and the like.
        unreviewed: how many segments no human has reviewed.
        segments: how many segments there are.
        packages: the model packages whose drafts stand in the text.
        source_hash: the digest of the source that this edition renders.
        folder: the folder of the source file, where relative images are found.
    """

    slug: str
    locale: str
    source_locale: str
    state: EditionState
    format: str
    title: str
    text: str
    metadata: dict[str, Any] = field(hash=False)
    unreviewed: int = 0
    segments: int = 0
    packages: tuple[str, ...] = ()
    source_hash: str = ""
    folder: Path | None = None
