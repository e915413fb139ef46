"""What tests need of Debian: without it they are skipped, and fail where CI runs them."""

from __future__ import annotations

import os
import shutil
from typing import NoReturn

import pytest


def needs(program: str, package: str) -> str:
    """Return a programme's path; where it is not installed, see :func:`missing`.

    Args:
        program: its name.
        package: the Debian package that it is in.
    """
    return shutil.which(program) or missing(program, package)


def missing(what: str, package: str) -> NoReturn:
    """Skip the test, or fail it where ``CI`` is set."""
    say = pytest.fail if os.environ.get("CI") else pytest.skip
    say(f"{what} is not installed (Debian: apt-get install {package})")
