"""Which elements of a page are plainly not its text: menus, forms, what a class says is none.

In doubt an element is not one: what the extractor then takes for text is still proposed or kept
for other reasons, while a text that is taken for an aside is proposed for removal.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_TAGS = {"nav", "aside", "button", "dialog", "footer"}
_ROLES = {"navigation", "complementary", "contentinfo", "banner", "search", "dialog", "menu"}
_NEVER = {"body", "html", "article", "main", "h1", "h2", "h3", "h4", "h5", "h6"}
_SUBJECTS = (
    "share shares sharing sharedaddy social related relatedposts comment comments respond reply"
    " newsletter subscribe subscription cookie cookies consent breadcrumb breadcrumbs sidebar"
    " advert adverts advertisement ad ads promo widget widgets menu nav navbar navigation"
    " pagination tags skip popup modal footer"
)
# Words that a class name may have beside one of these and still mean it.
_BESIDE = (
    "a area article articles author bar block body bottom box btn button buttons card center cat"
    " categories category container content count custom desktop entry field fixed float floating"
    " form gdpr global group header hidden icon icons inline inner item items jp layer law left"
    " link links list main media meta mobile nav notice overlay page panel paywall post posts"
    " primary reader recent right row screen sd secondary section signup single site small social"
    " sticky td text title toggle toolbar tools top ul wp wrap wrapper wpb enabled info tag"
    " next prev previous"
)
_EXACT = re.compile(r"recent-?posts|skip-link|screen-reader-text|sr-only|visually-hidden")
# Alone these may be what a text is about.
_THEMES = {"social", "comments", "related", "tags", "promo", "reply", "subscription"}
_PROSE = 100
_MUCH_PROSE = 200


def is_aside(element: HtmlElement) -> bool:
    """Tell whether an element is plainly not the text but what stands around it."""
    if element.tag in _TAGS or element.get("role") in _ROLES:
        return True
    if element.tag in _NEVER:
        return False
    if element.tag == "form" and not _holds_text(element):
        return True
    names = f"{element.get('class', '')} {element.get('id', '')}".split()
    found = [name for name in names if _says_aside(name)]
    return bool(found) and not (set(found) <= _THEMES and _is_section(element))


@lru_cache(maxsize=4096)
def _says_aside(name: str) -> bool:
    """Tell whether a class or an id, taken word by word, is the name of an aside."""
    if _EXACT.fullmatch(name.lower()):
        return True
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    words = re.findall(r"[a-z]+", spaced.lower())
    subjects = frozenset(_SUBJECTS.split())
    return not subjects.isdisjoint(words) and subjects.union(_BESIDE.split()).issuperset(words)


def _holds_text(form: HtmlElement) -> bool:
    """Tell whether a form is one only to the browser: it holds a page, or a petition."""
    if next(form.iterdescendants("article", "main", "h1"), None) is not None:
        return True
    written = sum(len(each.text_content().strip()) for each in form.iterdescendants("p", "li"))
    asks = next(form.iterdescendants("textarea"), None) is not None
    return written > (_MUCH_PROSE if asks else _PROSE)


def _is_section(element: HtmlElement) -> bool:
    """Tell whether an element has a heading of its own words, and a paragraph under it."""
    from communique.importing.boilerplate import is_of_site

    heading = next(element.iterdescendants("h1", "h2", "h3", "h4", "h5", "h6"), None)
    paragraph = next(element.iterdescendants("p"), None)
    return heading is not None and paragraph is not None and not is_of_site(_shown(heading))


def _shown(element: HtmlElement) -> str:
    from communique.importing.marking import bare

    return " ".join(" ".join(bare(str(text)) for text in element.itertext()).split())
