"""What the tests of importing share: pages of this folder as drafts, and drafts as read."""

from __future__ import annotations

from pathlib import Path

from markdown_it.token import Token

from communique import formats
from communique.importing import Draft, markdown, take
from communique.importing.inline import parser
from communique.statement import Statement

PAGES = Path(__file__).parent / "pages"


def page(name: str) -> Draft:
    """The draft of a page of this folder."""
    path = PAGES / name
    return take(path.read_bytes(), path)


def html_of(body: str, head: str = "") -> Draft:
    """The draft of a page written in a test."""
    source = f"<html><head>{head}</head><body>{body}</body></html>"
    return take(source.encode(), Path("page.html"))


def body_of(draft: Draft, *, keep_all: bool = False) -> str:
    """The Markdown of a draft, without the front matter."""
    return markdown(draft, keep_all=keep_all).partition("\n---\n")[2]


def tokens_of(draft: Draft) -> list[Token]:
    """The tokens of a draft's Markdown."""
    return parser().parse(body_of(draft))


def statement_of(draft: Draft, folder: Path) -> Statement:
    """The statement that is read from a draft; it comes out as it went in."""
    path = folder / "imported.md"
    path.write_text(markdown(draft), "utf-8")
    statement = formats.read(path)
    same = {segment: segment.text for segment in statement.segments}
    assert formats.render(statement, same) == markdown(draft)
    return statement
