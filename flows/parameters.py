"""What the flows are asked for: the forms that the Prefect UI shows, and what they return."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


class Requirement(StrEnum):
    """What an edition needs before it is published."""

    SETTINGS = "as the settings say"
    APPROVED = "approved"
    REVIEWED = "reviewed"
    DRAFTS_LABELLED = "drafts-labelled"
    KEEP_LAST = "keep-last"


class DraftParameters(BaseModel):
    """What to draft."""

    model_config = ConfigDict(extra="forbid")

    project: Path = Field(
        default=Path(), description="The workspace: the folder that holds communique.toml."
    )
    statements: list[str] = Field(default=[], description="Slugs or files; all if empty.")
    locales: list[str] = Field(
        default=[],
        description="Target locales, such as es or pt_BR; those of the settings if empty.",
    )


class PublishParameters(DraftParameters):
    """What to publish, and how sure it has to be."""

    require: Requirement = Field(
        default=Requirement.SETTINGS,
        description="What an edition needs; drafts-labelled publishes drafts with a notice.",
    )
    dry_run: bool = Field(default=False, description="Say what would happen; write nothing.")
