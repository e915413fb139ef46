"""The file around a Word document: what python-docx's template leaves in, dates, order, bytes."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from typing import TYPE_CHECKING, Any

from communique.publishing.documents.paper import when

if TYPE_CHECKING:
    from communique.publishing.documents.paper import Paper

_LONGEST = 255  # of a core property
_UNWANTED = ("customXml", "stylesWithEffects", "theme", "webSettings", "thumbnail")
_APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'extended-properties"><Application>communique</Application></Properties>'
)


@cache
def _bare() -> bytes:
    """Return python-docx's own template without what no document of ours needs."""
    from docx import Document

    document = Document()
    for holder in (document.part, document.part.package):
        relations = holder.rels
        for key in [k for k, r in relations.items() if r.reltype.endswith(_UNWANTED)]:
            del relations[key]
    for element in (document.styles.element, document.part.numbering_part.element):
        for child in list(element):
            element.remove(child)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def fresh() -> Any:
    """Return an empty document."""
    from docx import Document

    return Document(io.BytesIO(_bare()))


def described(document: Any, paper: Paper) -> None:
    """Write what a document says of itself into it."""
    said = document.core_properties
    said.title = paper.title[:_LONGEST]
    said.subject = paper.subtitle[:_LONGEST]
    said.author = (paper.byline or paper.site)[:_LONGEST]
    said.last_modified_by = paper.site[:_LONGEST]
    said.comments = paper.summary[:_LONGEST]
    said.keywords = said.category = ""
    said.identifier = paper.url[:_LONGEST]
    said.language = paper.tag
    said.revision = 1
    said.created = said.modified = when(paper)


def packed(document: Any, paper: Paper) -> bytes:
    """Return a document's bytes, the same whenever they are written."""
    draft = io.BytesIO()
    document.save(draft)
    out = io.BytesIO()
    at = when(paper)
    moment = (min(at.year, 2107), at.month, at.day, at.hour, at.minute, at.second)
    with zipfile.ZipFile(draft) as source, zipfile.ZipFile(out, "w") as target:
        for name in sorted(source.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            entry = zipfile.ZipInfo(name, moment)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            target.writestr(entry, source.read(name))
    return out.getvalue()


def replaced(document: Any, kind: str, content: bytes) -> None:
    """Give a part of another content: the relationship's type ends in ``kind``."""
    for holder in (document.part, document.part.package):
        for relation in holder.rels.values():
            if relation.reltype.endswith(kind):
                relation.target_part._blob = content


def app() -> bytes:
    """Return what wrote the document."""
    return _APP
