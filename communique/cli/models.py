"""The verbs about model packages: list, available, install, remove, verify."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from communique.cli import common
from communique.cli.downloading import download_progress
from communique.errors import CommuniqueError, UsageError

if TYPE_CHECKING:
    from communique.engines.packages.files import Outcome
    from communique.engines.packages.index import Index, Offer
    from communique.engines.packages.install import How, Installed
    from communique.engines.packages.inventory import Package

Workspace = Annotated[
    Path | None,
    typer.Option(
        "--project", "-p", metavar="DIR", help="The workspace whose lock file counts.",
        show_default="here, if here is one",
    ),
]  # fmt: skip
Source = Annotated[str, typer.Argument(metavar="FROM", help="A locale.")]
Target = Annotated[str, typer.Argument(metavar="TO", help="A locale.")]


def register(app: typer.Typer) -> None:
    """Add this module's verbs."""
    models = typer.Typer(
        no_args_is_help=True,
        help="The model packages on this machine: list, get, remove, verify them.",
    )
    models.command("list")(show)
    models.command()(available)
    models.command()(install)
    models.command()(remove)
    models.command()(verify)
    app.add_typer(models, name="models")


def show(json: common.AsJson = False) -> None:
    """List the model packages that are installed, and those that come with communique."""
    from communique.engines import packages

    found = [*packages.installed(), *packages.shipped()]
    if json:
        common.print_json(
            [
                {"from": one.source, "to": one.target, "version": one.version,
                 "origin": one.origin, "path": str(one.path)}
                for one in found
            ]
        )  # fmt: skip
        return
    rows = [
        (_code(one.source), _code(one.target), one.version, _origin(one), one.path) for one in found
    ]
    common.print_table(("from", "to", "version", "origin", "path"), rows)


def _code(code: str) -> str:
    """Return Argos's code, with the locale it stands for where that is another."""
    from communique.engines.packages import locale_of

    locale = locale_of(code)
    return code if locale == code else f"{code} ({locale})"


def _origin(package: Package) -> str:
    return package.origin if package.runs else f"{package.origin}, not for communique (BPE)"


def available(
    source: Annotated[
        str | None, typer.Option("--from", "-f", metavar="LOCALE", help="Only from this.")
    ] = None,
    target: Annotated[
        str | None, typer.Option("--to", "-t", metavar="LOCALE", help="Only into this.")
    ] = None,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Fetch the index, however new the one kept is.")
    ] = False,
    json: common.AsJson = False,
) -> None:
    """List the packages that the index has, and which of them are installed."""
    from communique.engines import packages
    from communique.engines.packages import index

    common.log_to_stderr()
    sources, targets = (one and packages.argos_codes(one) for one in (source, target))
    known = index.load(refresh=refresh)
    wanted = [
        one
        for one in known.offers
        if (not sources or one.source in sources) and (not targets or one.target in targets)
    ]
    here = _newest_installed()
    if json:
        common.print_json([_offer_json(one, here) for one in wanted])
    else:
        _print_offers(wanted, here)
    _tell_age(known, len(wanted))


def _newest_installed() -> dict[tuple[str, str], str]:
    from communique.engines import packages
    from communique.engines.packages.inventory import version_key

    found = sorted(packages.installed(), key=lambda one: version_key(one.version))
    return {one.pair: one.version for one in found}


def _newer(offer: Offer, installed: str | None) -> bool:
    from communique.engines.packages.inventory import version_key

    return installed is not None and version_key(offer.version) > version_key(installed)


def _offer_json(offer: Offer, here: dict[tuple[str, str], str]) -> dict[str, object]:
    installed = here.get((offer.source, offer.target))
    return {"from": offer.source, "to": offer.target, "version": offer.version,
            "from_name": offer.source_name, "to_name": offer.target_name,
            "links": list(offer.links), "installed": installed,
            "newer": _newer(offer, installed)}  # fmt: skip


def _print_offers(offers: list[Offer], here: dict[tuple[str, str], str]) -> None:
    rows = []
    for one in sorted(offers, key=lambda one: (one.source, one.target)):
        installed = here.get((one.source, one.target))
        note = f"{installed}, this is newer" if _newer(one, installed) else installed or ""
        names = f"{one.source_name or one.source} → {one.target_name or one.target}"
        rows.append((_code(one.source), _code(one.target), one.version, names, note))
    common.print_table(("from", "to", "version", "languages", "installed"), rows)


def _tell_age(known: Index, shown: int) -> None:
    typer.echo(
        f"{shown} of {len(known.offers)} packages; the index ({known.url}) is {known.age} old",
        err=True,
    )
    if known.trouble:
        typer.secho(
            f"communique: no newer index could be fetched: {known.trouble}",
            err=True,
            fg=typer.colors.YELLOW,
        )


def install(
    first: Annotated[
        str | None, typer.Argument(metavar="[FROM]", help="A locale; the workspace's language.")
    ] = None,
    second: Annotated[
        str | None, typer.Argument(metavar="[TO]", help="A locale; all that is pinned without one.")
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="FILE|DIR",
            help="Install an .argosmodel file, or all in a folder: no network is asked.",
        ),
    ] = None,
    untried: Annotated[
        bool, typer.Option("--untried", help="Do without the trial on carrier sentences.")
    ] = False,
    upgrade: Annotated[
        bool,
        typer.Option("--upgrade", help="Take the newest, whatever is pinned, and pin that."),
    ] = False,
    project: Workspace = None,
) -> None:
    """Fetch a package, check it, try it, and put it where Argos looks.

    In a workspace, communique.lock.json says which package it has to be, to the byte; the first
    install of a pair writes that. Without any pair, everything that is pinned gets installed.
    """
    common.log_to_stderr()
    lock_file = _lock_file(project)
    with download_progress() as progress:
        from communique.engines.packages.files import each, install_files
        from communique.engines.packages.install import How
        from communique.engines.packages.install import install as install_pair

        how = How(lock_file, untried, upgrade, progress=progress)
        pair = None if first is None else _pair(first, second, project)
        if file is not None:
            _tell_each(install_files(file, pair, how), how)
        else:
            pairs = _pinned_pairs(lock_file) if pair is None else [pair]
            _tell_each(each(partial(install_pair, *one, how) for one in pairs), how)


