"""The verb that shows editions while they are worked on: preview."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from communique.cli import common

if TYPE_CHECKING:
    from collections.abc import Iterator

    from communique.pipeline.previewing import Preview
    from communique.publishing.serving import Server

_SETTLED = 200  # milliseconds without another change, for editors save in several steps
_GLANCE = 500  # milliseconds between two looks for a theme, a glossary that was not there
_PATIENCE = 0.8  # seconds to clean up in
_REST = 5.0  # seconds at most between two rounds


def register(app: typer.Typer) -> None:
    """Add this module's verb."""
    app.command()(preview)


def preview(
    statements: common.Statements = None,
    to: common.Locales = None,
    project: common.ProjectOption = common.HERE,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Where to listen; 0 for any free port.")
    ] = 8000,
    open_browser: Annotated[
        bool, typer.Option("--open", help="Open the page in the browser.")
    ] = False,
) -> None:
    """Show every edition as it would look now, on this machine only; pages follow every save.

    Nothing is held back: drafts, statements under embargo, what has no translation yet.
    """
    from communique.errors import UsageError
    from communique.pipeline.previewing import Preview
    from communique.publishing.serving import Server

    opened = common.open_project(project)
    opened.select(statements)
    opened.check_locales(to)
    logging.getLogger("watchfiles").setLevel(logging.ERROR)
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, _end)
    shown = Preview(opened.root, statements, to)
    with suppress(KeyboardInterrupt), closing(shown):
        try:
            server = Server(shown, port)
        except OSError as error:
            message = f"port {port}: {error.strerror}; choose another by --port"
            raise UsageError(message) from None
        server.start()
        if open_browser:
            typer.launch(server.url)
        _follow(shown, server)


def _end(*_: object) -> None:
    """End as by Ctrl-C, and within a second: what is left over, the next preview removes."""
    timer = threading.Timer(_PATIENCE, os._exit, [0])
    timer.daemon = True
    timer.start()
    raise KeyboardInterrupt


def _follow(shown: Preview, server: Server) -> None:
    """Make the preview anew after every change, until the user ends it."""
    before: list[str] = []
    for number, changed in enumerate(_changes(shown)):
        began = time.monotonic()
        problems = shown.follow(changed)
        server.changed()
        for problem in problems:
            if problem not in before:
                typer.secho(f"communique: {problem}", err=True, fg=typer.colors.RED)
        before = problems
        if not number:
            typer.echo(f"preview: {server.url} (Ctrl-C ends it)")
            continue
        # A draft run saves for hours: half of the time is its own. What changes meanwhile waits.
        time.sleep(min(time.monotonic() - began, _REST))


def _changes(shown: Preview) -> Iterator[set[Path] | None]:
    """Yield the files that changed, again and again.

    None stands for all, first of all and where a place came or went: whatever changes while that
    is read is seen, for it is watched by then.
    """
    polled = False
    while True:
        try:
            yield from _seen(shown, polled)
        except Exception as error:  # the system has no more watches; a folder went just now
            logging.getLogger(__name__).debug("not watched: %s", error)
            polled = not isinstance(error, FileNotFoundError)
            time.sleep(_GLANCE / 1000)


def _seen(shown: Preview, polled: bool) -> Iterator[set[Path] | None]:
    """Yield what changes until something else is to be watched."""
    from watchfiles import watch

    watched, anew = shown.watched, True
    found = watch(
        *watched, debounce=_SETTLED, rust_timeout=_GLANCE, yield_on_timeout=True,
        raise_interrupt=True, force_polling=polled or None, poll_delay_ms=_GLANCE,
    )  # fmt: skip
    for changes in found:
        paths = {Path(path) for _, path in changes}
        # An editor that saves by renaming leaves a watch on the file that was.
        if shown.watched != watched or any(one in watched for one in paths):
            return
        if anew or shown.lost:
            yield None
        elif paths:
            yield paths
        anew = False
