"""The verbs about what humans wrote: check, approve, waive."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from communique.cli import common

if TYPE_CHECKING:
    from communique.pipeline import Finding

Statement = Annotated[str, typer.Argument(metavar="STATEMENT", help="A slug or a file.")]
Locale = Annotated[str, typer.Argument(metavar="LOCALE", help="A target locale.")]
By = Annotated[str, typer.Option(metavar="NAME", help="Who answers for it.")]


def register(app: typer.Typer) -> None:
    """Add this module's verbs."""
    app.command()(check)
    app.command()(approve)
    app.command()(waive)


def check(
    statements: common.Statements = None,
    to: common.Locales = None,
    project: common.ProjectOption = common.HERE,
    json: common.AsJson = False,
) -> None:
    """Check translations against their source; exit with 1 if there is an error."""
    from communique import pipeline

    found, report = pipeline.check(common.open_project(project), statements, to)
    if json:
        common.print_json(
            {
                "findings": [finding_json(one) for one in found],
                "problems": common.problems_json(report),
            }
        )
    else:
        rows = [
            (f"{one.file}:{one.line}", one.severity, one.check, common.shortened(one.msgid, 40),
             one.message)
            for one in found
        ]  # fmt: skip
        if found:
            common.print_table(("place", "severity", "check", "segment", "message"), rows)
        errors = sum(one.severity == "error" for one in found)
        said = f"{common.counted(len(found), 'finding')}, {common.counted(errors, 'error')}"
        typer.echo(said, err=True)
    common.finish(report)
    if any(one.severity == "error" for one in found):
        raise typer.Exit(1)


def finding_json(one: Finding) -> dict[str, object]:
    """Return a finding for machines."""
    return {
        "statement": one.statement, "locale": one.locale, "file": one.file, "line": one.line,
        "msgid": one.msgid, "check": one.check, "severity": one.severity, "message": one.message,
    }  # fmt: skip


def approve(
    statement: Statement,
    locale: Locale,
    by: By,
    segment: common.Segments = None,
    project: common.ProjectOption = common.HERE,
    json: common.AsJson = False,
) -> None:
    """Approve reviewed segments, each for exactly its source and text; any change revokes it.

    Exits with 1 if something asked for could not be approved.
    """
    from communique import pipeline

    opened = common.open_project(project)
    done = pipeline.approve(opened, statement, locale, by, segment or ())
    if json:
        common.print_json(asdict(done))
    else:
        for one in done.left:
            typer.echo(f"#{one.number} “{common.shortened(one.text)}”: {one.reason}")
        typer.echo(
            f"{done.approved} segments approved, {done.already} were already, "
            f"{len(done.left)} left out",
            err=True,
        )
    for warning in done.warnings:
        typer.secho(f"communique: {warning}", err=True, fg=typer.colors.YELLOW)
    if done.left:
        raise typer.Exit(1)


def waive(
    statement: Statement,
    locale: Locale,
    check: Annotated[str, typer.Argument(metavar="CHECK", help="The check, as findings name it.")],
    segment: Annotated[
        str,
        typer.Option(
            "--segment",
            "-s",
            metavar="TEXT",
            help="The segment: its number, its text or a piece of it.",
        ),
    ],
    by: By,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why the finding does not hold.")],
    project: common.ProjectOption = common.HERE,
) -> None:
    """Lift what a check says of one segment, for exactly its source and text."""
    from communique import pipeline

    opened = common.open_project(project)
    count = pipeline.waive(opened, statement, locale, check, segment, by, reason)
    typer.echo(f"{count} findings of {check} waived by {by}", err=True)