def _lock_file(project: Path | None) -> Path | None:
    """Return the lock file of the workspace; None where none was named and here is none.

    Raises:
        UsageError: the folder that was named is no workspace.
    """
    from communique.engines.packages.lock import FILE
    from communique.project import FILE as SETTINGS

    folder = project or common.HERE
    if (folder / SETTINGS).is_file():
        return folder.resolve() / FILE
    if project is not None:
        raise UsageError(f"{folder.resolve()} is no workspace (no {SETTINGS})")
    return None


def _pair(first: str, second: str | None, project: Path | None) -> tuple[str, str]:
    """Return the pair that was asked for; one locale alone is the target."""
    if second is not None:
        return first, second
    if _lock_file(project) is None:
        return "en", first
    return common.open_project(project or common.HERE).options.language or "en", first


def _pinned_pairs(lock_file: Path | None) -> list[tuple[str, str]]:
    from communique.engines.packages import lock

    pins = lock.read(lock_file) if lock_file else {}
    if not pins:
        raise UsageError(
            "nothing is pinned here; say what to install: `communique models install en de`"
        )
    return sorted(pins)


def _tell_each(outcomes: Iterable[Outcome], how: How) -> None:
    """Say what came of each installation, as it comes; a wrong request ends it."""
    failed = False
    for outcome in outcomes:
        if isinstance(outcome, UsageError):
            raise outcome
        if isinstance(outcome, CommuniqueError):
            failed = True
            typer.secho(f"communique: {outcome}", err=True, fg=typer.colors.RED)
        else:
            _tell(outcome, how)
    if failed:
        raise typer.Exit(1)


def _tell(done: Installed, how: How) -> None:
    package = done.package
    if not done.fresh:
        typer.echo(f"{package.name} is installed already ({package.path})")
    else:
        typer.echo(f"installed {package.name} in {package.path}")
        typer.echo(f"  {_trial(done, how)}")
    if done.replaced:
        typer.echo(f"  in place of {', '.join(done.replaced)}")
    if how.lock and not done.pinned:
        typer.echo(f"  not pinned in {how.lock.name}: communique did not install it")


def _trial(done: Installed, how: How) -> str:
    if done.trial is not None:
        return f"tried: it translates {done.trial.sentences} carrier sentences"
    if how.untried:
        return "not tried, as you wished"
    return f"not tried: communique has no carrier sentences in {done.package.source}"


def remove(
    source: Source,
    target: Target,
    version: Annotated[
        str | None, typer.Option(metavar="VERSION", help="Only this version.")
    ] = None,
    unpin: Annotated[
        bool, typer.Option("--unpin", help="Take the pair out of the workspace's lock file, too.")
    ] = False,
    project: Workspace = None,
) -> None:
    """Remove an installed package. The starters stay; so does the pin, but with --unpin."""
    from communique.engines.packages import lock, removing

    common.log_to_stderr()
    lock_file = _lock_file(project)
    if unpin and lock_file is None:
        raise UsageError("--unpin needs a workspace; name it with --project")
    pin = None
    if unpin and lock_file and (pin := removing.unpin(lock_file, source, target)):
        typer.echo(f"{lock.FILE} no longer pins {pin.source}→{pin.target}")
    try:
        removed = removing.remove(source, target, version)
    except removing.NoneInstalledError as error:
        if pin is None:
            raise
        typer.echo(str(error))  # the pin was all there was
        return
    for package in removed:
        typer.echo(f"removed {package.name} ({package.path})")
    pins = lock.read(lock_file) if lock_file else {}
    for source_code, target_code in {one.pair for one in removed} & pins.keys():
        still = f"{lock.FILE} still pins {source_code}→{target_code}; --unpin changes that"
        typer.echo(still, err=True)


def verify(json: common.AsJson = False, project: Workspace = None) -> None:
    """Look whether every package is as it was installed and pinned, and still translates."""
    from dataclasses import asdict

    from communique.engines.packages.verify import verify as look

    common.log_to_stderr()
    verdicts = list(look(_lock_file(project)))
    if json:
        common.print_json(
            [
                {"from": one["source"], "to": one["target"], "version": one["version"],
                 "origin": one["origin"], "files": one["files"]["says"],
                 "pinned": one["pinned"]["says"], "trial": one["trial"]["says"],
                 "wrong": verdict.wrong}
                for verdict in verdicts
                for one in [asdict(verdict)]
            ]
        )  # fmt: skip
    else:
        rows = [
            (_code(one.source), _code(one.target), one.version, one.origin, one.files.says,
             one.pinned.says, one.trial.says, "WRONG" if one.wrong else "ok")
            for one in verdicts
        ]  # fmt: skip
        head = ("from", "to", "version", "origin", "files", "pinned", "trial", "verdict")
        common.print_table(head, rows)
    wrong = sum(one.wrong for one in verdicts)
    if wrong:
        count = "one package is" if wrong == 1 else f"{wrong} packages are"
        typer.secho(f"communique: {count} wrong", err=True, fg=typer.colors.RED)
        raise typer.Exit(1)
