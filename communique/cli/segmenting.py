"""The verb that shows how a statement is understood: segment."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from communique.cli import common

if TYPE_CHECKING:
    from communique.anatomy import Anatomy
    from communique.project import Project
    from communique.statement import Statement


def register(app: typer.Typer) -> None:
    """Add this module's verb."""
    app.command()(segment)


def segment(
    file: Annotated[Path, typer.Argument(help="A Markdown, HTML or plain text file.")],
    language: Annotated[
        str | None, typer.Option(help="The text's language; stated or detected without.")
    ] = None,
    level: Annotated[
        str | None, typer.Option(help="block or sentence.", show_default="block")
    ] = None,
    project: Annotated[
        Path | None,
        typer.Option(
            "--project", "-p", metavar="DIR", help="Read it by this workspace's settings."
        ),
    ] = None,
    json: common.AsJson = False,
    html: Annotated[bool, typer.Option("--html", help="Draw it as a page.")] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where --html writes the page."),
    ] = None,
) -> None:
    """Show a statement as communique reads it: its segments, one a line, and its language.

    --json adds blocks and sentences with their offsets; --html draws the whole as one page, to
    look at in a browser.
    """
    from communique.anatomy import anatomy_of, as_json, as_page
    from communique.errors import UsageError

    if html and json:
        raise UsageError("--json and --html exclude each other")
    if output and not html:
        raise UsageError("-o goes with --html")
    opened = common.open_project(project) if project else None
    statement = _read(file, language, level, opened)
    anatomy = anatomy_of(statement, opened.splitter if opened else None)
    if json:
        common.print_json(as_json(anatomy))
    elif html and output:
        output.write_text(as_page(anatomy), "utf-8", newline="\n")
        typer.echo(f"wrote {output}", err=True)
    elif html:
        typer.echo(as_page(anatomy))
    else:
        _print(anatomy)


def _read(file: Path, language: str | None, level: str | None, opened: Project | None) -> Statement:
    """Read the file; what the settings say of it yields to what the command line says."""
    from communique import formats

    if opened is None:
        return formats.read(file, language=language, level=level or "block")
    own = opened.statement_options(formats.slug_of(file))
    return formats.read(
        file,
        language=language or own.language,
        default=opened.options.language,
        level=level or own.level or "block",
        splitter=opened.splitter,
    )


def _print(anatomy: Anatomy) -> None:
    from communique.anatomy import spoken
    from communique.formats.announced import dangling

    statement, counts = anatomy.statement, anatomy.counts
    rows = [
        (part.block.line, str(part.block.kind), cut.segment.text.replace("\n", "⏎"))
        for part in anatomy.parts
        for cut in part.cuts
    ]
    common.print_table(("line", "kind", "text"), rows)
    for line, text in dangling(statement):
        shown = common.shortened(text)
        typer.echo(f"line {line}: “{shown}” ends with a colon and nothing follows", err=True)
    told = ", ".join(f"{count} {name}" for name, count in counts.items())
    typer.echo(f"{statement.slug}: {spoken(statement)}; {told}", err=True)
