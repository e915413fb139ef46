"""What a page tells machines: schema.org, Open Graph, and what communique itself says of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from communique.editions.edition import EditionState
from communique.language.scripts import canonical, language_of
from communique.publishing.notices import outdated_since, remarks
from communique.publishing.words import words_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    from communique.publishing.shelf import Entry, Shelf

_MACHINE_MADE = "https://schema.org/TrainedAlgorithmicMediaDigitalSource"


def marks(shelf: Shelf, entry: Entry) -> dict[str, str]:
    """Return what communique says of an edition, in ``<meta name="communique:…">``."""
    edition = entry.edition
    since = outdated_since(shelf, entry)
    said = {
        "state": "withdrawn" if edition.withdrawn else edition.state.value,
        "rank": edition.rank.value if edition.rank else "",
        "corrected": edition.corrected.isoformat() if edition.corrected else "",
        "outdated": since.isoformat() if since else "",
        "withdrawn": edition.withdrawn.isoformat() if edition.withdrawn else "",
    }
    return {name: value for name, value in said.items() if value}


def article_graph(shelf: Shelf, entry: Entry) -> list[tuple[str, str]]:
    """Return the Open Graph properties that a statement has besides those of every page."""
    edition = entry.edition
    image = text_of(edition.metadata.get("image"))
    others = [other for other in shelf.statements[edition.slug] if other is not entry]
    found = [
        ("og:locale", graph_locale(edition.locale)),
        *(("og:locale:alternate", graph_locale(other.edition.locale)) for other in others),
        ("article:published_time", edition.published.isoformat()),
        ("article:modified_time", edition.modified.isoformat()),
        *(("article:author", name) for name in authors(entry)),
        *(("article:tag", topic) for topic in texts_of(edition.metadata.get("tags"))),
    ]
    if shelf.base and image in dict(edition.assets):
        found.append(("og:image", shelf.url(f"{entry.folder}/{image}") or ""))
    return found


def graph_locale(locale: str) -> str:
    """Return a locale with a territory, as Open Graph wants it: ``ar`` → ``ar_EG``."""
    from babel.core import get_global, parse_locale

    name = canonical(locale)
    likely = get_global("likely_subtags")
    for one in (name, likely.get(name), likely.get(language_of(name))):
        language, territory = parse_locale(one)[:2] if one else ("", None)
        if territory and not territory.isdigit():
            return f"{language}_{territory}"
    return name


def linked_data(shelf: Shelf, entry: Entry) -> Markup:
    """Return an edition's page as schema.org sees it, as JSON that may stand in a ``script``."""
    edition = entry.edition
    original = shelf.original(entry)
    values = _work(shelf, entry.path, entry) | {
        "name": entry.title,
        "description": text_of(edition.metadata.get("summary")),
        "dateCreated": entry.day.isoformat() if entry.day else "",
        "datePublished": edition.published.isoformat(),
        "dateModified": edition.modified.isoformat(),
        "author": [_maker(shelf, name) for name in authors(entry)],
        "publisher": {"@type": "Organization", "name": shelf.title},
        "keywords": texts_of(edition.metadata.get("tags")),
        "creativeWorkStatus": _status(shelf, entry),
        "correction": _corrections(shelf, entry),
        "translator": [_maker(shelf, name) for name in edition.translators],
    }
    if original and not entry.is_original:
        values["translationOfWork"] = _work(shelf, entry.path, original)
    if entry.is_original:
        translations = shelf.statements[edition.slug][1:]
        values["workTranslation"] = [_work(shelf, entry.path, other) for other in translations]
    if edition.state is EditionState.DRAFT:
        values["digitalSourceType"] = _MACHINE_MADE
    return _script(values)


def gone_data(shelf: Shelf, entry: Entry) -> Markup:
    """Return a withdrawn edition as schema.org sees it: that there was one."""
    return _script(
        _work(shelf, entry.path, entry)
        | {"creativeWorkStatus": "Withdrawn", "publisher": _maker(shelf, shelf.title)}
    )


def description(entry: Entry) -> str:
    """Return a summary for machines that show it alone: a draft's says that it is one."""
    summary = text_of(entry.edition.metadata.get("summary"))
    if entry.edition.state is not EditionState.DRAFT:
        return summary
    label = words_for(entry.edition.locale).gettext("Machine translation, not fully reviewed")
    return f"{label} — {summary}" if summary else label


def authors(entry: Entry) -> list[str]:
    """Return who wrote a statement, as its metadata tell."""
    metadata = entry.edition.metadata
    return texts_of(metadata.get("author") or metadata.get("authors"))


def address(shelf: Shelf, page: str, target: str) -> str:
    """Return a place's address on the web or, where the site has none, from a page."""
    return shelf.url(target) or shelf.href(page, target)


def _status(shelf: Shelf, entry: Entry) -> str:
    if entry.edition.state is EditionState.DRAFT:
        return "Draft"
    return "Obsolete" if outdated_since(shelf, entry) else "Published"


def _corrections(shelf: Shelf, entry: Entry) -> list[dict[str, str]]:
    moments = {"outdated": outdated_since(shelf, entry), "corrected": entry.edition.corrected}
    return [
        {"@type": "CorrectionComment", "text": one.text, "datePublished": moment.isoformat()}
        for one in remarks(shelf, entry)
        if (moment := moments.get(one.kind)) is not None
    ]


def _work(shelf: Shelf, page: str, entry: Entry) -> dict[str, Any]:
    return {
        "@type": "Article",
        "headline": entry.title,
        "inLanguage": entry.tag,
        "url": address(shelf, page, entry.path),
    }


def _maker(shelf: Shelf, name: str) -> dict[str, str]:
    """Return who made something: the house itself, or else a person."""
    return {"@type": "Organization" if name == shelf.title else "Person", "name": name}


def _script(values: dict[str, Any]) -> Markup:
    said = {"@context": "https://schema.org"} | {key: v for key, v in values.items() if v}
    text = json.dumps(said, ensure_ascii=False, indent=1)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - nothing is left that could close the element


def text_of(value: object) -> str:
    """Return a field of a statement's metadata as one line."""
    return " ".join(str(value).split()) if value else ""


def texts_of(value: object) -> list[str]:
    """Return a field of a statement's metadata that may hold one or several."""
    values: Iterable[object] = value if isinstance(value, list | tuple) else [value]
    return [text for text in map(text_of, values) if text]
