"""The verb about the engine alone: translate."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import Annotated

import typer

_READ = 1 << 16  # bytes at a time
_INTERRUPTED = 130


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
    """Translate lines from standard input to standard output, each as soon as it is ready.

    Where the engine fails at a line, an empty one is written, the others go on, and the exit code
    is 1.
    """
    from concurrent.futures import ThreadPoolExecutor

    # Native code that works for seconds hears of no interrupt, so that another thread calls it.
    work = ThreadPoolExecutor(1).submit(_translate, source, target, beam, server)
    try:
        failed = work.result()
    except KeyboardInterrupt:
        os._exit(_INTERRUPTED)  # neither what works nor what waits for input is waited for
    if failed:
        raise typer.Exit(1)


def _translate(source: str, target: str, beam: int, server: str) -> int:
    """Translate what comes, and return at how many lines the engine failed."""
    from communique.cli.common import log_to_stderr
    from communique.drafting.lines import translate_lines
    from communique.engines import routing
    from communique.engines.base import Settings
    from communique.language.locales import parse_locale

    log_to_stderr()
    pair = str(parse_locale(source)), str(parse_locale(target))
    choice = routing.Choice(("libretranslate",), server=server) if server else routing.Choice()
    routes = routing.routes(*pair, choice)
    for model in routes[0]:
        if model.origin == "starter":
            typer.echo(f"package: {model.name} (small; expect rough drafts)", err=True)
    failed = 0
    try:
        for number, line in enumerate(translate_lines(_lines(), routes, pair, Settings(beam)), 1):
            sys.stdout.write(f"{line.text}\n")
            sys.stdout.flush()
            if line.failed:
                failed += 1
                why = f" ({', '.join(line.doubts)})" if line.doubts else ""
                typer.echo(f"line {number}: the engine failed here{why}", err=True)
    except BrokenPipeError:  # as `| head` does; nothing is left to be flushed at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return failed


def _lines() -> Iterator[str]:
    """The lines of standard input, as they come.

    Raises:
        CommuniqueError: one is not in UTF-8; says which.
    """
    from communique.errors import CommuniqueError

    for number, line in enumerate(_raw_lines(), 1):
        try:
            yield line.decode("utf-8").removesuffix("\r")
        except UnicodeDecodeError as error:
            message = f"standard input, line {number}: not valid UTF-8 ({error.reason})"
            raise CommuniqueError(message) from None


def _raw_lines() -> Iterator[bytes]:
    """The lines of standard input, without their ends.

    They are read in a thread that may wait for ever: from the descriptor, since a buffered reader
    holds a lock while it waits, at which Python stumbles when it exits.
    """
    begun: list[bytes] = []
    while sys.stdin is not None and (read := os.read(sys.stdin.fileno(), _READ)):
        *ended, rest = read.split(b"\n")
        for line in ended:
            yield b"".join([*begun, line])
            begun = []
        begun.append(rest)
    if any(begun):
        yield b"".join(begun)
