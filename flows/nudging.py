"""Tells the Prefect server that reviews were saved, so that ``check`` runs."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from uuid import uuid4

import httpx

from communique.errors import CommuniqueError, UsageError
from communique.project import Project

EVENT = "communique.review.saved"


def nudge(project: Project, statements: list[str]) -> None:
    """Emit the event ``communique.review.saved`` of a workspace.

    It is a nudge: the catalogs are the truth, and what is lost is seen by the next check.
    Prefect's own way to emit events returns at once and loses them where the server is away; so
    this one posts the event and looks at the answer.

    Args:
        project: the workspace.
        statements: the statements that were reviewed; empty for whatever was.

    Raises:
        UsageError: no server is named by ``PREFECT_API_URL``.
        CommuniqueError: it cannot be reached, or refuses.
    """
    from prefect.client.orchestration import get_client

    if not os.environ.get("PREFECT_API_URL"):
        raise UsageError("PREFECT_API_URL names no Prefect server to tell; set it")
    event = {
        "id": str(uuid4()),
        "occurred": datetime.now(UTC).isoformat(),
        "event": EVENT,
        "resource": {
            "prefect.resource.id": f"communique.workspace.{project.handle}",
            "prefect.resource.name": project.options.name,
        },
        "payload": {"statements": statements},
    }
    try:
        with get_client(sync_client=True) as client:
            client.request("POST", "/events", json=[event])
    except httpx.HTTPError as error:
        raise CommuniqueError(f"the Prefect server could not be told: {error}") from None
