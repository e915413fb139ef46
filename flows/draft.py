"""The flow ``draft``: update the catalogs and machine-translate what no human has touched."""

from __future__ import annotations

import logging

from flows.parameters import DraftParameters

from prefect import flow, runtime  # isort: skip  (flows settles Prefect's environment first)
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.task_runners import ThreadPoolTaskRunner

from communique import pipeline
from communique.project import Project
from flows.executor import TaskExecutor


def _run_name() -> str:
    parameters = runtime.flow_run.parameters["parameters"]
    what = ", ".join(parameters.statements) or "all statements"
    return f"{runtime.flow_run.flow_name} {what} → {', '.join(parameters.locales) or 'all locales'}"


@flow(
    name="draft",
    flow_run_name=_run_name,
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


def show_coverage(report: pipeline.Report) -> None:
    """Publish the coverage table as an artifact: a row a statement and locale."""
    create_table_artifact(
        key="coverage",
        description="Segments by state, a row a statement and locale",
        table=[
            {"statement": row.slug, "locale": row.locale}
            | {str(state): count for state, count in row.counts.items()}
            | {"words left": row.words_left}
            for row in report.coverage
        ],
    )


def show_problems(report: pipeline.Report) -> None:
    """Publish what went wrong, if anything did."""
    if report.problems:
        lines = "\n".join(f"- {problem}" for problem in report.problems)
        create_markdown_artifact(key="problems", markdown=f"## Left out\n\n{lines}\n")
