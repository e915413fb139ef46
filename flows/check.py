"""The flow ``check``: where everything stands, what the checks find, and what is ready."""

from __future__ import annotations

from pathlib import Path

from flows.parameters import Block, Locale, Requirement, Shown, Statement

from prefect import flow  # isort: skip  (flows settles Prefect's environment first)

from communique import pipeline
from communique.cli.common import counted
from communique.errors import UsageError
from flows import artifacts, runs
from flows.executor import TaskExecutor
from flows.notifying import tell


@flow(flow_run_name=runs.run_name)
@runs.telling
def check(
    statements: list[Statement] = [],
    locales: list[Locale] = [],
    publish_when_ready: bool = False,
    require: Requirement = Requirement.SETTINGS,
    notify: list[Block] = [],
    findings_shown: Shown = 200,
    project: Path = Path(),
) -> runs.Ran:
    """See where each statement stands in each locale; on request, publish what is ready.

    Args:
        statements: Which statements; all of them if none is chosen.
        locales: Which locales; those of the settings if none is chosen.
        publish_when_ready: Publish what the gate lets through.
        require: What an edition needs before it is published; drafts-labelled publishes drafts
            with a notice.
        notify: Notification blocks that are told what became public, such as slack-webhook/press.
        findings_shown: How many findings the artifact lists, errors first; it counts them all.
        project: The workspace's folder. A deployment knows it; leave it as it is.
    """
    if require is not Requirement.SETTINGS and not publish_when_ready:
        raise UsageError("“require” says what is published: set “publish_when_ready” too")
    workspace = runs.opened(project)
    asked = statements or None, locales or None
    outcomes: list[pipeline.Outcome] = []
    with TaskExecutor(artifacts.key(workspace, "progress")) as executor:
        findings, report = executor.one(pipeline.check, workspace, *asked)
        artifacts.show_findings(workspace, findings, findings_shown)
        if publish_when_ready:
            outcomes, published = pipeline.publish(workspace, *asked, require.override, executor)
            artifacts.show_editions(workspace, outcomes)
            report.problems += [one for one in published.problems if one not in report.problems]
        status = executor.one(pipeline.status, workspace, *asked)
    artifacts.show_standings(workspace, status.standings)
    report.problems += tell(notify, workspace, report)
    errors = sum(one.severity == "error" for one in findings)
    summary = f"{counted(len(findings), 'finding')}, {counted(errors, 'error')}"
    if publish_when_ready:
        summary += f"; {artifacts.counted(outcomes)}"
    return runs.Ran(workspace, summary, report, outcomes)
