"""An edition's text in the format of its source, as it may leave the house."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import TYPE_CHECKING

from communique.formats.frontmatter import read_front_matter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from communique.publishing.shelf import Entry
    from communique.publishing.workshop import Workshop

# HTML as its author wrote it is not sanitised: with this name a browser shows it, and runs nothing.
_SUFFIXES = {"markdown": ".md", "text": ".txt", "html": ".html.txt"}
# What a page shows of the front matter; other fields are the house's own business.
_PUBLIC = (
    "title", "subtitle", "date", "author", "authors", "language", "lang", "tags", "summary",
    "description",
)  # fmt: skip
_COMMENT = re.compile(r"<!--.*?-->|^ {0,3}<!--.*\Z", re.DOTALL | re.MULTILINE)
_BODY = re.compile(r"<body\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_QUOTED_DATE = re.compile(r"^(date: )'([\dT:+Z.-]+)'$", re.MULTILINE)


def name(entry: Entry) -> str:
    """Return the name of the file, in the folder of the edition."""
    edition = entry.edition
    return f"{edition.slug}.{entry.tag}{_SUFFIXES.get(edition.format, '.txt')}"


def content(shop: Workshop, entry: Entry) -> bytes:
    """Return an edition's text with what its reader must be told, in UTF-8.

    Comments, and fields of the front matter that no page shows, were never public and stay here.
    """
    edition = entry.edition
    text, notice = shop.stock.text(edition).removeprefix("\ufeff"), shop.notice(entry)
    if edition.format == "html":
        told = _as_html(_COMMENT.sub("", text), notice)
    elif edition.format == "markdown":
        told = _as_markdown(text, _lines(shop, entry, notice))
    else:
        told = "\n\n".join([*_lines(shop, entry, notice), text])
    return told.encode("utf-8", "replace")


def _lines(shop: Workshop, entry: Entry, notice: str) -> list[str]:
    """Return a notice as plain text, with the address of the original."""
    if not notice:
        return []
    lines = (" ".join(html.unescape(one).split()) for one in _TAG.sub("", notice).splitlines())
    found = [line for line in lines if line]
    original = shop.shelf.original(entry)
    if original and original is not entry:
        href = shop.shelf.href(entry.path, original.path)
        found.append(shop.shelf.url(original.path) or href)
    return found


def _as_html(text: str, notice: str) -> str:
    found = _BODY.search(text)
    start = found.end() if found else 0
    return f"{text[:start]}\n{notice}{text[start:]}" if notice else text


def _as_markdown(text: str, lines: list[str]) -> str:
    front = read_front_matter(text, Path("front matter"))
    body = _COMMENT.sub("", text[front.body :]).lstrip("\r\n")
    quoted = "\n>\n".join(f"> {line}" for line in lines)
    return "\n".join(filter(None, [_front_matter(front.metadata), quoted and f"{quoted}\n", body]))


def _front_matter(metadata: Mapping[str, object]) -> str:
    import yaml

    public = {field: metadata[field] for field in metadata if field in _PUBLIC}
    if not public:
        return ""
    written = yaml.safe_dump(public, allow_unicode=True, sort_keys=False, width=2**16)
    plain = _QUOTED_DATE.sub(r"\1\2", written)
    return f"---\n{plain}---\n"
