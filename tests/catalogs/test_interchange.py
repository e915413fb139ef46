"""Catalogs go out to other tools and come back: what they change is read, the rest is as it was."""

from __future__ import annotations

import subprocess
from pathlib import Path

import polib
import pytest

from communique.catalogs import files

FIELDS = """\
"Project-Id-Version: Example appeal\\n"
"POT-Creation-Date: 2026-05-04 10:00+0000\\n"
"PO-Revision-Date: 2026-05-05 10:00+0200\\n"
"Last-Translator: Ana <ana@example.org>\\n"
"Language-Team: none\\n"
"Language: es\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"""
OURS = (
    '# Spanish translation of a statement.\nmsgid ""\nmsgstr ""\n'
    + FIELDS
    + """\
"X-Source-Language: en\\n"
"X-Generator: communique 0.1\\n"

#. title
#: source_texts/appeal.md
msgctxt "title"
msgid "A call for peace"
msgstr "Un llamamiento a la paz"

# communique: machine draft, risk: low
#. paragraph, under: Background
#: source_texts/appeal.md
#, fuzzy
msgid ""
"We say \\"peace\\", in a sentence so long that every editor which folds lines at all must fold it, twice or more.\\n"
"And <a id=\\"a1\\">here</a>."
msgstr ""
"Decimos «paz», en una frase tan larga que cualquier editor que doble las líneas tendrá que doblarla, dos veces o más.\\n"
"Y <a id=\\"a1\\">aquí</a>."

# Ana: ¿o «acordó»?
#
# (pregunta abierta)
#. paragraph
#: source_texts/appeal.md
#, fuzzy
#| msgctxt "summary"
#| msgid "The council met on 3 May."
msgid "The council met on 4 May."
msgstr "El consejo se reunió el 3 de mayo."

#. paragraph
#: source_texts/appeal.md
msgid "平和と自由 — السلام\\tand a tab, 100% of it"
msgstr ""

# Ana: lo echaré de menos
#, fuzzy
#~| msgid "Was gone, and long enough to be folded as well, or so one would think of such a line."
#~ msgid "Gone, and long enough to be folded as well, or so one would think of such a line."
#~ msgstr "Ido, y lo bastante largo para que también se doble, o eso se pensaría de tal línea."
"""  # noqa: E501
)
POT = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"

#: source_texts/appeal.md:12 source_texts/appeal.md:40
#: source_texts/other.md:1
msgid "The council met on 4 May."
msgstr ""

msgctxt "title"
msgid "A call for peace"
msgstr ""

