"""What a document is made of: an edition's words, ready to be set, without any markup of a site."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from communique.language.unfit import writable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

EPOCH = datetime(1980, 1, 1, tzinfo=UTC)  # before it a zip archive knows no dates

_BREAKS = re.compile("\r\n?|[\x85\u2028\u2029]")
_SPACES = re.compile(r"[ \t\n]+")


@dataclass(frozen=True, slots=True)
class Remark:
    """What a reader must be told before the text: a draft, a text out of date, a correction.

    Args:
        text: plain, in the reader's language.
        link: an absolute address, or "".
        label: the words of the link.
    """

    text: str
    link: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """One edition as it goes to the printer.

    Args:
        slug: the statement.
        tag: the language as BCP 47 writes it, ``pt-BR``.
        direction: ``ltr`` or ``rtl``.
        title: plain text, as are all the others but the body.
        subtitle: what stands under the title, or "".
        summary: the standfirst, or "".
        dateline: the date as the reader's language writes it.
        byline: the authors, joined.
        site: the organisation's name.
        remarks: what is said before the text in every format, and never lost.
        standing: what is said after the text: its rank in law, who translated it.
        body: a sanitised HTML fragment, the addresses of its images relative.
        images: the file of each image, by the address that the body gives it.
        published: when it was made public, aware; the only date that a file's metadata may hold.
        url: the address of the edition's page, or "".
    """

    slug: str
    tag: str
    direction: str
    title: str
    subtitle: str = ""
    summary: str = ""
    dateline: str = ""
    byline: str = ""
    site: str = ""
    remarks: tuple[Remark, ...] = ()
    standing: tuple[str, ...] = ()
    body: str = ""
    images: Mapping[str, Path] = field(default_factory=dict)
    published: datetime | None = None
    url: str = ""


def fit(text: str) -> str:
    """Return a text without what XML or HTML forbids; each kind of line break becomes a newline."""
    return writable(_BREAKS.sub("\n", text))


def line(text: str) -> str:
    """Return a text fit for one line, its no-break spaces kept."""
    return _SPACES.sub(" ", fit(text)).strip(" ")


def fitted(paper: Paper) -> Paper:
    """Return a paper whose every text can be written into any of the formats."""
    remarks = (
        Remark(line(remark.text), web(remark.link), line(remark.label)) for remark in paper.remarks
    )
    return replace(
        paper,
        title=line(paper.title),
        subtitle=line(paper.subtitle),
        summary=line(paper.summary),
        dateline=line(paper.dateline),
        byline=line(paper.byline),
        site=line(paper.site),
        remarks=tuple(remarks),
        standing=tuple(filter(None, map(line, paper.standing))),
        body=fit(paper.body),
        url=web(paper.url),
    )


def web(address: str) -> str:
    """Return an address on the web, or "" for anything else."""
    address = line(address)
    return address if re.match(r"https?://[^\s/]", address, re.IGNORECASE) else ""


def when(paper: Paper) -> datetime:
    """Return the one date that a file may hold, in UTC; the epoch where nothing was published."""
    return max(EPOCH, paper.published.astimezone(UTC)) if paper.published else EPOCH
