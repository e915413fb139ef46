"""What a page says of itself, exactly as it says it: title, author, date, address, language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from communique.importing import dating
from communique.importing.asides import is_aside

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_DATE_NAMES = {
    "article:published_time", "article:published", "og:published_time", "datepublished", "date",
    "dc.date", "dc.date.issued", "dcterms.date", "dcterms.issued", "dcterms.created", "pubdate",
    "publishdate", "publish_date", "publish-date", "publication_date", "sailthru.date",
    "parsely-pub-date", "citation_publication_date", "citation_date",
}  # fmt: skip
_AUTHOR_NAMES = ("author", "article:author", "og:article:author", "dc.creator", "dcterms.creator",
                 "citation_author", "parsely-author", "sailthru.author")  # fmt: skip
_TITLE_NAMES = ("og:title", "twitter:title", "dc.title", "dcterms.title", "citation_title")
_ARTICLES = re.compile(r"(?:[A-Z]\w*)?Article|(?:\w*)?BlogPosting|Report|Statement")
_HEAD_CLASSES = re.compile(r"(?:^|[\s_-])(?:byline|meta|date|posted|published|pubdate|time)\b")
_SEPARATED = re.compile(r"\s+[|–—·•»«:-]\s+|\s*[|»«]\s*")
_IN_ADDRESS = re.compile(r"/(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?:/|-|$)")
_LOGINS = {"admin", "administrator", "webmaster", "root"}
_MAX_NAME = 100
_MAX_BYLINE = 80
_PROSE = 120
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Facts:
    """What a page says of itself; empty where it does not. ``site`` is the name of the site."""

    title: str = ""
    author: str = ""
    published: date | None = None
    address: str = ""
    language: str = ""
    site: str = ""


def facts(tree: HtmlElement) -> Facts:
    """Return what a page's head, its tags and its address say; nothing is guessed from its text."""
    address = _address(tree)
    articles = list(_articles(tree))
    site = next(iter(_metas(tree, ("og:site_name",))), "")
    return Facts(
        _title(tree, articles, site),
        _author(tree, articles),
        _published(tree, articles, address),
        address,
        _language(tree),
        site,
    )


def _metas(tree: HtmlElement, names: Iterable[str]) -> Iterator[str]:
    """Yield what meta tags of these names say, in the order of the names."""
    found: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        text = " ".join((meta.get("content") or "").split())
        found.setdefault(name.lower(), []).extend([text] if text else [])
    return chain.from_iterable(found.get(name, []) for name in names)


def _articles(tree: HtmlElement) -> Iterator[dict[str, object]]:
    """Yield what a page's linked data say of articles, and nothing of their comments."""
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            try:
                found = json.loads(script.text or "", strict=False)
            except (ValueError, RecursionError):
                continue
            yield from _typed(found)


def _typed(value: object, depth: int = 0) -> Iterator[dict[str, object]]:
    """Yield the articles of a list, of a graph, or of what a page is about."""
    if isinstance(value, list) and depth < _DEEPEST:
        for each in value:
            yield from _typed(each, depth + 1)
    elif isinstance(value, dict) and depth < _DEEPEST:
        kinds = value.get("@type")
        names = kinds if isinstance(kinds, list) else [kinds]
        if any(isinstance(name, str) and _ARTICLES.fullmatch(name) for name in names):
            yield value
        else:
            for name in ("@graph", "mainEntity"):
                yield from _typed(value.get(name), depth + 1)


def _title(tree: HtmlElement, articles: Iterable[dict[str, object]], site: str) -> str:
    """Return the title that a page states, without the name of its site."""
    headlines = (each.get("headline") for each in articles)
    texts = chain(_metas(tree, _TITLE_NAMES), headlines, _head_titles(tree))
    stated = (" ".join(each.split()) for each in texts if isinstance(each, str))
    heads = {shown(each) for each in tree.iter("h1", "h2")} - {site}
    titles = (_without_site(each, site, heads) for each in stated)
    return next((each for each in titles if each and each != site), "")


def _head_titles(tree: HtmlElement) -> Iterator[str]:
    return (each.text_content() for head in tree.iter("head") for each in head.iter("title"))


