"""The verb about the engine alone: translate."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add this module's verb."""
    app.command()(translate)


def translate(
    source: Annotated[str, typer.Option("--from", "-f", metavar="LOCALE", help="From.")],
    target: Annotated[str, typer.Option("--to", "-t", metavar="LOCALE", help="To.")],
    beam: Annotated[int, typer.Option(min=1, max=16, help="Beam size.")] = 4,
    server: Annotated[
        str, typer.Option(metavar="URL", help="Let a LibreTranslate server do it.")
    ] = "",
) -> None:
    """Translate lines from standard input to standard output, each as soon as it is ready."""
    from communique.drafting.lines import translate_lines
    from communique.engines import routing
    from communique.engines.base import Settings
    from communique.language.locales import parse_locale

    pair = str(parse_locale(source)), str(parse_locale(target))
    choice = routing.Choice(("libretranslate",), server=server) if server else routing.Choice()
    route = routing.routes(*pair, choice)[0]
    for model in route:
        if model.origin == "starter":
            typer.echo(f"package: {model.name} (small; expect rough drafts)", err=True)
    try:
        for line in translate_lines(_lines(), route, pair, Settings(beam=beam)):
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
    except BrokenPipeError:  # as `| head` does; nothing is left to be flushed at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _lines() -> Iterator[str]:
    """The lines of standard input, as they come.

    Raises:
        CommuniqueError: one is not in UTF-8; says which.
    """
    from communique.errors import CommuniqueError

    for number, line in enumerate(sys.stdin.buffer, 1):
        try:
            yield line.decode("utf-8").removesuffix("\n").removesuffix("\r")
        except UnicodeDecodeError as error:
            message = f"standard input, line {number}: not valid UTF-8 ({error.reason})"
            raise CommuniqueError(message) from None
