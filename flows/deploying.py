"""Makes a Prefect server know a workspace: its work pool, its deployments, its watch over runs."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from communique.errors import CommuniqueError, UsageError
from communique.project import Project

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient

FILE = "prefect.yaml"
POOL = "communique"
_TEMPLATE = Path(__file__).with_name(FILE)
_WATCH = "communique: a run that went silent has crashed"
_SILENCE = timedelta(seconds=100)  # three heartbeats of a run, and some


def write_file(project: Project) -> bool:
    """Write the workspace's ``prefect.yaml``, if it has none.

    Returns:
        Whether it was written.

    Raises:
        CommuniqueError: it cannot be.
    """
    path = project.root / FILE
    if path.exists():
        return False
    try:
        path.write_text(rendered(project), "utf-8")
    except OSError as error:
        raise CommuniqueError(f"cannot be written ({error.strerror})", path) from None
    return True


def rendered(project: Project) -> str:
    """Return the ``prefect.yaml`` that a new workspace gets."""
    return _TEMPLATE.read_text("utf-8").replace("@NAME@", project.handle)


def deploy(project: Project) -> None:
    """Register the work pool, the deployments of ``prefect.yaml``, and the watch over silent runs.

    As often as one likes: what is there is brought up to date.

    Raises:
        UsageError: no server is named by ``PREFECT_API_URL``.
        CommuniqueError: it cannot be reached, or refuses; or the file is wrong.
    """
    from prefect.client.orchestration import get_client

    if not os.environ.get("PREFECT_API_URL"):
        raise UsageError(
            "PREFECT_API_URL names no Prefect server; `communique flow serve` starts one"
        )
    require_server()
    write_file(project)
    try:
        with get_client(sync_client=True) as client:
            _make_pool(client)
            _watch_silent_runs(client)
    except httpx.HTTPError as error:
        raise CommuniqueError(f"the Prefect server refuses: {error}") from None
    _deploy_all(project)


def require_server() -> None:
    """Make sure that the Prefect server answers.

    Raises:
        CommuniqueError: it does not.
    """
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        if error := client.api_healthcheck():
            raise CommuniqueError(
                f"the Prefect server {client.api_url} does not answer ({error}); does it run?"
            )


def _make_pool(client: SyncPrefectClient) -> None:
    from prefect.client.schemas.actions import WorkPoolCreate
    from prefect.exceptions import ObjectNotFound
    from prefect.workers.process import ProcessWorker

    try:
        client.read_work_pool(POOL)
    except ObjectNotFound:
        template = ProcessWorker.get_default_base_job_template()
        pool = WorkPoolCreate(name=POOL, type=ProcessWorker.type, base_job_template=template)
        client.create_work_pool(pool)


def _watch_silent_runs(client: SyncPrefectClient) -> None:
    """Have the server mark runs as crashed whose process is gone: nobody else can tell it so.

    Without it a run whose machine died is “running” for ever, and those after it wait for ever.
    A watch that is there already stays as it is: it may have been changed, or put to rest.
    """
    if client.read_automations_by_name(_WATCH):
        return
    from prefect.automations import Automation, EventTrigger, Posture
    from prefect.client.schemas.objects import StateType
    from prefect.events.actions import ChangeFlowRunState
    from prefect.events.schemas.automations import AutomationCore

    beat = "prefect.flow-run.heartbeat"
    ends = [f"prefect.flow-run.{end}" for end in ("Completed", "Failed", "Cancelled", "Crashed")]
    watch = Automation(
        name=_WATCH,
        description="Made by `communique flow deploy`. Run it again by hand: it goes on where "
        "it was.",
        trigger=EventTrigger(
            after={beat},
            expect={beat, *ends},
            match={"prefect.resource.id": "prefect.flow-run.*"},
            match_related={
                "prefect.resource.role": "tag",
                "prefect.resource.id": "prefect.tag.communique",
            },
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            threshold=1,
            within=_SILENCE,
        ),
        actions=[
            ChangeFlowRunState(
                name=None,
                force=False,
                state=StateType.CRASHED,
                message=f"nothing was heard of it for {_SILENCE.seconds} s; run it again",
            )
        ],
    )
    client.create_automation(AutomationCore(**watch.model_dump(exclude={"id"})))


def _deploy_all(project: Project) -> None:
    """Register what ``prefect.yaml`` says, by Prefect's own command: there is no other truth."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all",
         "--prefect-file", str(project.root / FILE)],
        cwd=project.root,
        env=os.environ | {"COMMUNIQUE_PROJECT": str(project.root)},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        said = " ".join((done.stdout + done.stderr).split())[-600:]
        raise CommuniqueError(f"`prefect deploy --all` refused: {said}", project.root / FILE)
