"""What the verbs share: their options, the opened workspace, tables, progress."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from communique.cli import logs

if TYPE_CHECKING:
    from communique.catalogs.coverage import Coverage
    from communique.pipeline import Outcome, Report
    from communique.project import Project

T = TypeVar("T")
A = TypeVar("A")

ProjectOption = Annotated[
    Path, typer.Option("--project", "-p", metavar="DIR", help="The workspace.", show_default=".")
]
Statements = Annotated[
    list[str] | None,
    typer.Argument(metavar="[STATEMENT]...", help="Slugs or files; all without any."),
]
Locales = Annotated[
    list[str] | None,
    typer.Option("--to", "-t", metavar="LOCALE", help="A target locale; may be repeated."),
]
Require = Annotated[
    str | None,
    typer.Option(help="approved, reviewed, keep-last or drafts-labelled; overrides the settings."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would happen; write nothing.")]
Segments = Annotated[
    list[str] | None,
    typer.Option(
        "--segment", "-s", metavar="TEXT",
        help="A segment: its number, its text or a piece of it; may be repeated.",
    ),
]  # fmt: skip
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
HERE = Path()


def open_project(folder: Path) -> Project:
    """Open the workspace in a folder, and show the library's log lines from now on."""
    from communique.project import Project

    log_to_stderr()
    return Project(folder)


def log_to_stderr() -> None:
    """Show the library's log lines on standard error, as they come: plain, or as JSON."""
    logs.set_up()


class Progress:
    """Runs the steps in this process, with a bar in a terminal and plain lines elsewhere."""

    def one(self, step: Callable[..., T], *args: Any) -> T:
        """Run one step and return its result."""
        return step(*args)

    def each(self, step: Callable[[A], T], items: Iterable[A]) -> Iterator[tuple[A, T]]:
        """Run a step for each item, two at a time, and show how far it is."""
        from communique.pipeline.executor import windowed

        work = list(items)
        if not work:
            return
        done = windowed(step, work)
        if sys.stderr.isatty() and not logs.as_json():
            from rich.console import Console
            from rich.progress import track

            console = Console(stderr=True)
            yield from track(done, "Translating", total=len(work), console=console, transient=True)
            return
        for number, item in enumerate(done, 1):
            yield item
            logs.tell(f"translated batch {number} of {len(work)}")


def print_json(value: Any) -> None:
    """Print a value as JSON, UTF-8, for machines."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table: drawn in a terminal, tab-separated elsewhere."""
    if not sys.stdout.isatty():
        for row in (head, *rows):
            typer.echo("\t".join(str(cell) for cell in row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in head:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(Text(str(cell)) for cell in row))  # Text: [brackets] are no markup of ours
    Console().print(table)


def counted(count: int, noun: str) -> str:
    """Return a number of things in words: ``1 finding``, ``2 findings``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def shortened(text: str, length: int = 60) -> str:
    """Return a text in one line, cut where it is longer."""
    line = text.replace("\n", "⏎")
    return line if len(line) <= length else line[: length - 1] + "…"


def print_markdown(head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table in Markdown."""
    for row in (head, ["---"] * len(head), *rows):
        cells = (str(cell).replace("|", "\\|").replace("\n", " ") for cell in row)
        typer.echo(f"| {' | '.join(cells)} |")


COVERAGE_HEAD = (
    "statement", "locale", "empty", "draft", "in work", "stale", "reviewed", "approved",
    "words left",
)  # fmt: skip


def coverage_row(row: Coverage) -> list[object]:
    """Return a row of the coverage table."""
    return [row.slug, row.locale, *row.counts_by_state, row.words_left]


def coverage_json(row: Coverage) -> dict[str, object]:
    """Return one statement's coverage in one locale for machines."""
    names = [name.replace(" ", "_") for name in COVERAGE_HEAD]
    return dict(zip(names, coverage_row(row), strict=True))


_MANY = 200  # rows that somebody may want to read


def print_outcomes(outcomes: Sequence[Outcome]) -> None:
    """Print what publishing did with each edition, and why; of many, those that it changed."""
    told = [one for one in outcomes if one.action != "unchanged"]
    shown = outcomes if len(outcomes) <= _MANY else told
    rows = [
        (one.statement, one.locale, "yes" if one.published else "no", one.action, one.reason)
        for one in shown
    ]
    if len(shown) < len(outcomes):
        typer.echo(f"{len(outcomes) - len(shown)} editions unchanged", err=True)
    print_table(("statement", "locale", "public", "action", "why"), rows)


def problems_json(report: Report) -> list[dict[str, str]]:
    """Return what was left out, for machines."""
    return [
        {"statement": one.statement, "locale": one.locale, "message": one.message}
        for one in report.problems
    ]


def finish(report: Report) -> None:
    """Tell every problem in a line of its own; exit with 1 if there is one."""
    for problem in report.problems:
        place = {"statement": problem.statement, "locale": problem.locale}
        logs.tell(problem.message, logging.ERROR, **place)
    if report.problems:
        raise typer.Exit(1)
