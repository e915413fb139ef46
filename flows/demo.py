"""``make demo``: the sample statements, from source to site, with every stage in sight."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from communique.cli import common
from communique.errors import CommuniqueError
from communique.pipeline import Outcome
from communique.project import FILE, Project
from flows import settle

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / "demo"

console = Console(highlight=False, soft_wrap=True)


def copy_samples(root: Path, demo: Path) -> None:
    """Copy the sample workspace; catalogs that are there already stay as they are."""
    demo.mkdir(exist_ok=True)
    for name in (FILE, "glossary.csv"):
        shutil.copy2(root / name, demo / name)
    for name in ("source_texts", "verbatim"):
        shutil.copytree(root / name, demo / name, dirs_exist_ok=True)
    for path in (root / "locales").rglob("*"):
        copy = demo / path.relative_to(root)
        if path.is_file() and not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, copy)


def show_segments(project: Project) -> None:
    """Show how a statement was split."""
    from communique import formats

    path = project.sources["water-appeal"]
    statement = formats.read(path)
    _stage(1, f"Segments: {project.relative(path)} has {len(statement.segments)}")
    for block in statement.blocks[:6]:
        console.print(f"  [dim]{block.kind!s:10}[/] {escape(block.segments[0].text[:88])}")


def show_drafts(project: Project) -> None:
    """Show what a translator will find."""
    from communique.catalogs import files

    path = project.catalog("water-appeal", "fr")
    _stage(3, f"Catalogs for review: {path.relative_to(ROOT)} (open it in Poedit)")
    for entry in files.load(path)[6:8]:
        for line in entry.__unicode__(wrapwidth=0).strip().splitlines():
            console.print(f"  {escape(line)}")
        console.print()


def show_site(project: Project, outcomes: Sequence[Outcome]) -> None:
    """Say where to look, a reviewed edition beside a drafted one."""
    _stage(5, "Editions")
    common.print_outcomes(outcomes)
    console.print(f"\nOpen in a browser:  [bold]{project.site / 'index.html'}[/]")
    for slug, locale, what in (
        ("water-appeal", "es", "reviewed by a human"),
        ("water-appeal", "fr", "a machine draft, which says so"),
    ):
        page = project.site / locale / slug / "index.html"
        if page.exists():
            console.print(f"  {page.relative_to(ROOT)}  [dim]({what})[/]")


def _stage(number: int, text: str) -> None:
    console.print(f"\n[bold]{number}. {escape(text)}[/]")


def main() -> int:
    """Run the demonstration; returns the exit code."""
    try:
        return run()
    except CommuniqueError as error:
        console.print(f"[red]{escape(str(error))}[/]")
        return error.exit_code


def run() -> int:
    """Go through the stages, and show each."""
    start = time.monotonic()
    copy_samples(ROOT, DEMO)
    project = Project(DEMO)
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")
    os.environ.setdefault("PREFECT_SERVER_LOGGING_LEVEL", "ERROR")
    settle(project.state)
    show_segments(project)
    _stage(2, "Drafting: the flow `draft`, into Spanish and French (Prefect starts; some seconds)")
    from flows.draft import draft
    from flows.parameters import Requirement
    from flows.publish import publish
    from flows.runs import run_here

    report = run_here(draft, project=DEMO).report
    console.print(
        f"  {report.translated} sentences translated by {', '.join(sorted(report.packages))}; "
        f"{report.reused} known already"
    )
    show_drafts(project)
    _stage(4, "Coverage, in segments")
    common.print_table(common.COVERAGE_HEAD, [common.coverage_row(row) for row in report.coverage])
    published = run_here(publish, project=DEMO, require=Requirement.DRAFTS_LABELLED)
    show_site(project, published.outcomes)
    console.print(f"\n[dim]{time.monotonic() - start:.0f} s[/]")
    problems = [*report.problems, *published.report.problems]
    for problem in problems:
        console.print(f"[red]{escape(str(problem))}[/]")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
