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


@register("urls_emails", Severity.ERROR)
def look(unit: Unit) -> Iterator[str]:
    """Compare the addresses that stand in the text; links' targets are another check's business."""
    source = _addresses(unit.source, unit.source_language)
    target = _addresses(unit.target, unit.locale)
    if said := difference((source - target).elements(), (target - source).elements()):
        yield said


def _addresses(text: str, locale: str) -> Counter[str]:
    found = (match.group() for match in ADDRESS.finditer(without_markup(text)))
    return Counter(localised(address, locale) for address in found)


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
