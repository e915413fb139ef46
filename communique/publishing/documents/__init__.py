"""Editions as documents: one file per edition and format, the same bytes for the same paper."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

from communique.errors import CommuniqueError
from communique.publishing.documents.paper import fitted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from communique.publishing.documents.paper import Paper


@dataclass(frozen=True, slots=True)
class Format:
    """A format that documents are written in.

    Args:
        name: what the setting ``documents`` calls it.
        suffix: of its files, with the dot.
        media_type: for links and manifests.
        label: a proper name for readers, the same in every language.
    """

    name: str
    suffix: str
    media_type: str
    label: str


_DISTRIBUTIONS = {"docx": "python-docx", "yaml": "pyyaml"}
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        known.name: known
        for known in (
            Format("markdown", ".md", "text/markdown", "Markdown"),
            Format("text", ".txt", "text/plain", "TXT"),
            Format("fragment", ".fragment.html", "text/html", "HTML"),
            Format("docx", ".docx", _WORD, "Word"),
            Format("pdf", ".pdf", "application/pdf", "PDF"),
        )
    }
)


def write(format: str, paper: Paper) -> bytes:  # noqa: A002 - what the setting calls it
    """Return an edition as a file of one format.

    Args:
        format: a name in ``FORMATS``.
        paper: what to write; its texts are not trusted.

    Raises:
        CommuniqueError: the format is unknown, or a library that it needs is not installed.
    """
    if format not in FORMATS:
        known = ", ".join(FORMATS)
        raise CommuniqueError(f"unknown document format “{format}” (known: {known}).")
    module = import_module(f"communique.publishing.documents.{format}")
    try:
        document: bytes = module.write(fitted(paper))
    except ModuleNotFoundError as error:
        library = _DISTRIBUTIONS.get(error.name or "", error.name)
        what = f"the format “{format}” needs the library {library}, which is missing:"
        raise CommuniqueError(f"{what} pip install {library}.") from error
    return document
