"""The one family of errors that a user may see: which file, which line, what to do."""

from __future__ import annotations

from pathlib import Path


class CommuniqueError(Exception):
    """Something a user can mend. Its text is complete: no traceback need accompany it.

    Args:
        message: what is wrong and what to do, one sentence or two, no final newline.
        path: the file at fault, if one is.
        line: its line, counted from 1.
    """

    exit_code = 1

    def __init__(self, message: str, path: Path | None = None, line: int | None = None) -> None:
        self.message = message
        self.path = path
        self.line = line
        super().__init__(message)

    def __str__(self) -> str:
        if self.path is None:
            return self.message
        place = f"{self.path}:{self.line}" if self.line else str(self.path)
        return f"{place}: {self.message}"


class UsageError(CommuniqueError):
    """The request itself is wrong: an unknown locale, a statement that does not exist."""

    exit_code = 2
