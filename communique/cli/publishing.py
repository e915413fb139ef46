"""The verb that makes editions public: publish."""

from __future__ import annotations

from dataclasses import asdict

import typer

from communique.cli import common


def register(app: typer.Typer) -> None:
    """Add this module's verb."""
    app.command()(publish)


def publish(
    statements: common.Statements = None,
    to: common.Locales = None,
    project: common.ProjectOption = common.HERE,
    require: common.Require = None,
    dry_run: common.DryRun = False,
    json: common.AsJson = False,
) -> None:
    """Publish every edition that the gate lets through, as one site, in one swap."""
    from communique import pipeline

    opened = common.open_project(project)
    outcomes, report = pipeline.publish(
        opened, statements, to, require, common.Progress(), dry_run=dry_run
    )
    if json:
        common.print_json(
            {
                "editions": [asdict(one) for one in outcomes],
                "problems": common.problems_json(report),
            }
        )
    else:
        common.print_outcomes(outcomes)
        if not dry_run and any(one.published for one in outcomes):
            typer.echo(f"site: {opened.site / 'index.html'}", err=True)
    common.finish(report)
