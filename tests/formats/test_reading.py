"""What every format shares: decoding, slugs, language, levels, rendering."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from communique.errors import CommuniqueError, UsageError
from communique.formats import SUFFIXES, MissingTranslationError, decode, read, render, slug_of

from .conftest import identity, seen

if TYPE_CHECKING:
    from collections.abc import Callable

    from communique.statement import Statement

    Reader = Callable[..., Statement]


def test_the_suffixes_are_those_promised() -> None:
    assert set(SUFFIXES) == {".md", ".markdown", ".html", ".htm", ".txt"}


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("May Day 2024.md", "may-day-2024"),
        ("Déclaration_finale!.txt", "declaration-finale"),
        ("a.b.html", "a-b"),
        ("--x--.md", "x"),
    ],
)
def test_a_slug_is_made_from_the_name(name: str, slug: str) -> None:
    assert slug_of(Path("somewhere") / name) == slug


@pytest.mark.parametrize("name", ["Ανακοίνωση.md", "!!!.md", "Communique.md"])
def test_a_name_without_a_slug_is_refused(name: str) -> None:
    with pytest.raises(UsageError):
        slug_of(Path(name))


@pytest.mark.parametrize(
    ("data", "message", "line"),
    [
        (b"One\nTwo\nbad \xff byte", "UTF-8", 3),
        (b"One\nTwo\x00", "NUL", 2),
        (b"", "the statement is empty", None),
        (b"\xef\xbb\xbf \r\n\t", "the statement is empty", None),
        (b"---\ntags: [a]\n---\n\n***\n\n`code`\n", "the statement is empty", None),
        ("é".encode("latin-1"), "UTF-8", 1),
    ],
)
def test_what_cannot_be_read_says_why_and_where(
    reader: Reader, data: bytes, message: str, line: int | None
) -> None:
    with pytest.raises(CommuniqueError, match=message) as caught:
        reader(data)
    assert caught.value.line == line
    assert caught.value.path is not None


def test_a_missing_file_a_folder_and_a_large_file(
    tmp_path: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(CommuniqueError, match="no such file"):
        read(tmp_path / "none.md")
    (tmp_path / "dir.md").mkdir()
    with pytest.raises(CommuniqueError, match="cannot be read"):
        read(tmp_path / "dir.md")
    monkeypatch.setattr(decode, "MAX_BYTES", 10)
    with pytest.raises(CommuniqueError, match="larger"):
        reader("more than ten bytes")


def test_unknown_formats_levels_and_languages_are_refused(reader: Reader) -> None:
    with pytest.raises(UsageError, match="unknown format"):
        reader("Text", "a.docx")
    with pytest.raises(UsageError, match="unknown level"):
        reader("Text", level="word")
    with pytest.raises(UsageError, match="unknown language"):
        reader("Text", language="qq")
    with pytest.raises(CommuniqueError, match="states an unknown language"):
        reader("---\nlang: Klingon\n---\nText", language=None)


@pytest.mark.parametrize("name", ["a.md", "a.txt", "a.html"])
def test_bom_line_ends_and_wide_characters_survive(reader: Reader, name: str) -> None:
    body = "First 😀 line\r\n\r\nשלום עולם, أهلا بكم\r\n\r\n我们留下。他们走了。\r\n"
    statement = reader(b"\xef\xbb\xbf" + body.encode(), name)
    assert statement.bom
    assert identity(statement) == body
    assert "\r\n" in statement.source
    for block in statement.blocks:
        assert statement.source[block.start : block.end].strip()


@pytest.mark.parametrize(
    ("source", "name", "language"),
    [
        ("---\nlanguage: pt-br\n---\nTexto", "a.md", "pt_BR"),
        ("---\nlang: no\n---\nTekst", "a.md", "no"),
        ('<html lang="el-GR"><p>Κείμενο', "a.html", "el_GR"),
        ("---\nlang: sr@latin\n---\nTekst", "a.md", "sr_Latn"),
    ],
)
def test_the_source_states_its_language(
    reader: Reader, source: str, name: str, language: str
) -> None:
    assert reader(source, name, language=None).language == language
    assert reader(source, name, language="it").language == "it"


def test_a_language_is_detected_and_said(reader: Reader, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "communique.formats"):
        statement = reader(
            "Les travailleurs de la ville demandent la paix et du pain.", language=None
        )
    assert statement.language == "fr"
    assert "detected fr" in caplog.text


def test_equal_segments_share_a_translation_and_a_missing_one_is_named(reader: Reader) -> None:
    statement = reader("Same\n\nOther\n\nSame\n")
    same, other, again = statement.segments
    assert same == again
    assert render(statement, {same: "A", other: "B"}) == "A\n\nB\n\nA\n"
    with pytest.raises(MissingTranslationError, match="Other") as caught:
        render(statement, {same: "A"})
    assert isinstance(caught.value, KeyError)
    assert caught.value.line == 3
    with pytest.raises(CommuniqueError, match="no translation"):
        render(statement, {same: "A", other: " "})


def test_sentences_are_segments_and_can_be_put_together(reader: Reader) -> None:
    source = "One is *here*. Two\nis there.  \nThree.\n\n- Four. Five.\n"
    statement = reader(source, level="sentence")
    assert [text for _, text in seen(statement)] == [
        "One is *here*.", "Two is there.", "Three.", "Four.", "Five.",
    ]  # fmt: skip
    assert statement.blocks[0].gaps == (" ", "\n")
    assert identity(statement) == source
    texts = {each: each.text.upper() for each in statement.segments}
    assert render(statement, texts) == ("ONE IS *HERE*. TWO IS THERE.  \nTHREE.\n\n- FOUR. FIVE.\n")


def test_a_note_tells_kind_and_headings(reader: Reader) -> None:
    statement = reader("# Top\n\n## Back *ground*\n\nText\n\n## Next\n\n- Item\n")
    notes = [segment.note for segment in statement.segments]
    assert notes == [
        "heading",
        "heading, under: Top",
        "paragraph, under: Top › Back ground",
        "heading, under: Top",
        "list item, under: Top › Next",
    ]
    assert [block.line for block in statement.blocks] == [1, 3, 5, 7, 9]


@pytest.mark.parametrize(
    ("name", "source", "wanted"),
    [
        ("a.md", "---\nlanguage: en  # x\ntitle: A\n---\nText\n",
         "---\nlanguage: pt-BR  # x\ntitle: A\n---\nText\n"),
        ("a.md", "---\nlang: 'en'\n---\nText\n", "---\nlang: 'pt-BR'\n---\nText\n"),
        ("a.md", "---\ntitle: A\n---\nText\n", "---\ntitle: A\n---\nText\n"),
        ("a.html", '<html lang=en dir="rtl"><p>Text', '<html lang=pt-BR dir="ltr"><p>Text'),
        ("a.html", "<html><p lang=en>Text", "<html><p lang=en>Text"),
        ("a.txt", "Text\n", "Text\n"),
    ],
)  # fmt: skip
def test_an_edition_says_what_language_it_is_in(
    reader: Reader, name: str, source: str, wanted: str
) -> None:
    statement = reader(source, name)
    texts = {each: each.text for each in statement.segments}
    assert render(statement, texts, language="pt_BR") == wanted
    assert render(statement, texts) == source


def test_an_edition_from_right_to_left_says_so(reader: Reader) -> None:
    statement = reader('<html lang="en"><p>Text', "a.html")
    texts = {each: each.text for each in statement.segments}
    assert render(statement, texts, language="ar") == '<html dir="rtl" lang="ar"><p>Text'
