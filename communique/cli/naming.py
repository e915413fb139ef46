"""The verb that lists the names that the glossary does not know: names."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from communique.cli import common


def register(app: typer.Typer) -> None:
    """Add this module's verb."""
    app.command()(names)


def names(
    statements: common.Statements = None,
    csv: Annotated[
        bool, typer.Option("--csv", help="Print lines to be put into glossary.csv.")
    ] = False,
    project: common.ProjectOption = common.HERE,
    json: common.AsJson = False,
) -> None:
    """List the names in statements that the glossary does not know; writes nothing."""
    from communique.errors import UsageError
    from communique.pipeline import naming
    from communique.pipeline.results import Report

    if csv and json:
        raise UsageError("--csv or --json, not both")
    opened, report = common.open_project(project), Report()
    found = naming.names(opened, statements, report)
    if json:
        common.print_json(
            {"names": [asdict(one) for one in found], "problems": common.problems_json(report)}
        )
    elif csv:
        for line in naming.csv_lines(opened, found):
            typer.echo(line)
    else:
        rows = [(one.text, one.count, one.where) for one in found]
        common.print_table(("name", "times", "first in"), rows)
    common.finish(report)
