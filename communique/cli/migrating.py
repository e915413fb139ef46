"""The verb between two ways to cut a source, or two languages of it: migrate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from communique.cli import common

if TYPE_CHECKING:
    from communique.catalogs.gate import Cut
    from communique.pipeline import Migrated


def register(app: typer.Typer) -> None:
    """Add this module's verbs."""
    app.command()(migrate)


def migrate(
    statements: common.Statements = None,
    dry_run: common.DryRun = False,
    project: common.ProjectOption = common.HERE,
    json: common.AsJson = False,
) -> None:
    """Carry catalogs to another level (block, sentence), splitter or source language.

    Change `level` or `language` of the statement in communique.toml, run this, then
    `communique draft`. What humans wrote goes along, and stays reviewed where the editions read as
    before; what was joined or split stays in the catalog, obsolete.
    """
    from communique import pipeline

    found = pipeline.migrate_all(common.open_project(project), statements, dry_run=dry_run)
    if json:
        common.print_json(
            {
                "dry_run": dry_run,
                "migrations": [_object(one) for one in found.done],
                "notes": found.notes,
                "problems": common.problems_json(found.report),
            }
        )
    elif found.done:
        head = ("statement", "locale", "from", "to", *pipeline.MIGRATION_COUNTS)
        common.print_table(head, [_row(one) for one in found.done])
    elif not found.report.problems:
        typer.echo("nothing to migrate", err=True)
    for note in () if json else found.notes:
        typer.echo(note, err=True)
    common.finish(found.report)


def _row(one: Migrated) -> list[object]:
    before, after = _shown(one.before, one.after)
    return [one.statement, one.locale, before, after, *one.migration.counts.values()]


def _shown(before: Cut, after: Cut) -> tuple[str, str]:
    """Say how a source was cut and is cut, without what did not change."""
    if not before.segmentation:
        return "–", f"{after.language}, {after.level}"
    old, new = before.level, after.level
    if old == new and before.segmentation != after.segmentation:
        new = f"{new} (new splitter)"
    if before.language == after.language:
        return old, new
    if old == new:
        return before.language, after.language
    return f"{before.language}, {old}", f"{after.language}, {new}"


def _object(one: Migrated) -> dict[str, object]:
    value: dict[str, object] = {
        "statement": one.statement,
        "locale": one.locale,
        "from": {"segmentation": one.before.segmentation, "language": one.before.language},
        "to": {"segmentation": one.after.segmentation, "language": one.after.language},
    }
    return value | dict(one.migration.counts)
