"""Text as Markdown that reads as exactly this text: what would be markup gets a backslash."""

from __future__ import annotations

import re

_SPECIAL = re.compile(
    r"""\\(?=[!-/:-@\[-`{-~]|$)      # a backslash that would escape, or break the line
      | [*`]
      | (?<![^\W_])_ | _(?![^\W_])   # inside a word it is no markup
      | <(?=[A-Za-z/!?])
      | &(?=\#?\w+;)
      | (?<=~)~ | ~(?=~)
      | \](?=[(\[])                  # a link would follow
      | (?<=[\^!])\[ | ^\[             # a footnote, an image, a definition
    """,
    re.VERBOSE,
)
_LINE_START = re.compile(
    r"""(?P<mark>\#{1,6}(?=[ ]|$) | > | [-+](?=[ ]|$) | = (?==*$) | - (?=-*$) | -(?=[-: |]*$)
      | (?:\\?~){3} | : (?=[-: |]+$) | \| )
      | (?P<number>\d{1,9})(?P<point>[.)])(?=[ ]|$)
    """,
    re.VERBOSE,
)
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_CLOSING_HASHES = re.compile(r"(?<![^ ])#+$")
_RAGGED = re.compile(r"[ \t\r\n\f]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def spaced(text: str) -> str:
    """Return a text with its white space as a browser shows it, and without control characters."""
    return _RAGGED.sub(" ", _CONTROL.sub("", text))


def escaped(text: str, *, heavy: bool = False) -> str:
    """Return running text as inline Markdown.

    Args:
        text: without line breaks.
        heavy: escape all punctuation, for a text that only so stays what it is.
    """
    return (_PUNCTUATION if heavy else _SPECIAL).sub(r"\\\g<0>", text)


def bracketed(markdown: str) -> str:
    """Return inline Markdown fit for a link's text: brackets in it are text."""
    return re.sub(r"(?<!\\)((?:\\\\)*)([\[\]])", r"\1\\\2", markdown)


def guarded_start(line: str) -> str:
    """Return a line of a paragraph that cannot be taken for the beginning of another block."""
    match = _LINE_START.match(line)
    if match is None:
        return line
    if match["number"]:
        return f"{match['number']}\\{line[match.start('point') :]}"
    return line if line.startswith("\\") else f"\\{line}"


def guarded_heading(line: str) -> str:
    """Return a heading's line whose last hashes are text."""
    return _CLOSING_HASHES.sub(lambda match: "\\#" * len(match.group()), line)


def guarded_cell(text: str) -> str:
    """Return a table cell's Markdown, on one line, whose bars are text."""
    return re.sub(r"(?<!\\)((?:\\\\)*)\|", r"\1\\|", text.replace("\n", " "))


def address(url: str) -> str:
    """Return a link's target as it may stand between brackets."""
    url = _CONTROL.sub("", url.strip())
    for character, code in (("\\", "%5C"), ("<", "%3C"), (">", "%3E"), ("|", "%7C"), ("`", "%60")):
        url = url.replace(character, code)
    url = re.sub(r"\s", lambda match: "%20" if match.group() == " " else "", url)
    if url.count("(") != url.count(")") or re.search(r"\)[^(]*\(", url):
        url = url.replace("(", "%28").replace(")", "%29")
    return re.sub(r"&(?=#?\w+;)", "&amp;", url)
