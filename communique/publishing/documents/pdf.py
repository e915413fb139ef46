"""An edition as a PDF for print and screen: Noto's letters embedded, tagged for screen readers."""

from __future__ import annotations

import hashlib
from html import escape
from importlib import import_module, resources
from typing import TYPE_CHECKING, Any

from communique.errors import CommuniqueError
from communique.language.scripts import direction
from communique.publishing import markup
from communique.publishing.css import quoted
from communique.publishing.documents import counts, fragment, tree
from communique.publishing.documents.faces import MONO, faces
from communique.publishing.documents.paper import when

if TYPE_CHECKING:
    from communique.publishing.documents.faces import Faces
    from communique.publishing.documents.paper import Paper

_LAST = {  # for words of other scripts whose language nobody has said
    "serif": (
        "Noto Serif", "Noto Sans Math", "Noto Serif CJK SC", "Noto Naskh Arabic",
        "Noto Serif Hebrew", "Noto Serif Devanagari", "serif",
    ),
    "sans-serif": (
        "Noto Sans", "Noto Sans Math", "Noto Sans CJK SC", "Noto Sans Arabic",
        "Noto Sans Hebrew", "Noto Sans Devanagari", "sans-serif",
    ),
    "monospace": ("Noto Sans Mono CJK SC", "monospace"),
}  # fmt: skip
_SCHEME = "picture:"  # stands before the address of a given image, the only thing ever fetched


def write(paper: Paper) -> bytes:
    """Return an edition as a PDF.

    Raises:
        CommuniqueError: WeasyPrint, or the Pango that it draws letters with, is not installed.
    """
    weasyprint = _weasyprint()
    page = weasyprint.HTML(string=_page(paper), url_fetcher=_fetcher(paper))
    drawn = page.render(pdf_variant="pdf/ua-1", presentational_hints=True)
    identifier = hashlib.sha256(f"{paper.slug}/{paper.tag}/{paper.url}".encode()).digest()[:16]
    made: bytes = drawn.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier)
    return made


def _weasyprint() -> Any:
    try:
        return import_module("weasyprint")
    except ImportError as error:
        what = "a PDF needs WeasyPrint: pip install 'communique[pdf]'."
        raise CommuniqueError(what) from error
    except OSError as error:
        what = "a PDF needs Pango, which WeasyPrint does not find: on Debian or Ubuntu,"
        raise CommuniqueError(f"{what} apt install libpango-1.0-0 libpangoft2-1.0-0.") from error


def _fetcher(paper: Paper) -> Any:
    """Return what hands out the paper's images and nothing else: no file, no address on the web."""
    urls = import_module("weasyprint.urls")
    given = {f"{_SCHEME}{n}": path for n, path in enumerate(paper.images.values())}

    def fetch(_self: Any, url: str, _headers: Any = None) -> Any:
        if url not in given:
            raise ValueError(f"{url} is none of the images given")
        return urls.URLFetcherResponse(url, given[url].read_bytes())

    return type("Given", (urls.URLFetcher,), {"fetch": fetch})(allowed_protocols=())


def _page(paper: Paper) -> str:
    """Return the page that is printed."""
    article = _illustrated(paper, fragment.article(paper)).replace("\ufe0e", "")  # in no Noto
    said = {
        "author": paper.byline or paper.site,
        "description": paper.summary,
    }
    meta = [f'<meta name="{name}" content="{escape(text)}">' for name, text in said.items() if text]
    if paper.published:
        date = when(paper).strftime("%Y-%m-%dT%H:%M:%SZ")
        meta += [f'<meta name="dcterms.{n}" content="{date}">' for n in ("created", "modified")]
    root = f'<html lang="{escape(paper.tag)}" dir="{escape(paper.direction)}">'
    return (
        f'<!DOCTYPE html>\n{root}\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(paper.title, quote=False)}</title>\n"
        f"{''.join(meta)}\n<style>{_sheet(paper)}</style>\n</head>\n<body>\n"
        f'<p class="masthead">{escape(paper.site, quote=False)}</p>\n{article}</body>\n</html>\n'
    )


