"""Programs beside communique: GNU gettext's, for those who want a second opinion of a catalog."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

from communique.doctor.base import Found, Level, Patient, register

if TYPE_CHECKING:
    from collections.abc import Iterator

_SECONDS = 5
_FOR = "a second opinion of catalogs (`msgfmt -c`), translators' own tools; communique needs none"


@register("tools", "Tools")
def look(_patient: Patient) -> Iterator[Found]:
    """Say whether GNU gettext is there."""
    program = shutil.which("msgfmt")
    if program is None:
        yield Found("msgfmt", Level.ADVICE, "not installed", _FOR, "apt install gettext")
        return
    done = subprocess.run(  # noqa: S603
        [program, "--version"], capture_output=True, text=True, check=False, timeout=_SECONDS
    )
    if done.returncode:
        says = (done.stderr.strip() or "does not run").splitlines()[0]
        yield Found("msgfmt", Level.ADVICE, says, _FOR, "apt install --reinstall gettext")
        return
    yield Found("msgfmt", Level.OK, (done.stdout.strip() or program).splitlines()[0], _FOR)
