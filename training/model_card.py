"""The model card of a package: what it is, what it was made from, what it cannot do."""

from __future__ import annotations

import json
from pathlib import Path
from string import Template
from typing import Protocol

_TEMPLATE = Path(__file__).with_name("model_card.md.in")


class Score(Protocol):
    """What a card says of a measurement; see :class:`training.evaluate.Score`."""

    @property
    def chrf(self) -> float:
        """Of the package."""

    @property
    def drafted(self) -> float:
        """Of the drafts that communique makes with it."""

    @property
    def copied(self) -> float:
        """Of the source texts left as they are."""

    @property
    def sentences(self) -> int:
        """How many were measured."""

    @property
    def signature(self) -> str:
        """That of sacreBLEU."""


def write(package: Path, score: Score) -> None:
    """Write ``README.md`` into a package folder."""
    (package / "README.md").write_text(render(package, score), "utf-8")


def render(package: Path, score: Score) -> str:
    """Return the card of a package.

    Args:
        package: its folder, complete.
        score: what it reaches on the test set.
    """
    metadata = json.loads((package / "metadata.json").read_text("utf-8"))
    files = [path for path in package.rglob("*") if path.is_file() and path.suffix != ".md"]
    return Template(_TEMPLATE.read_text("utf-8")).substitute(
        metadata,
        megabytes=f"{sum(path.stat().st_size for path in files) / 1e6:.1f}",
        chrf=f"{score.chrf:.1f}",
        drafted=f"{score.drafted:.1f}",
        copied=f"{score.copied:.1f}",
        sentences=score.sentences,
        signature=score.signature,
    )
