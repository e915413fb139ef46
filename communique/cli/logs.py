"""Log lines on standard error: plain for people, a JSON object each where machines read them."""

from __future__ import annotations

import io
import json
import logging
import os
import sys
from datetime import UTC, datetime
from typing import TextIO

import typer

from communique.errors import UsageError

#: The variable that chooses between them.
VARIABLE = "COMMUNIQUE_LOG"
_JSON = "json"
_TEXT = "text"
#: What a record may say of itself beside its message, through ``extra``.
FIELDS = ("statement", "locale")
_LOGGER = "communique.cli"
_TROUBLE = "communique: "  # begins the lines that tell of an error
_COLOURS = {logging.ERROR: typer.colors.RED, logging.WARNING: typer.colors.YELLOW}


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON: ``time`` (UTC, milliseconds), ``level``, ``logger``,
    ``message``, and ``statement``, ``locale`` and ``exception`` where the record has them.

    Whatever a logging configuration says of format and style is passed over, so that Prefect's can
    name this class, too.
    """

    def __init__(self, *_said: object) -> None:
        super().__init__()

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        moment = datetime.fromtimestamp(record.created, UTC)
        line = {
            "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: str(said) for name in FIELDS if (said := getattr(record, name, ""))}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class _Lines(io.TextIOBase):
    """Standard error where machines read it: every line that a verb prints becomes an object.

    Nothing goes through ``logging`` here: its handlers may well write to this very stream.
    """

    encoding = "utf-8"

    def __init__(self, raw: TextIO) -> None:
        self._raw = raw
        self._rest = ""

    def write(self, text: str) -> int:
        if not isinstance(text, str):  # click tells streams of text by this
            raise TypeError("a text is wanted")
        *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            self._tell(line)
        return len(text)

    def _tell(self, line: str) -> None:
        if line.startswith('{"'):  # one already: the library's own, or Prefect's
            self._raw.write(f"{line}\n")
        elif line.strip():
            level = logging.ERROR if line.startswith(_TROUBLE) else logging.INFO
            self.say(line.removeprefix(_TROUBLE), level)

    def say(self, message: str, level: int, **fields: str) -> None:
        """Write one object."""
        record = logging.LogRecord(_LOGGER, level, "", 0, message, None, None)
        record.__dict__.update(fields)
        self._raw.write(f"{JsonLines().format(record)}\n")
        self._raw.flush()

    def flush(self) -> None:
        self._raw.flush()

    def fileno(self) -> int:
        return self._raw.fileno()


def as_json() -> bool:
    """Say whether the environment asks for JSON."""
    return os.environ.get(VARIABLE) == _JSON


def set_up() -> None:
    """Show the library's log lines from now on, as they come.

    Raises:
        UsageError: the environment asks for lines of a kind that nobody knows.
    """
    asked = os.environ.get(VARIABLE) or _TEXT
    if asked not in (_JSON, _TEXT):
        raise UsageError(f"{VARIABLE} is “{asked}”; it can be {_JSON} or {_TEXT}")
    if asked == _JSON:
        _lines()
        logging.captureWarnings(capture=True)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if asked == _JSON else logging.Formatter("%(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    logging.getLogger("communique").setLevel(logging.INFO)


def tell(message: str, level: int = logging.INFO, *, statement: str = "", locale: str = "") -> None:
    """Tell the user a line on standard error, as people or machines read it.

    Args:
        message: the line, without its place.
        level: errors and warnings begin with ``communique:`` and are coloured.
        statement: of which it speaks.
        locale: likewise.
    """
    if as_json():
        _lines().say(message, level, statement=statement, locale=locale)
        return
    place = f"{statement} ({locale})" if locale else statement
    text = f"{place}: {message}" if place else message
    if level >= logging.WARNING:
        text = f"{_TROUBLE}{text}"
    typer.secho(text, err=True, fg=_COLOURS.get(level))


def _lines() -> _Lines:
    """Put the stream of objects in standard error's place, once."""
    if not isinstance(sys.stderr, _Lines):
        sys.stderr = _Lines(sys.stderr)
    return sys.stderr
