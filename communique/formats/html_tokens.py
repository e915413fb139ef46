"""HTML cut into tags and text by position: in linear time, whatever is broken in it.

The standard library's ``HTMLParser`` is not used: it is quadratic on unclosed tags before Python
3.11.14, and what it calls text has changed between patch releases, while a ``msgid`` must not.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_START = re.compile(
    r"""<([a-zA-Z][^\s/>]*)(?:[^>"'=]|=\s*(?:"[^"]*"|'[^']*')|=|["'])*+>""",
)
_END = re.compile(r"</([a-zA-Z][^\s/>]*)[^>]*>")
_ATTRIBUTE = re.compile(r"""([^\s>/=]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>][^\s>]*))?""")
_OPAQUE = {"script", "style", "xmp", "iframe", "noembed", "noframes", "textarea", "title"}


@dataclass(frozen=True, slots=True)
class HtmlToken:
    """A stretch of HTML: ``type`` is text, start, end or other (comments, declarations)."""

    type: str
    start: int
    end: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute's decoded value, and where it stands; ``quote`` is empty if there is none.

    ``begin`` is where its name begins.
    """

    name: str
    value: str
    start: int
    end: int
    quote: str
    begin: int = 0


def tokens_of(source: str) -> Iterator[HtmlToken]:
    """Cut HTML into tokens that, put together, are the whole of it.

    A tag or comment that never ends takes the rest of the source with it, as the standard says.
    """
    position, size = 0, len(source)
    while position < size:
        opening = source.find("<", position)
        if opening < 0:
            opening = size
        if opening > position:
            yield HtmlToken("text", position, opening)
        if opening == size:
            return
        token = _markup(source, opening)
        yield token
        position = token.end
        if token.type == "start" and token.name in _OPAQUE:
            end = _end_of_opaque(source, token)
            if end > position:
                yield HtmlToken("text" if token.name == "title" else "other", position, end)
            position = end


def attributes_of(source: str, tag: HtmlToken) -> dict[str, Attribute]:
    """Return a start tag's attributes by name, in lower case; the first of a name counts."""
    found: dict[str, Attribute] = {}
    for match in _ATTRIBUTE.finditer(source, tag.start + 1 + len(tag.name), tag.end - 1):
        name, raw = match.group(1).lower(), match.group(2)
        if raw is None:
            found.setdefault(name, Attribute(name, "", match.end(), match.end(), ""))
            continue
        quote = raw[0] if raw[0] in "\"'" else ""
        start, end = match.start(2) + len(quote), match.end(2) - len(quote)
        value = html.unescape(source[start:end])
        found.setdefault(name, Attribute(name, value, start, end, quote, match.start()))
    return found


def _markup(source: str, start: int) -> HtmlToken:
    """Return the token that begins with the ``<`` at ``start``."""
    if source.startswith("<!--", start):
        return _until(source, start, "-->")
    if source.startswith(("<!", "<?"), start):
        return _until(source, start, ">")
    if source.startswith("</", start) and not source[start + 2 : start + 3].isalpha():
        return _until(source, start, ">")
    if not re.match(r"/?[a-zA-Z]", source[start + 1 : start + 3]):
        return HtmlToken("text", start, start + 1)
    closing = source.startswith("/", start + 1)
    match = (_END if closing else _START).match(source, start)
    if match is None:
        return HtmlToken("other", start, len(source))
    return HtmlToken("end" if closing else "start", start, match.end(), match.group(1).lower())


def _until(source: str, start: int, mark: str) -> HtmlToken:
    found = source.find(mark, start + 2)
    end = len(source) if found < 0 else found + len(mark)
    return HtmlToken("other", start, end)


def _end_of_opaque(source: str, tag: HtmlToken) -> int:
    closing = re.compile(rf"</{tag.name}(?=[\s/>])", re.IGNORECASE).search(source, tag.end)
    return closing.start() if closing else len(source)
