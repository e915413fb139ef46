"""The verb ``doctor``: what this machine lacks for the workspace, and how to get it."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from communique.cli import common
from communique.errors import UsageError

if TYPE_CHECKING:
    from rich.table import Table

    from communique.doctor import Finding

_HEAD = ("level", "check", "what", "says", "for", "get")
_STYLES = {"ok": "green", "advice": "cyan", "missing": "bold yellow", "broken": "bold red"}
Folder = Annotated[
    Path | None,
    typer.Option(
        "--project", "-p", metavar="DIR", help="The workspace.", show_default="here, if here is one"
    ),
]


def register(app: typer.Typer) -> None:
    """Add this module's verb."""
    app.command("doctor")(doctor)


def doctor(project: Folder = None, json: common.AsJson = False) -> None:
    """Look whether this machine has what the workspace needs, and say how to get what it lacks.

    Exits with 1 if anything is missing or broken that the settings ask for; advice is no fault.
    """
    from communique import doctor as room
    from communique.project import FILE

    # The same is told by the checks, each with what to do.
    logging.getLogger("communique").addHandler(logging.NullHandler())
    if project is not None and not (project / FILE).exists():
        raise UsageError(f"{project.resolve()} is no workspace (no {FILE})")
    findings = room.examine(room.patient(project or common.HERE))
    if json:
        common.print_json([one.as_json() for one in findings])
    elif sys.stdout.isatty():
        _draw(findings, room.titles())
    else:
        common.print_table(_HEAD, [_row(one) for one in findings])
    _conclude(findings)


def _row(one: Finding) -> tuple[str, ...]:
    cells = (one.level, one.check, one.what, one.says, one.purpose, one.get)
    return tuple(" ".join(str(cell).split()) for cell in cells)


def _draw(findings: Sequence[Finding], titles: dict[str, str]) -> None:
    """Print the findings under their headings, what is good in one line each."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    wide = max((len(one.what) for one in findings), default=0)
    for name, title in titles.items():
        group = [one for one in findings if one.check == name]
        if group:
            console.print(Text(f"\n{title}", style="bold"))
            console.print(_grid(group, min(wide, 32)))


def _grid(group: Sequence[Finding], wide: int) -> Table:
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=9)
    grid.add_column(width=wide, overflow="fold")
    grid.add_column(overflow="fold")
    for one in group:
        says = Text(one.says)
        if one.level != "ok":
            says.append(f"\nfor: {one.purpose}", "dim")
        if one.get:
            says.append(f"\n→ {one.get}", "bold" if one.bad else "dim")
        grid.add_row(Text(f"  {one.level}", _STYLES[one.level]), Text(one.what), says)
    return grid


def _conclude(findings: Sequence[Finding]) -> None:
    bad = sum(one.bad for one in findings)
    advice = sum(one.level == "advice" for one in findings)
    tail = f", {advice} advised" if advice else ""
    if not bad:
        typer.echo(f"fit for work{tail}", err=True)
        return
    things = "one thing is" if bad == 1 else f"{bad} things are"
    typer.secho(f"communique: {things} missing or broken{tail}", err=True, fg=typer.colors.RED)
    raise typer.Exit(1)
