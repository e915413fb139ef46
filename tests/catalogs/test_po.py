"""Reading and writing PO: nothing lost, byte for byte what the real msgcat writes."""

from __future__ import annotations

import copy
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import polib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.catalogs import po
from communique.errors import CommuniqueError

PATH = Path("es/LC_MESSAGES/a.po")
HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: es\\n"\n'


def msgcat(payload: bytes) -> bytes:
    """Return what gettext's own tool makes of a catalog."""
    done = subprocess.run(
        ["msgcat", "--force-po", "--no-wrap", "-"], input=payload, capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode() + payload.decode()
    return done.stdout


def through(body: str) -> str:
    """Read and write a catalog, and return it without its header."""
    written = po.dump(po.parse((HEADER + body).encode(), PATH)).decode()
    assert written.startswith(HEADER)
    return written.removeprefix(HEADER)


# --- catalogs of every kind, spelled as loosely as gettext lets one ---------------------------

LETTERS = (
    'ab zéñß"\\\\\n\n\t\r\a\b\f\v\x01\x7f\x85\u2028\u2029\xa0\u202f\u200d\u2068'
    "€«»平和سلام😀%s{}#~|,.:"
)
TEXT = st.text(st.sampled_from(LETTERS), max_size=25) | st.sampled_from(
    ["word " * 40, "\n", "one\ntwo\n", "\n\nthree", "#~ no comment", 'msgid "no"', "平和" * 60]
)
COMMENT = st.text(st.sampled_from("ab é\t\x85\u2028#~|.:,=平"), max_size=8)
NAMES = st.sampled_from(
    ["a.md", "./b.md", "source_texts/2026-strike-for-peace.md", "é/平和.md", "x:y.c"]
)
FORMATS = ["c", "python-brace", "python", "kde-kuit", "ycp", "object-pascal", "no-c", "no-sh"]
ESCAPES = {c: f"\\{n}" for c, n in zip('\a\b\f\n\r\t\v\\"', 'abfnrtv\\"', strict=True)}


@dataclass
class Piece:
    """An entry as it will be spelled."""

    context: str | None
    msgid: str
    plural: str | None
    texts: list[str]
    obsolete: bool
    comments: list[str] = field(default_factory=list)
    previous: list[tuple[str, str]] = field(default_factory=list)


@st.composite
def strings(draw: st.DrawFn, text: str) -> list[str]:
    """Spell a text as one string or several, with escapes of every kind."""
    spelled = [""]
    whim = draw(st.integers(1, 2**20))  # one draw for all the letters
    for place, char in enumerate(text, 1):
        kind = whim * place // 7 % 16
        if char == "\t" and kind < 8:
            spelled[-1] += char
        elif char in "é\x01" and kind < 4:
            spelled[-1] += "".join(f"\\{byte:03o}" for byte in char.encode())
        else:
            spelled[-1] += ESCAPES.get(char, char)
        if kind == 15 or (char == "\n" and kind > 4):
            spelled.append("")
    return [f'"{string}"' for string in spelled]


@st.composite
def lines(draw: st.DrawFn, mark: str, name: str, text: str) -> str:
    """Spell a field."""
    first, *rest = draw(strings(text))
    space = draw(st.sampled_from([" ", " ", "  ", "", "\t"]))
    join = draw(st.sampled_from([f"\n{mark}", f"\n{mark}", f"\n{mark}  ", " "]))
    if draw(st.booleans()):
        return f"{mark}{name}{space}{join.join([first, *rest])}\n"
    return f'{mark}{name} ""{join}{join.join([first, *rest])}\n'


@st.composite
def comments(draw: st.DrawFn, fuzzy: bool, obsolete: bool = False) -> list[str]:
    """Spell the comments of an entry, the kinds in any order."""
    found = [f"# {line}" for line in draw(st.lists(COMMENT, max_size=2))]
    found += [
        f"#{line}"
        for line in draw(st.lists(st.sampled_from(["note", "", "\tx", "-- "]), max_size=1))
    ]
    found += [f"#.{line}" for line in draw(st.lists(COMMENT, max_size=2))]
    for _ in range(draw(st.integers(0, 3))):
        names = draw(
            st.lists(
                st.tuples(NAMES, st.sampled_from(["", ":1", ":12", ":007", " : 3"])), max_size=4
            )
        )
        found.append("#:" + "".join(f" {name}{line}" for name, line in names))
    flags = [f"{form}-format" for form in draw(st.lists(st.sampled_from(FORMATS), unique=True))]
    if "no-c-format" in flags and "c-format" in flags:
        flags.remove("c-format")
    flags += draw(st.sampled_from([[], ["no-wrap"], ["range: 0..5"], ["no-wrap", "range: 1..2"]]))
    if obsolete:  # of which msgcat drops the range
        flags = [flag for flag in flags if not flag.startswith("range")]
    flags = draw(st.permutations(flags + ["fuzzy"] * fuzzy))
    if flags:
        found.append(
            "#," + draw(st.sampled_from([" ", ""])) + draw(st.sampled_from([", ", ","])).join(flags)
        )
    return list(draw(st.permutations(found)))


@st.composite
def pieces(draw: st.DrawFn) -> Piece:
    """Draw an entry that msgcat keeps whole."""
    obsolete = draw(st.booleans())
    plural = draw(st.none() | st.none() | TEXT)
    texts = draw(st.lists(TEXT, min_size=1, max_size=1 if plural is None else 4))
    if obsolete and not texts[0]:
        texts[0] = "x"
    fuzzy = draw(st.booleans()) and (bool(texts[0]) or not any(texts))
    before = [
        (name, draw(TEXT))
        for name in draw(
            st.sampled_from([(), ("msgid",), ("msgctxt", "msgid"), ("msgid", "msgid_plural")])
        )
    ]
    context, msgid = draw(st.none() | TEXT), draw(TEXT)
    return Piece(
        context, msgid or "x", plural, texts, obsolete, draw(comments(fuzzy, obsolete)), before
    )


@st.composite
def spelled(draw: st.DrawFn, piece: Piece) -> str:
    """Spell an entry."""
    mark = draw(st.sampled_from(["#~ ", "#~ ", "#~"])) if piece.obsolete else ""
    before = "#~| " if piece.obsolete else "#| "
    text = "".join(f"{line}\n" for line in piece.comments)
    text += "".join(draw(lines(before, *pair)) for pair in piece.previous)
    if piece.context is not None:
        text += draw(lines(mark, "msgctxt", piece.context))
    text += draw(lines(mark, "msgid", piece.msgid))
    if piece.plural is None:
        return text + draw(lines(mark, "msgstr", piece.texts[0]))
    text += draw(lines(mark, "msgid_plural", piece.plural))
    return text + "".join(
        draw(lines(mark, f"msgstr[{n}]", one)) for n, one in enumerate(piece.texts)
    )


FIELDS = [
    "Language: es\n",
    "X-Foo:bar\n",
    "Language-Team: Ñ <x@y>\n",
    "MIME-Version: 1.0\n",
    "free\n",
    "X-Foo: twice\n",
]


@st.composite
def catalogs(draw: st.DrawFn) -> tuple[str, list[Piece]]:
    """Draw a whole catalog: its text, and its entries."""
    fields = draw(
        st.permutations(
            [
                *draw(st.lists(st.sampled_from(FIELDS), unique=True)),
                "Content-Type: text/plain; charset=UTF-8\n",
            ]
        )
    )
    text = "".join(f"{line}\n" for line in draw(comments(draw(st.booleans()))))
    text += draw(lines("", "msgid", "")) + draw(lines("", "msgstr", "".join(fields)))
    found = draw(
        st.lists(pieces(), max_size=4, unique_by=lambda piece: (piece.context, piece.msgid))
    )
    for piece in found:
        text += draw(st.sampled_from(["\n", "\n\n", "", " \n"])) + draw(spelled(piece))
    return text, found


@given(catalogs())
def test_what_is_read_is_written_as_msgcat_writes_it(drawn: tuple[str, list[Piece]]) -> None:
    text, found = drawn
    catalog = po.parse(text.encode(), PATH)
    written = po.dump(catalog)
    assert written.decode() == msgcat(text.encode()).decode()
    assert po.dump(po.parse(written, PATH)) == written
    assert len(catalog) == len(found)
    for piece, entry in zip(found, catalog, strict=True):
        assert (piece.context, piece.msgid) == (entry.msgctxt, entry.msgid)
        texts = list(entry.msgstr_plural.values()) or [entry.msgstr]
        assert (piece.texts, piece.obsolete) == (texts, entry.obsolete)


@given(TEXT, TEXT, st.lists(COMMENT, max_size=3), st.lists(COMMENT, max_size=2))
def test_what_is_written_is_read_again(
    msgid: str, text: str, notes: list[str], said: list[str]
) -> None:
    """Whatever a program puts into an entry, in memory, comes back."""
    catalog = po.parse(HEADER.encode(), PATH)
    entry = polib.POEntry(
        msgctxt="c", msgid=msgid, msgstr=text, tcomment="\n".join(notes), comment="\n".join(said)
    )
    catalog.append(entry)
    (back,) = po.parse(po.dump(catalog), PATH)
    assert (back.msgid, back.msgstr) == (msgid, text)
    assert (back.tcomment, back.comment) == (entry.tcomment, entry.comment)


# --- what msgcat would drop --------------------------------------------------------------------

KEPT = {
    "sticky flags": '\n#, fuzzy\n#= c-format, my-flag\nmsgid "a"\nmsgstr "b"\n',
    "an unknown flag": '\n#, fuzzy, no-wrap, my-flag, x-other\nmsgid "a"\nmsgstr "b"\n',
    "a possible format": '\n#, fuzzy, possible-c-format\nmsgid "a"\nmsgstr "b"\n',
    "a previous plural alone": '\n#| msgid_plural "o"\nmsgid "a"\nmsgstr "b"\n',
    "fuzzy plurals": '\n#, fuzzy\nmsgid "a"\nmsgid_plural "b"\nmsgstr[0] ""\nmsgstr[1] "c"\n',
    "a name with spaces": '\n#: \u2068a b.md\u2069:3 \u2068a c.md\u2069\nmsgid "a"\nmsgstr "b"\n',
    "an obsolete range": '\n#, fuzzy, range: 0..5\n#~ msgid "a"\n#~ msgstr "b"\n',
    "an obsolete entry without text": '\n# ask Ana\n#~ msgid "a"\n#~ msgstr ""\n',
    "obsolete twins": '\n#~ msgid "a"\n#~ msgstr "b"\n\n#~ msgid "a"\n#~ msgstr "c"\n',
    "live and obsolete": '\nmsgid "a"\nmsgstr "b"\n\n#~ msgid "a"\n#~ msgstr "c"\n',
    "comments at the end": '\nmsgid "a"\nmsgstr "b"\n\n# the end\n#, fuzzy\n#. indeed\n',
    "a decorated comment": '\n# ========\n# = Notes =\nmsgid "a"\nmsgstr "b"\n',
}


@pytest.mark.parametrize("body", KEPT.values(), ids=KEPT)
def test_what_msgcat_drops_is_kept(body: str) -> None:
    assert through(body) == body


LOOSE = {
    "flags in several lines": (
        '\n#,fuzzy\n#, c-format my-flag\n#! no-wrap\nmsgid "a"\nmsgstr "b"\n',
        '\n#, fuzzy, c-format, no-wrap, my-flag\nmsgid "a"\nmsgstr "b"\n',
    ),
    "comments under the previous msgid": (
        '\n#| msgid "o"\n# note\n#, fuzzy\nmsgid "a"\nmsgstr "b"\n',
        '\n# note\n#, fuzzy\n#| msgid "o"\nmsgid "a"\nmsgstr "b"\n',
    ),
    "obsolete under a live previous": (
        '\n#| msgid "o"\n#| "p"\n#~ msgid "a"\n#~ msgstr "b"\n',
        '\n#~| msgid "op"\n#~ msgid "a"\n#~ msgstr "b"\n',
    ),
    "marked comments": (
        '\n#~ # note\n#~ #, fuzzy\n#~\n#~ msgid "a"\n#~ msgstr "b"\n',
        '\n# note\n#, fuzzy\n#~ msgid "a"\n#~ msgstr "b"\n',
    ),
    "fuzzy without a text": ('\n#, fuzzy\nmsgid "a"\nmsgstr ""\n', '\nmsgid "a"\nmsgstr ""\n'),
    "bytes": ('\nmsgid "a"\nmsgstr "\\x41\\303\\xa9"\n', '\nmsgid "a"\nmsgstr "Aé"\n'),
    "decoration": (
        '\n#====\n#--\nmsgid "a"\nmsgstr "b"\n',
        '\n# ====\n# --\nmsgid "a"\nmsgstr "b"\n',
    ),
    "one line": (
        '\nmsgctxt "c" msgid "a" msgstr "b" "c"',
        '\nmsgctxt "c"\nmsgid "a"\nmsgstr "bc"\n',
    ),
    "no space": ('\n\tmsgid\n"a"\n msgstr"b" \n', '\nmsgid "a"\nmsgstr "b"\n'),
    "obsolete first": (
        '\n#~ msgid "o"\n#~ msgstr "p"\n\nmsgid "a"\nmsgstr "b"\n',
        '\nmsgid "a"\nmsgstr "b"\n\n#~ msgid "o"\n#~ msgstr "p"\n',
    ),
}  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), LOOSE.values(), ids=LOOSE)
def test_what_is_spelled_loosely_is_understood(body: str, expected: str) -> None:
    assert through(body) == expected
    assert through(expected) == expected


