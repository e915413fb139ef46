"""How far a download is: a bar in a terminal, lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from communique.engines.packages.download import Progress

_SECONDS = 5  # between two lines


@contextmanager
def download_progress() -> Iterator[Progress]:
    """Show how far a download is: a bar in a terminal, a line now and then elsewhere."""
    if not sys.stderr.isatty():
        yield _lines()
        return
    bars = _Bars()
    try:
        yield bars
    finally:
        bars.stop()


class _Bars:
    """A bar for each download, gone as soon as it is whole: other lines follow."""

    def __init__(self) -> None:
        self._bar: Any = None

    def __call__(self, done: int, total: int | None) -> None:
        if self._bar is None:
            self._start()
        self._bar.update(self._bar.task_ids[0], completed=done, total=total)
        if done == total:
            self.stop()

    def _start(self) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            DownloadColumn,
            TimeRemainingColumn,
            TransferSpeedColumn,
        )
        from rich.progress import Progress as Bar

        columns = (BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
        self._bar = Bar(*columns, console=Console(stderr=True), transient=True)
        self._bar.add_task("download", total=None)
        self._bar.start()

    def stop(self) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None


def _lines() -> Progress:
    last = time.monotonic()

    def tell(done: int, total: int | None) -> None:
        nonlocal last
        whole = total is not None and done >= total
        if whole or time.monotonic() - last >= _SECONDS:
            last = time.monotonic()
            of = f" of {total / 1e6:.1f}" if total is not None else ""
            typer.echo(f"downloaded {done / 1e6:.1f}{of} MB", err=True)

    return tell
