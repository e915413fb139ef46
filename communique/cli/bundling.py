"""The verbs for what is handed on: bundle, verify-bundle."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from communique.cli import common

if TYPE_CHECKING:
    from communique.project import Project
    from communique.publishing.archive import Verified
    from communique.publishing.bundle import Bundle

Public = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[STATEMENT]...", help="Slugs or files; all that is public without any."
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out", "-o", metavar="DIR", help="Where the bundles go.", show_default="bundles"
    ),
]
Release = Annotated[
    Path | None,
    typer.Option(metavar="FILE.zip", help="One bundle of all that is public, instead."),
]
Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="The bundles.")]


def register(app: typer.Typer) -> None:
    """Add this module's verbs."""
    app.command()(bundle)
    app.command("verify-bundle")(verify_bundle)


def bundle(
    statements: Public = None,
    to: common.Locales = None,
    project: common.ProjectOption = common.HERE,
    out: Out = None,
    release: Release = None,
    json: common.AsJson = False,
) -> None:
    """Bind what is public into zip archives with a manifest: one for each statement."""
    from communique import pipeline
    from communique.errors import UsageError

    opened = common.open_project(project)
    if release and (statements or to or out):
        raise UsageError("--release is a bundle of all that is public; it goes with nothing else")
    if release:
        made, report = [pipeline.bundle_release(opened, release)], pipeline.Report()
    else:
        made, report = pipeline.bundle(opened, statements, to, out)
    if json:
        common.print_json(
            {
                "bundles": [_as_json(opened, one) for one in made],
                "problems": common.problems_json(report),
            }
        )
    else:
        head = ("statement", "locales", "files", "bytes", "bundle", "")
        common.print_table(head, [_row(opened, one) for one in made])
    common.finish(report)


def _row(project: Project, one: Bundle) -> tuple[object, ...]:
    state = "written" if one.renewed else "unchanged"
    place = project.relative(one.path)
    return one.slug or "(all)", " ".join(one.locales), one.files, one.size, place, state


def _as_json(project: Project, one: Bundle) -> dict[str, Any]:
    return {
        "statement": one.slug,
        "locales": list(one.locales),
        "file": project.relative(one.path),
        "files": one.files,
        "bytes": one.size,
        "sha256": one.sha256,
        "written": one.renewed,
    }


def verify_bundle(files: Files, json: common.AsJson = False) -> None:
    """Check that bundles hold what their manifests say: all of it, unchanged, nothing else."""
    from communique.publishing import archive

    found = []
    for path in files:
        one = archive.verify(path)
        found.append(one)
        if not json and not one.problems:
            typer.echo(_told(one))
        for problem in one.problems:
            typer.secho(f"communique: {path}: {problem}", err=True, fg=typer.colors.RED)
    if json:
        common.print_json([_verified_json(one) for one in found])
    if any(one.problems for one in found):
        raise typer.Exit(1)


def _told(one: Verified) -> str:
    editions = ", ".join(f"{slug} {locale} {state}" for slug, locale, state in one.editions[:12])
    more = f" and {len(one.editions) - 12} more" if len(one.editions) > 12 else ""
    return (
        f"{one.path}: whole, {one.files} files, from “{one.site}” ({one.scope}): {editions}{more}\n"
        f"sha256 {one.sha256}"
    )


def _verified_json(one: Verified) -> dict[str, Any]:
    return {
        "file": str(one.path),
        "whole": not one.problems,
        "problems": list(one.problems),
        "scope": one.scope,
        "site": one.site,
        "editions": [
            {"statement": slug, "locale": locale, "state": state}
            for slug, locale, state in one.editions
        ],
        "files": one.files,
        "sha256": one.sha256,
    }
