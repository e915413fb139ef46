"""Texts and files of editions that are not in ``releases/``: a preview's, a test's."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from communique.publishing.assets import published

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from communique.editions.edition import Edition, Published


@dataclass
class Loose:
    """Holds the texts of editions in memory; their files stay where the sources are.

    It is a ``workshop.Stock``.
    """

    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)

    def take(self, edition: Edition, at: datetime) -> Published:
        """Put an edition in, with all that it refers to; return it as published at a moment.

        Raises:
            CommuniqueError: a file is missing, or may not be published; its date is no date.
        """
        one, files = published(edition, at)
        self.files |= files
        self.texts[edition.slug, edition.locale] = edition.text
        return one

    def text(self, one: Published) -> str:
        """Return an edition's text, in its own format."""
        return self.texts[one.slug, one.locale]

    def asset(self, slug: str, name: str) -> Path:
        """Return the file of an image or attachment, by its digest."""
        return self.files[name]
