"""Keeps a translation from changing the Markdown structure that it is put into."""

from __future__ import annotations

import re
from functools import lru_cache

_LINE_END = re.compile(r"[ \t]*(?:\r\n|\r|\n)[ \t]*")
_BLOCK_START = re.compile(
    r"""
      \#{1,6}(?=[ \t]|$)              # heading
    | >                               # quotation
    | [-+*](?=[ \t]|$)                # list item
    | (?:=+|-+)[ \t]*$                # underline of a heading
    | (?:\*[ \t]*){3,}$ | (?:_[ \t]*){3,}$ | (?:-[ \t]*){3,}$
    | ~~~ | ```[^`]*$                 # fence
    | \|?[ \t]*:?-+:?[ \t]*(?:\|[ \t:|-]*)?$   # second line of a table
    | \[[^\[\]\0]*\]:                     # reference, footnote
    """,
    re.VERBOSE,
)
_NUMBERED = re.compile(r"(\d{1,9})([.)])(?=[ \t]|$)")
_UNCLOSED = re.compile(
    r"(?P<whole>\\.|(?<!`)(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)|<[^<>`]+>)|[`<]"
)
_COLUMNS = re.compile(r"[^|\\]\|.*[^|\s]")
_ENTITY = re.compile(r"&(?=\#?\w+;)")
_CLOSING_HASHES = re.compile(r"(?:(?<=[ \t])|^)(#+)$")


def lines_of(text: str) -> list[str]:
    """Return a translation's lines without blanks around them; the first and last are not empty."""
    text = text.strip()
    return _LINE_END.split(text) if "\n" in text or "\r" in text else [text]


def one_line(text: str) -> str:
    """Return a translation as one line."""
    return " ".join(filter(None, lines_of(text)))


def guarded(line: str, *, alone: bool = True) -> str:
    """Return a line so escaped that it starts no block, and its end escapes nothing.

    ``alone`` says that it begins a block and nothing follows it in its line: then a tag alone
    starts a block of HTML.
    """
    line = _even_backslashes(line)
    if line[:1].isalpha():
        return line
    if _NUMBERED.match(line):
        return _NUMBERED.sub(r"\1\\\2", line, count=1)
    if _BLOCK_START.match(line) or _starts_html(line, alone):
        return "\\" + line
    return line


def guarded_heading(text: str) -> str:
    """Return the text of a ``#`` heading, in one line that closing hashes do not shorten."""
    return _CLOSING_HASHES.sub(r"\\\1", one_line(text))


def guarded_cell(text: str) -> str:
    """Return the text of a table cell, in one line, its pipes escaped."""
    return escaped_pipes(_even_backslashes(one_line(text)))


def escaped_pipes(line: str) -> str:
    """Return a line whose pipes end no table cell."""
    return re.sub(r"(\\*)\|", _escaped_pipe, line)


def no_table_head(line: str) -> str:
    """Return a line that an underline of hyphens does not make the head of a table of one column.

    Character references stand for its pipes then: an escaped one would do for a table.
    """
    return line if _COLUMNS.search(line) else re.sub(r"\\?\|", "&#124;", line)


def guarded_label(text: str) -> str:
    """Return the text of an image's label: brackets escaped where they do not match."""
    line = _closed(_even_backslashes(one_line(text)))
    return line if _balanced(line) else re.sub(r"(?<!\\)([\[\]])", r"\\\1", line)


def guarded_title(text: str, mark: str) -> str:
    """Return the text of a link's title, to be written between ``mark`` and what closes it."""
    line = _ENTITY.sub("&amp;", one_line(text).replace("\\", "\\\\"))
    for sign in ("()" if mark == "(" else mark) + "`<":
        line = line.replace(sign, f"\\{sign}")
    return line


def _closed(line: str) -> str:
    """Return a line without a backtick or ``<`` that could pair with one behind the line."""
    if "`" not in line and "<" not in line:
        return line
    return _UNCLOSED.sub(lambda match: match.group("whole") or f"\\{match.group()}", line)


def _even_backslashes(line: str) -> str:
    if not line.endswith("\\"):
        return line
    odd = (len(line) - len(line.rstrip("\\"))) % 2
    return line + "\\" * odd


def _escaped_pipe(match: re.Match[str]) -> str:
    slashes = match.group(1)
    return match.group() if len(slashes) % 2 else slashes + "\\|"


def _balanced(line: str) -> bool:
    depth = 0
    for char in re.sub(r"\\.", "", line):
        depth += (char == "[") - (char == "]")
        if depth < 0:
            return False
    return depth == 0


def _starts_html(line: str, alone: bool) -> bool:
    return line.startswith("<") and any(
        (interrupts or alone) and opening.search(line) for opening, interrupts in _html_starts()
    )


@lru_cache(maxsize=1)
def _html_starts() -> tuple[tuple[re.Pattern[str], bool], ...]:
    from markdown_it.rules_block.html_block import HTML_SEQUENCES

    return tuple((opening, interrupts) for opening, _, interrupts in HTML_SEQUENCES)
