"""The verb that puts a translation on paper: proof."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from communique.cli import common


def register(app: typer.Typer) -> None:
    """Add this module's verb."""
    app.command()(proof)


def proof(
    statements: common.Statements = None,
    to: common.Locales = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="DIR", help="Where the sheets go.", show_default="proofs/"
        ),
    ] = None,
    project: common.ProjectOption = common.HERE,
    json: common.AsJson = False,
) -> None:
    """Draw a proof sheet of each statement in each locale: one HTML file, to be read and signed.

    Source beside translation, what changed, what the checks say. Changes no catalog.
    """
    from communique import pipeline

    drawn, report = pipeline.draw_proofs(common.open_project(project), statements, to, output)
    if json:
        common.print_json(
            {
                "proofs": [asdict(one) for one in drawn],
                "problems": common.problems_json(report),
            }
        )
    else:
        rows = [
            (one.statement, one.locale, one.file, one.segments, one.attention,
             "yes" if one.publish else "no", one.reason, one.fingerprint[:16])
            for one in drawn
        ]  # fmt: skip
        if rows:
            head = ("statement", "locale", "sheet", "segments", "attention", "publishable", "why",
                    "fingerprint")  # fmt: skip
            common.print_table(head, rows)
    common.finish(report)
