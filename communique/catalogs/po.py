"""Reading a catalog's bytes and writing them again: nothing lost, byte for byte as gettext writes.

``dump(parse(x))`` is what ``msgcat --no-wrap`` makes of ``x``, but for what msgcat drops and we
keep: flags it does not know, ``#=`` lines, all but the last of several ``#,`` lines, file names
with spaces, obsolete entries without a translation, and comments after the last entry.
"""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import NoReturn

import polib

from communique.catalogs import gate, spelling
from communique.errors import CommuniqueError


class Entry(polib.POEntry):
    """An entry, with what polib has no field for; ``copy.copy`` carries it all."""

    #: Flags that came in a ``#=`` line, a newer spelling of ``#,``; they are among ``flags`` too.
    sticky: tuple[str, ...] = ()
    #: Whether a single empty ``#`` or ``#.`` line stands where the comment's text is "".
    bare_tcomment: bool = False
    bare_comment: bool = False


class Catalog(polib.POFile):
    """A catalog as read, with what polib has no field for.

    ``headed`` is the header as an entry, ``tail`` the comments after the last entry, ``places``
    the line of each field of the header.
    """

    def __init__(self) -> None:
        super().__init__(wrapwidth=0, encoding="utf-8")
        self.headed = Entry()
        self.tail: list[str] = []
        self.places: dict[str, int] = {}


def parse(payload: bytes, path: Path) -> Catalog:
    """Parse a catalog.

    Args:
        payload: the file's bytes, UTF-8.
        path: named in errors, not opened.

    Raises:
        CommuniqueError: the bytes are not a catalog; says which line and what to do.
    """
    catalog = _Reader(path, gate.decode(payload, path).split("\n")).read()
    gate.check_charset(catalog.metadata, catalog.places, path)
    return catalog


def dump(catalog: polib.POFile, like: polib.POFile | None = None) -> bytes:
    """Return a catalog's bytes: UTF-8, LF, unwrapped, as ``msgcat --no-wrap`` writes it.

    Args:
        catalog: one read by :func:`parse`, or any other of polib's.
        like: gives a catalog that was not read what only one read has: the order and the spelling
            of the header, the comments after the last entry.
    """
    like = catalog if isinstance(catalog, Catalog) else like
    parts = [_spelled(_header(catalog, like))]
    parts += [_spelled(entry) for entry in catalog if not entry.obsolete]
    parts += [_spelled(entry) for entry in catalog if entry.obsolete]
    if isinstance(like, Catalog) and like.tail:
        parts.append("\n".join(like.tail))
    return ("\n\n".join(parts) + "\n").encode("utf-8")


def _header(catalog: polib.POFile, like: polib.POFile | None) -> polib.POEntry:
    entry = copy.copy(like.headed) if isinstance(like, Catalog) else Entry()
    entry.tcomment = catalog.header
    entry.msgstr = spelling.header_text(entry.msgstr, catalog.metadata)
    entry.flags = ["fuzzy"] * bool(catalog.metadata_is_fuzzy) + [
        flag for flag in entry.flags if flag != "fuzzy"
    ]
    return entry


def _spelled(entry: polib.POEntry) -> str:
    """Return the lines of one entry, without the last line's end."""
    prefix, field = "#~ " if entry.obsolete else "", spelling.field
    lines = _spelled_comments(entry) + _spelled_previous(entry)
    if entry.msgctxt is not None:
        lines.append(field(prefix, "msgctxt", entry.msgctxt))
    lines.append(field(prefix, "msgid", entry.msgid))
    if entry.msgid_plural or entry.msgstr_plural:
        lines.append(field(prefix, "msgid_plural", entry.msgid_plural))
        forms = entry.msgstr_plural or {0: ""}
        lines += [field(prefix, f"msgstr[{n}]", forms[n]) for n in sorted(forms)]
    else:
        lines.append(field(prefix, "msgstr", entry.msgstr))
    return "\n".join(lines)


def _spelled_comments(entry: polib.POEntry) -> list[str]:
    lines = []
    if entry.tcomment or getattr(entry, "bare_tcomment", False):
        lines.append(spelling.comment("#", entry.tcomment))
    if entry.comment or getattr(entry, "bare_comment", False):
        lines.append(spelling.comment("#.", entry.comment))
    if entry.occurrences:
        lines.append(spelling.reference_lines(entry.occurrences))
    if entry.flags:
        sticky = getattr(entry, "sticky", ())
        empty = not (entry.msgstr or any(entry.msgstr_plural.values()))
        kept = [flag for flag in entry.flags if not (empty and flag == "fuzzy")]
        if loose := [flag for flag in kept if flag not in sticky]:
            lines.append(spelling.flag_line("#,", loose))
        if bound := [flag for flag in kept if flag in sticky]:
            lines.append(spelling.flag_line("#=", bound))
    return lines


def _spelled_previous(entry: polib.POEntry) -> list[str]:
    prefix = "#~| " if entry.obsolete else "#| "
    before = (
        ("msgctxt", entry.previous_msgctxt),
        ("msgid", entry.previous_msgid),
        ("msgid_plural", entry.previous_msgid_plural),
    )
    return [spelling.field(prefix, name, text) for name, text in before if text is not None]


