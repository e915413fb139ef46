"""One statement in one locale: as it is assembled, and as the public has it. Plain data, no I/O."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from communique.statement import Key, digest


class EditionState(StrEnum):
    """How far an edition may be trusted; ``reviewed`` covers approved."""

    SOURCE = "source"
    REVIEWED = "reviewed"
    DRAFT = "draft"


class Rank(StrEnum):
    """What an edition is in law or in the house's own order."""

    AUTHENTIC = "authentic"
    OFFICIAL = "official"
    COURTESY = "courtesy"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is to be known of an edition besides its text.

    Args:
        slug: the statement.
        locale: this edition's locale as Babel writes it (``pt_BR``).
        source_locale: the locale of the original.
        state: source, reviewed or draft.
        format: ``markdown``, ``html`` or ``text``: what the text is written in.
        title: the title in this locale, as the format writes it.
        metadata: ``date`` (an ISO string), ``author``, ``tags``, ``summary`` and the like.
        unreviewed: how many segments no human has reviewed.
        segments: how many segments there are.
        packages: the model packages whose drafts stand in the text.
        source_hash: the digest of the source file that this edition renders.
        words: the digest of all that it says, whatever its markup's skeleton and metadata.
        source_words: the same of the original that it renders.
        rank: authentic, official or courtesy; None where the house does not say.
        prevails: the locale whose text prevails, or "".
        translators: who translated, as the house wants it said.
    """

    slug: str
    locale: str
    source_locale: str
    state: EditionState
    format: str
    title: str
    metadata: dict[str, Any] = field(hash=False)
    unreviewed: int = 0
    segments: int = 0
    packages: tuple[str, ...] = ()
    source_hash: str = ""
    words: str = ""
    source_words: str = ""
    rank: Rank | None = None
    prevails: str = ""
    translators: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Edition(Facts):
    """One statement assembled in one locale.

    Args:
        text: the localized document in its own format, front matter included.
        folder: the folder of the source file, where relative images are found.
        translations: what stands for each segment of the source.
    """

    text: str
    folder: Path | None = None
    translations: tuple[tuple[Key, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Published(Facts):
    """An edition as the public has it; its text and its files lie in ``releases/``.

    Args:
        digest: of the text.
        published: when it was first made public; aware, as are all moments here.
        modified: when its text, or what is said of it, changed last.
        corrected: when a text that had been public as reviewed was changed; None if never.
        withdrawn: since when it is withdrawn; None if it is not.
        assets: the images and attachments, by the name that the text gives them: digests.
        links: the statements that the text links to, by slug.
        mark: the digest of all this but the moments: another edition, another mark.
    """

    digest: str
    published: datetime
    modified: datetime
    corrected: datetime | None = None
    withdrawn: datetime | None = None
    assets: tuple[tuple[str, str], ...] = ()
    links: tuple[str, ...] = ()
    mark: str = ""

    @classmethod
    def of(
        cls,
        edition: Edition,
        at: datetime,
        *,
        assets: tuple[tuple[str, str], ...] = (),
        links: tuple[str, ...] = (),
    ) -> Self:
        """Return an assembled edition as it is when it is made public at a moment."""
        facts = {one.name: getattr(edition, one.name) for one in fields(Facts)}
        facts |= {"digest": digest(edition.text), "assets": assets, "links": links}
        mark = digest(json.dumps(facts, sort_keys=True, default=str))
        return cls(**facts, published=at, modified=at, mark=mark)

    def with_text(self, text: str) -> Edition:
        """Return the edition with its text."""
        facts = {one.name: getattr(self, one.name) for one in fields(Facts)}
        return Edition(**facts, text=text)