def _illustrated(paper: Paper, article: str) -> str:
    """Return HTML whose images are those given (of any other its words are left), lists counted."""
    names = {name: f"{_SCHEME}{number}" for number, name in enumerate(paper.images)}
    events: list[markup.Event] = []
    for event in _counted(markup.parse(article)):
        if not isinstance(event, markup.Start) or event.name != "img":
            events.append(event)
        elif (name := event.get("src") or "") in names:
            events.append(event.having(src=names[name]))
        elif alt := event.get("alt"):
            events.append(markup.Text(escape(f"[{alt}]", quote=False)))
    return markup.serialise(events)


def _counted(events: list[markup.Event]) -> list[markup.Event]:
    """Return events in which lists that count down say every number: WeasyPrint counts up."""
    counted = list(events)
    lists: list[list[int]] = []
    for at, event in enumerate(events):
        if isinstance(event, markup.Start) and event.name in {"ol", "ul"}:
            lists.append([at])
        elif isinstance(event, markup.Start) and event.name == "li" and lists:
            lists[-1].append(at)
        elif isinstance(event, markup.End) and event.name in {"ol", "ul"} and lists:
            _count_down(counted, lists.pop())
    return counted


def _count_down(events: list[markup.Event], places: list[int]) -> None:
    starts = [event for at in places if isinstance(event := events[at], markup.Start)]
    if starts[0].get("reversed") is None:
        return
    items = [tree.Element("li", dict(start.attributes)) for start in starts[1:]]
    numbers = counts.numbered(tree.Element("ol", dict(starts[0].attributes), list(items)))
    for at, start, number in zip(places[1:], starts[1:], numbers, strict=True):
        events[at] = start.having(value=str(number))


def _sheet(paper: Paper) -> str:
    folder = resources.files("communique.publishing.documents")
    sheet = (folder / "print.css").read_text(encoding="utf-8")
    tags = {e.get("lang") for block in tree.blocks(paper) for e in block.every()} - {"", paper.tag}
    return "\n".join([_main(paper), sheet, *map(_other, sorted(tags))])


def _main(paper: Paper) -> str:
    """Return the typefaces of the document, and what stands in its margins."""
    face = faces(paper.tag)
    start, end = ("right", "left") if paper.direction == "rtl" else ("left", "right")
    sans = _stack("sans-serif", face.sans)
    looks = f"font-family: {sans}; direction: {paper.direction}"
    return (
        f":root {{ --start: {start}; --end: {end}; {_faced(face)} }}\n"
        f"@page {{\n  @top-{start} {{ content: {quoted(paper.site)}; {looks} }}\n"
        f"  @top-{end} {{ content: string(title); {looks} }}\n"
        f"  @bottom-center {{ content: counter(page) ' / ' counter(pages); {looks} }}\n}}\n"
        f"@page :first {{ @top-{start} {{ content: none }} @top-{end} {{ content: none }} }}"
    )


def _other(tag: str) -> str:
    """Return the typefaces of another language in the text, and the side that it begins on."""
    said = f':lang("{tag}") {{ {_faced(faces(tag))} font-family: var(--serif) }}'
    side = "right" if direction(tag) == "rtl" else "left"
    way = f"direction: {direction(tag)}; text-align: {side}"
    return f'{said}\n[lang="{tag}"]:not([dir]) {{ {way} }}'


def _faced(face: Faces) -> str:
    mono = _stack("monospace", MONO)
    return (
        f"--serif: {_stack('serif', face.serif)}; "
        f"--sans: {_stack('sans-serif', face.sans)}; --mono: {mono}; "
        f"--leading: {face.leading}; --size: {face.size}; "
        f"--slant: {'italic' if face.slanted else 'normal'}; "
        f"--weight: {'inherit' if face.slanted else 'bold'};"
    )


def _stack(kind: str, *families: str) -> str:
    *named, generic = dict.fromkeys((*families, *_LAST[kind]))
    return ", ".join([*(f'"{name}"' for name in named), generic])
