"""What the templates are told: plain values for each page, notice, feed and map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from communique.editions.edition import EditionState
from communique.language.scripts import direction, html_tag, language_of
from communique.publishing import machines, notices
from communique.publishing.shelf import timestamp
from communique.publishing.words import Words, words_for

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from communique.publishing.notices import Fact
    from communique.publishing.shelf import Entry, Shelf

Values = dict[str, Any]
Document = tuple[str, str, str, int]  # path from the root, label, media type, bytes


def of_edition(
    shelf: Shelf, entry: Entry, body: str, notice: str, documents: Sequence[Document] = ()
) -> Values:
    """Return the values of a statement's page.

    Args:
        shelf: the site.
        entry: the edition.
        body: its text, as sanitised HTML.
        notice: what its reader must be told first, as HTML.
        documents: the files to offer beside the page.
    """
    editions = shelf.statements[entry.edition.slug]
    original = shelf.original(entry)
    links = {other.tag: other.path for other in editions}
    values = _common(shelf, entry.path, entry.edition.locale, links, (original or editions[0]).path)
    return values | {
        "title": entry.title,
        "description": machines.description(entry),
        "marks": machines.marks(shelf, entry),
        "og_type": "article",
        "graph": machines.article_graph(shelf, entry),
        "feeds": [_feed(shelf, entry.path, entry.tag)],
        "entry": listed(shelf, entry.path, entry) | {"tags_lang": _tags_lang(original, entry)},
        "notice": Markup(notice),  # noqa: S704 - from its template
        "body": Markup(body),  # noqa: S704 - sanitised by nh3
        "facts": _facts(shelf, entry),
        "downloads": [_download(shelf, entry, values["words"], one) for one in documents],
        "linked_data": machines.linked_data(shelf, entry),
    }


def _tags_lang(original: Entry | None, entry: Entry) -> Markup:
    """Return the attributes of the topics, which nobody translates: they may be the original's."""
    tags = entry.edition.metadata.get("tags")
    said_in = original if original and original.edition.metadata.get("tags") == tags else entry
    return _lang_unless(said_in.edition.locale, words_for(entry.edition.locale).language)


def _facts(shelf: Shelf, entry: Entry) -> list[Values]:
    edition = entry.edition
    said = [*notices.standing(edition), *notices.moments(edition)]
    return [_fact(fact) | _prevailing(shelf, entry, fact) for fact in said]


def _fact(fact: Fact) -> Values:
    moment = fact.moment.date().isoformat() if fact.moment else None
    return {
        "kind": fact.kind,
        "label": fact.label,
        "value": fact.value,
        "moment": moment,
        "href": None,
    }


def _prevailing(shelf: Shelf, entry: Entry, fact: Fact) -> Values:
    """Return where the text is that prevails, if that is another page."""
    if fact.kind != "prevails":
        return {}
    tag = html_tag(entry.edition.prevails)
    others = (one for one in shelf.statements[entry.edition.slug] if one is not entry)
    return next((_link(shelf, entry.path, one) for one in others if one.tag == tag), {})


def _download(shelf: Shelf, entry: Entry, words: Words, document: Document) -> Values:
    path, label, media_type, count = document
    return {
        "href": shelf.href(entry.path, path),
        "label": words.gettext("Plain text") if media_type == "text/plain" else label,
        "type": media_type,
        "size": words.around.size(count),
        "hreflang": entry.tag,
    }


