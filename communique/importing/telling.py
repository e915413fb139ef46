"""What the front matter tells: the language and who says so, dates, an author."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from communique.errors import UsageError
from communique.formats.languages import detect
from communique.importing import dating
from communique.importing.draft import Warned
from communique.language.locales import parse_locale

if TYPE_CHECKING:
    from datetime import date

    from communique.importing.boilerplate import Proposal
    from communique.importing.parts import Leaf

# Codes whose territory tells which language it is; elsewhere it only says where the server is.
_TERRITORIES = {"pt", "zh"}
_FIRST_LINES = 6
_LAST_LINES = 4
_PROSE = 150


@dataclass(frozen=True, slots=True)
class Shown:
    """The language of a text, who says so, and what is to be said about that."""

    language: str
    by: str
    warnings: tuple[Warned, ...] = ()


def language(texts: Sequence[str], told: str | None, stated: str | None, by: str) -> Shown:
    """Return the language of texts: as told, as stated, or as they look.

    Args:
        texts: what a reader sees.
        told: what the coordinator says.
        stated: what the page or the workspace says, and ``by`` which of them.
        by: who states it.
    """
    if told:
        return Shown(told, "--language")
    found = detect(texts)
    detected = reduced(found.code)
    if not stated:
        unsure = Warned(f"the language is not stated and not sure ({detected}): --language decides")
        return Shown(detected, "the text itself", () if found.sure else (unsure,))
    if found.sure and parse_locale(detected).language != parse_locale(stated).language:
        message = f"{by} says {stated}, but the text looks like {detected}: --language decides"
        return Shown(stated, by, (Warned(message),))
    return Shown(stated, by)


def reduced(code: str) -> str:
    """Return a stated language; its territory only where that makes it another one.

    Empty where nobody knows it.
    """
    try:
        found = parse_locale(code)
    except UsageError:
        return ""
    if found.language in _TERRITORIES or found.script:
        return str(found)
    return str(found.language)


def dates(said: date | None, published: date | None) -> dict[str, str]:
    """Return the statement's own date, and the page's beside it where that is another."""
    first = said or published
    apart = published if published != first else None
    return {
        "date": first.isoformat() if first else "",
        "published": apart.isoformat() if apart else "",
    }


def said(leaves: Iterable[Leaf], language: str) -> date | None:
    """Return the date that a line of the text itself states: “Athens, 7 November 2021”.

    One with a place goes before one without: a bare date may be the site's.
    """
    lines = [line for leaf in leaves for line in leaf.plain.split("\n")]
    lines.sort(key=lambda line: not dating.names_place(line, language))
    return next(filter(None, (dating.of_dateline(line, language) for line in lines)), None)


def first_lines(kept: Sequence[Leaf], title: Leaf | None) -> list[Leaf]:
    """Return the short blocks under the title, or at the beginning where there is none."""
    start = next((index + 1 for index, leaf in enumerate(kept) if leaf is title), 0)
    first = kept[start : start + _FIRST_LINES]
    return list(takewhile(lambda leaf: len(leaf.plain) <= _PROSE, first))


def datelines(kept: Sequence[Leaf], title: Leaf | None) -> list[Leaf]:
    """Return the blocks in which a text dates itself: the first under its title, and the last."""
    first = first_lines(kept, title)
    return [*first, *(leaf for leaf in kept[-_LAST_LINES:] if leaf not in (*first, title))]


def published(found: Iterable[Proposal], language: str) -> date | None:
    """Return the date that a line of the site tells."""
    lines = (each.published for each in found if each.published)
    return next(filter(None, (dating.of_line(line, language) for line in lines)), None)


def author(found: Iterable[Proposal]) -> str:
    """Return the author that a line of the site names."""
    return next((each.author for each in found if each.author), "")


def title(found: Iterable[Proposal]) -> str:
    """Return the title that a line proposed for removal tells: the subject of an e-mail."""
    return next((each.title for each in found if each.title), "")
