"""What a page says of itself: title, author, date, address, language."""

from __future__ import annotations

import copy
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from communique.importing import dating
from communique.importing.choosing import quiet
from communique.importing.tree import is_aside

if TYPE_CHECKING:
    from lxml.html import HtmlElement

log = logging.getLogger(__name__)

_DATE_NAMES = {
    "article:published_time", "article:published", "og:published_time", "datepublished", "date",
    "dc.date", "dc.date.issued", "dcterms.date", "dcterms.issued", "dcterms.created", "pubdate",
    "publishdate", "publish_date", "publish-date", "publication_date", "sailthru.date",
    "parsely-pub-date", "citation_publication_date", "citation_date",
}  # fmt: skip
_PUBLISHED = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
_IN_ADDRESS = re.compile(r"/(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?:/|-|$)")
_MAX_NAME = 100


@dataclass(frozen=True, slots=True)
class Facts:
    """What a page says of itself; empty where it does not."""

    title: str = ""
    author: str = ""
    published: date | None = None
    address: str = ""
    language: str = ""


def facts(tree: HtmlElement) -> Facts:
    """Return what a page's head, its tags and its address say; nothing is guessed from its text."""
    title, author = _title_and_author(tree)
    address = _address(tree)
    return Facts(title, author, _published(tree, address), address, _language(tree))


def _title_and_author(tree: HtmlElement) -> tuple[str, str]:
    from trafilatura import extract_metadata

    quiet()
    try:
        found = extract_metadata(copy.deepcopy(tree), date_config={"extensive_search": False})
    except Exception as error:  # a page that a library of many heuristics stumbles over
        log.info("no metadata found (%s)", error)
        return "", ""
    title, author = (" ".join((each or "").split()) for each in (found.title, found.author))
    site = " ".join((found.sitename or "").split())
    author = "" if author == site or len(author) > _MAX_NAME else author
    return title, author


def _published(tree: HtmlElement, address: str) -> date | None:
    """Return the first date of publication that a machine wrote into the page."""
    for text in _dates(tree, address):
        found = dating.stated(text)
        if found:
            return found
    return None


def _dates(tree: HtmlElement, address: str) -> Iterator[str]:
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        if name.lower() in _DATE_NAMES:
            yield meta.get("content") or ""
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or ""):
            yield from _PUBLISHED.findall(script.text or "")
    for element in tree.iter("time"):
        if element.get("datetime") and not any(map(is_aside, element.iterancestors())):
            yield element.get("datetime") or ""
    match = _IN_ADDRESS.search(urlsplit(address).path)
    if match:
        yield "-".join(match.groups())


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