#. paragraph
msgid "平和と自由 — السلام\\tand a tab, 100% of it"
msgstr ""
"""


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    path = tmp_path / "es" / "LC_MESSAGES" / "appeal.po"
    path.parent.mkdir(parents=True)
    path.write_text(OURS, "utf-8")
    return path


@pytest.fixture
def safe(tmp_path: Path) -> files.Safe:
    return files.Safe(tmp_path / ".communique")


def run(*command: str | Path) -> bytes:
    return subprocess.run(command, check=True, capture_output=True).stdout


def content(catalog: polib.POFile) -> dict[tuple[str | None, str], tuple[object, ...]]:
    """Return all that translators and we have said, by entry."""
    return {
        (entry.msgctxt, entry.msgid): (
            entry.msgstr, entry.msgstr_plural, sorted(entry.flags), entry.tcomment, entry.obsolete,
            entry.previous_msgctxt, entry.previous_msgid,
        )
        for entry in catalog
    }  # fmt: skip


def test_what_we_write_is_what_gettext_writes(catalog: Path) -> None:
    assert files.dump(files.load(catalog)) == OURS.encode() == run("msgcat", "--no-wrap", catalog)
    assert run("msgfmt", "-c", "-o", "/dev/null", catalog) == b""


# Each writes the catalog in another way, and changes nothing that anybody has said.
ROUNDS: list[list[str]] = [
    ["msgcat"],
    ["msgcat", "--width=30"],
    ["msgcat", "--escape"],
    ["msgcat", "--indent"],
    ["msgcat", "--sort-output"],
    ["msgcat", "--add-location=never"],
    ["msgattrib"],
    ["msgattrib", "--no-wrap", "--sort-by-file"],
    ["msgconv", "--to-code=UTF-8"],
    ["msguniq"],
    ["msgfilter", "-i", "{}", "--keep-header", "cat"],
]


@pytest.mark.parametrize("command", ROUNDS, ids=lambda command: " ".join(command))
def test_a_round_through_another_tool_loses_nothing(
    catalog: Path, safe: files.Safe, command: list[str]
) -> None:
    ours = content(files.load(catalog))
    if "{}" in command:
        command = [part.replace("{}", str(catalog)) for part in command]
        catalog.write_bytes(run(*command))
    else:
        catalog.write_bytes(run(*command, catalog))
    before, version = catalog.read_bytes(), catalog.stat().st_mtime_ns
    assert content(files.load(catalog)) == ours
    assert files.edit(catalog, lambda old: old, safe) is False
    assert (catalog.read_bytes(), catalog.stat().st_mtime_ns) == (before, version)
    assert files.edit(catalog, _reviewed, safe)
    theirs = content(files.load(catalog))
    assert theirs.pop(("title", "A call for peace"))[0] == "Un llamado a la paz"
    assert theirs == {key: said for key, said in ours.items() if key[0] != "title"}
    assert catalog.read_bytes() == run("msgcat", "--no-wrap", catalog)


def _reviewed(catalog: polib.POFile | None) -> polib.POFile | None:
    assert catalog is not None
    entry = catalog.find("A call for peace")
    assert entry is not None
    entry.msgstr = "Un llamado a la paz"
    return catalog


@pytest.mark.parametrize("options", [[], ["--previous"], ["--no-fuzzy-matching", "--no-wrap"]])
def test_what_msgmerge_makes_of_it_is_read(
    catalog: Path, tmp_path: Path, options: list[str]
) -> None:
    pot = tmp_path / "appeal.pot"
    pot.write_text(POT, "utf-8")
    ours = content(files.load(catalog))
    catalog.write_bytes(run("msgmerge", "--quiet", *options, catalog, pot))
    theirs = files.load(catalog)
    assert files.dump(theirs) == run("msgcat", "--no-wrap", catalog)
    assert theirs[0].occurrences == [
        ("source_texts/appeal.md", "12"), ("source_texts/appeal.md", "40"),
        ("source_texts/other.md", "1"),
    ]  # fmt: skip
    for key, (text, *_, tcomment, _obsolete, _context, _msgid) in content(theirs).items():
        assert (text, tcomment) == (ours[key][0], ours[key][3])


POEDIT = (
    """\
msgid ""
msgstr ""
"""
    + FIELDS.replace('"Language-Team: none', '"Language-Team: \\n')
    + """\
"X-Generator: Poedit 3.4.2\\n"
"X-Poedit-Bookmarks: -1,2,-1,-1,-1,-1,-1,-1,-1,-1\\n"
"X-Poedit-SourceCharset: UTF-8\\n"

# Comentario de la traductora
#. paragraph
#: source_texts/appeal.md:3 source_texts/appeal.md:9
#: source_texts/other.md:17 \u2068source_texts/with space.md\u2069:4
#, fuzzy, no-wrap
#| msgid "We ask."
msgid ""
"We demand peace, and we say it in a sentence that is folded at seventy-nine "
"columns."
msgstr ""
"Exigimos la paz, y lo decimos en una frase que se dobla a las setenta y nueve "
"columnas."

#~ msgid "Gone."
#~ msgstr "Ido."
"""
)
WEBLATE = (
    """\
# Spanish translation of a statement.
# Ana <ana@example.org>, 2026.
#, fuzzy
msgid ""
msgstr ""
"""
    + FIELDS
    + """\
"X-Generator: Weblate 5.10\\n"
"X-Source-Language: en\\n"

#. paragraph
#: source_texts/appeal.md
#, weblate-flag, fuzzy
msgid ""
"We demand peace, and we say it in a sentence that is folded at seventy-seven."
msgstr ""
"Exigimos la paz, y lo decimos en una frase que se dobla a las setenta y "
"siete."

