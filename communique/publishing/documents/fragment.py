"""An edition as an HTML fragment that is pasted into the page of a content management system."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from communique.publishing import markup
from communique.publishing.documents import tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from communique.publishing.documents.paper import Paper, Remark


def write(paper: Paper) -> bytes:
    """Return an edition as one ``article``, without styles, scripts, or ids that a page may have.

    The addresses of given images stay relative: a page shows them from where they were uploaded.
    """
    return article(paper, f"{paper.slug}-{paper.tag.lower()}-").encode()


def article(paper: Paper, prefix: str = "") -> str:
    """Return an edition as HTML; ``prefix`` begins all ids of the body."""
    body = markup.serialise(markup.prefixed(tree.events(paper), prefix)).strip()
    parts = [f'<article lang="{escape(paper.tag)}" dir="{escape(paper.direction)}">']
    parts += ["<header>", *_head(paper), "</header>", *map(_remark, paper.remarks)]
    parts += [_line("standfirst", paper.summary), body, *_foot(paper), "</article>"]
    return "\n".join(filter(None, parts)) + "\n"


def _head(paper: Paper) -> Iterator[str]:
    if paper.title:
        yield f"<h1>{escape(paper.title, quote=False)}</h1>"
    yield _line("subtitle", paper.subtitle)
    yield _line("dateline", " · ".join(filter(None, (paper.dateline, paper.byline))))


def _line(name: str, text: str) -> str:
    return f'<p class="{name}">{escape(text, quote=False)}</p>' if text else ""


def _remark(remark: Remark) -> str:
    text = f"<strong>{escape(remark.text, quote=False)}</strong>" if remark.text else ""
    if remark.link:
        label = escape(remark.label or remark.link, quote=False)
        text += f' <a href="{escape(remark.link)}">{label}</a>'
    elif remark.label:
        text += f" {escape(remark.label, quote=False)}"
    return f'<aside class="remark" role="note"><p>{text.strip()}</p></aside>'


def _foot(paper: Paper) -> Iterator[str]:
    lines = [_line("standing", text) for text in paper.standing]
    if paper.url:
        shown = escape(paper.url, quote=False)
        lines.append(f'<p class="source"><a href="{escape(paper.url)}" dir="ltr">{shown}</a></p>')
    if lines:
        yield "\n".join(["<footer>", *lines, "</footer>"])
