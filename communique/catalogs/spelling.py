"""How GNU gettext spells the parts of a catalog: strings, references, flags, header fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

_PLAIN = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_ESCAPE = re.compile(rb"\\(?:([abfnrtv\\\"])|([0-7]{1,3})|x([0-9A-Fa-f]+)|)")
# What a written string may not hold as it is.
_ESCAPED = {ord(char): f"\\{letter}" for letter, char in _PLAIN.items()} | {
    ord("\\"): "\\\\",
    ord('"'): '\\"',
}

_FIRST_ISOLATE, _LAST_ISOLATE = "\u2068", "\u2069"
_REFERENCE = re.compile(
    r"""\u2068(?P<whole>[^\u2069]+)\u2069(?:\s*:\s*(?P<line>[0-9]{1,9}))?(?=\s|$)
    |(?P<apart>\S+)\s+:\s*(?P<line1>[0-9]{1,9})(?=\s|$)
    |(?P<after>\S+):\s+(?P<line2>[0-9]{1,9})(?=\s|$)
    |(?P<name>\S+):(?P<line3>[0-9]{1,9})(?=\s|$)
    |(?P<bare>\S+)""",
    re.VERBOSE,
)
_WIDTH = 79  # in bytes, the width that gettext folds references to, even where it folds no text

_FLAG = re.compile(r"range:\s*[^\s,]+|[^\s,]+")
# The order in which gettext writes the flags that it knows; others keep theirs, last.
_FORMATS = (
    " c objc c++ python python-brace java java-printf csharp javascript typescript scheme lisp "
    "elisp librep rust go ruby sh sh-printf awk lua object-pascal modula-2 d ocaml smalltalk qt "
    "qt-plural kde kde-kuit boost tcl perl perl-brace php gcc-internal gfc-internal ycp "
)

_FIELD = re.compile(r"([^\s:]+)[ \t]*:(.*)")
#: The fields of a header in the order in which gettext's own tools write them.
_FIELDS = (
    " Project-Id-Version Report-Msgid-Bugs-To POT-Creation-Date PO-Revision-Date Last-Translator "
    "Language-Team Language MIME-Version Content-Type Content-Transfer-Encoding Plural-Forms "
)


def unescaped(raw: str) -> str:
    """Return the text that a string between quotation marks stands for; it holds no NUL.

    Raises:
        ValueError: an escape that gettext does not know; says which.
    """
    if "\\" not in raw:
        return raw
    text = raw.replace("\\\\", "\0").replace("\\n", "\n").replace('\\"', '"').replace("\\t", "\t")
    if "\\" in text:  # a rare one; octal and hexadecimal ones are bytes, not characters
        try:
            return _ESCAPE.sub(_meant, raw.encode()).decode()
        except UnicodeDecodeError:
            raise ValueError("bytes that are no UTF-8") from None
    return text.replace("\0", "\\")


def _meant(match: re.Match[bytes]) -> bytes:
    letter, octal, hexadecimal = match.groups()
    if letter:
        return _PLAIN.get(letter.decode(), letter.decode()).encode()
    if octal or hexadecimal:
        code = int(octal, 8) if octal else int(hexadecimal, 16)
        if 0 < code < 256:
            return bytes([code])
    raise ValueError(match.string[match.start() : max(match.end(), match.start() + 2)].decode())


def field(prefix: str, name: str, text: str) -> str:
    """Return the line or the lines of one field, ``msgid "…"``: one line for each in the text."""
    end = text.find("\n")
    if end == -1 or end == len(text) - 1:
        return f'{prefix}{name} "{_escaped(text)}"'
    lines = [f'{prefix}{name} ""']
    parts = text.split("\n")
    lines += [f'{prefix}"{_escaped(part)}\\n"' for part in parts[:-1]]
    if parts[-1]:
        lines.append(f'{prefix}"{_escaped(parts[-1])}"')
    return "\n".join(lines)


def _escaped(text: str) -> str:
    if not text.isprintable():  # which spaces of other scripts are not either
        return text.translate(_ESCAPED)
    if "\\" in text or '"' in text:
        return text.replace("\\", "\\\\").replace('"', '\\"')
    return text


def comment(mark: str, text: str) -> str:
    """Return a comment's lines under their mark, ``#`` or ``#.``."""
    if text and "\n" not in text:
        return f"{mark} {text}"
    return "\n".join([f"{mark} {line}" if line else mark for line in text.split("\n")])