def test_a_flag_counts_in_whichever_line_it_stands_and_leaves_from_there() -> None:
    body = '\n#, no-wrap\n#= fuzzy, c-format\nmsgid "a"\nmsgstr "b"\n'
    catalog = po.parse((HEADER + body).encode(), PATH)
    assert catalog[0].fuzzy
    catalog[0].flags.remove("fuzzy")
    assert po.dump(catalog).decode().endswith('\n#, no-wrap\n#= c-format\nmsgid "a"\nmsgstr "b"\n')


def test_a_copied_entry_carries_all_it_has() -> None:
    body = '\n#\n#.\n#= c-format\nmsgctxt ""\nmsgid "a"\nmsgstr "b"\n'
    catalog = po.parse((HEADER + body).encode(), PATH)
    catalog[:] = [copy.copy(entry) for entry in catalog]
    assert po.dump(catalog).decode() == HEADER + body


def test_the_header_keeps_its_order_its_spelling_and_its_comments() -> None:
    text = (
        "#\n# By Ana.\n#. extracted\n#: here.md\n#, fuzzy\n"
        'msgid ""\nmsgstr ""\n"X-B:one\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Language: es\\n"\n"  and more\\n"\n"X-B: two\\n"\n"free text\\n"\n'
    )
    catalog = po.parse(text.encode(), PATH)
    assert po.dump(catalog).decode() == text
    assert catalog.metadata["X-B"] == "one"
    catalog.metadata |= {"Language": "fr", "X-A": "a", "MIME-Version": "1.0"}
    changed = text.replace('"Language: es\\n"\n"  and more\\n"', '"Language: fr\\n"')
    assert po.dump(catalog).decode() == changed + '"MIME-Version: 1.0\\n"\n"X-A: a\\n"\n'
    del catalog.metadata["X-B"]
    assert "X-B:one" not in po.dump(catalog).decode()


