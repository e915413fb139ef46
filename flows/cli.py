"""``communique flow …``: the same steps, run by Prefect."""

from __future__ import annotations

import signal
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from communique.cli import common
from communique.cli.translating import tell_packages
from communique.editions.gate import requirement

if TYPE_CHECKING:
    from communique.project import Project
    from flows.runs import Ran

Notify = Annotated[
    list[str] | None,
    typer.Option(metavar="TYPE/NAME", help="A Prefect notification block; may be repeated."),
]

app = typer.Typer(no_args_is_help=True, help="Run the steps as Prefect flows.")


@app.command()
def draft(
    statements: common.Statements = None,
    to: common.Locales = None,
    project: common.ProjectOption = common.HERE,
) -> None:
    """Run the flow `draft`: machine-translate what no human has touched."""
    opened = _settled(project, statements, to)
    from flows.draft import draft as flow
    from flows.runs import run_here

    ran = run_here(flow, **_asked(opened, statements, to))
    tell_packages(sorted(ran.report.packages))
    _print_coverage(ran)
    common.finish(ran.report)


@app.command()
def check(
    statements: common.Statements = None,
    to: common.Locales = None,
    project: common.ProjectOption = common.HERE,
    publish_when_ready: Annotated[
        bool, typer.Option("--publish-when-ready", help="Publish what the gate lets through.")
    ] = False,
    require: common.Require = None,
    notify: Notify = None,
) -> None:
    """Run the flow `check`: where everything stands; on request, publish what is ready."""
    opened = _settled(project, statements, to)
    from flows.check import check as flow
    from flows.runs import run_here

    ran = run_here(
        flow,
        **_asked(opened, statements, to),
        publish_when_ready=publish_when_ready,
        notify=notify or [],
        **_require(require),
    )
    typer.echo(ran.summary, err=True)
    if ran.outcomes:
        common.print_outcomes(ran.outcomes)
    else:
        _print_coverage(ran)
    common.finish(ran.report)


@app.command()
def publish(
    statements: common.Statements = None,
    to: common.Locales = None,
    project: common.ProjectOption = common.HERE,
    require: common.Require = None,
    dry_run: common.DryRun = False,
    notify: Notify = None,
) -> None:
    """Run the flow `publish`: release every edition that the gate lets through."""
    opened = _settled(project, statements, to)
    from flows.publish import publish as flow
    from flows.runs import run_here

    ran = run_here(
        flow,
        **_asked(opened, statements, to),
        dry_run=dry_run,
        notify=notify or [],
        **_require(require),
    )
    common.print_outcomes(ran.outcomes)
    common.finish(ran.report)


@app.command()
def serve(
    project: common.ProjectOption = common.HERE,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Of the Prefect server.")] = 4200,
    preview_port: Annotated[
        int, typer.Option(min=0, max=65535, help="Of previews and proof sheets; 0 for none.")
    ] = 8000,
    at_once: Annotated[int, typer.Option(min=1, max=64, help="Runs at once.")] = 3,
) -> None:
    """Run all on this machine: a Prefect server with its UI, the deployments, a worker.

    Ctrl-C ends it. Where PREFECT_API_URL names a server, that one is used.
    """
    opened = _settled(project, None, None)
    from flows.serving import served

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # it ends as by Ctrl-C
    with (
        suppress(KeyboardInterrupt),
        served(opened, typer.echo, port=port, preview_port=preview_port, limit=at_once) as all_,
    ):
        typer.echo("ready (Ctrl-C ends it)")
        all_.wait()


@app.command()
def deploy(project: common.ProjectOption = common.HERE) -> None:
    """Register work pool, deployments and crash watch with the server of PREFECT_API_URL.

    What prefect.yaml says is deployed; it is made if there is none.
    """
    opened = _settled(project, None, None)
    from flows.deploying import POOL
    from flows.deploying import deploy as register

    register(opened)
    typer.echo(f"deployed; `prefect worker start --pool {POOL}` runs what is triggered", err=True)


@app.command()
def nudge(
    statements: common.Statements = None,
    project: common.ProjectOption = common.HERE,
) -> None:
    """Tell Prefect that reviews were saved: `check` runs, and publishes what is ready."""
    opened = common.open_project(project)
    from communique.formats import slug_of
    from flows.nudging import nudge as tell

    tell(opened, [slug_of(path) for path in opened.select(statements)] if statements else [])


def _settled(project: Path, statements: list[str] | None, to: list[str] | None) -> Project:
    """Open the workspace first, so that a wrong request is told before Prefect starts."""
    from flows import settle

    opened = common.open_project(project)
    opened.select(statements)
    opened.check_locales(to)
    settle(opened.state)
    return opened


def _asked(
    opened: Project, statements: list[str] | None, to: list[str] | None
) -> dict[str, object]:
    return {"project": opened.root, "statements": statements or [], "locales": to or []}


def _require(wanted: str | None) -> dict[str, object]:
    if not wanted:
        return {}
    from flows.parameters import Requirement

    return {"require": Requirement(requirement(wanted))}


def _print_coverage(ran: Ran) -> None:
    rows = [common.coverage_row(row) for row in ran.report.coverage]
    common.print_table(common.COVERAGE_HEAD, rows)
