"""The forms of the Prefect UI follow the workspace: new statements and locales can be chosen."""

from __future__ import annotations

import logging
from uuid import UUID

from prefect import runtime
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import DeploymentUpdate
from prefect.flows import Flow, load_flow_from_entrypoint
from prefect.utilities.callables import parameter_schema

log = logging.getLogger("communique.flows")


def renew() -> None:
    """Make the forms of the deployments that the present run belongs to as the workspace is now.

    A form that cannot be renewed is no reason for a run to fail.
    """
    own = runtime.deployment.id
    if not own:
        return
    try:
        with get_client(sync_client=True) as client:
            name = client.read_deployment(UUID(own)).name
            for flow in ("draft", "check", "publish"):
                _renew(client, f"{flow}/{name}")
    except Exception as error:  # of whatever kind: the work of the run is done
        log.warning("the forms could not be renewed: %s", error)


def _renew(client: SyncPrefectClient, name: str) -> None:
    from prefect.exceptions import ObjectNotFound

    try:
        found = client.read_deployment_by_name(name)
    except ObjectNotFound:
        return
    flow: Flow[..., object] = load_flow_from_entrypoint(str(found.entrypoint))
    schema = parameter_schema(flow).model_dump(exclude_unset=True)
    if found.parameter_openapi_schema != schema:
        client.update_deployment(found.id, DeploymentUpdate(parameter_openapi_schema=schema))
