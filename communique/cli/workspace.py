"""The verbs about a workspace: init, status."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from communique.cli import common, showing


def register(app: typer.Typer) -> None:
    """Add this module's verbs."""
    app.command()(init)
    app.command()(status)


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make or fill.")],
    to: common.Locales = None,
    name: Annotated[str, typer.Option(help="What the workspace's catalogs and site say.")] = "",
) -> None:
    """Make a workspace: communique.toml, source_texts/, locales/, .gitignore, .gitattributes."""
    from communique.language.locales import parse_locale
    from communique.scaffold import create, set_up_driver

    locales = [str(parse_locale(code)) for code in to or ["es", "fr"]]
    for path in create(folder, name or folder.resolve().name, locales):
        typer.echo(f"made {path}")
    typer.echo(f"Next: put a statement into {folder / 'source_texts'}, then")
    typer.echo(f"  communique draft --project {folder}")
    if not set_up_driver(folder):
        typer.echo(f"After `git init`, once in every clone: communique git-setup -p {folder}")


def status(
    statements: common.Statements = None,
    to: common.Locales = None,
    project: common.ProjectOption = common.HERE,
    risky: Annotated[bool, typer.Option("--risky", help="List what to review first.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="How many --risky lists.")] = 20,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown tables.")] = False,
    json: common.AsJson = False,
) -> None:
    """Show how far each statement is in each locale, in segments, and what there is to do."""
    from communique import pipeline

    found = pipeline.status(common.open_project(project), statements, to)
    if json:
        common.print_json(showing.status_json(found, limit if risky else 0))
    else:
        show = common.print_markdown if markdown else common.print_table
        if risky:
            show(showing.RISKY_HEAD, [showing.risky_row(one) for one in found.risky[:limit]])
        else:
            show(showing.STANDING_HEAD, [showing.standing_row(one) for one in found.standings])
            typer.echo("")
            for line in showing.language_lines(found.standings):
                typer.echo(f"- {line}" if markdown else line)
            if found.efforts:
                typer.echo("")
                show(showing.EFFORT_HEAD, [showing.effort_row(one) for one in found.efforts])
    common.finish(found.report)
