"""The verbs for git: the merge driver of catalogs, and its setting up in a clone."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Collection
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from communique.cli import common
from communique.errors import CommuniqueError, UsageError

if TYPE_CHECKING:
    import polib

    from communique.catalogs.ledger import Ledger
    from communique.statement import Key

# Where the other side's ledger may be found. While git merges, MERGE_HEAD and its like are mostly
# not written yet: `git merge` names the other side in the environment, a rebase keeps its tip.
_HEADS = (
    "HEAD", "ORIG_HEAD", "MERGE_HEAD", "REBASE_HEAD", "CHERRY_PICK_HEAD",
    "rebase-merge/orig-head",
)  # fmt: skip
_SHOWN = 3


def register(app: typer.Typer) -> None:
    """Add this module's verbs."""
    app.command("git-setup")(git_setup)
    app.command("merge-driver", hidden=True)(merge_driver)


def git_setup(project: common.ProjectOption = common.HERE) -> None:
    """Let git merge catalogs entry by entry; once in every clone."""
    from communique import scaffold
    from communique.project import FILE

    if not (project / FILE).exists():
        raise UsageError(f"{project.resolve()} is no workspace (no {FILE})")
    if scaffold.add_attributes(project):
        typer.echo(f"added to {project / '.gitattributes'}; commit it")
    if not scaffold.set_up_driver(project):
        raise UsageError(
            f"{project.resolve()} is in no git repository; `git init`, then this verb again"
        )
    typer.echo("git merges the catalogs of this clone entry by entry")


def merge_driver(
    base: Annotated[Path, typer.Argument(metavar="BASE", help="The common ancestor (%O).")],
    ours: Annotated[Path, typer.Argument(metavar="OURS", help="Our version (%A); the result.")],
    theirs: Annotated[Path, typer.Argument(metavar="THEIRS", help="Their version (%B).")],
    path: Annotated[
        Path | None, typer.Argument(metavar="[PATH]", help="The catalog in the work tree (%P).")
    ] = None,
) -> None:
    """Merge two versions of a catalog for git: exit 0, or 1 where two humans differ.

    The result is a valid catalog either way. Where a version is no catalog, OURS stays as it is.
    """
    from communique.catalogs import po
    from communique.catalogs.merging.merge import merge

    name = path or ours
    mine = _version(ours, name, "our", 2)
    yours = _version(theirs, name, "their", 3)
    catalog, result = merge(_ancestor(base, name), mine, yours, _Ledgers(path).recorded)
    payload = po.dump(catalog)
    if payload == po.dump(yours):
        payload = theirs.read_bytes()  # as its editor folds it
    if payload != po.dump(mine):
        _replace(ours, payload)
    if result.conflicts:
        raise CommuniqueError(_conflict(po.parse(payload, name), result.conflicts), name)


def _version(file: Path, name: Path, whose: str, stage: int) -> polib.POFile:
    from communique.catalogs import po

    try:
        return po.parse(file.read_bytes(), name)
    except CommuniqueError as error:
        raise CommuniqueError(
            f"{whose} version cannot be merged: {error.message} (`git show :{stage}:{name}`). "
            "Our version was left as it is; put the right one in its place, then `git add` it",
            name,
            error.line,
        ) from None


def _ancestor(file: Path, name: Path) -> polib.POFile | None:
    """The common ancestor; None where there is none to be read: then more is asked, none lost."""
    from communique.catalogs import po

    payload = file.read_bytes()
    if not payload.strip():
        return None
    try:
        return po.parse(payload, name)
    except CommuniqueError as error:
        typer.echo(f"communique: merged without the common ancestor: {error}", err=True)
        return None


def _replace(file: Path, payload: bytes) -> None:
    new = file.with_name(f"{file.name}.new")
    new.write_bytes(payload)
    new.replace(file)


def _conflict(catalog: polib.POFile, conflicts: Collection[Key]) -> str:
    from communique.catalogs.state import key_of

    places = [
        f"line {entry.linenum}: “{entry.msgid[:40]}”"
        for entry in catalog
        if key_of(entry) in conflicts
    ]
    more = f" and {len(places) - _SHOWN} more" if len(places) > _SHOWN else ""
    return (
        f"two translations met in {len(places)} of its entries "
        f"({', '.join(places[:_SHOWN])}{more}): keep one in each, then `git add` the file"
    )


class _Ledgers:
    """What the ledgers of both sides say; read when first asked, for most merges never ask.

    Args:
        path: the catalog in the work tree, from its top, where git runs the driver. Without it
            nothing is known, so that every text counts as a human's.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def recorded(self, key: Key) -> Collection[str]:
        """Return the digests of the texts that either side recorded as ours for a segment."""
        return {text for one in self._ledgers for text in one.recorded(key)}

    @cached_property
    def _ledgers(self) -> list[Ledger]:
        from tempfile import NamedTemporaryFile

        from communique.catalogs import ledger

        if self._path is None:
            return []
        here = ledger.path_of(self._path)
        with NamedTemporaryFile(suffix=".ledger.jsonl") as file:
            file.write(b"\n".join(_committed(here)))
            file.flush()
            return [ledger.load(here), ledger.load(Path(file.name))]


def _committed(path: Path) -> list[bytes]:
    """Return a file as each of the commits has it that may take part in the merge."""
    named = [name.removeprefix("GITHEAD_") for name in os.environ if name.startswith("GITHEAD_")]
    asked = "".join(f"{head}:{path.as_posix()}\n" for head in (*named, *_HEADS))
    try:
        done = subprocess.run(
            ["git", "cat-file", "--batch"],  # noqa: S607
            input=asked.encode(),
            capture_output=True,
            check=False,
        )
    except OSError:
        return []
    return list(_blobs(done.stdout).values())


def _blobs(answer: bytes) -> dict[bytes, bytes]:
    """Return the contents in what ``git cat-file --batch`` answered, each once, by their hash."""
    found = {}
    while answer:
        head, _, rest = answer.partition(b"\n")
        words = head.split()
        if len(words) != 3 or words[1] != b"blob":
            answer = rest  # "… missing"
            continue
        size = int(words[2])
        found[words[0]] = rest[:size]
        answer = rest[size + 1 :]
    return found
