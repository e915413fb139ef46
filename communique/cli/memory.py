"""The verbs about the translation memory: find, export, import, stat."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from communique.cli import common


def register(app: typer.Typer) -> None:
    """Add this module's verbs."""
    memory = typer.Typer(
        no_args_is_help=True, help="What humans have let pass before: look up, TMX out and in."
    )
    memory.command()(find)
    memory.command()(export)
    memory.command("import")(take_in)
    memory.command()(stat)
    app.add_typer(memory, name="memory")


def find(
    text: Annotated[str, typer.Argument(help="A text in the source language.")],
    to: Annotated[str, typer.Option("--to", "-t", metavar="LOCALE", help="The target locale.")],
    source: Annotated[str, typer.Option("--from", "-f", metavar="LOCALE", help="From.")] = "en",
    project: common.ProjectOption = common.HERE,
    json: common.AsJson = False,
) -> None:
    """Show the translations of a text and of those like it, the best first."""
    from communique.pipeline import remembering

    hits = remembering.find(common.open_project(project), text, source, to)
    if json:
        common.print_json(
            [
                {"likeness": round(hit.likeness, 3), "source": hit.unit.source,
                 "target": hit.unit.target, "origin": hit.unit.origin,
                 "approved": hit.unit.approved, "sentence": hit.unit.sentence}
                for hit in hits
            ]
        )  # fmt: skip
        return
    rows = [
        (f"{hit.likeness:.0%}", hit.unit.origin, hit.unit.source, hit.unit.target) for hit in hits
    ]
    common.print_table(("likeness", "origin", "source", "translation"), rows)


def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The TMX file to write.")],
    to: common.Locales = None,
    project: common.ProjectOption = common.HERE,
) -> None:
    """Write the workspace's reviewed segments to a TMX 1.4b file."""
    from communique.pipeline import remembering

    count = remembering.export(common.open_project(project), file, to)
    typer.echo(f"{count} units in {file}", err=True)


def take_in(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A TMX file of another tool.")],
    project: common.ProjectOption = common.HERE,
) -> None:
    """Take a TMX file into the workspace's memory/ folder, to be committed with it."""
    from communique.pipeline import remembering

    count = remembering.take_in(common.open_project(project), file)
    typer.echo(f"{count} units taken in", err=True)


def stat(project: common.ProjectOption = common.HERE, json: common.AsJson = False) -> None:
    """Count what the memory holds, by language pair."""
    from dataclasses import asdict

    from communique.pipeline import remembering

    counts = remembering.counts(common.open_project(project))
    if json:
        common.print_json([asdict(one) for one in counts])
        return
    rows = [
        (one.source_language, one.locale, one.segments, one.sentences, one.approved)
        for one in counts
    ]
    common.print_table(("from", "to", "segments", "sentences", "approved"), rows)
