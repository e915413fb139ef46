"""What the templates are told: plain values for each page, notice and feed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from communique.editions.edition import EditionState
from communique.errors import CommuniqueError
from communique.language.scripts import direction, html_tag, language_of
from communique.publishing.shelf import timestamp
from communique.publishing.words import Words, words_for

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from communique.publishing.shelf import Entry, Shelf

Values = dict[str, Any]
_UNSPACED = {"ja", "th", "zh"}
_MACHINE_MADE = "https://schema.org/TrainedAlgorithmicMediaDigitalSource"


def of_edition(shelf: Shelf, entry: Entry, body: str, notice: str) -> Values:
    """Return the values of a statement's page, round its text and the reader's notice."""
    editions = shelf.statements[entry.edition.slug]
    original = shelf.original(entry)
    links = {other.tag: other.path for other in editions}
    values = _common(shelf, entry.path, entry.edition.locale, links, (original or editions[0]).path)
    return values | {
        "title": entry.title,
        "description": _description(entry),
        "state": entry.edition.state.value,
        "feed": shelf.href(entry.path, feed_path(entry.tag)),
        "entry": listed(shelf, entry.path, entry),
        "notice": Markup(notice),  # noqa: S704 - from its template
        "body": Markup(body),  # noqa: S704 - sanitised by nh3
        "linked_data": _script(_linked_data(shelf, entry)),
    }


def of_grave(shelf: Shelf, entry: Entry) -> Values:
    """Return the values of the page that stands where a withdrawn edition was."""
    withdrawn = entry.edition.withdrawn
    values = _common(shelf, entry.path, entry.edition.locale, {}, "index.html")
    return values | {
        "title": entry.title,
        "state": "withdrawn",
        "robots": "noindex",
        "withdrawn": withdrawn,
        "withdrawn_on": values["words"].date(withdrawn.date()) if withdrawn else "",
    }


def of_list(shelf: Shelf, tag: str | None, year: int | None, shown: Sequence[Entry]) -> Values:
    """Return the values of a list of statements.

    Args:
        shelf: the site.
        tag: the language; None for the list over all.
        year: which year's; None for the newest.
        shown: the editions to list.
    """
    path = list_path(tag, year)
    links = {other: _list_in(shelf, other, year) for other in shelf.languages}
    locale = shelf.languages[tag][0].edition.locale if tag else shelf.home_locale
    values = _common(shelf, path, locale, links, list_path(None, year))
    entry = _with_versions if tag is None else listed
    return values | {
        "title": values["words"].gettext("Statements"),
        "year": year,
        "years": [(one, shelf.href(path, list_path(tag, one))) for one in shelf.years(tag)],
        "current": tag,
        "feed": shelf.href(path, feed_path(tag)) if tag else None,
        "entries": [entry(shelf, path, one) for one in shown],
    }


def _list_in(shelf: Shelf, tag: str, year: int | None) -> str:
    return list_path(tag, year if year in shelf.years(tag) else None)


def of_feed(
    shelf: Shelf,
    tag: str,
    entries: Sequence[Entry],
    contents: Sequence[str],
    gone: Sequence[Entry],
) -> Values:
    """Return the values of one language's feed.

    Args:
        shelf: the site.
        tag: the language.
        entries: the editions in it.
        contents: their pages' texts, as HTML.
        gone: the editions of this language that were withdrawn.
    """
    path = feed_path(tag)
    own = shelf.url(path)
    return {
        "site_title": shelf.title,
        "tag": tag,
        "endonym": (*entries, *gone)[0].endonym,
        "id": own or _urn(shelf.title, path),
        "own": own or path,
        "home": shelf.url(language_path(tag)) or shelf.href(path, language_path(tag)),
        "updated": timestamp([*entries, *gone]),
        "gone": [{"id": _id(shelf, entry), "when": entry.edition.withdrawn} for entry in gone],
        "entries": [
            listed(shelf, path, entry)
            | {
                "id": _id(shelf, entry),
                "url": shelf.url(entry.path) or shelf.href(path, entry.path),
                "published": entry.edition.published,
                "updated": timestamp([entry]),
                "summary": _description(entry),
                "content": content,
            }
            for entry, content in zip(entries, contents, strict=True)
        ],
    }


def _id(shelf: Shelf, entry: Entry) -> str:
    return shelf.url(entry.path) or _urn(shelf.title, entry.path)


def of_sitemap(shelf: Shelf, tags: Collection[str]) -> Values:
    """Return the values of a map: every page in some languages, with its counterparts."""
    homes = {tag: shelf.url(language_path(tag)) for tag in shelf.languages}
    pages: list[Values] = [{"url": shelf.url("index.html"), "day": None, "alternates": homes}]
    pages += [{"url": homes[tag], "day": None, "alternates": homes} for tag in tags]
    for editions in shelf.statements.values():
        links = {entry.tag: shelf.url(entry.path) for entry in editions}
        pages += [
            {"url": links[entry.tag], "day": entry.edition.modified, "alternates": links}
            for entry in editions
            if entry.tag in tags
        ]
    return {"pages": pages}


def notice(shelf: Shelf, entry: Entry) -> Values | None:
    """Return what a reader of a draft must be told; None for every other edition."""
    edition = entry.edition
    if edition.state is not EditionState.DRAFT:
        return None
    original = shelf.original(entry)
    if original is None:
        message = f"{edition.slug}: the draft in {edition.locale} cannot be published without its"
        raise CommuniqueError(f"{message} original in {edition.source_locale}.")
    words = words_for(edition.locale)
    return {
        "words": words,
        "_": words.gettext,
        "lang": lang_of(words),
        "space": "" if language_of(words.language) in _UNSPACED else " ",
        "counted": _counted(words, edition.unreviewed, edition.segments),
        "original": _link(shelf, entry.path, original),
    }


def _counted(words: Words, unreviewed: int, segments: int) -> str:
    if not unreviewed or not segments:
        return ""
    sentence = words.ngettext(
        "%(count)s of %(total)s passages is unreviewed.",
        "%(count)s of %(total)s passages are unreviewed.",
        unreviewed,
    )
    return sentence % {"count": words.number(unreviewed), "total": words.number(segments)}


def listed(shelf: Shelf, page: str, entry: Entry) -> Values:
    """Return what a list, a page's head or a feed says of an edition."""
    edition = entry.edition
    words = words_for(edition.locale)
    return _link(shelf, page, entry) | {
        "title": entry.title,
        "subtitle": _text(edition.metadata.get("subtitle")),
        "summary": _text(edition.metadata.get("summary") or edition.metadata.get("description")),
        "authors": _texts(edition.metadata.get("author") or edition.metadata.get("authors")),
        "tags": _texts(edition.metadata.get("tags")),
        "day": entry.day,
        "date": words.date(entry.day) if entry.day else "",
        "draft": edition.state is EditionState.DRAFT,
        "state": edition.state.value,
        "words": words,
        "words_lang": lang_of(words),
        "versions": [],
    }


