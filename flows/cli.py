"""``communique flow …``: the same steps, run by Prefect."""

from __future__ import annotations

from pathlib import Path

import typer

from communique.cli import common
from communique.cli.translating import tell_packages
from communique.editions.gate import requirement

app = typer.Typer(no_args_is_help=True, help="Run the steps as Prefect flows.")


@app.command()
def draft(
    statements: common.Statements = None,
    to: common.Locales = None,
    project: common.ProjectOption = common.HERE,
) -> None:
    """Run the flow `draft`: machine-translate what no human has touched."""
    folder = _settled(project, statements, to)
    from flows.draft import draft as flow
    from flows.parameters import DraftParameters

    report = flow(DraftParameters(project=folder, statements=statements or [], locales=to or []))
    tell_packages(sorted(report.packages))
    common.print_table(common.COVERAGE_HEAD, [common.coverage_row(row) for row in report.coverage])
    common.finish(report)


@app.command()
def publish(
    statements: common.Statements = None,
    to: common.Locales = None,
    project: common.ProjectOption = common.HERE,
    require: common.Require = None,
    dry_run: common.DryRun = False,
) -> None:
    """Run the flow `publish`: release every edition that the gate lets through."""
    folder = _settled(project, statements, to)
    if require:
        requirement(require)
    from flows.parameters import PublishParameters, Requirement
    from flows.publish import publish as flow

    outcomes, report = flow(
        PublishParameters(
            project=folder,
            statements=statements or [],
            locales=to or [],
            require=Requirement(require) if require else Requirement.SETTINGS,
            dry_run=dry_run,
        )
    )
    common.print_outcomes(outcomes)
    common.finish(report)


def _settled(project: Path, statements: list[str] | None, to: list[str] | None) -> Path:
    """Open the workspace first, so that a wrong request is told before Prefect starts."""
    from flows import settle

    opened = common.open_project(project)
    opened.select(statements)
    opened.check_locales(to)
    settle(opened.state)
    return opened.root
