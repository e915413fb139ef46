"""The flow ``publish``: assemble what the gate lets through, and release it in one swap."""

from __future__ import annotations

import logging

from flows.parameters import PublishParameters, Requirement

from prefect import flow  # isort: skip  (flows settles Prefect's environment first)
from prefect.artifacts import create_table_artifact

from communique import pipeline
from communique.project import Project
from flows.executor import TaskExecutor
from flows.showing import run_name, show_coverage, show_problems


@flow(name="publish", flow_run_name=run_name, validate_parameters=True)
def publish(
    parameters: PublishParameters = PublishParameters(),
) -> tuple[list[pipeline.Outcome], pipeline.Report]:
    """Publish every edition that the gate lets through.

    Returns:
        What was done with each edition and why; and the report, with its problems.
    """
    logging.getLogger("communique").setLevel(logging.INFO)
    require = None if parameters.require is Requirement.SETTINGS else str(parameters.require)
    outcomes, report = pipeline.publish(
        Project(parameters.project),
        parameters.statements or None,
        parameters.locales or None,
        require,
        TaskExecutor("publish-progress"),
        dry_run=parameters.dry_run,
    )
    create_table_artifact(
        key="editions",
        description="What was published, and why or why not",
        table=[
            {"statement": one.statement, "locale": one.locale,
             "public": "yes" if one.published else "no", "action": one.action, "why": one.reason}
            for one in outcomes
        ],
    )  # fmt: skip
    show_coverage(report)
    show_problems(report)
    return outcomes, report
