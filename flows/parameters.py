"""What the flows are asked for: the types that make the forms of the Prefect UI."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, GetJsonSchemaHandler, StringConstraints
from pydantic_core import CoreSchema

from communique.errors import CommuniqueError
from communique.project import Project


class Requirement(StrEnum):
    """What an edition needs before it is published."""

    SETTINGS = "as the settings say"
    APPROVED = "approved"
    REVIEWED = "reviewed"
    DRAFTS_LABELLED = "drafts-labelled"
    KEEP_LAST = "keep-last"

    @property
    def override(self) -> str | None:
        """What overrides the settings; None where nothing does."""
        return None if self is Requirement.SETTINGS else self.value


@dataclass(frozen=True)
class _OneOf:
    """Offers in a form what the workspace has.

    A form is made when a flow is deployed, in its workspace; the flow itself takes any text, and
    says what is wrong with it.
    """

    known: Callable[[Project], Iterable[str]]

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        offered = handler(schema)
        try:
            names = list(self.known(Project(Path())))
        except CommuniqueError:
            names = []  # imported elsewhere: nothing to offer
        return offered | {"enum": names} if names else offered


Statement = Annotated[str, _OneOf(lambda project: project.sources)]
Locale = Annotated[str, _OneOf(lambda project: project.all_locales)]
#: A notification block, named as Prefect names it: ``slack-webhook/press``.
Block = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")]
#: How many findings an artifact shows.
Shown = Annotated[int, Field(ge=1, le=5000)]
