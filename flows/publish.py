"""The flow ``publish``: assemble what the gate lets through, and release it in one swap."""

from __future__ import annotations

from pathlib import Path

from flows.parameters import Block, Locale, Requirement, Statement

from prefect import flow  # isort: skip  (flows settles Prefect's environment first)

from communique import pipeline
from flows import artifacts, runs
from flows.executor import TaskExecutor
from flows.notifying import tell


@flow(flow_run_name=runs.run_name)
@runs.telling
def publish(
    statements: list[Statement] = [],
    locales: list[Locale] = [],
    require: Requirement = Requirement.SETTINGS,
    dry_run: bool = False,
    notify: list[Block] = [],
    project: Path = Path(),
) -> runs.Ran:
    """Publish every edition that the gate lets through; the site is replaced in one swap.

    Args:
        statements: Which statements; all of them if none is chosen.
        locales: Which locales; those of the settings if none is chosen.
        require: What an edition needs; drafts-labelled publishes drafts with a notice.
        dry_run: Only say what would happen, and write nothing.
        notify: Notification blocks that are told what became public, such as slack-webhook/press.
        project: The workspace's folder. A deployment knows it; leave it as it is.
    """
    workspace = runs.opened(project)
    with TaskExecutor(artifacts.key(workspace, "progress")) as executor:
        outcomes, report = pipeline.publish(
            workspace, statements or None, locales or None, require.override, executor,
            dry_run=dry_run,
        )  # fmt: skip
    artifacts.show_editions(workspace, outcomes)
    artifacts.show_coverage(workspace, report.coverage)
    if not dry_run:
        report.problems += tell(notify, workspace, report)
    return runs.Ran(workspace, artifacts.counted(outcomes), report, outcomes)