def of_grave(shelf: Shelf, entry: Entry) -> Values:
    """Return the values of the page that stands where a withdrawn edition was."""
    edition = entry.edition
    others = {other.tag: other.path for other in shelf.statements.get(edition.slug, [])}
    values = _common(shelf, entry.path, edition.locale, others, "index.html")
    words, withdrawn = values["words"], edition.withdrawn
    return values | {
        "title": entry.title,
        "marks": machines.marks(shelf, entry),
        "robots": "noindex",
        "alternates": [],
        "default": None,
        "home": values["root"],  # its language may have no list any more
        "withdrawn": withdrawn,
        "withdrawn_on": words.around.date(withdrawn.date()) if withdrawn else "",
        "linked_data": machines.gone_data(shelf, entry),
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
    values = _common(shelf, path, locale, links, _list_in(shelf, None, year))
    words = values["words"]
    of_year = words.gettext("Statements of %(year)s")
    entry = _with_versions if tag is None else listed
    return values | {
        "title": of_year % {"year": year} if year else words.gettext("Statements"),
        "year": year,
        "years": _years(shelf, path, tag, year, words),
        "current": tag,
        "feeds": [_feed(shelf, path, one) for one in ([tag] if tag else shelf.languages)],
        "entries": [entry(shelf, path, one) for one in shown],
    }


def _years(
    shelf: Shelf, path: str, tag: str | None, year: int | None, words: Words
) -> list[Values]:
    """Return the links between the pages of a long list."""
    years = shelf.years(tag)
    return [
        {
            "href": shelf.href(path, list_path(tag, one)),
            "label": words.around.year(one) if one else words.gettext("Newest"),
            "current": one == year,
        }
        for one in ([None, *years] if years else [])
    ]


def _list_in(shelf: Shelf, tag: str | None, year: int | None) -> str:
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
        "updated": timestamp([shelf.told(entry) for entry in (*entries, *gone)]),
        "gone": [{"id": _id(shelf, entry), "when": entry.edition.withdrawn} for entry in gone],
        "entries": [
            listed(shelf, path, entry)
            | {
                "id": _id(shelf, entry),
                "url": shelf.url(entry.path) or shelf.href(path, entry.path),
                "published": entry.edition.published,
                "updated": timestamp([shelf.told(entry)]),
                "summary": machines.description(entry),
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
            {"url": links[entry.tag], "day": shelf.told(entry), "alternates": links}
            for entry in editions
            if entry.tag in tags
        ]
    return {"pages": pages}


def notice(shelf: Shelf, entry: Entry) -> Values | None:
    """Return what a reader must be told before an edition's text; None where there is nothing.

    Raises:
        CommuniqueError: see ``notices.remarks``.
    """
    said = notices.remarks(shelf, entry)
    if not said:
        return None
    words = words_for(entry.edition.locale)
    original = shelf.original(entry)
    return {
        "words": words,
        "_": words.gettext,
        "lang": lang_of(words),
        "space": notices.space(words),
        "remarks": said,
        "original": _link(shelf, entry.path, original) if original else None,
    }


def listed(shelf: Shelf, page: str, entry: Entry) -> Values:
    """Return what a list, a page's head or a feed says of an edition."""
    edition = entry.edition
    words = words_for(edition.locale)
    authors = machines.authors(entry)
    return _link(shelf, page, entry) | {
        "title": entry.title,
        "subtitle": machines.text_of(edition.metadata.get("subtitle")),
        "summary": machines.text_of(
            edition.metadata.get("summary") or edition.metadata.get("description")
        ),
        "authors": authors,
        "byline": words.names(authors),
        "tags": machines.texts_of(edition.metadata.get("tags")),
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


def _feed(shelf: Shelf, page: str, tag: str) -> Values:
    name = shelf.languages[tag][0].endonym
    path = shelf.href(page, feed_path(tag))
    return {"href": path, "tag": tag, "title": f"{shelf.title} · {name}"}


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
        "marks": {},
        "og_type": "website",
        "graph": [("og:locale", machines.graph_locale(locale))],
        "feeds": [],
        "linked_data": None,
        "canonical": shelf.url(path),
        "robots": None,
        "root": shelf.href(path, "index.html"),
        "home": shelf.href(path, home),
        "style": shelf.href(path, "style.css"),
        "theme": shelf.href(path, "theme"),
        "alternates": [
            (other, machines.address(shelf, path, place)) for other, place in links.items()
        ],
        "default": machines.address(shelf, path, default),
        "languages": [
            _link(shelf, path, shelf.languages[other][0])
            | {"href": shelf.href(path, place), "original": place == default}
            for other, place in links.items()
        ],
    }


def lang_of(words: Words) -> Markup:
    """Return the attributes that words need where they are not in the page's language."""
    return _lang_unless(words.language, words.locale)


def _lang_unless(locale: str, around: str) -> Markup:
    """Return the attributes of a text in one locale inside of one in another."""
    if language_of(locale) == language_of(around):
        return Markup()
    return Markup(' lang="{}" dir="{}"').format(html_tag(locale), direction(locale))


def _urn(site: str, path: str) -> str:
    from uuid import NAMESPACE_URL, uuid5

    return uuid5(NAMESPACE_URL, f"communique:{site}/{path}").urn


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
