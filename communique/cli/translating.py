"""The verbs between a source and its drafted catalog: update, draft."""

from __future__ import annotations

from typing import Annotated

import typer

from communique.cli import common


def register(app: typer.Typer) -> None:
    """Add this module's verbs."""
    app.command()(update)
    app.command()(draft)


def update(
    statements: common.Statements = None,
    to: common.Locales = None,
    project: common.ProjectOption = common.HERE,
    keep_approval: Annotated[
        bool, typer.Option("--keep-approval", help="These edits ask for no new review.")
    ] = False,
    segment: common.Segments = None,
    by: Annotated[str, typer.Option(metavar="NAME", help="Who keeps the approval.")] = "",
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why.")] = "",
    json: common.AsJson = False,
) -> None:
    """Carry templates and catalogs over to the sources as they are now; draft nothing.

    With --keep-approval STATEMENT --segment … --by … --reason …, an edit that changes nothing in
    meaning (a typo) leaves reviewed and approved translations as they are.
    """
    from communique import pipeline
    from communique.errors import UsageError

    keep = pipeline.Keep(tuple(segment or ()), by, reason) if keep_approval else None
    if keep is None and (segment or by or reason):
        raise UsageError("--segment, --by and --reason go with --keep-approval")
    opened = common.open_project(project)
    report = pipeline.update_all(opened, statements, to, common.Progress(), keep)
    rows = [
        {"statement": slug, "locale": locale} | done.counts
        for (slug, locale), done in report.updates.items()
    ]
    if json:
        common.print_json({"updates": rows, "problems": common.problems_json(report)})
    else:
        head = ["statement", "locale", *pipeline.UPDATE_COUNTS]
        common.print_table(head, [[row[name] for name in head] for row in rows])
    common.finish(report)


def draft(
    statements: common.Statements = None,
    to: common.Locales = None,
    project: common.ProjectOption = common.HERE,
    json: common.AsJson = False,
) -> None:
    """Machine-translate what no human has touched, as fuzzy drafts for review."""
    from communique import pipeline

    report = pipeline.draft(common.open_project(project), statements, to, common.Progress())
    if json:
        common.print_json(
            {
                "packages": sorted(report.packages),
                "sentences": {"translated": report.translated, "reused": report.reused},
                "retries": {
                    name: {"tried": one.tried, "mended": one.mended}
                    for name, one in report.retries.items()
                },
                "segments_changed": report.drafted,
                "statements": [common.coverage_json(row) for row in report.coverage],
                "problems": common.problems_json(report),
            }
        )
    else:
        tell_packages(sorted(report.packages))
        typer.echo(
            f"{report.translated} sentences translated, {report.reused} known already, "
            f"{report.drafted} segments changed",
            err=True,
        )
        common.print_table(
            common.COVERAGE_HEAD, [common.coverage_row(row) for row in report.coverage]
        )
    common.finish(report)


def tell_packages(names: list[str]) -> None:
    """Say which packages drafted, and what a starter is."""
    for name in names:
        small = " (a small starter package: expect rough drafts)" if "starter" in name else ""
        typer.echo(f"package: {name}{small}", err=True)
