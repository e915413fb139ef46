"""Addresses in the running text: no URL and no e-mail lost, changed or invented."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from communique.checks.base import Severity, Unit, difference, register
from communique.language.scripts import canonical, html_tag, language_of
from communique.language.spans import ADDRESS, without_markup

if TYPE_CHECKING:
    from collections.abc import Iterator

_ANY = re.compile(r"[@/]|\w\.\w")


@register("urls_emails", Severity.ERROR)
def look(unit: Unit) -> Iterator[str]:
    """Compare the addresses that stand in the text; links' targets are another check's business."""
    said = exchanged(
        (_addresses(unit.source), unit.source_language), (_addresses(unit.target), unit.locale)
    )
    if said:
        yield said


def exchanged(ours: tuple[list[str], str], theirs: tuple[list[str], str]) -> str:
    """Return what a translation lacks, and what it adds, of a source's addresses; "" for neither.

    Args:
        ours: the source's addresses, and its locale.
        theirs: the target's.
    """
    left = Counter(ours[0]) - Counter(theirs[0])  # an address may stay as it is, whatever it names
    right = Counter(theirs[0]) - Counter(ours[0])
    source = [(localised(address, ours[1]), address) for address in left.elements()]
    target = [(localised(address, theirs[1]), address) for address in right.elements()]
    return difference(_unanswered(source, target), _unanswered(target, source))


def _unanswered(asking: list[tuple[str, str]], answering: list[tuple[str, str]]) -> list[str]:
    """The addresses of one side that the other lacks, whatever language each names."""
    answers = Counter(bare for bare, _ in answering)
    left: list[str] = []
    for bare, address in asking:
        if answers[bare]:
            answers[bare] -= 1
        else:
            left.append(address)
    return left


def _addresses(text: str) -> list[str]:
    if not _ANY.search(text):
        return []
    found = (match.group() for match in ADDRESS.finditer(without_markup(text)))
    return [address.rstrip("/") for address in found]


def localised(address: str, locale: str) -> str:
    """Return an address without what names its language: ``/en/``, ``en.``, ``?lang=en`` → ``{}``.

    Args:
        address: a URL, an e-mail address or a path.
        locale: the locale of the text in which it stands.
    """
    address = address.rstrip("/")
    if "@" in address:
        return address
    names = sorted({canonical(locale), html_tag(locale), language_of(locale)}, key=len)
    codes = "|".join(re.escape(name) for name in reversed(names))
    return re.sub(
        rf"(?<=[/.=_-])(?:{codes})(?=[/.&#_-]|$)|(?<=//)(?:{codes})(?=\.)",
        "{}",
        address,
        flags=re.I,
    )
