"""The verb that shows editions while they are worked on: preview."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from communique.cli import common

if TYPE_CHECKING:
    from communique.pipeline.previewing import Preview
    from communique.publishing.serving import Server

_SETTLED = 200  # milliseconds without another change, for editors save in several steps


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
    shown = Preview(opened.root, statements, to)
    _tell([str(one) for one in shown.renew()])
    try:
        server = Server(shown.folder, lambda path: _note(shown, path), port)
    except OSError as error:
        raise UsageError(f"port {port}: {error.strerror}; choose another by --port") from None
    threading.Thread(target=server.serve_forever, daemon=True).start()
    typer.echo(f"preview: {server.url} (Ctrl-C ends it)")
    if open_browser:
        typer.launch(server.url)
    try:
        _follow(shown, server)
    finally:
        server.shutdown()
        shown.close()


def _follow(shown: Preview, server: Server) -> None:
    """Make the preview anew after every change, until the user ends it."""
    from watchfiles import watch

    from communique.errors import CommuniqueError

    for changes in watch(*shown.watched, debounce=_SETTLED, raise_interrupt=False):
        try:
            problems = [str(one) for one in shown.renew({Path(path) for _, path in changes})]
        except CommuniqueError as error:
            problems = [str(error)]
        _tell(problems)
        server.changed(problems)


def _note(shown: Preview, path: str) -> str:
    """Return what the bar says of a page."""
    return f"Preview · {shown.note(path)}"


def _tell(problems: list[str]) -> None:
    for problem in problems:
        typer.secho(f"communique: {problem}", err=True, fg=typer.colors.RED)