def test_a_catalog_made_anew_takes_what_the_old_one_had_around_its_entries() -> None:
    text = "#. kept\n" + HEADER + '"X-Z: z\\n"\n"X-A: a\\n"\n\n# the end\n'
    old = po.parse(text.encode(), PATH)
    new = polib.POFile(wrapwidth=0)
    new.metadata = dict(reversed(old.metadata.items()))
    assert po.dump(new, like=old).decode() == text


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    body = '\n# note \u2028 here\nmsgid "a"\nmsgstr "b\x85c\x0cd"\n\n# x\nmsgid "c"\nmsgstr ""\n'
    first, second = po.parse((HEADER + body).encode(), PATH)
    assert (first.linenum, second.linenum) == (6, 10)


# --- what is refused ---------------------------------------------------------------------------

ENTRY = '\nmsgid "a"\nmsgstr "b"\n'
BAD: dict[str, tuple[str, int, str]] = {
    "unquoted": (HEADER + '\nmsgid "a"\nmsgstr b"\n', 7, "quotation mark"),
    "unterminated": (HEADER + '\nmsgid "a\nmsgstr "b"\n', 6, "quotation mark"),
    "unescaped": (HEADER + '\nmsgid "a"\nmsgstr "say "no""\n', 7, "not a line"),
    "escape": (HEADER + '\nmsgid "a"\nmsgstr "\\q"\n', 7, r"an escape .* \\q"),
    "bytes": (HEADER + '\nmsgid "a"\nmsgstr "\\xff"\n', 7, "no UTF-8"),
    "NUL escape": (HEADER + '\nmsgid "a"\nmsgstr "\\0"\n', 7, r"an escape .* \\0"),
    "nothing": (HEADER + '\nmsgid "a"\nmsgstr\n', 7, "no quotation marks"),
    "prose": (HEADER + "\nPlease translate.\n", 6, "not a line of a catalog: Please"),
    "twice": (HEADER + ENTRY + ENTRY, 9, "same entry as in line 6"),
    "two headers": (HEADER + "\n" + HEADER, 6, "same header as in line 1"),
    "conflict": (HEADER + "\n<<<<<<< HEAD" + ENTRY + "=======\n>>>>>>> x\n", 6, "conflict"),
    "inner conflict": (HEADER + ENTRY + '=======\nmsgstr "c"\n', 8, "conflict"),
    "domain": (HEADER + '\ndomain "x"\n' + ENTRY, 6, "one statement's; take the domain"),
    "comment inside": (HEADER + '\nmsgid "a"\n# no\nmsgstr "b"\n', 7, "comment inside"),
    "no msgid": (HEADER + '\nmsgstr "b"\n', 6, "msgstr does not belong"),
    "two texts": (HEADER + ENTRY + 'msgstr "c"\n', 8, "msgstr does not belong"),
    "stray string": (HEADER + '\n# x\n"b"\n', 7, "belongs to no msgid"),
    "cut": (HEADER + '\nmsgctxt "a"\nmsgid "a"\n', 7, "without msgstr"),
    "half obsolete": (HEADER + '\n#~ msgid "a"\nmsgstr "b"\n', 7, "one entry, with"),
    "half marked": (HEADER + '\n#~ msgid "a"\n#~ msgstr "b"\n"c"\n', 8, "one string, with"),
    "plural lost": (HEADER + '\nmsgid "a"\nmsgstr[0] "b"\n', 7, "or neither"),
    "plural unnumbered": (HEADER + '\nmsgid "a"\nmsgid_plural "b"\nmsgstr "c"\n', 8, "or neither"),
    "plural order": (
        HEADER + '\nmsgid "a"\nmsgid_plural "b"\nmsgstr[1] "c"\n', 8, r"msgstr\[0\] belongs",
    ),
    "previous text": (HEADER + '\n#| msgstr "x"' + ENTRY, 6, "does not belong here"),
    "headless": ("# x\n" + ENTRY, 1, "no catalog header"),
    "no charset": ('msgid ""\nmsgstr "Language: es\\n"\n', 2, "charset=UTF-8"),
    "empty header": ('# x\nmsgid ""\nmsgstr ""\n', 3, "charset=UTF-8"),
    "other charset": (HEADER.replace("UTF-8", "ISO-8859-1"), 3, "says charset=ISO-8859-1"),
    "placeholder": (HEADER.replace("UTF-8", "CHARSET"), 3, "says charset=CHARSET"),
    "windows": ((HEADER + ENTRY).replace("\n", "\r\n"), 1, "LF"),
    "a carriage return": (HEADER + '\nmsgid "a"\nmsgstr "b\r"\n', 7, "LF"),
    "BOM": ("\ufeff" + HEADER, 1, "byte order mark"),
    "NUL": (HEADER + '\nmsgid "a\0"\nmsgstr "b"\n', 6, "NUL"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "word"), BAD.values(), ids=BAD)
