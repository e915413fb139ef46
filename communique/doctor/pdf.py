"""PDF: WeasyPrint, and the libraries of the system that it draws letters with."""

from __future__ import annotations

import ctypes
from importlib.util import find_spec
from typing import TYPE_CHECKING

from communique.doctor.base import Found, Level, Patient, register

if TYPE_CHECKING:
    from collections.abc import Iterator

_FOR = "PDF documents (`documents` in communique.toml)"
# Each library by the Debian package that has it.
LIBRARIES = {
    "libgobject-2.0.so.0": "libglib2.0-0",
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz.so.0": "libharfbuzz0b",
    "libfontconfig.so.1": "libfontconfig1",
}


@register("pdf", "PDF")
def look(patient: Patient) -> Iterator[Found]:
    """Load the libraries one by one: quicker than WeasyPrint, and it names what lacks."""
    wanted = patient.wants_pdf
    if find_spec("weasyprint") is None:
        if not wanted:
            yield Found("WeasyPrint", Level.OK, "not installed, and no PDF is asked for", _FOR)
            return
        get = "pip install 'communique[pdf]'"
        yield Found("WeasyPrint", Level.MISSING, "not installed", _FOR, get)
    lacking = [name for name in LIBRARIES if not loads(name)]
    for name in lacking:
        level = Level.MISSING if wanted else Level.ADVICE
        yield Found(name, level, "cannot be loaded", _FOR, f"apt install {LIBRARIES[name]}")
    if not lacking:
        says = f"its {len(LIBRARIES)} libraries load"
        yield Found("WeasyPrint", Level.OK, says, _FOR)


def loads(name: str) -> bool:
    """Say whether a library of the system can be loaded."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True