def _with_versions(shelf: Shelf, page: str, first: Entry) -> Values:
    others = shelf.statements[first.edition.slug]
    return listed(shelf, page, first) | {"versions": [_link(shelf, page, e) for e in others]}


def _link(shelf: Shelf, page: str, entry: Entry) -> Values:
    return {
        "href": shelf.href(page, entry.path),
        "tag": entry.tag,
        "dir": entry.direction,
        "endonym": entry.endonym,
        "original": entry.is_original,
    }


def _common(shelf: Shelf, path: str, locale: str, links: dict[str, str], default: str) -> Values:
    """Return the values of every page; ``links`` lead to the same page in each language."""
    words = words_for(locale)
    tag = html_tag(locale)
    home = language_path(tag) if tag in shelf.languages else "index.html"
    return {
        "site_title": shelf.title,
        "tag": tag,
        "dir": direction(locale),
        "current": tag,
        "words": words,
        "_": words.gettext,
        "chrome": lang_of(words),
        "description": "",
        "state": None,
        "feed": None,
        "linked_data": None,
        "canonical": shelf.url(path),
        "robots": None,
        "root": shelf.href(path, "index.html"),
        "home": shelf.href(path, home),
        "style": shelf.href(path, "style.css"),
        "alternates": [(other, _address(shelf, path, place)) for other, place in links.items()],
        "default": _address(shelf, path, default),
        "languages": [
            _link(shelf, path, shelf.languages[other][0])
            | {"href": shelf.href(path, place), "original": place == default}
            for other, place in links.items()
        ],
    }