def _without_site(title: str, site: str, heads: set[str]) -> str:
    """Cut the site's name off a title, where the page says its name or shows the title without."""
    if title in heads:
        return title
    for match in _SEPARATED.finditer(title):
        before, after = title[: match.start()].strip(), title[match.end() :].strip()
        shown_of = [part for part in (before, after) if part in heads]
        for part, other in ((before, after), (after, before)):
            if part and ((other == site != "") or shown_of == [part]):
                return part
    return title


def _author(tree: HtmlElement, articles: Iterable[dict[str, object]]) -> str:
    """Return the author as the page names it; an address or the name of a login is none."""
    named = (_names(each.get("author")) for each in articles)
    texts = chain(_metas(tree, _AUTHOR_NAMES), named, _bylines(tree))
    return next((each for each in texts if _is_author(each)), "")


def _is_author(text: str) -> bool:
    is_address = re.match(r"https?://|www\.|@", text, re.IGNORECASE)
    return bool(text) and len(text) <= _MAX_NAME and not is_address and text.lower() not in _LOGINS


def _names(value: object) -> str:
    """Return the names of one or several authors in linked data."""
    values = value if isinstance(value, list) else [value]
    names = [each.get("name") if isinstance(each, dict) else each for each in values]
    return ", ".join(" ".join(each.split()) for each in names if isinstance(each, str))


def _bylines(tree: HtmlElement) -> Iterator[str]:
    for element in _head_of_text(tree):
        if element.get("rel") == "author" or element.get("itemprop") == "author":
            text = shown(element)
            if len(text) <= _MAX_BYLINE:
                yield text


def _published(
    tree: HtmlElement, articles: Iterable[dict[str, object]], address: str
) -> date | None:
    """Return the first date of publication that a machine wrote into the page."""
    for text in _dates(tree, articles, address):
        found = dating.stated(text)
        if found:
            return found
    return None


def _dates(tree: HtmlElement, articles: Iterable[dict[str, object]], address: str) -> Iterator[str]:
    yield from _metas(tree, sorted(_DATE_NAMES, key=lambda name: "publi" not in name))
    yield from (str(each["datePublished"]) for each in articles if each.get("datePublished"))
    for element in _head_of_text(tree):
        if element.tag == "time" and element.get("datetime") and _is_of_head(element):
            yield element.get("datetime") or ""
    match = _IN_ADDRESS.search(urlsplit(address).path)
    if match:
        yield "-".join(match.groups())


def _head_of_text(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the elements before the first long paragraph, those in menus and the like left out."""
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag in ("p", "blockquote", "li") and len(shown(element)) > _PROSE:
            return
        stated = element.tag == "time" or "author" in (element.get("rel"), element.get("itemprop"))
        if stated and not any(map(is_aside, element.iterancestors())):
            yield element


def _is_of_head(element: HtmlElement) -> bool:
    """Tell whether a time is the article's, and not that of something its text tells of."""
    if element.get("pubdate") is not None or element.get("itemprop") == "datePublished":
        return True
    for each in (element, *element.iterancestors()):
        if each.tag in ("article", "main", "body"):
            break
        if each.tag == "header" or _HEAD_CLASSES.search(each.get("class", "").lower()):
            return True
    block = next(element.iterancestors("p", "div", "li", "td", "section", "article"), None)
    return block is not None and block.tag in ("p", "div", "li") and shown(block) == shown(element)


def shown(element: HtmlElement) -> str:
    """Return an element's text on one line."""
    return " ".join(element.text_content().split())


def _address(tree: HtmlElement) -> str:
    """Return where the page says that it stands in the web."""
    links = (each.get("href") for each in tree.iter("link") if each.get("rel") == "canonical")
    metas = (each.get("content") for each in tree.iter("meta") if each.get("property") == "og:url")
    for address in (*links, *metas):
        if address and address.strip().startswith(("http://", "https://")):
            return str(address.strip())
    return ""


def _language(tree: HtmlElement) -> str:
    root = tree.getroottree().getroot()
    stated = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang")
    metas = (
        each.get("content")
        for each in tree.iter("meta")
        if (each.get("http-equiv") or "").lower() == "content-language"
    )
    body = (each.get("lang") for each in tree.iter("body"))
    return next(
        (each.strip() for each in (stated, root.get("xml:lang"), *body, *metas) if each), ""
    )