_STRING = r'"([^"\\]*(?:\\.[^"\\]*)*)"[ \t\f\v]*'
_CONTINUED = re.compile(_STRING)
_KEYWORD = re.compile(
    r"(msgctxt|msgid_plural|msgid|msgstr)(?![a-z_])"
    rf"(?:[ \t]*\[[ \t]*([0-9]{{1,9}})[ \t]*\])?[ \t\f\v]*(?:{_STRING})?"
)
_SPACE = " \t\f\v"
_CONFLICT = re.compile(r"<{7}|\|{7}|={7}|>{7}")
_HEADER_LINE = re.compile(r'\s*(?:msgstr\s*)?"(?:([^\s:"\\]+)[ \t]*:)?')
_LEVELS = {"msgctxt": 1, "msgid": 2, "msgid_plural": 3, "msgstr": 4}
_LIVE = (False, False)


class _Reader:
    """Reads a catalog line by line; an entry is built where the next one begins."""

    def __init__(self, path: Path, lines: list[str]) -> None:
        self.path, self.lines = path, lines
        self.catalog = Catalog()
        self.entries: list[Entry] = []
        self.first: dict[tuple[str | None, str], int] = {}
        self.begin()

    def begin(self) -> None:
        """Stand before an entry, of which nothing is known yet."""
        self.start = self.level = self.forms = self.place = 0
        self.obsolete = False
        self.strings: list[str] | None = None  # of the field that may go on
        self.mark = _LIVE  # what that field's lines begin with: "#~", "#|"
        self.fields: dict[str, list[str]] = {}
        self.places: dict[str, int] = {}
        self.comments: dict[str, list[str]] = {}

    def read(self) -> Catalog:
        """Read all lines."""
        continued = _CONTINUED.fullmatch
        for number, line in enumerate(self.lines, 1):
            strings = self.strings if self.mark is _LIVE and line[:1] == '"' else None
            if strings and (found := continued(line)):
                strings.append(found[1])
            elif line and not line.isspace():
                self.take(number, line.lstrip(_SPACE))
        if self.level == 4:
            self.finish()
        elif self.level:
            self.refuse(self.place, "an entry without msgstr: the file is cut or damaged")
        elif self.start:
            self.catalog.tail = [line for line in self.lines[self.start - 1 :] if line.strip()]
        self.catalog.extend(self.entries)
        return self.catalog

    def take(self, number: int, line: str) -> None:
        """Read a line that does more than go on with a live entry's string."""
        mark = _LIVE
        if line[0] == "#":
            obsolete = line.startswith("#~")
            rest = line[2:].lstrip(_SPACE) if obsolete else line[1:]
            if rest[:1] == "|":
                mark, line = (obsolete, True), rest[1:].lstrip(_SPACE)
            elif obsolete and rest[:1] != "#":
                mark, line = (True, False), rest
            else:
                self.comment(number, rest if obsolete else line)
                return
        position = 0
        while position < len(line):
            found = _KEYWORD.match(line, position)
            if found:
                name, index, string = found.groups()
                self.keyword(number, name, index, mark)
            elif found := _CONTINUED.match(line, position):
                string = found[1]
                self.check_continued(number, mark)
            else:
                self.refuse_line(number, line)
            if string is not None and self.strings is not None:
                self.strings.append(string)
            position = found.end()

    def comment(self, number: int, line: str) -> None:
        """Take a comment: it stands above its entry."""
        if self.level == 4:
            self.finish()
        elif self.level:
            self.refuse(number, "a comment inside an entry; move it above")
        self.start = self.start or number
        self.strings = None
        mark, text = line[1:2], line[2:]
        if mark not in (".", ":", ",", "!", "=") or line.startswith("#=="):
            mark, text = "", line[1:]
        self.comments.setdefault("," if mark == "!" else mark, []).append(text)

    def keyword(self, number: int, name: str, index: str | None, mark: tuple[bool, bool]) -> None:
        """Begin a field."""
        obsolete, previous = mark
        if self.level == 4 and (previous or name in ("msgctxt", "msgid")):
            self.finish()
        if previous:
            self.check_previous(number, name)
            name = f"previous_{name}"
        else:
            self.check_order(number, name, index)
            if self.level and obsolete != self.obsolete:
                self.refuse(number, 'one entry, with "#~" and without; give it to all its lines')
            self.obsolete, self.level, self.place = obsolete, _LEVELS[name], number
            if index is not None:
                name = f"msgstr[{self.forms}]"
                self.forms += 1
        self.start = self.start or number
        self.mark = mark if previous or obsolete else _LIVE
        self.strings = self.fields[name] = []
        self.places[name] = number

    def check_previous(self, number: int, name: str) -> None:
        """Refuse a ``#|`` field inside an entry, or one that comes twice."""
        if self.level or name == "msgstr" or f"previous_{name}" in self.fields:
            self.refuse(number, f'"#| {name}" does not belong here; see the lines around it')

    def check_order(self, number: int, name: str, index: str | None) -> None:
        """Refuse a field that cannot follow those before it."""
        if name in ("msgctxt", "msgid"):
            if self.level >= _LEVELS[name]:
                self.refuse(self.place, "an entry without msgstr: the file is cut or damaged")
        elif self.level < 2 or (self.level == 4 and index is None):
            self.refuse(number, f"{name} does not belong here; see the lines around it")
        elif name == "msgid_plural" and self.level > 2:
            self.refuse(number, "a second msgid_plural in one entry")
        elif name == "msgstr" and (index is None) != ("msgid_plural" not in self.fields):
            self.refuse(number, "an entry has msgid_plural and msgstr[0], msgstr[1] …, or neither")
        elif index is not None and int(index) != self.forms:
            self.refuse(number, f"msgstr[{index}] where msgstr[{self.forms}] belongs")

    def check_continued(self, number: int, mark: tuple[bool, bool]) -> None:
        """Refuse a string that goes on with no field, or under another mark."""
        if self.strings is None:
            self.refuse(number, "a string that belongs to no msgid or msgstr")
        if mark[1] != self.mark[1] or (mark[0] != self.mark[0] and not mark[1]):
            self.refuse(number, 'one string, with "#~" or "#|" and without; mark all its lines')

    def finish(self) -> None:
        """Build the entry that has been read."""
        entry = Entry(
            msgctxt=self.text("msgctxt"),
            msgid=self.text("msgid"),
            msgstr=self.text("msgstr") or "",
            previous_msgctxt=self.text("previous_msgctxt"),
            previous_msgid=self.text("previous_msgid"),
            previous_msgid_plural=self.text("previous_msgid_plural"),
            flags=[],
            obsolete=self.obsolete,
            linenum=self.start,
        )
        if self.forms:
            entry.msgid_plural = self.text("msgid_plural") or ""
            entry.msgstr_plural = {n: self.text(f"msgstr[{n}]") or "" for n in range(self.forms)}
        if self.comments:
            self.comment_on(entry)
        self.add(entry)
        self.begin()

    def text(self, name: str) -> str | None:
        """Return a field's text, or None where the entry has no such field."""
        strings = self.fields.get(name)
        if strings is None:
            return None
        try:
            if not strings:
                raise ValueError('write ""')
            return spelling.unescaped("".join(strings))
        except ValueError as error:
            wrong = "an escape that gettext does not know" if strings else "no quotation marks"
            self.refuse(self.places[name], f"{wrong} in {name}: {error}")

    def comment_on(self, entry: Entry) -> None:
        """Give an entry its comments."""
        found = self.comments.get
        if lines := found(""):
            entry.tcomment = "\n".join(line.removeprefix(" ") for line in lines)
            entry.bare_tcomment = not entry.tcomment
        if lines := found("."):
            entry.comment = "\n".join(line.removeprefix(" ") for line in lines)
            entry.bare_comment = not entry.comment
        if lines := found(":"):
            names = [pair for line in lines for pair in spelling.references(line)]
            entry.occurrences = list(dict.fromkeys(names))
        if "," in self.comments or "=" in self.comments:
            loose = [flag for line in found(",", ()) for flag in spelling.flags(line)]
            bound = [flag for line in found("=", ()) for flag in spelling.flags(line)]
            entry.flags = list(dict.fromkeys(loose + bound))
            entry.sticky = tuple(flag for flag in bound if flag not in loose)

    def add(self, entry: Entry) -> None:
        """Put an entry in its place; one that stands there already is refused."""
        if not entry.obsolete:
            place = self.places["msgid"]
            first = self.first.setdefault((entry.msgctxt, entry.msgid), place)
            if first != place:
                what = "entry" if entry.msgid else "header"
                self.refuse(place, f"the same {what} as in line {first}; take one of the two out")
            if "msgctxt" not in self.fields and not entry.msgid:
                self.head(entry)
                return
        self.entries.append(entry)

    def head(self, entry: Entry) -> None:
        """Read the header."""
        catalog = self.catalog
        catalog.headed, catalog.header = entry, entry.tcomment
        catalog.metadata = spelling.header_fields(entry.msgstr)
        catalog.metadata_is_fuzzy = entry.fuzzy
        place = catalog.places[""] = self.places["msgstr"]
        while place <= len(self.lines) and (found := _HEADER_LINE.match(self.lines[place - 1])):
            catalog.places.setdefault(found[1] or "", place)
            place += 1

    def refuse_line(self, number: int, line: str) -> NoReturn:
        """Say what is wrong with a line that cannot be read."""
        if _CONFLICT.match(line):
            what = "a conflict that git left; keep one side of it and take its marks out"
        elif line.startswith("domain"):
            what = "a catalog here is one statement's; take the domain lines out"
        elif line.count('"') % 2:
            what = f"not a line of a catalog: a quotation mark is missing or has no \\: {line[:60]}"
        else:
            what = f"not a line of a catalog: {line[:60]}"
        self.refuse(number, what)

    def refuse(self, number: int, what: str) -> NoReturn:
        """Refuse the catalog."""
        raise CommuniqueError(what, self.path, number)
