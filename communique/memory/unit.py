"""What the memory holds: a text, its translation, where they stood, and which of two is better."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

Rank = tuple[int, bool, float, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Unit:
    """A text and its translation, let pass by a human.

    Attributes:
        source_language: the locale of the source, as Babel writes it.
        locale: the locale of the translation, as Babel writes it.
        context: the segment's ``msgctxt``, if it has one.
        source: the text as its author wrote it, inline markup raw.
        target: its translation.
        origin: the slug of the statement it stood in, or ``tmx:`` and a file's name.
        sentence: a sentence of a segment, not a whole one.
        approved: a human approved exactly this pair.
        changed: when the translation last changed, ISO 8601; "" where nobody knows.
        by: who changed it; "" where nobody knows.
    """

    source_language: str
    locale: str
    context: str | None
    source: str
    target: str
    origin: str
    sentence: bool = False
    approved: bool = False
    changed: str = ""
    by: str = ""

    def rank(self, context: str | None) -> Rank:
        """Return what sorts the translations of one text for a reader in this context, best first.

        The same context goes before any other, and a whole segment before a sentence of one; then
        approved before reviewed, then the newest; the rest only makes the order certain.
        """
        place = 2 if self.sentence else int(self.context != context)
        age = -seconds(self.changed)
        context_name = self.context or ""
        return (place, not self.approved, age, self.origin, self.target, context_name, self.by)


@dataclass(frozen=True, slots=True)
class Hit:
    """A unit whose source is like a text that was looked up.

    ``likeness`` is 1 for the same text and for no other, and lower the more was edited.
    """

    unit: Unit
    likeness: float


@dataclass(frozen=True, slots=True)
class Count:
    """How much the memory holds from one language into one locale."""

    source_language: str
    locale: str
    segments: int
    sentences: int
    approved: int


def moment(written: str) -> datetime | None:
    """Read a time as ISO 8601, a catalog or TMX writes it; None where there is none.

    Returns:
        The time in UTC, which is also what it is taken for where it names no zone.
    """
    try:
        read = datetime.fromisoformat(written.strip())
        return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def seconds(written: str) -> float:
    """Return a time as seconds since 1970; 0 where there is none."""
    read = moment(written)
    return read.timestamp() if read else 0.0
