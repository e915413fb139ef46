"""The verbs that make editions public, and take them back: publish, withdraw, reinstate."""

from __future__ import annotations

from typing import Annotated

import typer

from communique.cli import common

By = Annotated[str, typer.Option("--by", help="Who answers for it.")]
Reason = Annotated[str, typer.Option("--reason", help="Why, for the record; readers are not told.")]
Statement = Annotated[str, typer.Argument(metavar="STATEMENT", help="The statement's slug.")]


def register(app: typer.Typer) -> None:
    """Add this module's verbs."""
    app.command()(publish)
    app.command()(withdraw)
    app.command()(reinstate)


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
    from communique.pipeline import Outcome

    opened = common.open_project(project)
    outcomes, report = pipeline.publish(
        opened, statements, to, require, common.Progress(), dry_run=dry_run
    )
    if json:
        common.print_json(
            {
                "editions": [
                    {name: getattr(one, name) for name in Outcome.__slots__} for one in outcomes
                ],
                "problems": common.problems_json(report),
            }
        )
    else:
        common.print_outcomes(outcomes)
        if not dry_run and any(one.published for one in outcomes):
            typer.echo(f"site: {opened.site / 'index.html'}", err=True)
    common.finish(report)


def withdraw(
    statement: Statement,
    by: By,
    reason: Reason,
    to: common.Locales = None,
    project: common.ProjectOption = common.HERE,
) -> None:
    """Take a published statement back, at once: of it, readers see the title, and that it is gone.

    With --to, only its translations into these locales.
    """
    _turn(statement, by, reason, to, project, again=False)


def reinstate(
    statement: Statement,
    by: By,
    reason: Reason,
    to: common.Locales = None,
    project: common.ProjectOption = common.HERE,
) -> None:
    """Make public again, at once, what was withdrawn."""
    _turn(statement, by, reason, to, project, again=True)


def _turn(
    statement: str,
    by: str,
    reason: str,
    to: common.Locales,
    project: common.ProjectOption,
    *,
    again: bool,
) -> None:
    from communique import pipeline

    opened = common.open_project(project)
    outcomes, report = pipeline.withdraw(
        opened, statement, to, common.Progress(), by=by, reason=reason, again=again
    )
    common.print_outcomes(outcomes)
    common.finish(report)
