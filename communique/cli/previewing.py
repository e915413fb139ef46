"""The verb that shows editions while they are worked on: preview."""

from __future__ import annotations

import logging
import signal
import threading
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
    logging.getLogger("watchfiles").setLevel(logging.ERROR)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # it ends as by Ctrl-C
    shown = Preview(opened.root, statements, to)
    with suppress(KeyboardInterrupt), closing(shown):
        changes = _changes(shown)
        _tell([str(one) for one in shown.renew(next(changes))])
        try:
            server = Server(shown.folder, lambda path: _note(shown, path), port)
        except OSError as error:
            message = f"port {port}: {error.strerror}; choose another by --port"
            raise UsageError(message) from None
        threading.Thread(target=server.serve_forever, daemon=True).start()
        typer.echo(f"preview: {server.url} (Ctrl-C ends it)")
        if open_browser:
            typer.launch(server.url)
        try:
            _follow(shown, server, changes)
        finally:
            server.shutdown()


def _follow(shown: Preview, server: Server, changes: Iterator[set[Path] | None]) -> None:
    """Make the preview anew after every change, until the user ends it."""
    from communique.errors import CommuniqueError

    for changed in changes:
        try:
            problems = [str(one) for one in shown.renew(changed)]
        except CommuniqueError as error:
            problems = [str(error)]
        _tell(problems)
        server.changed(problems)


def _changes(shown: Preview) -> Iterator[set[Path] | None]:
    """Yield the files that changed, again and again.

    None stands for all, first of all and where a place came or went: whatever changes while that
    is read is seen, for it is watched by then.
    """
    from watchfiles import watch

    while True:
        watched, anew = shown.watched, True
        found = watch(
            *watched, debounce=_SETTLED, rust_timeout=_GLANCE, yield_on_timeout=True,
            raise_interrupt=True,
        )  # fmt: skip
        for changes in found:
            if shown.watched != watched:
                break
            if anew:
                yield None
            elif changes:
                yield {Path(path) for _, path in changes}
            anew = False


def _note(shown: Preview, path: str) -> str:
    """Return what the bar says of a page."""
    return f"Preview · {shown.note(path)}"


def _tell(problems: list[str]) -> None:
    for problem in problems:
        typer.secho(f"communique: {problem}", err=True, fg=typer.colors.RED)
