"""The verbs about the engine alone: translate, models."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from communique.cli import common


def register(app: typer.Typer) -> None:
    """Add this module's verbs."""
    app.command()(translate)
    models = typer.Typer(no_args_is_help=True, help="The model packages on this machine.")
    models.command("list")(models_list)
    app.add_typer(models, name="models")


def translate(
    source: Annotated[str, typer.Option("--from", "-f", metavar="LOCALE", help="From.")],
    target: Annotated[str, typer.Option("--to", "-t", metavar="LOCALE", help="To.")],
    beam: Annotated[int, typer.Option(min=1, max=16, help="Beam size.")] = 4,
) -> None:
    """Translate lines from standard input to standard output: the engine alone."""
    from communique.drafting import translate_lines
    from communique.engines import packages
    from communique.engines.base import Settings
    from communique.errors import CommuniqueError
    from communique.language.locales import parse_locale

    pair = str(parse_locale(source)), str(parse_locale(target))
    package = packages.find(*pair)
    if package.origin == "starter":
        typer.echo(f"package: {package.name} (small; expect rough drafts)", err=True)
    try:
        lines = sys.stdin.buffer.read().decode("utf-8").removesuffix("\n").split("\n")
    except UnicodeDecodeError as error:
        raise CommuniqueError(f"standard input is not valid UTF-8 ({error.reason})") from None
    for line in translate_lines(lines, package, pair, Settings(beam=beam)):
        typer.echo(line)


def models_list(json: common.AsJson = False) -> None:
    """List the model packages that are installed, and those that come with communique."""
    from communique.engines import packages

    found = [*packages.installed(), *packages.shipped()]
    if json:
        common.print_json(
            [
                {"from": one.source, "to": one.target, "version": one.version,
                 "origin": one.origin, "path": str(one.path)}
                for one in found
            ]
        )  # fmt: skip
        return
    rows = [(one.source, one.target, one.version, one.origin, one.path) for one in found]
    common.print_table(("from", "to", "version", "origin", "path"), rows)