def references(text: str) -> list[tuple[str, str]]:
    """Return the (file, line) pairs of a ``#:`` line; the line is "" where there is none."""
    if ":" not in text and _FIRST_ISOLATE not in text:
        return [(name, "") for name in text.split()]
    found = []
    for match in _REFERENCE.finditer(text):
        name, *_ = (part for part in match.group("whole", "apart", "after", "name", "bare") if part)
        line = next((n for n in match.group("line", "line1", "line2", "line3") if n), "")
        found.append((name, str(int(line)) if line else ""))
    return found


def reference_lines(occurrences: Iterable[tuple[str, str]]) -> str:
    """Return the ``#:`` lines of an entry; a name with a space stands between isolates."""
    lines, column = ["#:"], 2
    for name, line in occurrences:
        while name.startswith("./"):
            name = name[2:]
        if " " in name or "\t" in name:
            name = f"{_FIRST_ISOLATE}{name}{_LAST_ISOLATE}"
        reference = f" {name}:{line}" if line else f" {name}"
        width = len(reference.encode())
        if column > 2 and column + width > _WIDTH:
            lines.append("#:")
            column = 2
        lines[-1] += reference
        column += width
    return "\n".join(lines)


def flags(text: str) -> list[str]:
    """Return the flags of a ``#,`` line."""
    return [" ".join(flag.split()) for flag in _FLAG.findall(text)]


def flag_line(mark: str, kept: Sequence[str]) -> str:
    """Return the line of an entry's flags, in gettext's order."""
    if len(kept) > 1:
        kept = sorted(kept, key=_rank)
    return f"{mark} {', '.join(kept)}"


def _rank(flag: str) -> int:
    form = flag.removeprefix("no-").removesuffix("-format")
    if form != flag and (place := _FORMATS.find(f" {form} ")) != -1:
        return place
    if flag.startswith("range:"):
        return len(_FORMATS)
    return {"fuzzy": -1, "wrap": 1000, "no-wrap": 1000}.get(flag, 1001)


def header_fields(text: str) -> dict[str, str]:
    """Return the fields of a header's ``msgstr``; of a name that comes twice, the first.

    A line that begins no field continues the one before.
    """
    fields: dict[str, str] = {}
    for name, _, value in _header_lines(text):
        if name:
            fields.setdefault(name, value)
    return fields


def header_text(text: str, wanted: Mapping[str, str]) -> str:
    """Return a header's ``msgstr`` with the fields wanted, and all else as it is spelled now.

    Fields that are new come last, in the order that gettext gives them.
    """
    have = header_fields(text)
    if have == wanted:
        return text
    lines = []
    seen: set[str] = set()
    for name, raw, value in _header_lines(text):
        if name and name not in seen:
            seen.add(name)
            if name not in wanted:
                continue
            raw = raw if wanted[name] == value else f"{name}: {wanted[name]}"
        lines.append(raw)
    new = sorted((name for name in wanted if name not in have), key=_field_rank)
    lines += [f"{name}: {wanted[name]}" for name in new]
    return "".join(f"{line}\n" for line in lines)


def _field_rank(name: str) -> tuple[int, str]:
    place = _FIELDS.find(f" {name} ")
    return (place if place != -1 else len(_FIELDS)), name


def _header_lines(text: str) -> list[tuple[str, str, str]]:
    """Split a header into (name, lines as they stand, value); the name is "" before the first."""
    found: list[tuple[str, str, str]] = []
    for line in text.removesuffix("\n").split("\n") if text else ():
        match = _FIELD.match(line)
        if match:
            found.append((match[1], line, match[2].strip()))
        elif found:
            name, raw, value = found[-1]
            found[-1] = name, f"{raw}\n{line}", f"{value}\n{line}"
        else:
            found.append(("", line, ""))
    return found
