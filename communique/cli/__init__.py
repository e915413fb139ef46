"""The command line: thin verbs over the pipeline. Only this room prints."""

from __future__ import annotations

import os
import sys

import typer

from communique import __version__
from communique.errors import CommuniqueError

app = typer.Typer(
    name="communique",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Publish statements in many languages: machine drafts, human review, editions.\n\n"
    "A workspace is a folder with communique.toml, source_texts/ and locales/. The way of a "
    "statement: put it into source_texts/, `communique draft`, review the .po files in any "
    "editor and clear “fuzzy”, `communique publish`.",
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"communique {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Show the version and exit."
    ),
) -> None:
    del version


def _assemble() -> typer.Typer:
    from communique.cli import (
        bundling,
        doctor,
        engine,
        evaluating,
        git,
        importing,
        memory,
        migrating,
        models,
        naming,
        previewing,
        proofing,
        publishing,
        reviewing,
        segmenting,
        translating,
        workspace,
    )

    workspace.register(app)
    importing.register(app)
    segmenting.register(app)
    naming.register(app)
    translating.register(app)
    migrating.register(app)
    reviewing.register(app)
    proofing.register(app)
    previewing.register(app)
    publishing.register(app)
    bundling.register(app)
    memory.register(app)
    git.register(app)
    doctor.register(app)
    engine.register(app)
    models.register(app)
    evaluating.register(app)
    _plug_in(sys.argv[1:2])
    return app


# Shown without loading the package that brings the verb.
_HELP = {"flow": "Run the steps as Prefect flows: draft, check, publish; serve."}


def _plug_in(first: list[str]) -> None:
    """Add the verbs that other packages bring, by the entry-point group communique.commands.

    They are loaded only when called for: importing Prefect takes longer than most verbs do.
    """
    from importlib.metadata import entry_points

    for point in entry_points(group="communique.commands"):
        if first == [point.name]:
            app.add_typer(point.load(), name=point.name)
        else:
            app.command(point.name, help=_HELP.get(point.name, "A verb of another package."))(
                lambda: None
            )


def main() -> None:
    """Run the command line; every error a user can mend is one line and exit code 1 or 2."""
    try:
        _assemble()()
    except CommuniqueError as error:
        typer.secho(f"communique: {error}", err=True, fg=typer.colors.RED)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        typer.secho(f"communique: {place}{error.strerror or error}", err=True, fg=typer.colors.RED)
        sys.exit(1)
    except Exception as error:
        _unexpected(error)


def _unexpected(error: Exception) -> None:
    """Say that communique itself is at fault; the traceback is for those who ask for it."""
    if os.environ.get("COMMUNIQUE_DEBUG"):
        raise error
    typer.secho(
        f"communique: a mistake in communique itself ({type(error).__name__}: {error}); "
        "COMMUNIQUE_DEBUG=1 shows where.",
        err=True,
        fg=typer.colors.RED,
    )
    sys.exit(1)
