"""The verb that measures packages on human translations: evaluate."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from communique.cli import common

if TYPE_CHECKING:
    from communique.pipeline.bitexts import Sample
    from communique.pipeline.evaluating import Evaluation, Score
    from communique.pipeline.results import Report
    from communique.project import Project

_HEAD = (
    "from", "to", "package", "beam", "segments", "failed", "chrF", "BLEU", "edited", "seconds",
    "sentences/s",
)  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add this module's verb."""
    app.command()(evaluate)


def evaluate(
    statements: common.Statements = None,
    bitext: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="A text, a tab and its translation a line; or TMX, or PO.  [default: the "
            "workspace's reviewed segments]",
        ),
    ] = None,
    source: Annotated[
        str | None, typer.Option("--from", "-f", metavar="LOCALE", help="Of the bitext's texts.")
    ] = None,
    to: common.Locales = None,
    beam: Annotated[
        list[int] | None,
        typer.Option(min=1, max=16, help="Beam size; may be repeated.  [default: the settings']"),
    ] = None,
    worst: Annotated[
        int, typer.Option(min=0, metavar="N", help="Show the N segments with the lowest chrF.")
    ] = 0,
    project: common.ProjectOption = common.HERE,
    json: common.AsJson = False,
) -> None:
    """Measure which package drafts best: chrF, BLEU, share to edit, speed; writes nothing."""
    from communique.engines.base import Settings
    from communique.pipeline import evaluating
    from communique.pipeline.results import Report
    from communique.segmentation import split_sentences

    report = Report()
    opened: Project | None
    if bitext is None:
        opened = common.open_project(project)
        samples = _reviewed(opened, statements, source, to, report)
    else:
        opened = _around(project)
        samples = _of_file(bitext, statements, source, to)
    settings = opened.engine if opened else Settings()
    found = evaluating.evaluate(
        samples,
        common.Progress(),
        settings=[replace(settings, beam=one) for one in sorted(set(beam or [settings.beam]))],
        choice=opened.engines if opened else None,
        split=opened.splitter if opened else split_sentences,
        worst=worst,
    )
    report.problems += found.problems
    if json:
        common.print_json(_json(found, report))
    else:
        _print(found)
    common.finish(report)


def _around(folder: Path) -> Project | None:
    """The workspace in a folder, if there is one; a bitext can be measured outside of any."""
    from communique.project import FILE

    if (folder / FILE).exists():
        return common.open_project(folder)
    common.log_to_stderr()
    return None


def _reviewed(
    project: Project,
    statements: list[str] | None,
    source: str | None,
    to: list[str] | None,
    report: Report,
) -> list[Sample]:
    from communique.errors import UsageError
    from communique.pipeline import bitexts

    if source:
        raise UsageError("--from goes with --bitext; a workspace's sources say their language")
    found = bitexts.of_workspace(project, statements, to, report)
    if not found and not report.problems:
        raise UsageError("there is no reviewed segment to measure on; give a --bitext FILE")
    return found


def _of_file(
    bitext: Path, statements: list[str] | None, source: str | None, to: list[str] | None
) -> list[Sample]:
    from communique.errors import UsageError
    from communique.pipeline import bitexts

    if statements or not source or not to or len(to) != 1:
        raise UsageError("--bitext FILE needs one --from and one --to, and no statement")
    return bitexts.of_file(bitext, source, to[0])


def _print(found: Evaluation) -> None:
    if not found.scores:
        return
    common.print_table(_HEAD, [_row(one) for one in found.scores])
    for score in found.scores:
        if score.worst:
            typer.echo(f"\nworst of {score.package}, beam {score.beam}:")
            rows = [
                (f"{one.chrf:.1f}", one.where, one.source, one.reference, one.draft)
                for one in score.worst
            ]
            common.print_table(("chrF", "where", "source", "reference", "draft"), rows)
    typer.echo("plain text is compared: no markup, the locale's typography on both sides", err=True)
    for name, signature in found.signatures.items():
        typer.echo(f"{name}: {signature}", err=True)
    for score in found.scores:
        if score.drafted:
            typer.echo(
                f"{score.drafted} of {score.segments} segments were translated by correcting "
                f"drafts of {score.package}: they favour it",
                err=True,
            )


def _row(one: Score) -> list[object]:
    return [
        *one.pair, one.package, one.beam, one.segments, one.failed, f"{one.chrf:.1f}",
        f"{one.bleu:.1f}", f"{one.edited:.1%}", f"{one.seconds:.1f}", f"{one.speed:.1f}",
    ]  # fmt: skip


def _json(found: Evaluation, report: Report) -> dict[str, object]:
    scores = [
        {"from": one.pair[0], "to": one.pair[1]}
        | {name: value for name, value in asdict(one).items() if name != "pair"}
        | {"speed": round(one.speed, 2)}
        for one in found.scores
    ]
    return {
        "scores": scores, "signatures": found.signatures,
        "problems": common.problems_json(report),
    }  # fmt: skip