#~ msgctxt "title"
#~ msgid "Gone."
#~ msgid_plural "All gone."
#~ msgstr[0] "Ido."
#~ msgstr[1] "Idos."
"""
)
EMACS = (
    """\
# Spanish translation of a statement.
#
msgid   ""
msgstr  ""
"""
    + FIELDS
    + """\

#. paragraph
#: source_texts/appeal.md:3
#,fuzzy
msgid "We demand peace,"
  " and say it."
msgstr ""
	"Exigimos la paz,\\n"
	"y lo decimos."

#~ # Ana
#~msgid "Gone."
#~msgstr "Ido."
# Local Variables:
# mode: po
# End:
"""
)
LOKALIZE = (
    """\
# translation of appeal.po to Spanish
# Copyright (C) 2026 This_file_is_part_of_KDE
#
# Ana <ana@example.org>, 2025, 2026.
msgid ""
msgstr ""
"""
    + FIELDS
    + """\
"X-Generator: Lokalize 24.02.0\\n"

#: source_texts/appeal.md:3
#, kde-format
#|msgctxt "x"
#| msgid "We ask."
#| msgid_plural "We all ask."
msgid "We demand peace."
msgid_plural "We all demand peace."
msgstr[0] "Exijo la paz."
msgstr[1] "Exigimos la paz."

#~| msgid "Was gone."
#~ msgid "Gone."
#~ msgstr "Ido."
"""
)
GETTEXT_1 = (
    """\
msgid ""
msgstr ""
"""
    + FIELDS
    + """\

#: \u2068source_texts/with space.md\u2069:4
#, fuzzy
#= c-format, no-review-needed
msgid "We demand peace."
msgstr "Exigimos la paz."
"""
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (POEDIT, {"comment": "paragraph", "previous_msgid": "We ask.",
                  "tcomment": "Comentario de la traductora"}),
        (WEBLATE, {"flags": ["weblate-flag", "fuzzy"], "obsolete": 0}),
        (EMACS, {"msgid": "We demand peace, and say it.",
                 "msgstr": "Exigimos la paz,\ny lo decimos."}),
        (LOKALIZE, {"msgstr_plural": {0: "Exijo la paz.", 1: "Exigimos la paz."},
                    "previous_msgctxt": "x"}),
        (GETTEXT_1, {"flags": ["fuzzy", "c-format", "no-review-needed"]}),
    ],
    ids=["Poedit", "Weblate", "Emacs", "Lokalize", "gettext 1.0"],
)  # fmt: skip
def test_every_editors_hand_is_read(
    catalog: Path, safe: files.Safe, text: str, expected: dict[str, object]
) -> None:
    catalog.write_text(text, "utf-8")
    read = files.load(catalog)
    assert {name: getattr(read[0], name) for name in expected} == expected
    assert files.edit(catalog, lambda old: old, safe) is False
    before = content(read)
    assert files.edit(catalog, _signed, safe)
    after = files.load(catalog)
    assert content(after) == before
    assert after[0].occurrences == read[0].occurrences
    written = catalog.read_text("utf-8")
    for lost in ("X-Poedit-Bookmarks: -1", "# mode: po", "#= c-format", "\u2069:4", "# (C)"):
        assert (lost in written) == (lost in text)
    assert files.dump(after).decode() == written


def _signed(catalog: polib.POFile | None) -> polib.POFile | None:
    assert catalog is not None
    catalog.metadata["Last-Translator"] = "Berta <berta@example.org>"
    return catalog


@pytest.mark.parametrize("text", [POEDIT, WEBLATE, LOKALIZE], ids=["Poedit", "Weblate", "Lokalize"])
def test_it_is_written_as_gettext_would_write_theirs(catalog: Path, text: str) -> None:
    text = text.replace("weblate-flag, ", "").replace("\u2068", "").replace("\u2069", "")
    catalog.write_text(text, "utf-8")
    assert files.dump(files.load(catalog)) == run("msgcat", "--no-wrap", catalog)