def _address(shelf: Shelf, page: str, target: str) -> str:
    return shelf.url(target) or shelf.href(page, target)


def lang_of(words: Words) -> Markup:
    """Return the attributes that words need where they are not in the page's language."""
    if not words.borrowed:
        return Markup()
    return Markup(' lang="{}" dir="{}"').format(words.tag, words.direction)


def _description(entry: Entry) -> str:
    """Return a summary for machines that show it alone: a draft's says that it is one."""
    summary = _text(entry.edition.metadata.get("summary"))
    if entry.edition.state is not EditionState.DRAFT:
        return summary
    label = words_for(entry.edition.locale).gettext("Machine translation, not fully reviewed")
    return f"{label} — {summary}" if summary else label


def _linked_data(shelf: Shelf, entry: Entry) -> Values:
    """Return the page as schema.org sees it."""
    edition = entry.edition
    original = shelf.original(entry)
    values = _work(shelf, entry.path, entry) | {
        "name": entry.title,
        "description": _text(edition.metadata.get("summary")),
        "datePublished": entry.day.isoformat() if entry.day else "",
        "author": [_maker(shelf, name) for name in listed(shelf, "", entry)["authors"]],
        "publisher": _maker(shelf, shelf.title),
    }
    if original and not entry.is_original:
        values["translationOfWork"] = _work(shelf, entry.path, original)
    if entry.is_original:
        translations = shelf.statements[edition.slug][1:]
        values["workTranslation"] = [_work(shelf, entry.path, other) for other in translations]
    if edition.state is EditionState.DRAFT:
        values |= {"creativeWorkStatus": "Draft", "digitalSourceType": _MACHINE_MADE}
    return {"@context": "https://schema.org"} | {key: v for key, v in values.items() if v}


def _work(shelf: Shelf, page: str, entry: Entry) -> Values:
    return {
        "@type": "Article",
        "headline": entry.title,
        "inLanguage": entry.tag,
        "url": _address(shelf, page, entry.path),
    }


def _maker(shelf: Shelf, name: str) -> Values:
    """Return an author: the house itself, or else a person."""
    return {"@type": "Organization" if name == shelf.title else "Person", "name": name}


def _script(values: Values) -> Markup:
    """Return JSON that may stand in a ``script`` element."""
    text = json.dumps(values, ensure_ascii=False, indent=1)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - nothing is left that could close the element


def _urn(site: str, path: str) -> str:
    from uuid import NAMESPACE_URL, uuid5

    return uuid5(NAMESPACE_URL, f"communique:{site}/{path}").urn


def _text(value: object) -> str:
    return " ".join(str(value).split()) if value else ""


def _texts(value: object) -> list[str]:
    values = value if isinstance(value, list | tuple) else [value]
    return [text for text in map(_text, values) if text]


def language_path(tag: str) -> str:
    """Return the page that lists one language's editions."""
    return f"{tag}/index.html"


def list_path(tag: str | None, year: int | None = None) -> str:
    """Return the page of a list: a language's or that over all, the newest or a year's."""
    name = f"archive-{year}.html" if year else "index.html"
    return f"{tag}/{name}" if tag else name


def feed_path(tag: str) -> str:
    """Return one language's feed."""
    return f"feed.{tag}.atom"
