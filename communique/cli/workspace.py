"""The verbs about a workspace: init, status."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from communique.cli import common


def register(app: typer.Typer) -> None:
    """Add this module's verbs."""
    app.command()(init)
    app.command()(status)


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make or fill.")],
    to: common.Locales = None,
    name: Annotated[str, typer.Option(help="What the workspace's catalogs and site say.")] = "",
) -> None:
    """Make a workspace: communique.toml, source_texts/, locales/, .gitignore."""
    from communique.language.locales import parse_locale
    from communique.scaffold import create

    locales = [str(parse_locale(code)) for code in to or ["es", "fr"]]
    for path in create(folder, name or folder.resolve().name, locales):
        typer.echo(f"made {path}")
    typer.echo(f"Next: put a statement into {folder / 'source_texts'}, then")
    typer.echo(f"  communique draft --project {folder}")


def status(
    statements: common.Statements = None,
    to: common.Locales = None,
    project: common.ProjectOption = common.HERE,
    json: common.AsJson = False,
) -> None:
    """Show how far each statement is in each locale, in segments."""
    from communique import pipeline

    report = pipeline.status(common.open_project(project), statements, to)
    if json:
        common.print_json(
            {
                "statements": [common.coverage_json(row) for row in report.coverage],
                "problems": common.problems_json(report),
            }
        )
    else:
        common.print_table(
            common.COVERAGE_HEAD, [common.coverage_row(row) for row in report.coverage]
        )
    common.finish(report)
