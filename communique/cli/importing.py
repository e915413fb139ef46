"""The verb that brings a web page or a pasted text into the workspace: import."""

from __future__ import annotations

import sys
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from communique.cli import common
from communique.errors import UsageError

if TYPE_CHECKING:
    from communique.pipeline.importing import Import
    from communique.project import Project


class Answer(StrEnum):
    """What a coordinator says of an import."""

    AGREED = "agreed"
    KEEP_ALL = "keep all"
    DECLINED = "declined"


STDIN = "-"
_COLOURS = {"-": typer.colors.RED, "+": typer.colors.GREEN, "@": typer.colors.CYAN}


def register(app: typer.Typer) -> None:
    """Add this module's verbs."""
    app.command("import")(import_)


def import_(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE", help="A saved page, a .txt or .md file, or - for the input."
        ),
    ],
    slug: Annotated[str | None, typer.Option(help="The statement's; else of FILE's name.")] = None,
    language: Annotated[
        str | None, typer.Option("--language", "-l", metavar="LOCALE", help="Which it is in.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Remove what is proposed.")] = False,
    keep_all: Annotated[bool, typer.Option("--keep-all", help="Remove nothing.")] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Put it in the place of the statement of its slug.")
    ] = False,
    dry_run: common.DryRun = False,
    project: common.ProjectOption = common.HERE,
    json: common.AsJson = False,
) -> None:
    """Make a statement of a saved web page or a pasted text, and keep the original beside it.

    What is not of the text (menus, share buttons, comments) is shown in a diff and removed only
    when you agree; --yes agrees beforehand. Exits with 1 if nothing was written for want of it.
    """
    from communique.importing import diff
    from communique.pipeline.importing import plan_import, write_import

    if yes and keep_all:
        raise UsageError("--yes removes what is proposed, --keep-all nothing: say one of them")
    opened = common.open_project(project)
    name, data = _read(file, slug)

    def plan(keep: bool) -> Import:
        return plan_import(opened, name, data, slug=slug, language=language, replacing=replace,
                           keep_all=keep)  # fmt: skip

    planned = plan(keep_all)
    asked = _asks(planned)
    if not json:
        if planned.draft.removed and not keep_all:
            _print_diff(diff(planned.draft, file, opened.relative(planned.path)))
        _print_difference(opened, planned)
    agreed = yes or keep_all or not asked
    answer = Answer.AGREED if agreed else _answer(planned, dry_run=dry_run or json)
    if answer is Answer.KEEP_ALL:
        planned = plan(True)
    written = answer is not Answer.DECLINED and not dry_run
    if written:
        write_import(opened, planned)
    _tell(opened, planned, json=json, written=written, dry_run=dry_run)
    if not written and not dry_run:
        raise typer.Exit(1)


def _read(file: str, slug: str | None) -> tuple[Path, bytes]:
    """Return the name and the bytes of what is imported."""
    from communique.importing.inputs import read_bytes

    if file != STDIN:
        return Path(file), read_bytes(Path(file))
    if slug is None:
        raise UsageError("what comes from the input has no name: give it one with --slug")
    data = sys.stdin.buffer.read()
    page = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    return Path("input.html" if page else "input.txt"), data


def _asks(planned: Import) -> bool:
    """Tell whether there is something to agree to."""
    replaces = planned.before is not None and not planned.unchanged
    return replaces or bool(planned.draft.removed)


def _answer(planned: Import, *, dry_run: bool) -> Answer:
    """Ask what shall be done; nobody is there to be asked where input or output is no terminal."""
    if dry_run or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return Answer.DECLINED
    question = f"Write {planned.path.name} without what is marked with -? "
    if not planned.draft.removed:
        question = f"Write {planned.path.name}? "
    given = typer.prompt(
        f"{question}[yes, no, keep all]", default="no", show_default=False, err=True
    )
    word = given.strip().lower()
    if word in ("y", "yes"):
        return Answer.AGREED
    return Answer.KEEP_ALL if word in ("k", "keep", "keep all") else Answer.DECLINED


def _print_diff(text: str) -> None:
    """Print a diff, coloured in a terminal."""
    for line in text.splitlines():
        typer.secho(line, fg=_COLOURS.get(line[:1]))


def _print_difference(opened: Project, planned: Import) -> None:
    """Print what a statement that is replaced would change to."""
    if planned.before is None or planned.unchanged:
        return
    from difflib import unified_diff

    name = opened.relative(planned.path)
    old = planned.before.decode("utf-8", "replace").splitlines()
    new = planned.text.splitlines()
    _print_diff("\n".join(unified_diff(old, new, f"{name} (now)", f"{name} (then)", lineterm="")))


def _tell(opened: Project, planned: Import, *, json: bool, written: bool, dry_run: bool) -> None:
    """Say what was written, what it is, and what to look at."""
    if json:
        common.print_json(_for_machines(opened, planned, written=written))
    elif dry_run:
        typer.echo(planned.text, nl=False)
    elif written:
        was = "unchanged" if planned.unchanged else "written"
        typer.echo(f"{was} {opened.relative(planned.path)}: {_summary(planned)}")
        typer.echo(f"original {opened.relative(planned.original)}")
    for one in planned.warnings:
        place = f"{opened.relative(planned.path)}:{one.line}: " if one.line else ""
        typer.secho(f"communique: {place}{one.message}", err=True, fg=typer.colors.YELLOW)
    if not written and not dry_run:
        typer.secho(
            "communique: nothing written; run it again with --yes to agree, or with --keep-all",
            err=True,
            fg=typer.colors.RED,
        )


def _summary(planned: Import) -> str:
    data = planned.draft.metadata
    told = [f"“{common.shortened(data.get('title', ''))}”"] if data.get("title") else []
    told += [data[name] for name in ("author", "date") if data.get(name)]
    told.append(f"{data['language']} ({planned.draft.language_from})")
    return ", ".join(told)


def _for_machines(opened: Project, planned: Import, *, written: bool) -> dict[str, object]:
    draft = planned.draft
    return {
        "slug": planned.slug,
        "file": opened.relative(planned.path),
        "original": opened.relative(planned.original),
        "written": written,
        "metadata": draft.metadata,
        "language_from": draft.language_from,
        "removed": [asdict(one) for one in draft.removals],
        "warnings": [asdict(one) for one in planned.warnings],
        "markdown": planned.text,
    }
