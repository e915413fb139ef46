"""What holds for every format."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from html import unescape
from typing import TYPE_CHECKING

import pytest

from communique.errors import CommuniqueError
from communique.publishing.documents import FORMATS, write
from communique.publishing.documents.paper import Remark

if TYPE_CHECKING:
    from collections.abc import Callable

    from communique.publishing.documents.paper import Paper

    Make = Callable[..., Paper]

QUICK = [name for name in FORMATS if name != "pdf"]


def _said(name: str, content: bytes) -> str:
    if name == "docx":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            text = archive.read("word/document.xml").decode()
            text += archive.read("word/_rels/document.xml.rels").decode()
    else:
        text = content.decode()
    text = text.partition("\n---\n")[2] if name == "markdown" else text
    return unescape(re.sub(r"</?(?:w:|strong|p\b)[^>]*>|\*\*", "", text))


@pytest.mark.parametrize("name", QUICK)
def test_what_the_reader_must_know_is_never_lost(name: str, paper: Make) -> None:
    made = paper(
        "",
        remarks=(Remark("Machine draft.", "https://e.org/en/", "Original"), Remark("Corrected.")),
        standing=("Official.", "The English text prevails."),
        byline="The Council",
        dateline="4 March",
    )
    said = _said(name, write(name, made))
    places = [said.find(text) for text in ("The ferry", "Machine draft.", "Corrected.")]
    places += [said.find(text) for text in ("Official.", "The English text prevails.")]
    assert -1 not in places
    assert places == sorted(places)
    assert "https://e.org/en/" in said


@pytest.mark.parametrize("name", QUICK)
def test_every_format_bears_any_characters(name: str, paper: Make) -> None:
    odd = "a\x00\x08\x0b\x1f\x85\u2028b\ud800\ufffe\uffff\U0001f6a2"
    made = paper(f"<p>{odd} \x01</p><!-- c --><p", title=odd, slug="x", standing=(odd, "\x07"))
    assert "\U0001f6a2" in _said(name, write(name, made))


@pytest.mark.parametrize("name", QUICK)
def test_an_empty_paper_is_written(name: str, paper: Make) -> None:
    assert write(name, paper("", title=""))


@pytest.mark.parametrize("name", QUICK)
def test_the_same_paper_gives_the_same_bytes(name: str, samples: dict[str, Paper]) -> None:
    assert write(name, samples["he"]) == write(name, samples["he"])


def test_an_unknown_format_is_refused(paper: Make) -> None:
    with pytest.raises(CommuniqueError, match="known: markdown, text, fragment, docx, pdf"):
        write("odt", paper())


def test_a_missing_library_is_named(paper: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(CommuniqueError, match="pip install python-docx"):
        write("docx", paper())