def test_what_is_no_catalog_is_refused_with_its_line(text: str, line: int, word: str) -> None:
    with pytest.raises(CommuniqueError, match=word) as refused:
        po.parse(text.encode(), PATH)
    assert (refused.value.path, refused.value.line) == (PATH, line)


@pytest.mark.parametrize(
    ("payload", "line", "word"),
    [
        ((HEADER + ENTRY).encode("utf-16"), 1, "UTF-16"),
        ((HEADER + ENTRY).encode("utf-16-be"), 1, "NUL"),
        (
            (HEADER.replace("UTF-8", "ISO-8859-1") + '\nmsgid "a"\nmsgstr "é"\n').encode("latin-1"),
            7,
            "charset=ISO-8859-1 in its header to UTF-8",
        ),
        (HEADER.encode() + b'\nmsgid "a"\nmsgstr "\xe9"\n', 7, "not valid UTF-8"),
        (b"\n \n", None, "empty"),
    ],
)
def test_what_is_not_utf_8_is_refused(payload: bytes, line: int | None, word: str) -> None:
    with pytest.raises(CommuniqueError, match=word) as refused:
        po.parse(payload, PATH)
    assert refused.value.line == line


LINES = [
    *(HEADER + '# c\n#| msgid "p"\n' + ENTRY * 2).split("\n"),
    *["#~ msgid_plural", "#~", "#=", '"', "\\", 'msgstr[1] "\\', "<<<<<<<", "\0", "#:\u2068 :1"],
]


@given(st.lists(st.sampled_from(LINES) | st.text(max_size=9)), st.binary(max_size=3))
def test_any_bytes_are_a_catalog_or_one_clear_error(lines: list[str], more: bytes) -> None:
    payload = HEADER.encode() + "\n".join(lines).encode("utf-8", "ignore") + more
    try:
        catalog = po.parse(payload, PATH)
    except CommuniqueError:
        return
    written = po.dump(catalog)
    assert po.dump(po.parse(written, PATH)) == written


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def test_ten_thousand_entries_are_read_and_written_at_once() -> None:
    entry = '\n#. paragraph\n#: a.md\n#, fuzzy\nmsgid "{} {}"\nmsgstr "{}"\n'
    text = HEADER + "".join(entry.format(n, "word " * 20, "«voz» " * 22) for n in range(10_000))
    catalog = po.parse(text.encode(), PATH)
    assert po.dump(catalog).decode() == text
    took = min(_seconds(lambda: po.dump(po.parse(text.encode(), PATH))) for _ in range(3))
    assert took < 1.0  # it is 0.25 s; polib needs 0.3
