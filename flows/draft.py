"""The flow ``draft``: update the catalogs and machine-translate what no human has touched."""

from __future__ import annotations

import logging

from flows.parameters import DraftParameters

from prefect import flow  # isort: skip  (flows settles Prefect's environment first)
from prefect.task_runners import ThreadPoolTaskRunner

from communique import pipeline
from communique.project import Project
from flows.executor import TaskExecutor
from flows.showing import run_name, show_coverage, show_problems


@flow(
    name="draft",
    flow_run_name=run_name,
    task_runner=ThreadPoolTaskRunner(max_workers=2),  # type: ignore[arg-type]
    validate_parameters=True,
)
def draft(parameters: DraftParameters = DraftParameters()) -> pipeline.Report:
    """Draft every gap of the catalogs.

    Returns:
        What was done. Problems of single statements or locales are in it, and in the artifact
        ``problems``; they do not stop the others.
    """
    logging.getLogger("communique").setLevel(logging.INFO)
    project = Project(parameters.project)
    report = pipeline.draft(
        project,
        parameters.statements or None,
        parameters.locales or None,
        TaskExecutor("draft-progress"),
    )
    show_coverage(report)
    show_problems(report)
    return report
