"""The flow ``draft``: update the catalogs and machine-translate what no human has touched."""

from __future__ import annotations

from pathlib import Path

from flows.parameters import Locale, Statement

from prefect import flow  # isort: skip  (flows settles Prefect's environment first)

from communique import pipeline
from flows import artifacts, runs
from flows.executor import TaskExecutor


@flow(flow_run_name=runs.run_name)
@runs.telling
def draft(
    statements: list[Statement] = [],
    locales: list[Locale] = [],
    project: Path = Path(),
) -> runs.Ran:
    """Draft every gap of the catalogs; what a human wrote stays as it is.

    Args:
        statements: Which statements; all of them if none is chosen.
        locales: Into which locales; those of the settings if none is chosen.
        project: The workspace's folder. A deployment knows it; leave it as it is.
    """
    workspace = runs.opened(project)
    with TaskExecutor(artifacts.key(workspace, "progress")) as executor:
        report = pipeline.draft(workspace, statements or None, locales or None, executor)
    artifacts.show_coverage(workspace, report.coverage)
    summary = f"{report.translated} sentences translated, {report.drafted} segments drafted"
    return runs.Ran(workspace, summary, report)
