"""``communique flow …``: the same steps, run by Prefect."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from communique.cli import common
from communique.cli.translating import tell_packages

app = typer.Typer(no_args_is_help=True, help="Run the steps as Prefect flows.")


@app.command()
def draft(
    statements: common.Statements = None,
    to: common.Locales = None,
    project: common.ProjectOption = common.HERE,
) -> None:
    """Run the flow `draft`: machine-translate what no human has touched."""
    folder = _settled(project)
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
    require: Annotated[
        str | None,
        typer.Option(help="approved, reviewed or drafts-labelled; overrides the settings."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing.")] = False,
) -> None:
    """Run the flow `publish`: release every edition that the gate lets through."""
    folder = _settled(project)
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


def _settled(project: Path) -> Path:
    """Open the workspace first, so that its errors come before Prefect's start."""
    from flows import settle

    opened = common.open_project(project)
    settle(opened.state)
    return opened.root
